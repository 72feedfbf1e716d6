"""The suites of blind authors and how far they are understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.language.suite import alarms, doubts, entities, findings, load

# Facts that some authors knew by the names of their slots.
NAMED_AS_SLOTS = frozenset({"pain_severity", "pain_duration"})
# Draws of lengths of time alone, and others that have some.
DRAWS_OF_LENGTHS = frozenset({"bc", "bd"})
DRAWS_WITH_LENGTHS = DRAWS_OF_LENGTHS | {"p", "q", "y", "z", "aa", "bb", "cc", "dd", "ee", "ff"}
NEAR = 1.001  # of a length of time in days


def missed_signs(draw: str) -> tuple[list[Any], int]:
    """Return the messages in which a sign that is there was not heard, and how many there are."""
    cases = load(f"blind/findings_{draw}.yml")["present"]
    return [c for c in cases if "present" not in findings(c["text"]).get(c["finding"], ())], len(
        cases
    )


def unasked_signs(draw: str) -> tuple[list[Any], int]:
    """Return the messages with a sign after which nothing dangerous is even asked about."""
    missed, total = missed_signs(draw)
    return [case for case in missed if not doubts(case["text"]) and not alarms(case["text"])], total


def misread_signs(draw: str, only: str | None = None) -> tuple[list[Any], int]:
    """Return the signs that are meant otherwise than understood, and how many there are."""
    cases = [
        (case["text"], finding, meant)
        for case in load(f"blind/findings_{draw}.yml")["asserted"]
        for finding, meant in case["expected"].items()
        if only in (None, meant)
    ]
    return [case for case in cases if findings(case[0]).get(case[1]) != {case[2]}], len(cases)


def false_alarms(draw: str) -> tuple[list[Any], int]:
    """Return the quiet messages that raised an alarm, and how many there are."""
    texts = load(f"blind/findings_{draw}.yml")["quiet"]
    return [(text, alarms(text)) for text in texts if alarms(text)], len(texts)


def misread_durations(draw: str) -> tuple[list[Any], int]:
    """Return the lengths of time that were not understood, and how many there are."""
    cases = _durations(draw)
    return [case for case in cases if not is_near(case)], len(cases)


def false_durations(draw: str) -> list[Any]:
    """Return the messages without a length of the present pain in which one was found."""
    return [
        case
        for case in _durations(draw)
        if "days" in case and case["days"] is None and _spans(case)
    ]


def _durations(draw: str) -> Any:
    """Return the lengths of time of a draw; some draws hold nothing else."""
    kind = "lengths" if draw in DRAWS_OF_LENGTHS else "facts"
    return load(f"blind/{kind}_{draw}.yml")["durations"]


def missed_facts(draw: str) -> tuple[list[Any], int]:
    """Return the facts that were not found, and how many there are."""
    facts = list(_facts(draw))
    return [fact for fact in facts if not _is_found(*fact)], len(facts)


def _facts(draw: str) -> Iterator[tuple[str, str, Any]]:
    for case in load(f"blind/facts_{draw}.yml")["facts"]:
        for name, value in case["expected"].items():
            yield case["text"], name, value


def _is_found(text: str, name: str, value: Any) -> bool:
    name = name.removeprefix("pain_") if name in NAMED_AS_SLOTS else name
    return value in [entity.value for entity in entities(text) if entity.entity == name]


def _spans(case: dict[str, Any]) -> list[tuple[float, float]]:
    found = (e for e in entities(case["text"]) if e.entity == "duration" and e.role is None)
    return [(e.details["low"], e.value) for e in found]


def is_near(case: dict[str, Any]) -> bool:
    """Tell whether the one length of a message lies where its author saw it, or there is none."""
    spans = _spans(case)
    if "days" in case and case["days"] is None:
        return not spans
    if len(spans) != 1:
        return False
    low, high = spans[0]
    if high < 1:
        high = 0  # an author who counts in days calls an hour ago today
    if "days" in case:
        # Today is the day that began last night: both ends are a day apart.
        return high == case["days"] or (high - low <= 1 and low <= case["days"] <= high)
    return case["low"] / NEAR <= high <= case["high"] * NEAR
