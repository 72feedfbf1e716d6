"""Numbers with a unit that are the length of no episode: rates, ages, walks, visits to come."""

from __future__ import annotations

from bot.nlu.durations_age import is_age
from bot.nlu.durations_short import is_short_and_told
from bot.nlu.matching_words import Words
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

SHORT_WINDOW = 5
RATE_WINDOW = 5
HOUR = 1 / 24
WEEK = 7
REACH = 8
FEWEST_ALONG, MOST_ALONG = 4 * WEEK, 43 * WEEK  # days


def is_no_episode(
    before: list[str], after: list[str], days: float, own: list[str], vocabulary: QuantityWords
) -> bool:
    """Tell whether a number with a unit is the length of no episode, past or present."""
    is_back = is_ago(after, vocabulary)
    if is_back and has_phrase(before[-REACH:], vocabulary["unreal"]):
        return True
    if _is_told_by_others(before, vocabulary) or _is_put_off(before, vocabulary):
        return True
    if has_phrase(before, vocabulary["supposed"]) or _is_free_of_it(before, vocabulary):
        return True
    if _is_aged(before, after, days, own, vocabulary) or _is_no_day(before, after, own, vocabulary):
        return True
    if before[-2:-1] == ["wait"] and before[-1] in vocabulary["being"]:
        return True  # "the wait was two hours"
    if _is_wait(before, after, own, vocabulary) or _is_wish(after, own, vocabulary):
        return True
    is_denied = before[-1:] == ["not"] and vocabulary["yet"].isdisjoint(after[:1])
    if is_denied or before[-1:] == ["how"] or before[-2:] in (["not", "the"], ["not", "for"]):
        return True
    return not is_back and _is_no_past(before, after, days, own, vocabulary)


def _is_wait(
    before: list[str], after: list[str], own: list[str], vocabulary: QuantityWords
) -> bool:
    """Tell whether somebody waited for so long: "it's been two hours and nobody called"."""
    trouble = (vocabulary["suffering"] - vocabulary["passing"]) | vocabulary["main_parts"]
    is_one = own[-1] in vocabulary["singular"] and own[0] not in vocabulary["articles"]
    if is_one and not vocabulary["spells"].isdisjoint(after[:1]):
        return True  # "a two week wait"
    is_wait = has_phrase(after[:REACH], vocabulary["waits"])
    is_wait = is_wait or has_phrase([".", *after[:3]], (f". {to}" for to in vocabulary["waits_to"]))
    return is_wait and (trouble - {"back"}).isdisjoint([*before, *after])


