"""Whose length of time it is: that of the present episode, of something older, or of neither."""

from __future__ import annotations

from enum import StrEnum

from bot.nlu.durations_events import (
    is_of_a_taking,
    is_of_an_event,
    is_of_something_else,
    is_since_another_event,
)
from bot.nlu.durations_matters import (
    is_elsewhere,
    is_evident,
    is_of_another,
    is_of_others,
    is_time_in_a_job,
)
from bot.nlu.durations_none import (
    is_ago,
    is_how_far_along,
    is_no_episode,
    is_without_relief,
)
from bot.nlu.durations_over import is_in_a_year, is_of_an_older, is_over, is_over_now
from bot.nlu.durations_things import is_of_a_breakdown
from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.onset_words import is_harmless, onsets_in
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

LONG_WINDOW = 9
SHORT_WINDOW = 5
FAR = 14  # words behind a length in which it may be said to be over
MONTH = 30
LONGEST_PADDING = 5  # words
NEW = frozenset(["new", "a", "got", "i", "bought"])
CAUSES = (["from"], ["after"], ["while"], ["when"], ["doing"], ["by"], ["cuz"], ["since"])


class Role(StrEnum):
    """What a length of time is the length of."""

    PRESENT = "present"
    ONSET = "onset"
    RECURRING = "recurring"
    HISTORY = "history"
    NONE = "none"


def role_of(first: int, last: int, days: float, words: Words, vocabulary: QuantityWords) -> Role:
    """Return the role of a length of time that stands at the words `first` to `last`.

    ONSET says that the words around name the start of the present episode, RECURRING that they
    speak of a trouble that comes and goes; both become PRESENT unless another length is firmer.
    """
    before, after = _around(first, last, words, vocabulary)
    own = words.forms[first:last]
    if is_no_episode(before, after, days, own, vocabulary):
        return Role.NONE
    if is_without_relief(before, vocabulary):
        return Role.PRESENT
    if is_how_far_along(first, last, days, words, vocabulary):
        return Role.NONE
    nearby = before[-LONG_WINDOW:]
    reach = FAR if after[:1] in (["ago"], ["back"]) else LONG_WINDOW
    is_gone = is_over_now(words.forms[last : last + reach], vocabulary)
    # "Again like three days" is about so many.
    is_gone = is_gone or (before[-1:] != ["like"] and _is_likened(before, vocabulary))
    if is_gone or is_over(nearby, after, vocabulary) or is_in_a_year(before, after, vocabulary):
        return Role.HISTORY
    if _is_that_of_the_trouble(nearby, after, vocabulary):
        return Role.ONSET
    if is_of_another(nearby, after, days, vocabulary) or is_of_others(before, days, vocabulary):
        return Role.HISTORY
    told = ["ago", *after] if "ago" in own[:-1] else after  # "a week ago Tuesday"
    if is_ago(told, vocabulary):
        return _role_with_ago(nearby, told, days, vocabulary)
    return _role_without_ago(nearby, after, own, days, vocabulary)


