"""The summary of a visit as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from actions.booking.summary import Fact, Sign, Summary, Told
from actions.booking.summary_page import GROUPS, PROGRAM, UNFINISHED, UNSIGNED

INDENT = "    "


def summary_lines(summary: Summary, zone: ZoneInfo) -> Iterator[str]:
    """Yield the lines; what a person wrote cannot steer a terminal."""
    yield from map(_printable, _lines(summary, zone))


def _lines(summary: Summary, zone: ZoneInfo) -> Iterator[str]:
    appointment, person, told = summary.appointment, summary.appointment.person, summary.told
    start = appointment.slot.start.astimezone(zone)
    yield f"{appointment.reference}  {appointment.state.value}  {start:%Y-%m-%d %H:%M}"
    if person is not None:
        yield f"{INDENT}{person.name}, born {person.birth_date or 'not known'}, {person.phone}"
    if not summary.is_signed:
        yield UNSIGNED
    if told is None:
        yield "No conversation led to this visit: nothing was asked."
        return
    if not told.is_concluded:
        yield UNFINISHED
    if told.opening_words is not None:
        yield f'First words: "{told.opening_words}"'
    for heading, group in GROUPS:
        yield heading
        yield from (_fact(one) for one in told.facts[group])
    yield from _signs("Signs present", told.present)
    yield from _signs("Not sure of", told.unsure)
    yield from _signs("Denied", told.denied)
    yield from _signs("NOT asked", told.not_asked)
    yield from _decision(told)
    yield PROGRAM


def _decision(told: Told) -> Iterator[str]:
    yield f"Decision: {told.disposition} within {told.within}, rule {told.rule_id}"
    for one in told.grounds:
        yield f"{INDENT}{one.rule_id}: {one.because} ({'; '.join(one.sources)})"
    yield f"{INDENT}protocol {told.protocol_version}"
    yield "Advised: " + ("; ".join(f"{one.title} ({one.code})" for one in told.advice) or "nothing")
    for held in told.withheld:
        yield f"{INDENT}held back {held.title} ({held.code}): {held.reason}"


def _fact(fact: Fact) -> str:
    declined = " (would not say)" if fact.is_declined else ""
    words = "" if fact.words is None else f' "{fact.words}"'
    return f"{INDENT}{fact.label}: {fact.value}{declined}{words}"


def _signs(heading: str, signs: Sequence[Sign]) -> Iterator[str]:
    yield f"{heading}: {'none' if not signs else ''}".rstrip()
    for one in signs:
        new = {True: ", new or worse", False: ", for a long time", None: ""}[one.is_new]
        words = "" if one.words is None else f' "{one.words}"'
        yield f"{INDENT}{one.text} ({one.id}{new}){words}"


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
