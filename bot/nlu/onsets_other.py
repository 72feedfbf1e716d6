"""What stands beside a date: a doing that brought it, a visit, a tenure, a birth, a promise."""

from __future__ import annotations

from itertools import pairwise

from bot.nlu.durations_matters import is_of_others, is_time_in_a_job
from bot.nlu.durations_role import is_of_other_matter, persists
from bot.nlu.durations_things import is_of_a_breakdown, is_of_a_holding, is_of_a_thing
from bot.nlu.holidays import SIDES
from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.phrases import has_phrase, without_phrases
from bot.nlu.quantities_words import QuantityWords, number_of

REACH = 8  # words around a date in which the start of something is looked for
FAR = 60  # words; what stands further off in a sentence without end says nothing of a date
OLDEST = 110
FREE = 6  # words before "since" that tell what was no trouble
SHORT_LEAD = 2  # words before a date: "from the"
UNTIL = (["until"], ["till"], ["til"], ["to"])
ONWARDS = (["on"], ["onwards"], ["onward"], ["forward"])


def clause_before(place: int, words: Words) -> list[str]:
    """Return the words of a sentence before a place, those that are near."""
    start, farthest = place, max(place - FAR, 0)
    while start > farthest and words.forms[start - 1] not in HARD_STOPS:
        start -= 1
    return words.forms[start:place]


def _sentence(first: int, last: int, words: Words) -> list[str]:
    end, farthest = last, min(last + FAR, len(words))
    while end < farthest and words.forms[end] not in HARD_STOPS:
        end += 1
    return [*clause_before(first, words), *words.forms[first:end]]


def _trouble(vocabulary: QuantityWords) -> frozenset[str]:
    return (vocabulary["suffering"] - vocabulary["passing"]) | vocabulary["main_parts"]


