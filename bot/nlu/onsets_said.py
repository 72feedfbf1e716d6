"""Whether a date is all that a message says, or leads how it came to it."""

from __future__ import annotations

from bot.nlu.holidays import SIDES
from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.onset_words import onsets_in
from bot.nlu.onsets_other import FAR, REACH, is_no_wish, is_of_an_occasion, is_until_now
from bot.nlu.phrases import has_phrase, without_phrases
from bot.nlu.quantities_words import QuantityWords

LONGEST_LEAD = 2  # words before a date that opens a message
BEGUN = frozenset(["was", "since", "started", "began"])
GOES_ON = frozenset(["so", "which", "making"])
LONGEST_DATE = 10  # words of a sentence that is only a date
SUBJECTS = (["it"], ["this"], ["that"], ["back"])
WAS = (["it", "was"], ["that", "was"], ["which", "was"])
MARKS = frozenset([".", ",", "!", "?", ";", ":", "…", "-", "(", ")"])


def is_short_answer(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a few words hold nothing that happens on a day but a start."""
    matters = vocabulary["other_matters"] - vocabulary["onset"] - vocabulary["corrections"]
    others = vocabulary["not_dates"] | vocabulary["plain_events"] | matters
    begun = vocabulary["onset"].intersection(words.forms)
    if begun and not onsets_in(words.forms, vocabulary):
        return False  # "moved to Florida in 2014"
    behind = [] if is_until_now(last, words, vocabulary) else words.forms[last:]
    told = [*words.forms[:first], *behind]  # "sat" is a day here
    told = without_phrases(told, vocabulary["on_and_off"])
    is_since = "since" in words.forms[:2]
    if not is_since and words.forms[last : last + 1] == ["is"]:  # "Thanksgiving is at our house"
        return has_phrase(words.forms[last:], vocabulary["when_it_began"])
    if is_since or not vocabulary["onset_verbs"].isdisjoint(words.forms[:1]):
        others = vocabulary["not_dates"]
    is_to_come = words.forms[0] in SIDES or has_phrase(told, vocabulary["to_come"])
    return not is_to_come and not others.intersection(told)


def is_said(
    span: tuple[int, int, int], sentence: list[str], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether a date is all that is said, "it was Monday", or leads how it came to it."""
    first, _, last = span
    lead = words.forms[max(0, first - 2) : first]
    is_said = lead in WAS
    # A weekday alone may be one to come: "Friday, moving house".
    doings = vocabulary["doings"] - (vocabulary["may_be_plans"] if last == 1 else frozenset())
    follows = words.forms[last : last + 2]
    is_doing = last > 1 and follows[:1] == [","] and follows[1:] and follows[1].endswith("ing")
    is_done = first == 0 and (
        bool(is_doing) or has_phrase(words.forms[last : last + REACH], doings)
    )
    is_done = is_done or _is_answer(span, words, vocabulary)
    is_done = is_done or (first <= LONGEST_LEAD and is_of_an_occasion(last, words, vocabulary))
    is_done = is_done or _is_gone_day(span, words, vocabulary)
    return (
        is_said or is_done or is_all(first, last, words, vocabulary) or seizes(sentence, vocabulary)
    )


def _is_answer(span: tuple[int, int, int], words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a date is the first clause, as "mid august roughly, I'd the hay in by then".

    A weekday may be one to come, and is told otherwise.
    """
    first, place, last = span
    named = words.forms[place:last]
    months = vocabulary.raw["months"]
    is_feast = named[0] in vocabulary.holidays and named[0] not in months
    if is_feast and words.forms[last : last + 1] in ([","], ["so"]):
        return is_no_wish(last, words, vocabulary)
    dates = (months, vocabulary.raw["seasons"], vocabulary.holidays)
    plain = vocabulary["date_hedges"] | vocabulary["asides"] | MARKS | {"you"}
    is_first = plain.issuperset(words.forms[:first])  # "I can tell you exactly, August 3rd"
    if not is_first or not any(form in names for form in named for names in dates):
        return False
    end = last
    hedges = vocabulary["date_hedges"] | vocabulary["number_hedges"] - MARKS
    while words.forms[end : end + 1] and words.forms[end] in hedges:
        end += 1
    rest = words.forms[end:]
    # Where and how it came may be a car park or a bus, on a day that is told exactly.
    is_exact = any(form in months for form in named) and last - first > 1
    others = vocabulary["plain_events"] | vocabulary["not_dates"] | vocabulary["medicines"]
    if is_exact or not vocabulary["date_onset"].isdisjoint(rest):
        others -= vocabulary["occasions"]
    else:
        others |= vocabulary["other_matters"]
    others -= vocabulary["ends"] | {"by"}
    others |= {*vocabulary.age["subjects"]} - vocabulary["persons"] - vocabulary["date_onset"]
    is_clause = rest[:1] in ([","], ["-"], ["."], ["so"]) and others.isdisjoint(rest)
    return is_clause and is_no_wish(last, words, vocabulary)


def is_well_until(first: int, place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether somebody was well till a time: "was grand till yesterday"."""
    lead = words.forms[max(0, first - 1) : place]
    if lead[-1:] == ["the"]:
        lead = lead[:-1]
    is_until = not vocabulary["well_until"].isdisjoint(lead)
    is_until = is_until or words.forms[max(0, first - 2) : first] in (["up", "to"], ["up", "until"])
    before = words.forms[max(0, first - REACH) : first]
    is_well = not vocabulary["well"].isdisjoint(before)
    return is_until and (is_well or has_phrase(before, vocabulary["free_of_it"]))


def _is_gone_day(span: tuple[int, int, int], words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a message opens with a day that is over: "four Saturdays ago, at the dance"."""
    _, place, last = span
    end = words.forms[last - 1]
    if end not in vocabulary["just_gone"] or not vocabulary["led_days"].issuperset(
        words.forms[:place]
    ):
        return False
    rest = words.forms[last : last + FAR]
    others = vocabulary["plain_events"] | vocabulary["things"] | vocabulary["appliances"]
    others |= {*vocabulary.age["subjects"]} - vocabulary["persons"]
    return others.isdisjoint(rest) and is_no_wish(last, words, vocabulary)


def is_all(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a message says nothing but a date."""
    start, end = first, last
    while start > max(first - FAR, 0) and words.forms[start - 1] not in HARD_STOPS:
        start -= 1
    while end < min(last + FAR, len(words)) and words.forms[end] not in HARD_STOPS:
        end += 1
    for place in range(last, end - 1):
        if words.forms[place] == "," and words.forms[place + 1] in GOES_ON:
            end = place  # "Halloween, so three weeks ago"
            break
    others = without_phrases([*words.forms[start:first], *words.forms[last:end]], ("would say",))
    allowed = vocabulary["date_hedges"] | vocabulary["date_words"] | MARKS
    if not BEGUN.isdisjoint(words.forms[:start]):
        allowed |= vocabulary["taking_back"]  # "it was Sunday. No, Saturday"
    return len(others) <= LONGEST_DATE and all(
        form in allowed or form.isdecimal() for form in others
    )


def seizes(sentence: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "it grabbed me", "it come on" stands before a date."""
    pairs = zip(sentence, sentence[1:], sentence[2:], strict=False)
    return any(
        [one] in SUBJECTS and verb not in vocabulary["states"] and other in vocabulary["seized"]
        for one, verb, other in pairs
    )
