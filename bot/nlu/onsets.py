"""Whether a phrase or a date of a message tells when the present trouble began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlu.durations_over import is_over_since
from bot.nlu.durations_role import onsets_in, persists
from bot.nlu.matching_words import Words
from bot.nlu.onsets_other import (
    REACH,
    clause_before,
    is_birthday_to_come,
    is_from,
    is_of_a_doing,
    is_of_a_taking,
    is_of_a_tenure,
    is_of_an_occasion,
    is_of_another_day,
    is_of_other_people,
    is_since_other,
    is_wished,
)
from bot.nlu.onsets_said import (
    LONGEST_LEAD,
    MARKS,
    SUBJECTS,
    WAS,
    is_all,
    is_said,
    is_short_answer,
    seizes,
)
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

Span = tuple[float, float, int, int]

TODAY = 0.5  # of a day: what began today
LONGEST_PHRASE = 7
LONG_AGO = 60  # days
SHORT_MESSAGE = 4
LONGEST_SHORT = 8  # words that leave no room for another matter
OPENERS = ("my", "as", "whole", "since")


@dataclass(frozen=True, slots=True)
class Told:
    """How a date is told: behind "since", with a word of beginning, as one of long ago."""

    is_since: bool
    is_begun: bool
    is_old: bool


def phrase_spans(words: Words, vocabulary: QuantityWords) -> Iterator[Span]:
    """Yield the lengths that a phrase says by itself, where it tells when something began."""
    for place, form in enumerate(words.forms):
        if form not in vocabulary.phrase_starts or (place and words.forms[place - 1] == "ago"):
            continue
        for length in range(LONGEST_PHRASE, 0, -1):
            row = words.forms[place : place + length]
            # "all-week" is "all week".
            phrase = tuple(form for n, form in enumerate(row) if form != "-" or n + 1 == length)
            days = vocabulary.phrases.get(phrase) if len(row) == length else None
            if _is_part_of_month(phrase, place + length, words, vocabulary):
                continue
            if days is not None and _tells_onset((place, place + length), days, words, vocabulary):
                yield _phrase_span(days, place, place + length, words, vocabulary)
                break


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
    if is_bare or (first == 0 and is_of_a_doing(last, words, vocabulary)):
        return True
    if words.forms[first] == "all":
        return _is_all_through(first, last, words, vocabulary)
    lead = words.forms[max(0, first - 2) : first]
    is_said = lead in (["that", "was"], ["it", "was"], ["this", "was"])
    is_around = "sometime" in (*lead[-1:], *words.forms[last : last + 1])
    if is_said or is_around or is_all(first, last, words, vocabulary):
        return True
    before = words.forms[max(0, first - 8) : first]
    if has_phrase(before[-3:], vocabulary["had_from"]):
        return True
    after = words.forms[last : last + 6]
    taken = before[: before.index("since")] if "since" in before else []
    if not vocabulary["medicines"].isdisjoint(taken):
        return False  # "took four since this morning"
    if "since" in before[-3:] or seizes(clause_before(first, words), vocabulary):
        return True
    is_old = float(days.partition("-")[0]) > LONG_AGO
    around = [*before, ".", *after]
    onset = onsets_in(around, vocabulary) if is_old else vocabulary["onset"].intersection(around)
    return bool(onset) and "worse" not in before[-3:]


def _is_all_through(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "all week", "all month" is how long it has hurt."""
    if has_phrase(words.forms, vocabulary["on_and_off"]) and len(words) <= LONGEST_SHORT:
        return True
    nearby = {*words.forms[max(0, first - 5) : first], *words.forms[last : last + 3]}
    trouble = vocabulary["suffering"] - vocabulary["passing"] | {"like", "this", "been", "same"}
    return bool(trouble & nearby) and not vocabulary["other_matters"] & nearby


