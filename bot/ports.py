"""What the agent needs of the parts that it brings together, and what a house adds to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import Column
from starlette.routing import BaseRoute

from bot.conversation.events import Event
from bot.conversation.held import StaffTurn
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.records import OutgoingText, TurnRecord
from bot.conversation.tracker import Tracker
from bot.conversation.turn import ParsedMessage, Prediction
from bot.execution.jobs import Job


class Store(Protocol):
    """Keeps conversations; a turn is written whole or not at all."""

    async def load(self, sender_id: str) -> Tracker | None:
        """Return a conversation, or None for a new one."""

    async def commit(self, record: TurnRecord) -> None:
        """Write a turn; raises ConversationChanged or DuplicateMessage."""

    async def stored_reply(self, sender_id: str, message_id: str) -> tuple[BotMessage, ...] | None:
        """Return what this message was answered before, if it was."""


class Locks(Protocol):
    """Lets one turn of a conversation happen at a time."""

    def holding(self, sender_id: str) -> AbstractAsyncContextManager[Any]:
        """Return a context in which no other turn of this conversation runs."""


class Journal(Protocol):
    """Keeps what the store could not take, until it can."""

    async def keep(self, record: TurnRecord) -> None:
        """Write a turn where it survives until the store is back."""


class Understanding(Protocol):
    """Turns text into intent and entities."""

    def __call__(self, text: str, *, offered: tuple[str, ...], channel: str) -> ParsedMessage:
        """Return the message as understood."""


class ChannelManners(Protocol):
    """What a channel without buttons does in its own way."""

    def tapped(self, message: UserMessage, tracker: Tracker) -> str | None:
        """Return the payload that a message stands for, or None when it is words."""

    def outgoing(
        self, message: UserMessage, replies: Sequence[BotMessage]
    ) -> tuple[OutgoingText, ...]:
        """Return the texts that go out in answer to a message, in order."""

    def fits(self, reply: BotMessage) -> bool:
        """Tell whether nothing of a reply would be cut."""


class Reach(Protocol):
    """A way for what staff say to a visitor who has not just written."""

    async def why_not(self, sender_id: str) -> str | None:
        """Return why nothing can be sent, a `bot.handover.refusals.Why`; None when it can."""

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Bring what is stored to the visitor now; it does not raise, as it is stored already."""


class Actions(Protocol):
    """Runs actions."""

    async def run(self, prediction: Prediction, tracker: Tracker) -> tuple[Event, ...]:
        """Return the events of one action."""

    async def screen(self, tracker: Tracker) -> tuple[Event, ...]:
        """Return what the assistant looks for in every message."""


class Notice(Protocol):
    """What the house wants said to a person who has not just written.

    `key` names it: the same one is said once. `responses` are names with their values; with an
    `action` a session begins with it instead, with these `facts`. `useless_after` is seconds since
    1970.
    """

    @property
    def conversation(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def responses(self) -> Sequence[tuple[str, Mapping[str, str]]]: ...
    @property
    def action(self) -> str | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def useless_after(self) -> float: ...


class Speaker(Protocol):
    """Says what the house wants said, where the person agreed to be written to."""

    async def __call__(self, notice: Notice) -> str:
        """Return said, opted_out, unreachable, or busy when it is to be tried later.

        Raises what fails; then nothing was said, or the next try finds that it was.
        """


class Extension(Protocol):
    """What a clinic, or any other house, adds to the engine."""

    @property
    def actions(self) -> Sequence[Any]:
        """The rasa-sdk actions."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Further HTTP routes."""

    @property
    def commands(self) -> Mapping[str, Any]:
        """Further commands: a typer application by name."""

    @property
    def facts(self) -> Mapping[str, str]:
        """Values for the placeholders of responses."""

    @property
    def title(self) -> str:
        """What the house is called."""

    @property
    def time_zone(self) -> str:
        """The IANA name of the house's time zone."""

    @property
    def staff_answer_minutes(self) -> int:
        """For how long a visitor waits for a person who has taken over before being told more."""

    @property
    def migrations(self) -> Sequence[Path]:
        """Folders of database migrations."""

    async def flag_turn(self, conversation: str, turn_id: str, at: float) -> None:
        """Have staff look at a turn that failed. `at` is seconds since 1970. Does not raise."""

    async def note(self, conversation: str, turn_id: str, kind: str, *, urgent: bool) -> None:
        """Have staff know of what happened to a conversation, of whatever `kind`; may raise."""

    @property
    def jobs(self) -> Sequence[Job]:
        """What is done again and again while the assistant runs."""

    def speaking_jobs(self, speaker: Speaker) -> Sequence[Job]:
        """Return what is done again and again that says something unasked, through `speaker`."""

    def quiet_until(self, at: float) -> float | None:
        """Return until when nothing unasked is sent, at a moment; None when it may be.

        Both are seconds since 1970.
        """

    @property
    def sealed(self) -> Sequence[Column[Any]]:
        """The columns of its tables that are sealed, to be sealed anew with another key."""

    @property
    def visitors(self) -> VisitorCare:
        """What the house has to say to visitors of its web page."""

    @property
    def review_plan(self) -> ReviewPlan:
        """What staff review, and in which order."""

    @property
    def panels(self) -> Sequence[StaffPanel]:
        """The house's own parts of the staff console."""

    @property
    def insight(self) -> Insight:
        """What the house tells staff about a conversation."""


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


class VisitorCare(Protocol):
    """The house's side of a visit to its web page."""

    def clinic(self) -> Mapping[str, Any]:
        """Return the house's name and phone numbers, always in reach in the widget."""

    def language(self, slots: Mapping[str, Any]) -> str | None:
        """Return the code of the visitor's language, where it is not the assistant's own."""

    async def card(self, slots: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return what must stay on the visitor's screen, as the facts are."""

    async def must_keep(self, sender_id: str, slots: Mapping[str, Any]) -> bool:
        """Tell whether a conversation may not be deleted at its visitor's wish."""
