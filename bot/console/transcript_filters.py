"""The filters of the list of transcripts: read from the address, offered on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from bot.console.panels import Call, Refusal, Values
from bot.console.rendering import CHANNELS
from bot.staff_ports import (
    Insight,
)
from bot.stores.index.projection import (
    CHANNEL,
    CONFIDENCE,
    CONFIDENCES,
    FAILED,
    FALLBACK,
    OPTED_OUT,
    PAUSED,
    STATE,
    UNFINISHED,
)
from bot.stores.index.rows import MICROSECONDS
from bot.stores.index.search import REVIEWED, REVIEWER, TAG, Place
from bot.stores.index.wanted import Wanted
from bot.stores.index.words import read_query

STATES = {
    FALLBACK: "Not understood",
    UNFINISHED: "Unfinished",
    FAILED: "A turn failed",
    PAUSED: "Taken over now",
    OPTED_OUT: "Opted out",
}
OWN_TITLES = {CHANNEL: "Channel", CONFIDENCE: "Least sure below"}
STAFF_TITLES = {REVIEWED: "Reviewed", REVIEWER: "Reviewer", TAG: "Tag"}
OWN_VALUES: dict[str, Mapping[str, str]] = {
    CHANNEL: CHANNELS,
    CONFIDENCE: {name: f"{share:.0%}" for name, share in CONFIDENCES.items()},
    REVIEWED: {"yes": "Yes", "no": "Not yet"},
}
SEARCH, SINCE, UNTIL, OLDER, NEWER = "q", "since", "until", "older", "newer"
_MOST_DIGITS = 18
_MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Option:
    """One value to choose."""

    value: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter with its values."""

    name: str
    title: str
    options: tuple[Option, ...]

    @property
    def is_used(self) -> bool:
        """Tell whether a value is chosen."""
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class Filters:
    """What there is to filter by. `zone` is the house's."""

    insight: Insight
    zone: ZoneInfo

    def titles(self) -> dict[str, str]:
        """Return every filter of values, in the order in which it is shown."""
        return {**self.insight.facet_titles(), **OWN_TITLES, **STAFF_TITLES}

    def wanted(self, query: Values) -> Wanted:
        """Return what an address asks for. Raises Refusal for what is no date."""
        facets = [
            (name, tuple(values))
            for name in self.titles()
            if (values := _given(query, name)[:_MOST_VALUES])
        ]
        # Of states all that are named have to hold, and of other filters one of the values.
        facets += [(STATE, (value,)) for value in _given(query, STATE)[:_MOST_VALUES]]
        search = _first(query, SEARCH)
        return Wanted(
            facets=tuple(facets),
            since=self._midnight(_first(query, SINCE), 0),
            before=self._midnight(_first(query, UNTIL), 1),
            words=read_query(search) if search else None,
        )

    def _midnight(self, day: str, days_later: int) -> int | None:
        """Return the microsecond at which a day begins where the house is."""
        if not day:
            return None
        try:
            at = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=self.zone)
            return round((at + timedelta(days=days_later)).timestamp()) * MICROSECONDS
        except (ValueError, OverflowError):
            message = "That is no date. Write it like 2026-01-31."
            raise Refusal(HTTPStatus.BAD_REQUEST, message) from None

    def choices(self, query: Values, seen: Mapping[str, Sequence[str]]) -> tuple[Choice, ...]:
        """Return the filters with the values that there are, those of the address chosen."""
        return tuple(
            Choice(name, title, tuple(self._options(name, _given(query, name), seen)))
            for name, title in self.titles().items()
        )

    def _options(
        self, name: str, given: Sequence[str], seen: Mapping[str, Sequence[str]]
    ) -> Iterable[Option]:
        known = self.value_titles(name)
        ever = seen.get(name, ())
        shown = [value for value in known if value in ever or value in given or name in OWN_VALUES]
        others = [value for value in (*ever, *given) if value not in shown]
        for value in dict.fromkeys([*shown, *others]):
            yield Option(value, known.get(value, value), value in given)

    def states(self, query: Values) -> tuple[Option, ...]:
        """Return the states as boxes to tick."""
        given = _given(query, STATE)
        return tuple(Option(name, title, name in given) for name, title in STATES.items())

    def value_titles(self, name: str) -> Mapping[str, str]:
        """Return the known values of a filter in words."""
        return OWN_VALUES.get(name) or self.insight.value_titles(name)


def place_of(call: Call) -> Place:
    """Return where a page begins. Raises Refusal for what no page of ours has as its address."""
    return Place(older=_key(call.asked(OLDER)), newer=_key(call.asked(NEWER)))


def _key(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise Refusal(HTTPStatus.BAD_REQUEST, "There is no such page of the list.")
    return int(text)


def kept_query(query: Values, names: Iterable[str]) -> dict[str, Any]:
    """Return what of an address makes the list what it is, without the place in it."""
    found: dict[str, Any] = {name: _given(query, name) for name in (*names, STATE)}
    found |= {name: _first(query, name) for name in (SEARCH, SINCE, UNTIL)}
    return {name: value for name, value in found.items() if value}


def _given(query: Values, name: str) -> list[str]:
    return [value.strip() for value in query.get(name, ()) if value.strip()]


def _first(query: Values, name: str) -> str:
    return next(iter(_given(query, name)), "")