def is_from(first: int, place: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "from Monday" stands beside a word of trouble, and no end of that time."""
    after = words.forms[last : last + 3]
    if is_until_now(last, words, vocabulary):
        return True
    is_parted = words.forms[max(0, first - 1) : first] == [","] or words.forms[1] == "when"
    if words.forms[0] == "from" and is_parted:
        return is_no_wish(last, words, vocabulary)  # "from Tet this year, 17 February"
    if "from" not in words.forms[max(0, place - 4) : place]:
        return False
    if words.forms[0] == "from" and place <= SHORT_LEAD and after[:1] == [","]:
        return not has_phrase(words.forms, vocabulary["to_come"])
    lead = words.forms[max(0, place - 4) : first]
    apart = {*lead[lead.index("from") + 1 :]} if "from" in lead else set()
    if has_phrase(words.forms[max(0, place - REACH) : place], vocabulary["had_from"]):
        # "my mattress, it's from 1996"
        return vocabulary["things"].isdisjoint(clause_before(place, words))
    is_end = not after[1:2] or not after[1].isalpha()
    if after[:1] in ONWARDS and is_end:
        return vocabulary["not_dates"].isdisjoint(words.forms)
    if not apart <= vocabulary["date_words"] | vocabulary["date_leads"] | vocabulary["own"]:
        return False  # "moved here from Lagos in March"
    nearby = words.forms[max(0, first - REACH) : last + REACH]
    return not _trouble(vocabulary).isdisjoint(nearby) and vocabulary["ends"].isdisjoint(after)


def is_from_an_event(last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "from my Wednesday night shift" is all that is said."""
    is_led = words.forms[0] == "from" or words.forms[0] in vocabulary["since"]
    is_short = len(words) - last <= SHORT_LEAD and words.forms[last:] != []
    return is_led and is_short and is_no_wish(last, words, vocabulary)


def is_of_a_doing(last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "yesterday, shoveling snow", "last night after bowling" is how it came."""
    after = words.forms[last : last + REACH]
    told = {*words.forms[last:]}
    if has_phrase(words.forms, vocabulary["to_come"]):
        return False
    if is_of_an_occasion(last, words, vocabulary):
        return True
    fetched = vocabulary["medicines"] | vocabulary["plain_events"] | vocabulary["prescribed"]
    if not fetched.isdisjoint(told):
        return False  # "yesterday, picking up my prescription"
    is_done = any(after[: len(one)] == one for one in map(str.split, vocabulary["doings"]))
    if is_done and told.isdisjoint(vocabulary["good"] | vocabulary["worst"]):
        return True
    if not told.isdisjoint(vocabulary["good"] | vocabulary["being"] | vocabulary["worst"]):
        return False
    is_led = any(
        lead in vocabulary["doing_leads"] and form.endswith("ing") for lead, form in pairwise(after)
    )
    if is_led or has_phrase(after[:6], vocabulary["doings"]):
        return True
    # "Yesterday morning, in the car park, loading dog food"
    is_placed = after[:1] == [","] and not vocabulary["places_leads"].isdisjoint(after[1:2])
    return is_placed and has_phrase(words.forms[last:], vocabulary["doings"])


def is_of_an_occasion(last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "right after church", "I remember because" stands behind a day at the start."""
    after = [form for form in words.forms[last : last + REACH] if form != ","]
    while after and after[0] in vocabulary["day_parts"] - {"at"}:
        after.pop(0)
    if not is_no_wish(last, words, vocabulary):
        return False
    if has_phrase(after[:REACH], vocabulary["remembered"]):
        return True
    if not vocabulary["plain_events"].isdisjoint(after):
        return False  # "yesterday after work I rang you"
    return any(after[: len(lead)] == lead for lead in map(str.split, vocabulary["at_the_time"]))


def is_no_wish(last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether nothing of a message says that its day is one to come."""
    wished = vocabulary["fits"] | vocabulary["good"] | {"?", "please", "free", "available"}
    if has_phrase(words.forms[last:], vocabulary["of_work"]):
        wished -= {"work"}
    is_to_come = has_phrase(words.forms, vocabulary["to_come"])
    return not is_to_come and wished.isdisjoint(words.forms)


def is_until_now(last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "until now" stands at a place."""
    until = words.forms[last + 1 : last + 2]
    is_now = until == ["date"] or not vocabulary["now"].isdisjoint(until)
    return words.forms[last : last + 1] in UNTIL and is_now


def is_of_another_day(
    first: int, last: int, sentence: list[str], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether the date is that of a visit, a birthday or a day to come.

    On a birthday something may begin: "it started on my birthday, the 14th".
    """
    around = words.forms[max(0, first - 4) : last + 4]
    told = vocabulary["not_dates"].intersection(around)
    if "by" not in words.forms[max(0, first - 4) : first + 1]:
        told -= {"by"}  # "28 August I went by bus"
    told -= {
        form for form, follows in pairwise(around) if follows in vocabulary["now"]
    } & vocabulary["ends"]  # "until now"
    if not told:
        return False
    is_hurt = not (vocabulary["onset"] - {"put", "set"}).isdisjoint(sentence)
    is_begun = is_hurt or has_phrase(sentence, vocabulary["dates_to"])
    is_aged = not told.isdisjoint(
        [*vocabulary.age["labels"], *vocabulary.age["lead"], *vocabulary.age["turning"]]
    )
    is_begun = is_begun or sentence[:1] == ["from"]
    is_begun = is_begun or (not is_aged and persists(words, vocabulary))
    return not (is_begun and told <= vocabulary["occasions"])


def is_since_other(
    first: int, place: int, sentence: list[str], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether "since" says how long another matter lasts: "at this job since March"."""
    at = max((n for n, form in enumerate(sentence) if form in vocabulary["since"]), default=0)
    if place - first < len(sentence) - at and len(sentence) - at > 2:  # noqa: PLR2004
        return is_of_other_matter(sentence[:at], vocabulary)  # "since my last shift, saturday"
    return is_of_other_matter(words.forms[max(0, first - REACH) : first], vocabulary)


def _before_since(sentence: list[str], vocabulary: QuantityWords) -> list[str]:
    return sentence[
        : max((n for n, form in enumerate(sentence) if form in vocabulary["since"]), default=0)
    ]


def is_free_since(sentence: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "since" follows what was no trouble: "not a bother with it since"."""
    before = _before_since(sentence, vocabulary)
    lead = before[-FREE:]
    denied = sum(form in vocabulary["denials"] or form == "no" for form in lead)
    is_free = has_phrase(lead, vocabulary["free_of_it"]) and (denied == 1 or "free" in lead)
    return is_free and vocabulary["not_free_of_it"].isdisjoint({*lead} - {"since"})


def is_of_a_tenure(sentence: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "since" follows what somebody is or does: "I have lived here since 1988"."""
    before = _before_since(sentence, vocabulary)
    trouble = _trouble(vocabulary) | vocabulary["troubles"] | {"not", "never", "no", "hardly"}
    is_of_it = has_phrase(before[-5:], vocabulary["said_of_it"])
    is_held = not vocabulary["tenures"].isdisjoint(before) or is_time_in_a_job(before, vocabulary)
    is_told = _is_stay(before, vocabulary) or (is_held and not is_of_it)
    return is_told and trouble.isdisjoint(before)


def _is_stay(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether the words before "since" are "I have been here", "been with you lot"."""
    start = next((n for n, form in enumerate(before) if form not in vocabulary["staying"]), 0)
    return has_phrase(before[start : start + 3], vocabulary["stays"])


def is_of_a_taking(sentence: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "since" follows what is taken, and no trouble."""
    before = _before_since(sentence, vocabulary)
    trouble = (
        _trouble(vocabulary) | vocabulary["troubles"] | vocabulary["onset"] - vocabulary["since"]
    )
    return not vocabulary["medicines"].isdisjoint(before) and trouble.isdisjoint(before)


def is_birthday_to_come(first: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether somebody reaches an age on the day: "she is 90 on Thursday"."""
    lead = words.forms[max(0, first - 2) : first]
    if lead[:1] not in (["am"], ["is"], ["be"], ["turn"], ["turns"]) or len(lead) < 2:  # noqa: PLR2004
        return False
    if words.forms[first] in vocabulary["day_marks"]:
        return False  # "since Gran's 90th"
    written = words.written[first - 1]
    number = vocabulary.numbers.get(lead[1])
    if written.isdecimal():
        number = number_of(written)
    return number is not None and number <= OLDEST


def is_of_a_thing_to_come(first: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "the sale is" stands before a day: what is so on it, and no trouble."""
    lead = words.forms[max(0, first - 3) : first]
    if lead[-1:] != ["is"] or len(lead) < 2:  # noqa: PLR2004
        return False
    trouble = _trouble(vocabulary) | vocabulary["troubles"] | vocabulary["passing"]
    plain = vocabulary["date_hedges"] | vocabulary["asides"] | vocabulary["onset"] | {"start"}
    return lead[-2].isalpha() and lead[-2] not in trouble | plain


def is_of_a_deed(first: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether what was done on a day is no trouble: "I rang on", "I phoned you on"."""
    lead = words.forms[max(0, first - 3) : first]
    while lead and (lead[-1] in vocabulary["told_others"]):
        lead.pop()
    is_led = not vocabulary["befallen_leads"].isdisjoint(lead)  # "after my epidural in July"
    return not is_led and not vocabulary["plain_events"].isdisjoint(lead[-1:])


def is_of_other_people(
    span: tuple[int, int, int], words: Words, vocabulary: QuantityWords, *, is_old: bool
) -> bool:
    """Tell whether a date is that of a birth or of what others promised, without a trouble."""
    first, _, last = span
    sentence = _sentence(first, last, words)
    trouble = _trouble(vocabulary) | vocabulary["troubles"]
    if has_phrase(sentence, vocabulary["promises"]):
        # "a call back" is no back
        rest = without_phrases(sentence, vocabulary["promises"])
        return (trouble - {"back"}).isdisjoint(rest) and not has_phrase(
            sentence, vocabulary["own_parts"]
        )
    before = clause_before(first, words)
    if is_of_others(before, 0, vocabulary):
        return True
    if is_of_a_breakdown(before, sentence, vocabulary):
        return True
    if is_of_a_thing(before, vocabulary) or is_of_a_holding(before, vocabulary):
        return True
    is_birth = is_old and has_phrase(before, vocabulary["births"])
    is_birth = is_birth and words.forms[0] not in vocabulary["since"]
    return is_birth and trouble.isdisjoint(words.forms) and not persists(words, vocabulary)


def is_wished(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a day is said to suit, "Tuesday is better": no trouble began on it."""
    if not vocabulary["before_a_time"].isdisjoint(words.forms[max(0, first - 2) : first + 1]):
        return False
    if has_phrase(words.forms[last : last + REACH], vocabulary["bookings"]):
        return True
    rest = [form for form in words.forms[last : last + REACH] if form not in vocabulary["mild"]]
    hours = vocabulary["day_parts"] | SIDES.keys() | vocabulary.raw["hours"].keys()
    rest = [form for form in rest if form not in hours and not form.isdecimal()]
    if rest[:1] and rest[0] in vocabulary["fits"]:
        return not has_phrase(words.forms[last : last + REACH], vocabulary["no_fits"])
    return (
        len(rest) > 1
        and rest[0] in vocabulary["being"]
        and not vocabulary["good"].isdisjoint(rest[1:3])
    )