def _is_likened(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a time is that of another episode: "again like last year", "same as in May"."""
    return any(before[-len(one) :] == [*one] for one in map(str.split, vocabulary.raw["likened"]))


def _role_without_ago(
    before: list[str], after: list[str], own: list[str], days: float, vocabulary: QuantityWords
) -> Role:
    role = _role_of_span(before, after, days, vocabulary)
    if role is Role.HISTORY and has_phrase(after[:5], vocabulary["because"]):
        return Role.RECURRING  # "off work eight days with this"
    is_amount = vocabulary.phrases.get(tuple(own)) is None and own[0] not in ("day", "week")
    is_told = role in (Role.PRESENT, Role.RECURRING) and is_amount
    return Role.HISTORY if is_told and not is_evident(before, after, vocabulary) else role


def role_of_date(first: int, last: int, words: Words, vocabulary: QuantityWords) -> Role:
    """Return the role of the time since a date on which something began."""
    before, after = _around(first, last, words, vocabulary)
    nearby = before[-LONG_WINDOW:]
    if _is_likened(nearby, vocabulary):
        return Role.HISTORY
    if is_of_an_older(nearby, vocabulary) or has_phrase(after[:8], vocabulary["ended"]):
        return Role.HISTORY
    is_borne = has_phrase([*nearby, *words.forms[first:last]], vocabulary["borne"])
    is_told = is_borne or has_phrase(after, vocabulary["when_it_began"])
    is_told = is_told or has_phrase(nearby, vocabulary["clock_doings"])
    is_told = is_told or _is_unrelieved_since([*nearby, *words.forms[first:last]], vocabulary)
    if is_told or _is_that_of_the_trouble(nearby, after, vocabulary):
        return Role.ONSET
    if is_elsewhere(nearby, after, vocabulary):
        return Role.HISTORY
    if has_phrase([*nearby, *after[:SHORT_WINDOW]], vocabulary["recurring"]):
        return Role.RECURRING
    is_lasting = persists(words, vocabulary)
    nearest = None if "since" in nearby else _nearest(nearby, last - first, vocabulary)
    onsets = onsets_in([*nearby, *after], vocabulary) - vocabulary["weak_onsets"]
    if nearest in (Role.HISTORY, Role.NONE) and not onsets:
        return Role.RECURRING if is_lasting else Role.HISTORY
    is_begun = {*words.forms[first:last], *nearby} & vocabulary["onset"]
    return Role.ONSET if is_begun or is_lasting else Role.PRESENT


def _is_unrelieved_since(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "I have not slept right since" stands before a date."""
    lead = before[: before.index("since")] if "since" in before else []
    denied = [n for n, form in enumerate(lead) if form in vocabulary["denials"]]
    return bool(denied) and not vocabulary["relief"].isdisjoint(lead[denied[0] :])


def _is_that_of_the_trouble(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether the words around name the present episode or say that it has lasted so long."""
    same_clause = after[: after.index(",")] if "," in after else after
    return has_phrase([*before, *same_clause[:4]], vocabulary["episode"]) or has_phrase(
        after, vocabulary["how_long"]
    )


def persists(words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a message says that what happened then is not over."""
    denied = (n for n, form in enumerate(words.forms) if form in vocabulary["denials"])
    goes_on = any(not vocabulary["gone"].isdisjoint(words.forms[n + 1 : n + 4]) for n in denied)
    return goes_on or has_phrase(words.forms, vocabulary["persisting"])


def _around(
    first: int, last: int, words: Words, vocabulary: QuantityWords
) -> tuple[list[str], list[str]]:
    before = words.forms[max(0, first - LONG_WINDOW - 3) : first]
    after = words.forms[last : last + LONG_WINDOW]
    for place in range(len(before) - 1, -1, -1):
        if before[place] in HARD_STOPS or before[place] in ("but", "however"):
            before = before[place + 1 :]
            break
    for length in range(1, LONGEST_PADDING):
        if " ".join(before[:length]) in vocabulary["padding"]:
            before = before[length:]
    for place, form in enumerate(after):
        if form in HARD_STOPS or form in ("but", "however"):
            after = after[:place]
            break
    return before, after


def _role_with_ago(
    before: list[str], after: list[str], days: float, vocabulary: QuantityWords
) -> Role:
    is_anaphor = "since" in before and before[-2:-1] in (["that"], ["which"], ["it"])
    is_event = before[:1] == ["since"] and not after[1:]  # "since I retired a year ago"
    is_event = is_event or (
        before[:2] == ["ever", "since"] and vocabulary["medicines"].isdisjoint(before)
    )
    if (
        not vocabulary["well_until"].isdisjoint(before[-1:])
        or is_anaphor
        or is_event
        or has_phrase(after, vocabulary["when_it_began"])
        or _has_just_begun(before, vocabulary)
    ):
        return Role.ONSET  # "since the baby came, that was three months ago"
    is_broken = is_of_a_breakdown(before, [*before, *after], vocabulary)
    # "new mattress two weeks ago"
    is_new = bool(before) and {*before} <= vocabulary["things"] | vocabulary["own"] | NEW
    if is_new or is_broken or is_since_another_event(before, vocabulary):
        return Role.HISTORY
    if is_of_a_taking(before, after, vocabulary) or is_of_an_event(before, vocabulary):
        return Role.HISTORY
    around = {*before, *after[1:SHORT_WINDOW]}
    is_begun = not vocabulary["onset_verbs"].isdisjoint(before)
    is_begun = is_begun and not vocabulary["what_ages"].isdisjoint(before)
    if ({*before} if is_begun else around) & vocabulary["past_events"]:
        return Role.HISTORY
    if onsets_in(before, vocabulary) | onsets_in(after[1:SHORT_WINDOW], vocabulary):
        return Role.ONSET
    if set(before) & vocabulary["past_verbs"] and days > MONTH:
        return Role.HISTORY
    if is_of_something_else(before, around, days, vocabulary):
        return Role.HISTORY
    return Role.ONSET if days <= MONTH or not before else Role.PRESENT


def _has_just_begun(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell of "six weeks after the operation, and it started" so long ago."""
    started = vocabulary["started"] - vocabulary["since"]
    is_begun = not started.isdisjoint(before[-1:])
    return is_begun and not vocabulary["what_ages"].isdisjoint(before[-4:-1])


def _role_of_span(
    before: list[str], after: list[str], days: float, vocabulary: QuantityWords
) -> Role:
    if is_time_in_a_job(before, vocabulary):
        return Role.HISTORY
    nearest = _nearest(before, days, vocabulary)
    of_it = (f". {one}" for one in vocabulary["of_it"] if one.startswith("of"))
    if nearest is not None and not has_phrase([".", *after[:3]], of_it):
        # ... and no "waited and saw, 10 days of it"
        return nearest
    if has_phrase([*before, *after[:SHORT_WINDOW]], vocabulary["recurring"]):
        return Role.RECURRING
    comma = min((after.index(form) for form in (",", "and") if form in after), default=SHORT_WINDOW)
    follows = set(after[: min(comma, SHORT_WINDOW)])
    is_said_of = bool(follows & vocabulary["said_of"])
    is_weary = has_phrase(after, vocabulary["weary"])
    is_weary = is_weary or bool(after[:1] == ["since"] and onsets_in(after, vocabulary))
    if (
        not before
        and is_said_of
        and vocabulary["denials"].isdisjoint(follows)
        and not is_weary
        and not has_phrase(after, vocabulary["borne"])
        and follows & vocabulary["other_matters"] - vocabulary["onset"]
    ):
        return Role.HISTORY
    return Role.PRESENT


def _nearest(before: list[str], days: float, vocabulary: QuantityWords) -> Role | None:
    """Return what the nearest word before a length of time makes of it."""
    for place, form in reversed([*enumerate(before)]):
        is_begun = form in vocabulary["onset"] - vocabulary["activities"]
        if is_begun and not is_harmless(place, before, vocabulary):
            if is_of_other_matter(before[:place], vocabulary):
                continue
            return Role.ONSET
        if form in vocabulary["other_matters"] - vocabulary["corrections"]:
            if _is_no_matter(place, before, vocabulary):
                continue
            # "walking like a crab", and no "I sleep like" five hours
            manner = before[place + 1 : min(place + 3, len(before) - 1)]
            is_manner = not vocabulary["manners"].isdisjoint(manner)
            return None if is_manner else _of_matter(days)  # "walking like a crab"
        if form in vocabulary["recurring"]:
            return Role.RECURRING
        if form in vocabulary["suffering"]:
            return None
    return None


def _is_no_matter(place: int, before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a matter is the cause, "bad from running", or a word of "on and off"."""
    lead = before[max(0, place - 1) : place]
    is_cause = lead in CAUSES
    if not vocabulary["own"].isdisjoint(lead):
        is_cause = before[max(0, place - 2) : place - 1] == ["since"]  # "since the menopause"
    around = before[max(0, place - 2) : place + 3]
    return is_cause or has_phrase(around, vocabulary["on_and_off"])


def _of_matter(days: float) -> Role:
    return Role.NONE if days < 1 else Role.HISTORY


def is_of_other_matter(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "since" follows the name of another matter, and nothing else began."""
    if has_phrase(before[-3:], vocabulary["on_and_off"]):
        return False
    if _is_unrelieved_since([*before, "since"], vocabulary):
        return False  # "I have not had a night's sleep since"
    others = vocabulary["other_matters"] | vocabulary["medicines"]
    is_other = not others.isdisjoint(before[-1:])
    suffering = vocabulary["suffering"] - vocabulary["passing"]
    return is_other and not set(before) & (vocabulary["onset"] | suffering)
