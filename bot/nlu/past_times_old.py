"""Findings that stand with an old time: "this for 10 years, and that, the main thing, for 3 days".

A time belongs to what it stands with. A finding whose own clause tells of nothing but an old time
is `told_old`, however young the main complaint; what that means is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.conversation.turn import Entity
from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words

FINDING, DURATION, ONSET = "finding", "duration", "onset"
OLD, RECENT, PRESENT = "old", "recent", "present"
ASKED = {"assertion": "unsure", "suspected": True}
STOPS = frozenset([*HARD_STOPS, ",", "but"])
REACH = 3  # words between "and" and the main complaint of another clause

Span = tuple[int, int]


def with_told_old(found: Sequence[Entity], words: Words, rules: Mapping[str, Any]) -> list[Entity]:
    """Return the entities; findings that stand with an old time alone carry `told_old`."""
    worsening = (rules["worsening"]["entity"], rules["worsening"]["value"])
    times = [
        one
        for one in found
        if one.entity in (DURATION, ONSET) or (one.entity, one.value) == worsening
    ]
    if not times or not any(one.entity == FINDING for one in found):
        return [*found]
    told = [one for one in times if one.value == OLD]
    # "Since childbirth" is a time, whatever else it is.
    signs = [
        one.start
        for one in found
        if one.entity == FINDING and not any(_overlap(one, time) for time in told)
    ]
    stretches = _stretches(words, frozenset(rules["main_names"]), signs)
    least = float(rules["old_days"])

    def is_old(one: Entity) -> bool:
        own = next((span for span in stretches if span[0] <= one.start < span[1]), None)
        return own is not None and _is_told_old(one, _within(times, own), least)

    found = [
        replace(one, details={**one.details, "told_old": True})
        if one.entity == FINDING and is_old(one)
        else one
        for one in found
    ]
    old = [one for one in times if _age(one, least) == OLD]
    is_history = _is_history(found, words, rules["asked_when_old"])
    names = rules["asked_when_old"]["findings"] if is_history else ()
    return [_asked(one, old) if one.value in names else one for one in found]


def _asked(finding: Entity, old: Sequence[Entity]) -> Entity:
    """Return what is told as an old one as a doubt: it is asked about."""
    told = finding.details
    is_meant = "told_old" in told and told.get("assertion") == PRESENT and _has_own(finding, old)
    return replace(finding, details={**told, **ASKED}) if is_meant else finding


def _is_history(found: Iterable[Entity], words: Words, rules: Mapping[str, Any]) -> bool:
    """Tell whether something old may be told beside the main complaint with a cause of its own.

    "That for years, from this", and no word that says that it is there now.
    """
    is_explained = {one.entity for one in found}.issuperset(rules["beside"])
    return is_explained and frozenset(rules["not_with"]).isdisjoint(words.forms)


def _has_own(finding: Entity, times: Iterable[Entity]) -> bool:
    """Tell whether an old time stands outside the words of a finding.

    One inside may be that of the complaint: "rain for years, that".
    """
    return any(one.start < finding.start or finding.end < one.end for one in times)


def _within(times: Iterable[Entity], span: Span) -> list[Entity]:
    return [one for one in times if span[0] <= one.start < span[1]]


def _is_told_old(finding: Entity, times: Iterable[Entity], least: float) -> bool:
    """Tell whether a time is old, and none is of late but by the words of the finding itself."""
    ages = [
        age
        for one in times
        for age in [_age(one, least)]
        if age != RECENT or not (one.entity == ONSET and _overlap(finding, one))
    ]
    return OLD in ages and RECENT not in ages


def _age(time: Entity, least: float) -> str:
    """Return whether a time is old or of late: what grew worse did so of late."""
    if time.entity == DURATION:
        return OLD if time.details.get("low", 0) > least else RECENT
    return str(time.value) if time.entity == ONSET else RECENT


def _overlap(one: Entity, other: Entity) -> bool:
    return one.start < other.end and other.start < one.end


def _stretches(words: Words, main: frozenset[str], signs: Iterable[int]) -> list[Span]:
    """Return the stretches of a text, each with one subject: the main complaint, or a sign.

    "My feet do this. For ten years now" goes on: a clause with neither tells of what was named
    before it.
    """
    starts = [0]
    for place, form in enumerate(words.forms):
        if form not in STOPS and form != "and":
            continue
        clause = _until_stop(words.forms[place + 1 :])
        first, end = words.ends[place], words.ends[place + len(clause)]
        names_main = not main.isdisjoint(clause[:REACH] if form == "and" else clause)
        if names_main or (form in STOPS and any(first <= sign < end for sign in signs)):
            starts.append(first)
    ends = [*starts[1:], max(words.ends, default=0) + 1]
    return [*zip(starts, ends, strict=True)]


def _until_stop(forms: Sequence[str]) -> Sequence[str]:
    end = next((n for n, form in enumerate(forms) if form in STOPS), len(forms))
    return forms[:end]
