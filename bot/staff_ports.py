"""What the staff console needs of the house: its panels, its insight, what is reviewed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable


class InsightRow(Protocol):
    """One line for staff; `tone` is now, today, later, warning or empty."""

    @property
    def label(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def tone(self) -> str: ...


class InsightSection(Protocol):
    """Lines under one heading."""

    @property
    def title(self) -> str: ...
    @property
    def rows(self) -> Sequence[InsightRow]: ...


class Insight(Protocol):
    """What a house reads out of a conversation. Events are Rasa's JSON; nothing raises."""

    def facets(self, slots: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        """Return what a conversation is found by, from its slots as they stand."""

    def facet_titles(self) -> Mapping[str, str]:
        """Return the names of facets in words, in the order in which they are shown."""

    def value_titles(self, name: str) -> Mapping[str, str]:
        """Return the known values of a facet in words; empty where they speak for themselves."""

    def outcome(self, facets: Mapping[str, Sequence[str]]) -> Sequence[InsightRow]:
        """Return in few words what became of a conversation that is found by these facets."""

    def summary(self, events: Sequence[Mapping[str, Any]]) -> Sequence[InsightSection]:
        """Return what to know of a conversation before reading it."""

    def notes(
        self, events: Sequence[Mapping[str, Any]], before: Mapping[str, Any]
    ) -> Sequence[InsightRow]:
        """Return what stands beside one turn; `before` are the slots as the person wrote."""

    def fact(self, name: str, value: Any) -> InsightRow | None:
        """Return a slot's new value in words, or None for what only the dialogue needs."""


class ReviewPlan(Protocol):
    """What the house's staff review, and in which order."""

    @property
    def level(self) -> str:
        """The facet that tells what was decided."""

    @property
    def rule(self) -> str:
        """The facet that tells by which rule."""

    @property
    def levels(self) -> Sequence[tuple[str, str]]:
        """What can be decided, the most urgent first: the facet's value, and its title."""

    @property
    def groups(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """The order of work: titles with facets, one of which has a conversation of the group."""

    @property
    def tags(self) -> Sequence[str]:
        """Words that conversations are marked with; staff add their own."""

    @property
    def expert(self) -> str:
        """Whom a conversation can be flagged to."""


class AnsweredRow(Protocol):
    """How soon staff closed what was asked of them at one level; see the house's plan."""

    @property
    def level(self) -> str: ...
    @property
    def closed(self) -> int: ...
    @property
    def middle(self) -> float: ...
    @property
    def in_time(self) -> int: ...
    @property
    def still_open(self) -> int: ...


class FiguresPlan(Protocol):
    """What the house counts."""

    @property
    def stages(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """How far conversations come: titles with facets, any of which has one that came there."""

    @property
    def breakdowns(self) -> Sequence[tuple[str, str]]:
        """What is counted by value: a title and a facet's name; what was decided comes first."""

    def answered(self, since: float, until: float) -> Sequence[AnsweredRow]:
        """Return how soon staff closed what was opened in this time, in seconds since 1970."""

    def facet_changes(
        self, after: float
    ) -> Sequence[tuple[str, Mapping[str, Sequence[str]], float]]:
        """Return conversations of which the house knows anew since then: facets, and since when."""


class StaffRoute(Protocol):
    """One address of a panel; see `bot.console.panels.Route`."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def handler(self) -> Callable[[Any], Awaitable[StaffAnswer]]: ...
    @property
    def does(self) -> str: ...
    @property
    def subject(self) -> str | None: ...
    @property
    def unconfirmed(self) -> Callable[[Any, str], Awaitable[StaffPage]] | None: ...


class StaffPanel(Protocol):
    """A part of the staff console; see `bot.console.panels.Panel`."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def order(self) -> int: ...
    @property
    def templates(self) -> Path: ...
    @property
    def routes(self) -> Sequence[StaffRoute]: ...
    @property
    def count(self) -> Callable[[], Awaitable[int]] | None: ...


@runtime_checkable
class StaffPage(Protocol):
    """A page to show; see `bot.console.panels.Page`."""

    @property
    def template(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def status(self) -> int: ...


@runtime_checkable
class StaffRedirect(Protocol):
    """Where to go on; see `bot.console.panels.Redirect`."""

    @property
    def to(self) -> str: ...
    @property
    def notice(self) -> str: ...


@runtime_checkable
class StaffDownload(Protocol):
    """A file to keep; see `bot.console.panels.Download`."""

    @property
    def filename(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def content(self) -> bytes | Iterable[bytes]: ...


@runtime_checkable
class StaffRefusal(Protocol):
    """Why something cannot be done; see `bot.console.panels.Refusal`."""

    status: int
    message: str


StaffAnswer = StaffPage | StaffRedirect | StaffDownload
