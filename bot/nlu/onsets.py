"""Whether a date of a message tells when the present trouble began."""

from __future__ import annotations

from dataclasses import dataclass

from bot.nlu.durations_over import is_over_since
from bot.nlu.durations_role import persists
from bot.nlu.durations_things import is_of_a_breakdown, is_of_a_thing
from bot.nlu.matching_words import Words
from bot.nlu.onset_words import is_harmless, onsets_in
from bot.nlu.onsets_other import (
    REACH,
    clause_before,
    is_birthday_to_come,
    is_free_since,
    is_from,
    is_from_an_event,
    is_of_a_deed,
    is_of_a_taking,
    is_of_a_tenure,
    is_of_a_thing_to_come,
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
    is_well_until,
)
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

Span = tuple[float, float, int, int]

IT = (["it"], ["this"], ["that"])
LONG_AGO = 60  # days
SHORT_MESSAGE = 4


@dataclass(frozen=True, slots=True)
class Told:
    """How a date is told: behind "since", with a word of beginning, as one of long ago."""

    is_since: bool
    is_begun: bool
    is_old: bool


def _is_past(words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a message tells of what was over long ago."""
    is_past = "since" not in words.forms and any(
        form in vocabulary["past_verbs"] and not _is_beside_a_doing(place, words, vocabulary)
        for place, form in enumerate(words.forms)
    )
    is_past = is_past and not persists(words, vocabulary)
    return is_past or is_over_since(words.forms, vocabulary)


def _is_beside_a_doing(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "was lifting", "when we had the baler out" is only what somebody was at."""
    lead = words.forms[max(0, place - 3) : place]
    if words.forms[place] == "had" and words.forms[place + 1 : place + 2] in IT:
        return words.forms[max(0, place - 1) : place] in ([], ["have"])  # "had it from lambing on"
    is_when = not vocabulary["situations"].isdisjoint(lead) and "after" not in lead
    follows = "".join(words.forms[place + 1 : place + 2])
    if words.forms[place] == "was" and may_be_named(place, words, vocabulary):
        return True  # "and that was the start of June"
    is_aged = follows.isdecimal() or follows in vocabulary.numbers
    return is_when or (words.forms[place] == "was" and (follows.endswith("ing") or is_aged))


def may_be_named(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether nothing but words of a date stands behind "that was" at a place."""
    if words.forms[place - 1 : place] not in (["it"], ["that"], ["which"], ["this"]):
        return False
    leads = vocabulary["date_words"] | vocabulary["date_leads"] | vocabulary["part_leads"]
    here = place + 1
    while here < len(words) and words.forms[here] in leads | {"week", "day", "start", "end"}:
        here += 1
    if here >= len(words):
        return False
    return words.forms[here].isdecimal() or words.forms[here] in vocabulary.date_starts


def is_start(
    span: tuple[int, int, int], words: Words, vocabulary: QuantityWords, *, is_old: bool
) -> bool:
    """Tell whether a date is the day on which it began, and no appointment or birthday."""
    first, place, last = span
    if is_well_until(first, place, words, vocabulary):  # "I was grand till the 1st of November"
        return not is_wished(first, last, words, vocabulary)
    return _is_row_of_seasons(span, words, vocabulary) or _is_start(
        span, words, vocabulary, is_old=is_old
    )


def _is_start(
    span: tuple[int, int, int], words: Words, vocabulary: QuantityWords, *, is_old: bool
) -> bool:
    first, place, last = span
    is_led = first == 0 or words.forms[max(0, first - 2) : first] in WAS
    is_named = is_led and has_phrase(words.forms[last : last + 4], vocabulary["when_it_began"])
    is_named = is_named or is_all(first, last, words, vocabulary)
    is_past = is_old and not is_named and _is_past(words, vocabulary)
    if is_past or is_wished(first, last, words, vocabulary):
        return False
    if len(words) <= SHORT_MESSAGE + 1:
        return _is_short_start(span, words, vocabulary, is_old=is_old)
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
    is_near_since = not vocabulary["since"].isdisjoint(words.forms[max(0, first - 1) : place])
    if (
        is_old
        and not is_near_since
        and (is_back or has_phrase(words.forms, vocabulary["finished"]))
    ):
        return False
    around = [*words.forms[max(0, first - REACH) : place], ".", *words.forms[last : last + REACH]]
    if is_old:  # who moved house long ago tells of that, lately of how it came
        return is_told and (is_begun or bool(onsets_in(around, vocabulary)))
    is_hurt = bool(onsets_in(around, vocabulary)) or not vocabulary["date_onset"].isdisjoint(around)
    return is_told and (is_begun or is_hurt)


def _is_short_start(
    span: tuple[int, int, int], words: Words, vocabulary: QuantityWords, *, is_old: bool
) -> bool:
    """Tell whether a date in a few words is a start, and not that of a stay or a thing."""
    first, place, last = span
    is_stay = is_old and is_of_a_tenure(clause_before(place, words), vocabulary)
    is_stay = is_stay or is_of_a_thing(words.forms[:first], vocabulary)
    is_stay = is_stay or is_of_a_taking(words.forms[:last], vocabulary)
    is_stay = is_stay or (
        words.forms[0] in vocabulary["started"]
        and not vocabulary["taken_up"].isdisjoint(words.forms[1:3])
    )
    if is_stay or is_of_a_breakdown(words.forms[:first], words.forms, vocabulary):
        return False  # "been here since 1985", "the boiler broke monday"
    if is_birthday_to_come(first, words, vocabulary) or is_of_a_thing_to_come(
        first, words, vocabulary
    ):
        return False  # "I'm 68 on Thursday", "the sale is Friday"
    is_at = first <= LONGEST_LEAD and is_of_an_occasion(last, words, vocabulary)
    is_at = is_at or is_from_an_event(last, words, vocabulary)
    return is_at or is_short_answer(first, last, words, vocabulary)


def _is_row_of_seasons(span: tuple[int, int, int], words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "all summer long and now all fall" is how long it has hurt."""
    first, place, last = span
    seasons = [form for form in words.forms[place:last] if form in vocabulary.raw["seasons"]]
    lead = words.forms[max(0, place - 2) : place]
    if len(seasons) <= 1 or vocabulary["all_of_it"].isdisjoint(lead):
        return False
    around = [*words.forms[max(0, first - REACH) : first], *words.forms[last : last + REACH]]
    return vocabulary["other_matters"].isdisjoint(around)


def _is_no_start(
    span: tuple[int, int, int], words: Words, vocabulary: QuantityWords, told: Told
) -> bool:
    """Tell whether a date is that of a visit, a job, a day to come or one without trouble."""
    first, place, last = span
    sentence = clause_before(place, words)
    is_taken_up = not told.is_begun and not vocabulary["onset_verbs"].isdisjoint(sentence)
    if is_taken_up and not vocabulary["main_parts"].isdisjoint(words.forms[last:]):
        is_taken_up = not persists(words, vocabulary)
    if is_taken_up or (not told.is_begun and has_phrase(sentence, vocabulary["to_come"])):
        return True
    state = words.forms[max(0, first - 1) : first]
    if not vocabulary["well"].isdisjoint(state) or (state == ["worse"] and not told.is_since):
        return True
    is_birthday = is_birthday_to_come(first, words, vocabulary)
    is_birthday = is_birthday or is_of_a_deed(first, words, vocabulary)
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
    first, place, last = span
    if has_phrase(sentence, vocabulary["borne"]):
        return False
    if is_free_since(sentence, vocabulary):
        return True  # "no bother with it since the op"
    nearest = words.forms[max(0, first - 3) : place]
    others = vocabulary["not_dates"] - vocabulary["occasions"]
    if vocabulary["since"].isdisjoint(nearest) and not others.isdisjoint(nearest):
        return True  # "any weekday after the 7th"
    is_tenure = told.is_old and is_of_a_tenure(sentence, vocabulary)
    behind = words.forms[last : last + REACH] if place <= 1 else []
    # "Since 1985 we have lived here"
    is_tenure = is_tenure or (told.is_old and is_of_a_tenure([*behind, "since"], vocabulary))
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
    is_named = words.forms[place] in vocabulary.raw["months"] or words.forms[place].isdecimal()
    is_exact = is_named and last - place > 1
    is_exact = is_exact or words.forms[last - 1] in ("ago", "back")
    is_day = is_exact or words.forms[place] in vocabulary.raw["weekdays"]
    return is_day and lead[-1:] not in (["every"], ["each"], ["next"], ["this"])


def _begins(sentence: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether something begins in a sentence, and no job, school or treatment."""
    yearly = vocabulary["taken_up"] | vocabulary["begun_each_year"]
    people = {*vocabulary.age["subjects"]} - vocabulary["persons"]
    for place, form in enumerate(sentence):
        if form not in vocabulary["onset_verbs"]:
            continue
        lead = sentence[max(0, place - 1) : place]
        is_of_trouble = lead in SUBJECTS
        is_visit = form in vocabulary["arrivals"] and not people.isdisjoint(lead)
        if is_visit or is_harmless(place, sentence, vocabulary):
            continue  # "my sister came", "I started here"
        if form.endswith("s") and not yearly.isdisjoint(lead):
            continue  # "coverage starts January 1"
        if is_of_trouble or vocabulary["taken_up"].isdisjoint(sentence[place + 1 : place + 5]):
            return True
    return False