def _is_wish(after: list[str], own: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether it is the day of a visit: "a week on Friday is good", "Tuesday week please"."""
    told = [form for form in after if form not in vocabulary["mild"]]
    if told[:1] and told[0] in vocabulary["fits"] and not has_phrase(after, vocabulary["no_fits"]):
        return True
    is_of_day = not {*own}.isdisjoint(vocabulary.raw["weekdays"])
    is_good = told[:1] and told[0] in vocabulary["being"]
    is_good = is_good and not vocabulary["good"].isdisjoint(told[1:3])
    return is_of_day and (bool(is_good) or "please" in after)


def _is_no_past(
    before: list[str], after: list[str], days: float, own: list[str], vocabulary: QuantityWords
) -> bool:
    """Tell whether a length that is not "ago" is a rate, a part of a day, or one to come."""
    is_aged = after[:1] == ["old"] and bool(set(before[-4:]) & vocabulary["what_ages"])
    is_aged = is_aged or (after[:2] == ["gone", "now"] and before[-2:] == ["that", "is"])
    is_source = after[:1] == ["per"] and not vocabulary["own"].isdisjoint(after[1:2])
    if not (is_aged or is_source) and _is_rated(after, vocabulary):
        return True
    is_part_of_day = days < 1 and (
        set(after[:RATE_WINDOW]) & vocabulary["daily_rates"]
        or (_is_in_hours(own, vocabulary) and has_phrase(before, vocabulary["each_day"]))
    )
    if is_part_of_day or after[:3] == ["at", "a", "time"]:
        return True
    if after[:1] == ["post"] and not vocabulary["past_events"].isdisjoint(after[1:2]):
        return True  # "six weeks post op"
    is_short = days < HOUR * 0.9 or own[0] in vocabulary["further"]
    if is_short and not is_short_and_told(before, after, own, vocabulary):
        return True
    if _is_to_come(before, vocabulary) or _is_left(after, own, vocabulary):
        return True
    if _is_of_an_attack(before, after, vocabulary):
        return True
    if is_without_relief(before, vocabulary):
        return False
    return _is_rate_or_future(before, own, vocabulary)


def _is_rated(after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "a week" or "along" follows, and no "since one week a strong one"."""
    if after[:1] in (["a"], ["an"]) and after[1:2]:
        return after[1] in vocabulary.units or after[1] in vocabulary["rated_by"]
    return not vocabulary["not_after"].isdisjoint(after[:1])


def _is_in_hours(own: list[str], vocabulary: QuantityWords) -> bool:
    return any(vocabulary.units.get(form, 1) < 1 for form in own)


def _is_aged(
    before: list[str], after: list[str], days: float, own: list[str], vocabulary: QuantityWords
) -> bool:
    """Tell whether a length is the age of a person: "my baby is 8 months", "a 4-year-old"."""
    is_infant = before[-1:] == ["is"] and set(before[-2:-1]) & set(vocabulary.age["infants"])
    is_age_said = is_age(before, [own[-1], *after], days, vocabulary)
    return bool(is_infant) or is_age_said or after[:2] == ["-", "old"]


def _is_told_by_others(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "wait list says", "they told me" stands before: a time of theirs."""
    lead = [form for form in before if form not in vocabulary["told_fillers"]][-4:]
    lead = lead[:-1] if lead[-1:] in (["me"], ["us"], ["him"], ["her"]) else lead
    is_told = not vocabulary["telling"].isdisjoint(lead[-1:])
    return is_told and not vocabulary["institutions"].isdisjoint(lead[:-1])


def _is_to_come(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is one to come: "I am going to Florida for two weeks"."""
    if before[-1:] in (["be"], ["been"], ["is"], ["was"]):
        return False
    trouble = (vocabulary["suffering"] - vocabulary["passing"]) | vocabulary["main_parts"]
    return has_phrase(before, vocabulary["plans"]) and trouble.isdisjoint(before)


def _is_left(after: list[str], own: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is one of leave, rest or medicine, or of each time one sits."""
    is_hours = vocabulary.units.get(own[-1], WEEK) < 1
    if is_hours and after[:1] and after[0] in vocabulary["situations"]:
        return True
    if has_phrase(after[:5], vocabulary["because"]):
        return False  # "four weeks off work with it"
    after = after[1:] if after[:1] == ["'"] else after  # "two weeks' leave"
    if after[:1] in (["off"], ["left"], ["leave"], ["holiday"], ["vacation"]):
        return after[1:2] != ["and"]
    if after[:1] in (["too"], ["enough"]) or after[:2] == ["to", "wait"]:
        return True
    told = after[1:4]
    trouble = (vocabulary["suffering"] - vocabulary["passing"]) | vocabulary["main_parts"]
    matters = vocabulary["other_matters"] | vocabulary["medicines"]
    if not {"this", "that", "it"}.isdisjoint(told[:1]):
        return False
    if after[:2] == ["of", "sundays"]:
        return True  # "a month of Sundays" is no month
    if after[1:2] == ["no"]:
        return False  # "five nights of no sleep"
    return after[:1] == ["of"] and not matters.isdisjoint(told) and trouble.isdisjoint(after[1:7])


def _is_put_off(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a visit is to be moved by a length: "can you push it back a week"."""
    lead = before[-REACH:]
    places = [n for n, form in enumerate(lead) if form in vocabulary["put_off"]]
    follows = lead[places[-1] + 1 :] if places else []
    things = vocabulary["put_off_things"] | vocabulary.raw["weekdays"].keys()
    return bool(follows) and things.issuperset(follows)


def _is_of_an_attack(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is that of each attack: "lasts two days, then I am fine"."""
    lead = [form for form in before if form not in vocabulary["told_fillers"]][-3:]
    is_lasting = lead[-1:] in (["stays"], ["stay"], ["hurts"], ["comes"])
    if has_phrase(before[-REACH:], vocabulary["each_attack"]) and not has_phrase(
        before, vocabulary["episode"]
    ):
        told = [form for form in before if form in vocabulary["said_of_each"]]
        return bool(told) and not {"now", "so", "already"}.intersection(after[:2])
    is_each = has_phrase([*before, *after], vocabulary["attacks"])
    is_usual = {"usually", "normally", "typically", "generally", "always"}.intersection(lead)
    is_present = {"now", "so", "already"}.intersection(after[:2])
    is_plural = lead[-1:] == ["last"] and lead[-2:-1] and lead[-2].endswith(("s", "they"))
    is_of_each = lead[-1:] == ["lasts"] or bool(is_plural)
    return (is_of_each and not is_present) or (
        (is_lasting or bool(is_usual) or "for" in before[-2:]) and is_each
    )


def is_without_relief(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether nothing eased it for so long: "not one good night in two months"."""
    if before[-1:] not in (["in"], ["for"]):
        return False
    lead = before[-REACH:]
    denied = [n for n, form in enumerate(lead) if form in ("not", "never", "no", "without")]
    return bool(denied) and not vocabulary["relief"].isdisjoint(lead[denied[0] :])


def _is_free_of_it(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether there was no trouble for so long: "I've been free of it for three weeks"."""
    lead = before[-REACH:]
    idle = vocabulary["for_words"] | vocabulary["main_parts"] | {"in", "my", "all", "now"}
    while lead and lead[-1] in idle:
        lead.pop()
    denied = [form for form in lead if form in ("not", "never", "no")]
    is_free = any(has_phrase(lead[-n:], vocabulary["free_of_it"]) for n in (1, 2, 3))
    is_said = len(denied) == 1 or "free" in lead or "fine" in lead
    return is_free and is_said and vocabulary["not_free_of_it"].isdisjoint(lead)


def _is_no_day(
    before: list[str], after: list[str], own: list[str], vocabulary: QuantityWords
) -> bool:
    """Tell whether "a day" is none: "never a day off", "one day it will"."""
    if own[:1] == ["some"] and not {"for", "ago", "back", "last", "past", "already", "now"} & {
        *before[-2:],
        *after[:1],
    }:
        return True  # "some days are fine"
    if own == ["one", "day"] and after[1:2] in (["will"], ["would"], ["might"], ["may"]):
        return True
    if has_phrase(before[-2:], vocabulary["short_of"]) or after[:1] == ["yet"]:
        return False
    if own[:1] in (["a"], ["an"]) and vocabulary.units.get("".join(before[-1:]), 1) < 1:
        return True  # "I sit 8 hours a day" is a rate, also where "back" follows
    if before[-1:] == ["on"] and own[-1:] == ["day"]:
        return True  # "on a bad day"
    return own in (["a", "day"], ["one", "day"]) and not vocabulary["denials_of_days"].isdisjoint(
        before[-3:]
    )


def _is_rate_or_future(before: list[str], own: list[str], vocabulary: QuantityWords) -> bool:
    if not before:
        return False
    previous = before[-1]
    if previous == "x" and not _is_counted(before[:-1], vocabulary):
        return False  # "x 5 days" alone
    is_past_frame = bool({"last", "past"} & set([*before[-3:], *own]))
    is_numbered = own[:1] and own[0] in vocabulary["singular"]  # "in month four of this"
    if previous in vocabulary["future"] and not (is_past_frame or is_numbered):
        return True
    is_single = own and own[0] in ("a", "an")
    rate_words = vocabulary["rates"] - {"a", "an"}
    return bool(previous in rate_words or (is_single and _is_count(before, vocabulary)))


def _is_counted(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "x" follows a number or what is taken: "2 x"."""
    return bool(before) and (before[-1].isdecimal() or before[-1] in vocabulary["medicines"])


def _is_count(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether something is counted by what follows: "four mornings a week"."""
    lead = before[-2:-1]
    if before[-1].isdecimal() or before[-1] in vocabulary.numbers:
        return True  # "8 a day"
    is_number = bool(lead) and (lead[0].isdecimal() or vocabulary.numbers.get(lead[0], 0) > 1)
    return before[-1] in vocabulary["counted_things"] or (is_number and before[-1].endswith("s"))


def is_how_far_along(
    first: int, last: int, days: float, words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether weeks count until a birth: "29 weeks, spotting"."""
    in_weeks = vocabulary.units.get(words.forms[last - 1]) == WEEK
    if not in_weeks or not FEWEST_ALONG <= days <= MOST_ALONG:
        return False
    before, after = words.forms[max(0, first - SHORT_WINDOW) : first], words.forms[last : last + 8]
    if _is_said_along(before, after, vocabulary):
        return True
    is_of_now = set(before) & (
        vocabulary["suffering"] | vocabulary["onset"] | vocabulary["for_words"]
    )
    return bool(vocabulary["expecting"].intersection(before + after)) and not is_of_now


def _is_said_along(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "I'm 30 weeks", "35 weeks and back cramps" tells how far along somebody is."""
    who = vocabulary["who_ages"] - {"he"}
    lead = [form for form in before if form not in vocabulary["hedges"]][-2:]
    is_said = lead[-1:] in (["am"], ["is"], ["im"]) and not who.isdisjoint(lead)
    if is_said and vocabulary["not_along"].isdisjoint(after[:2]):
        return True
    is_beside = after[:1] == ["and"] and not vocabulary["along_beside"].isdisjoint(after[1:4])
    return not before and is_beside


def is_ago(after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length of time is one back from now; "an hour before I sit" is not."""
    if not after or after[0] not in vocabulary["ago"]:
        return False
    if after[0] != "before" or after[1:2] == []:
        return True
    begun = [form for form in after[1:4] if form not in vocabulary["before_onsets"]]
    # "I can stand ten minutes before it starts" tells of each time.
    is_begun = bool(begun) and begun[0] in vocabulary["onset_verbs"] and begun[0] != "starts"
    return after[1] in (".", ",", "now") or is_begun