def _is_bare(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    others = [form for form in (*words.forms[:first], *words.forms[last:]) if form not in MARKS]
    return len(others) <= SHORT_MESSAGE and set(others) <= (
        vocabulary["date_words"] | vocabulary["for_words"]
    )


def _is_past(words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a message tells of what was over long ago."""
    had = vocabulary["past_verbs"]
    is_past = "since" not in words.forms and not had.isdisjoint(words.forms)
    is_past = is_past and not persists(words, vocabulary)
    return is_past or is_over_since(words.forms, vocabulary)


def is_start(
    span: tuple[int, int, int], words: Words, vocabulary: QuantityWords, *, is_old: bool
) -> bool:
    """Tell whether a date is the day on which it began, and no appointment or birthday."""
    first, place, last = span
    is_led = first == 0 or words.forms[max(0, first - 2) : first] in WAS
    is_named = is_led and has_phrase(words.forms[last : last + 4], vocabulary["when_it_began"])
    is_named = is_named or is_all(first, last, words, vocabulary)
    is_past = is_old and not is_named and _is_past(words, vocabulary)
    if is_past or is_wished(first, last, words, vocabulary):
        return False
    if len(words) <= SHORT_MESSAGE + 1:
        is_at = first <= LONGEST_LEAD and is_of_an_occasion(last, words, vocabulary)
        return is_at or is_short_answer(first, last, words, vocabulary)
    sentence = clause_before(place, words)
    is_since = not vocabulary["since"].isdisjoint(sentence) or is_from(
        first, place, last, words, vocabulary
    )
    is_begun = is_since or _begins(sentence, vocabulary)
    is_begun = is_begun or has_phrase(sentence, vocabulary["dates_to"])
    told = Told(is_since=is_since, is_begun=is_begun, is_old=is_old)
    if _is_no_start(span, words, vocabulary, told):
        return False
    lead = words.forms[max(0, first - 2) : first]
    if is_said(span, sentence, words, vocabulary):
        return True
    is_told = is_begun or _is_told(span, lead, words, vocabulary)
    if (is_told or not vocabulary["onset"].isdisjoint(sentence)) and persists(words, vocabulary):
        return True
    is_back = words.forms[max(0, place - 2) : place] == ["back", "in"] and not is_begun
    if is_old and (is_back or has_phrase(words.forms, vocabulary["finished"])):
        return False
    around = [*words.forms[max(0, first - REACH) : place], ".", *words.forms[last : last + REACH]]
    if is_old:  # who moved house long ago tells of that, lately of how it came
        return is_told and (is_begun or bool(onsets_in(around, vocabulary)))
    onset = vocabulary["onset"] | vocabulary["date_onset"]
    is_hurt = not onset.isdisjoint(around)
    return is_told and (is_begun or is_hurt)


def _is_no_start(
    span: tuple[int, int, int], words: Words, vocabulary: QuantityWords, told: Told
) -> bool:
    """Tell whether a date is that of a visit, a job, a day to come or one without trouble."""
    first, place, last = span
    sentence = clause_before(place, words)
    is_taken_up = not told.is_begun and not vocabulary["onset_verbs"].isdisjoint(sentence)
    if is_taken_up or (not told.is_begun and has_phrase(sentence, vocabulary["to_come"])):
        return True
    state = words.forms[max(0, first - 1) : first]
    if not vocabulary["well"].isdisjoint(state) or (state == ["worse"] and not told.is_since):
        return True
    is_birthday = is_birthday_to_come(first, words, vocabulary)
    if is_birthday or is_of_other_people(span, words, vocabulary, is_old=told.is_old):
        return True
    if told.is_since:
        return _is_since_another(span, sentence, words, vocabulary, told)
    return is_of_another_day(first, last, sentence, words, vocabulary)


def _is_since_another(
    span: tuple[int, int, int],
    sentence: list[str],
    words: Words,
    vocabulary: QuantityWords,
    told: Told,
) -> bool:
    """Tell whether a date with "since" is that of a tenure, a medicine, another matter."""
    first, place, _ = span
    if has_phrase(sentence, vocabulary["borne"]):
        return False
    nearest = words.forms[max(0, first - 3) : place]
    others = vocabulary["not_dates"] - vocabulary["occasions"]
    if vocabulary["since"].isdisjoint(nearest) and not others.isdisjoint(nearest):
        return True  # "any weekday after the 7th"
    is_tenure = told.is_old and is_of_a_tenure(sentence, vocabulary)
    is_tenure = is_tenure or is_of_a_taking(sentence, vocabulary)
    return is_tenure or is_since_other(first, place, sentence, words, vocabulary)


def _is_told(
    span: tuple[int, int, int], lead: list[str], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether a date is told as one: behind "on" or "in", at the start, or as a weekday."""
    first, place, last = span
    opens = (
        first == 0
        or lead[-1:] == ["so"]
        or not MARKS.isdisjoint(words.forms[max(0, first - 1) : place])
    )
    is_led = any(form != "the" for form in words.forms[first:place])
    if is_led or opens or words.forms[last : last + 1] in (["is"], ["was"]):
        return True
    is_exact = words.forms[place] in vocabulary.raw["months"] and last - place > 1
    is_exact = is_exact or words.forms[last - 1] in ("ago", "back")
    is_day = is_exact or words.forms[place] in vocabulary.raw["weekdays"]
    return is_day and lead[-1:] not in (["every"], ["each"], ["next"], ["this"])


def _begins(sentence: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether something begins in a sentence, and no job, school or treatment."""
    for place, form in enumerate(sentence):
        if form not in vocabulary["onset_verbs"]:
            continue
        lead = sentence[max(0, place - 1) : place]
        is_of_trouble = lead in SUBJECTS
        if form.endswith("s") and not vocabulary["taken_up"].isdisjoint(lead):
            continue  # "coverage starts January 1"
        if is_of_trouble or vocabulary["taken_up"].isdisjoint(sentence[place + 1 : place + 5]):
            return True
    return False
