"""Lengths that a phrase says by itself: "last night", "all week", "since I was a boy"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from bot.nlu.clock_hours import hour_before
from bot.nlu.durations_role import persists
from bot.nlu.durations_things import is_of_a_breakdown
from bot.nlu.matching_words import Words
from bot.nlu.onset_words import onsets_in
from bot.nlu.onsets import LONG_AGO, SHORT_MESSAGE, Span
from bot.nlu.onsets_other import REACH, clause_before, is_of_a_doing
from bot.nlu.onsets_said import MARKS, is_all, is_well_until, seizes
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

TODAY = 0.5  # of a day: what began today
LONGEST_PHRASE = 8
LONGEST_SHORT = 8  # words that leave no room for another matter
ACTS = frozenset(["doing", "working", "covering"])
OPENERS = ("my", "as", "whole", "since")


def phrase_spans(words: Words, vocabulary: QuantityWords) -> Iterator[tuple[Span, bool]]:
    """Yield the lengths that a phrase says by itself, and whether it tells when something began."""
    for place, form in enumerate(words.forms):
        if form not in vocabulary.phrase_starts or (place and words.forms[place - 1] == "ago"):
            continue
        longest: Span | None = None
        for length in range(LONGEST_PHRASE, 0, -1):
            row = words.forms[place : place + length]
            # "all-week" is "all week".
            phrase = tuple(form for n, form in enumerate(row) if form != "-" or n + 1 == length)
            days = vocabulary.phrases.get(phrase) if len(row) == length else None
            if days is None or _is_part_of_month(phrase, place + length, words, vocabulary):
                continue
            longest = longest or _phrase_span(days, place, place + length, words, vocabulary)
            if is_of_a_breakdown(words.forms[:place], words.forms, vocabulary):
                continue
            is_day = " ".join(phrase) in vocabulary["days_of_hours"]
            hour = hour_before(place, words, vocabulary) if is_day else None
            first, last = place if hour is None else hour, place + length
            is_told = hour is not None and _tells_hour(first, last, words, vocabulary)
            if is_told or _tells_onset((first, last), days, words, vocabulary):
                low, high, _, _ = _phrase_span(days, place, last, words, vocabulary)
                yield (low, high, first, last), True
                break
        else:
            if longest is not None:
                yield longest, False


def _tells_hour(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether an hour with its day is that at which it began: nobody scores "9 last night"."""
    around = [*words.forms[max(0, first - REACH) : first], *words.forms[last : last + REACH]]
    others = vocabulary["plain_events"] | vocabulary["medicines"] | vocabulary["other_matters"]
    if not (others - vocabulary["onset"]).isdisjoint(around) or "?" in around:
        return False
    begun = onsets_in(around, vocabulary) or vocabulary["clock_starts"].intersection(around)
    return bool(begun) or persists(words, vocabulary)


def _is_part_of_month(
    phrase: tuple[str, ...], last: int, words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether "the last week" goes on "of October", "since I was a girl" on "of twelve"."""
    rest = words.forms[last : last + 2]
    if phrase[-1] in vocabulary["grown"] and rest[:1] == ["of"]:
        return True
    return (
        phrase[-1] in ("week", "month")
        and rest[:1] in (["of"], ["in"])
        and (rest[-1] in vocabulary.raw["months"])
    )


def _phrase_span(days: str, first: int, last: int, words: Words, vocabulary: QuantityWords) -> Span:
    low, _, high = days.partition("-")
    is_today = " ".join(words.forms[first:last]) in vocabulary["same_day"]
    if is_today:
        return 0.0, TODAY, first, last
    return float(low), float(high or low), first, last


def _tells_onset(ends: tuple[int, int], days: str, words: Words, vocabulary: QuantityWords) -> bool:
    first, last = ends
    is_bare = _is_bare(first, last, words, vocabulary) or words.forms[first] in OPENERS
    is_told = is_bare or is_well_until(first, first, words, vocabulary)
    # "after getting up today back got stuck"
    is_told = is_told or has_phrase(words.forms[last : last + 4], vocabulary["when_it_began"])
    if is_told or (first == 0 and is_of_a_doing(last, words, vocabulary)):
        return True
    if first == 0 and persists(words, vocabulary):
        return vocabulary["plain_events"].isdisjoint(words.forms)  # "last night after choir"
    if words.forms[first] == "all":
        return _is_all_through(first, last, words, vocabulary)
    lead = words.forms[max(0, first - 2) : first]
    is_said = lead in (["that", "was"], ["it", "was"], ["this", "was"])
    is_around = "sometime" in (*lead[-1:], *words.forms[last : last + 1])
    if is_said or is_around or is_all(first, last, words, vocabulary):
        return True
    return _is_told_within((first, last), days, words, vocabulary)


def _is_told_within(
    ends: tuple[int, int], days: str, words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether the words around a phrase say that something began then."""
    first, last = ends
    before, after = words.forms[max(0, first - 8) : first], words.forms[last : last + 6]
    if has_phrase(before[-3:], vocabulary["had_from"]):
        return True
    taken = before[: before.index("since")] if "since" in before else []
    if not vocabulary["medicines"].isdisjoint(taken):
        return False  # "took four since this morning"
    trouble = vocabulary["suffering"] - vocabulary["passing"] | vocabulary["main_parts"]
    if not vocabulary["medicines"].isdisjoint(before) and trouble.isdisjoint([*before, *after]):
        return False  # "started amitriptyline last week"
    hurting = trouble | vocabulary["troubles"]
    is_for = before[-1:] == ["for"] and not hurting.isdisjoint(before)  # "gyp for the last month"
    if is_for or "since" in before[-3:] or seizes(clause_before(first, words), vocabulary):
        return True
    is_old = float(days.partition("-")[0]) > LONG_AGO
    around = [*before, ".", *after]
    onset = onsets_in(around, vocabulary) if is_old else vocabulary["onset"].intersection(around)
    is_thing = not vocabulary["things"].isdisjoint(before) and trouble.isdisjoint(around)
    if is_thing or not ACTS.isdisjoint(before):
        onset = onsets_in(around, vocabulary) - vocabulary["activities"]
    return bool(onset) and "worse" not in before[-3:]


def _is_all_through(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "all week", "all month" is how long it has hurt."""
    if has_phrase(words.forms, vocabulary["on_and_off"]) and len(words) <= LONGEST_SHORT:
        return True
    lead = words.forms[max(0, first - 6) : first]
    lead = lead[max((n + 1 for n, form in enumerate(lead) if form in MARKS), default=0) :]
    suffering = vocabulary["suffering"] - vocabulary["passing"] | vocabulary["troubles"]
    is_doing = any(form.endswith("ing") and form not in suffering for form in lead[:3])
    if is_doing and suffering.isdisjoint(lead):
        return False  # "lifting bales all day"
    nearby = {*words.forms[max(0, first - 5) : first], *words.forms[last : last + 3]}
    trouble = vocabulary["suffering"] - vocabulary["passing"] | {"like", "this", "been", "same"}
    return bool(trouble & nearby) and not vocabulary["other_matters"] & nearby


def _is_bare(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    around = chain(islice(words.forms, first), islice(words.forms, last, None))
    # One more than there may be: the rest of a long message is not looked at for each phrase.
    others = [*islice((form for form in around if form not in MARKS), SHORT_MESSAGE + 1)]
    return len(others) <= SHORT_MESSAGE and set(others) <= (
        vocabulary["date_words"] | vocabulary["for_words"]
    )
