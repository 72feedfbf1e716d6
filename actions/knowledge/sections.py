"""The plain clinical files: sources, thresholds, taxonomies, findings, dispositions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from actions.knowledge.problems import Problems
from actions.knowledge.wording import TRANSLATED, heading, translations, wording
from actions.knowledge.yaml_reader import Node
from actions.triage.protocol import (
    Disposition,
    DispositionText,
    FactKind,
    FindingKind,
    Source,
    Threshold,
)
from actions.triage.staff import StaffLevel
from actions.triage.wording import Wording

T = TypeVar("T")
HOURS_OF_DAY = 24
UNITS = ("days", "points", "years")
RED_FLAG = re.compile(r"RF\d\d")
# The slots that the conversation fills; rules may read each of them.
FACTS = (
    "pain_duration",
    "pain_severity",
    "age",
    "activity",
    "injury_type",
    "leg_pain",
    "daily_function",
    "pain_trend",
)
TEXTS = (
    "safety_net",
    "emergency_no_ride",
    "crisis_and_emergency",
    "crisis_of_another",
    "ask_if_new",
    "if_new_go_now",
    "despair_check",
    "list_above",
    "rest_of_list_above",
    "call_emergency",
    "call_crisis",
    "text_crisis",
)


def read_each(node: Node, key: str, read: Callable[[Node], T], problems: Problems) -> dict[str, T]:
    """Return the entries of a list by their `key`; a bad entry is noted and left out."""
    entries: dict[str, T] = {}
    for part in problems.attempt(node.items) or ():
        name = problems.attempt(_name, part, key, entries)
        entry = problems.attempt(read, part)
        if name is not None and entry is not None:
            entries[name] = entry
    return entries


def _name(part: Node, key: str, entries: Iterable[str]) -> str:
    parts = part.mapping()
    if key not in parts:
        part.fail(f"key {key!r} is missing")
    name = parts[key].text()
    if name in entries:
        parts[key].fail(f"{name} stands here twice")
    return name


def read_source(node: Node) -> Source:
    """Return one source."""
    keys = node.keys("id", "title", "year", "where", "read")
    return Source(
        id=keys["id"].text(),
        title=keys["title"].text(),
        year=keys["year"].whole(),
        where=keys["where"].text(),
        read=keys["read"].one_of(("seen", "known"), "way of reading"),
    )


def read_threshold(sources: Iterable[str]) -> Callable[[Node], Threshold]:
    """Return a reader of one threshold."""

    def read(node: Node) -> Threshold:
        keys = node.keys("id", "value", "unit", "meaning", "sources", optional=("allowed",))
        value = keys["value"].number()
        allowed = _range(keys["allowed"]) if "allowed" in keys else None
        if allowed and not allowed[0] <= value <= allowed[1]:
            keys["value"].fail(f"{value} is outside of {allowed[0]} to {allowed[1]}")
        return Threshold(
            id=keys["id"].text(),
            value=value,
            unit=keys["unit"].one_of(UNITS, "unit"),
            meaning=keys["meaning"].text(),
            sources=cited(keys["sources"], sources),
            allowed=allowed,
        )

    return read


def _range(node: Node) -> tuple[float, float]:
    keys = node.keys("from", "to")
    return keys["from"].number(), keys["to"].number()


def cited(node: Node, sources: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the sources; at least one is required."""
    ids = node.words(sources, "source")
    if not ids:
        node.fail("name at least one source")
    return ids


def read_fact(node: Node) -> FactKind:
    """Return one fact: a number with its unit and range, or a list of words."""
    if "values" in node.mapping():
        keys = node.keys("id", "label", "values")
        values = {word: label.text() for word, label in keys["values"].mapping().items()}
        return FactKind(keys["id"].text(), keys["label"].text(), values)
    keys = node.keys("id", "label", "unit", "at_least", "at_most", "whole")
    return FactKind(
        id=keys["id"].text(),
        label=keys["label"].text(),
        values={},
        unit=keys["unit"].one_of(UNITS, "unit"),
        at_least=keys["at_least"].number(),
        at_most=keys["at_most"].number(),
        whole=keys["whole"].flag(),
    )


def read_finding(node: Node) -> FindingKind:
    """Return one finding; whether its red flags exist is checked later."""
    keys = node.keys("id", "words", "red_flags")
    flags = tuple(flag.text() for flag in keys["red_flags"].items())
    for flag in flags:
        if not RED_FLAG.fullmatch(flag):
            keys["red_flags"].fail(f"{flag} is no red flag id such as RF01")
    return FindingKind(keys["id"].text(), keys["words"].text(), flags)


def read_disposition(node: Node) -> DispositionText:
    """Return the wording of one disposition."""
    keys = node.keys(
        "id", "place", "within_hours", "booking", "heading", "web", "sms", optional=TRANSLATED
    )
    translated = translations(keys, "heading", "web", "sms")
    headings = {code: heading(one["heading"]) for code, one in translated.items()}
    texts = {code: wording(one["web"], one["sms"]) for code, one in translated.items()}
    return DispositionText(
        id=Disposition(keys["id"].one_of(Disposition, "disposition")),
        place=keys["place"].text(),
        within_hours=keys["within_hours"].whole(),
        heading=heading(keys["heading"], headings),
        text=wording(keys["web"], keys["sms"], texts),
        booking=keys["booking"].one_of(("none", "offer", "first"), "way of booking"),
    )


def read_staff_minutes(node: Node) -> dict[StaffLevel, int]:
    """Return within how many minutes staff look at each level; no level waits longer than a lower.

    `StaffLevel` runs from the most urgent to the least.
    """
    keys = node.keys(*(level.value for level in StaffLevel))
    minutes: dict[StaffLevel, int] = {}
    longest = 1
    for level in StaffLevel:
        minutes[level] = keys[level].whole()
        if minutes[level] < longest:
            keys[level].fail(f"expected at least {longest}: no level waits longer than a lower one")
        longest = minutes[level]
    return minutes


def read_visit_windows(node: Node) -> dict[int, int]:
    """Return which time limits, in hours, are how many working days in the calendar.

    A limit never becomes shorter than its hours, as nobody could be sure to be seen within it.
    """
    days: dict[int, int] = {}
    for part in node.items():
        keys = part.keys("within_hours", "working_days")
        hours, number = keys["within_hours"].whole(), keys["working_days"].whole()
        if hours in days:
            part.fail(f"{hours} hours stand here twice")
        if number * HOURS_OF_DAY < hours or number == 0:
            part.fail(f"{number} working days may be shorter than {hours} hours")
        days[hours] = number
    return days


def read_text(node: Node) -> Wording:
    """Return one of the fixed texts."""
    keys = node.keys("id", "web", "sms", optional=TRANSLATED)
    keys["id"].one_of(TEXTS, "text")
    texts = {
        code: wording(one["web"], one["sms"])
        for code, one in translations(keys, "web", "sms").items()
    }
    return wording(keys["web"], keys["sms"], texts)


def require(node: Node, found: Mapping[str, object], wanted: Iterable[str], what: str) -> None:
    """Raise ShapeError when one of the wanted names is not there."""
    missing = [name for name in wanted if name not in found]
    if missing:
        node.fail(f"no {what} for {', '.join(missing)}")
