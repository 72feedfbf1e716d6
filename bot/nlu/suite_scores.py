"""How many sentences of the suites are understood as their authors meant them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.conversation.turn import Entity
from bot.nlu.evaluation_report import Share
from bot.nlu.interpreter import Interpreter
from bot.nlu.suites import Meant, Suites

# The moment at which the authors of the suites imagined their sentences.
SUITE_TIME = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("America/New_York"))
FINDING, DURATION = "finding", "duration"
INTENTS = "Intents"


def suite_shares(interpreter: Interpreter, suites: Suites) -> tuple[Share, ...]:
    """Return the shares of all parts of the suites, by group and name."""
    judged = [
        *((INTENTS, meant.group, _has_intent(interpreter, meant)) for meant in suites.intents),
        *(
            ("Facts", _fact_name(meant), _has_fact(_entities(interpreter, meant.text), meant))
            for meant in suites.facts
        ),
        *(
            ("Durations", _duration_name(meant), _has_duration(interpreter, meant))
            for meant in suites.durations
        ),
        *(
            ("Findings, how they are meant", assertion, _is_meant(interpreter, meant))
            for meant in suites.findings
            for assertion in (meant.expected[1],)
        ),
        *(
            ("Findings, how they are meant", "no alarm", is_quiet(interpreter, text))
            for text in suites.quiet
        ),
    ]
    return tuple(_counted(judged))


def unheard(interpreter: Interpreter, suites: Suites) -> tuple[int, tuple[str, ...]]:
    """Return how many sentences tell of a present finding, and those in which it is not heard."""
    cases = list(suites.red_flags())
    missed = tuple(
        text
        for finding, text in cases
        if "present" not in _assertions(_entities(interpreter, text), finding)
    )
    return len(cases), missed


def is_quiet(interpreter: Interpreter, text: str) -> bool:
    """Tell whether a sentence raises no red flag."""
    return not any(
        entity.entity == FINDING
        and entity.details.get("assertion") == "present"
        and entity.details.get("red_flag")
        for entity in _entities(interpreter, text)
    )


def _counted(judged: Iterable[tuple[str, str, bool]]) -> Iterator[Share]:
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for group, name, is_right in judged:
        total[group, name] += 1
        right[group, name] += is_right
    groups = dict.fromkeys(group for group, _ in total)
    for group in groups:
        for key in sorted(key for key in total if key[0] == group):
            yield Share(*key, right[key], total[key])


def _entities(interpreter: Interpreter, text: str, at: date | None = None) -> tuple[Entity, ...]:
    now = SUITE_TIME if at is None else SUITE_TIME.replace(at.year, at.month, at.day)
    return interpreter.parse(text, now=now).entities


def _has_intent(interpreter: Interpreter, meant: Meant) -> bool:
    return interpreter.parse(meant.text, now=SUITE_TIME).intent.name == str(meant.expected)


def _fact_name(meant: Meant) -> str:
    name, value = meant.expected
    return f"{name}, where there is none" if value is None else str(name)


def _has_fact(found: Iterable[Entity], meant: Meant) -> bool:
    name, value = meant.expected
    values = [entity.value for entity in found if entity.entity == name]
    return value in values if value is not None else not values


def _duration_name(meant: Meant) -> str:
    return "no length of the present episode" if meant.expected is None else "days"


def _has_duration(interpreter: Interpreter, meant: Meant) -> bool:
    values = [
        entity.value
        for entity in _entities(interpreter, meant.text, meant.at)
        if entity.entity == DURATION and entity.role is None
    ]
    if meant.expected is None:
        return not values
    low, high = meant.expected
    return len(values) == 1 and low <= values[0] <= high


def _is_meant(interpreter: Interpreter, meant: Meant) -> bool:
    finding, assertion = meant.expected
    heard = _assertions(_entities(interpreter, meant.text), finding)
    return assertion in heard if assertion == "present" else heard == {assertion}


def _assertions(found: Iterable[Entity], finding: str) -> set[str]:
    return {
        str(entity.details.get("assertion"))
        for entity in found
        if entity.entity == FINDING and entity.value == finding
    }
