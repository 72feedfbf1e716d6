"""Whose length of time it is: that of the present episode, of something older, or of neither."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.nlu.durations_none import (
    is_ago,
    is_how_far_along,
    is_no_episode,
    is_without_relief,
)
from bot.nlu.matching import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

LONG_WINDOW = 9
SHORT_WINDOW = 5
MONTH = 30
YEAR_DAYS = 365
MARKS = frozenset([",", "(", ")", "-", ":"])
MOVED_TO = frozenset(
    ["to", "here", "house", "houses", "home", "into", "in", "out", "from", "back", "apartments",
     "jobs", "away", "up", "down", "states", "country", "over", "flat", "apartment"]
)  # fmt: skip
CAUSES = (["from"], ["after"], ["while"], ["when"], ["doing"], ["by"], ["cuz"], ["since"])
FALLS = ("a fall", "a tumble", "a spill", "a knock", "a bump", "a slip", "a bad fall")
DENIALS = frozenset(["not", "never"])
GONE = frozenset(
    ["quit", "stopped", "stop", "left", "leave", "eased", "ease", "budged", "budge", "shifted",
     "healed", "settled", "recovered", "cleared", "subsided", "gone", "let"]
)  # fmt: skip
SAID_OF_IT = ("it is", "it has", "this is", "this has", "it will", "it been", "have had", "has had")
WEAK_ONSETS = frozenset(
    ["since", "put", "set", "moved", "moving", "played", "went", "start", "starts", "starting",
     "acting", "acted", "hit"]
)  # fmt: skip
OVER = (["before"], ["until"], ["till"])
FIRST = frozenset(["first", "last", "previous", "original", "second"])
NONE_OF = frozenset(["no", "without", "any"])
ACTIVITIES = frozenset(["lifting", "lifted", "moving", "moved", "played", "put"])
MANNERS = frozenset(
    ["like", "funny", "bent", "crooked", "sideways", "hunched", "lopsided", "stooped", "doubled"]
)
STARTED = frozenset(["started", "start", "began", "begun", "happened", "came", "hit"])
HOW_LONG = ("how long it", "how long i have", "how long this", "how long the", "how long my")
BEGAN = ("when it", "and it started", "it started", "it began", "when this started", "when my back")
YEAR = re.compile(r"(?:19|20)\d\d")


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
    before, after = _around(first, last, words)
    own = words.forms[first:last]
    if is_no_episode(before, after, days, own, vocabulary):
        return Role.NONE
    if is_without_relief(before, vocabulary):
        return Role.PRESENT
    if is_how_far_along(first, last, days, words, vocabulary):
        return Role.NONE
    is_back = is_ago(after, vocabulary)
    nearby = before[-LONG_WINDOW:]
    is_over = has_phrase(nearby, vocabulary["older"]) or has_phrase(after[:6], vocabulary["ended"])
    is_over = is_over or (after[:1] in OVER and not MARKS.issuperset(after[1:2]))
    if is_over or _is_in_a_year(before, after, vocabulary):
        return Role.HISTORY
    if _is_that_of_the_pain(nearby, after, vocabulary):
        return Role.ONSET
    if _is_elsewhere(nearby, after, vocabulary) or _is_service(days, after, vocabulary):
        return Role.HISTORY
    if _is_of_a_relative(before, days, vocabulary):
        return Role.HISTORY
    if is_back:
        return _role_with_ago(nearby, after, days, vocabulary)
    role = _role_of_span(nearby, after, days, vocabulary)
    if role is Role.HISTORY and has_phrase(after[:5], vocabulary["because"]):
        return Role.RECURRING  # "off work eight days with my back"
    is_amount = vocabulary.phrases.get(tuple(own)) is None and own[0] not in ("day", "week")
    if (
        role in (Role.PRESENT, Role.RECURRING)
        and is_amount
        and not _is_evident(before, after, vocabulary)
    ):
        return Role.HISTORY
    return role


def role_of_date(first: int, last: int, words: Words, vocabulary: QuantityWords) -> Role:
    """Return the role of the time since a date on which something began."""
    before, after = _around(first, last, words)
    nearby = before[-LONG_WINDOW:]
    if has_phrase(nearby, vocabulary["older"]) or has_phrase(after[:6], vocabulary["ended"]):
        return Role.HISTORY
    if _is_that_of_the_pain(nearby, after, vocabulary) or has_phrase(after, BEGAN):
        return Role.ONSET
    if _is_elsewhere(nearby, after, vocabulary):
        return Role.HISTORY
    if has_phrase([*nearby, *after[:SHORT_WINDOW]], vocabulary["recurring"]):
        return Role.RECURRING
    is_lasting = persists(words, vocabulary)
    nearest = None if "since" in nearby else _nearest(nearby, last - first, vocabulary)
    onsets = _onsets([*nearby, *after], vocabulary) - WEAK_ONSETS
    if nearest in (Role.HISTORY, Role.NONE) and not onsets:
        return Role.RECURRING if is_lasting else Role.HISTORY
    is_begun = {*words.forms[first:last], *nearby} & vocabulary["onset"]
    return Role.ONSET if is_begun or persists(words, vocabulary) else Role.PRESENT


def _is_evident(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a sentence speaks of the trouble, or of nothing else than a length.

    "I paid into this plan for 20 years" speaks of something else, whatever that is.
    """
    pain = vocabulary["suffering"] - vocabulary["passing"]
    pain |= vocabulary["spine"] | vocabulary["onset"] - ACTIVITIES | vocabulary["troubles"]
    row = [*before, ".", *after]
    said = {form for form, lead in zip(row, ["", *row], strict=False) if lead not in NONE_OF}
    if not pain.isdisjoint(said) or has_phrase([*before, *after], SAID_OF_IT):
        return True
    plain = vocabulary["asides"] | vocabulary["for_words"] | vocabulary["date_hedges"]
    plain |= vocabulary["number_hedges"] | vocabulary["corrections"] | MARKS
    start = max((n + 1 for n, form in enumerate(before) if form in MARKS), default=0)
    told = {*before[start:]} - plain - vocabulary.numbers.keys()
    return all(form.isdecimal() for form in told)


def _is_that_of_the_pain(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether the words around name the present episode or say that it has lasted so long."""
    same_clause = after[: after.index(",")] if "," in after else after
    return has_phrase([*before, *same_clause[:4]], vocabulary["episode"]) or has_phrase(
        after, HOW_LONG
    )


def _is_elsewhere(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is that of another part of the body: "bad knee for ten years"."""
    if not vocabulary["spine"].isdisjoint(before):
        return False
    if not vocabulary["elsewhere"].isdisjoint(before[-SHORT_WINDOW:]):
        return True
    of_part = after[:1] in (["for"], ["of"], ["with"], ["on"])
    return of_part and not vocabulary["elsewhere"].isdisjoint(after[1:4])


def _is_of_a_relative(before: list[str], days: float, vocabulary: QuantityWords) -> bool:
    """Tell whether "my mother had it for years" tells of a trouble that was hers."""
    had = [n for n, form in enumerate(before) if form in ("had", "suffered")]
    if not had:
        return False
    lead = before[max(0, had[-1] - 2) : had[-1]]
    is_relative = lead[:1] == ["my"] and not set(vocabulary.age["subjects"]).isdisjoint(lead)
    return is_relative and (days >= MONTH or "same" in before[had[-1] :])


def _is_service(days: float, after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length of years is a time of service: "30 years on the railways"."""
    if days < YEAR_DAYS or after[:1] not in (["as"], ["in"], ["at"], ["on"], ["with"], ["of"]):
        return False
    pain = vocabulary["suffering"] | vocabulary["spine"] | vocabulary["onset"]
    follows = after[1:4]
    if follows[:1] in (["least"], ["most"], ["all"], ["total"], ["fact"], ["best"]):
        return False
    return bool(follows) and follows != ["and", "off"] and pain.isdisjoint(follows)


def persists(words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a message says that what happened then is not over."""
    denied = (n for n, form in enumerate(words.forms) if form in DENIALS)
    goes_on = any(not GONE.isdisjoint(words.forms[n + 1 : n + 4]) for n in denied)
    return goes_on or has_phrase(words.forms, vocabulary["persisting"])


def _around(first: int, last: int, words: Words) -> tuple[list[str], list[str]]:
    before = words.forms[max(0, first - LONG_WINDOW - 3) : first]
    after = words.forms[last : last + LONG_WINDOW]
    for place in range(len(before) - 1, -1, -1):
        if before[place] in HARD_STOPS or before[place] in ("but", "however"):
            before = before[place + 1 :]
            break
    for place, form in enumerate(after):
        if form in HARD_STOPS or form in ("but", "however"):
            after = after[:place]
            break
    return before, after


def _is_in_a_year(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is told of a year that is over: "in 2004 I lay flat for weeks"."""
    years = [place for place, form in enumerate(before) if YEAR.fullmatch(form)]
    if not years or before[years[-1] - 1 : years[-1]] != ["in"] or after[:1] == ["now"]:
        return False
    between = before[years[-1] + 1 :]
    goes_on = not {",", "and", "now", "until", "till"}.isdisjoint(between[1:])
    return not goes_on and vocabulary["onset"].isdisjoint(before)


def _is_of_a_taking(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether what happened so long ago is that something was taken."""
    if not vocabulary["onset"].isdisjoint(after):
        return False
    if not STARTED.isdisjoint(before[-SHORT_WINDOW:]) and not vocabulary["medicines"] & {*before}:
        return False
    last = max((n for n, form in enumerate(before) if form in vocabulary["onset"]), default=-1)
    told = [n for n, form in enumerate(before) if form in vocabulary["medicines"]]
    return bool(told and told[-1] > last) or not vocabulary["medicines"].isdisjoint(after[1:7])


def _role_with_ago(
    before: list[str], after: list[str], days: float, vocabulary: QuantityWords
) -> Role:
    if before[-1:] == ["until"]:
        return Role.ONSET
    if "since" in before and before[-2:-1] in (["that"], ["which"], ["it"]):
        return Role.ONSET  # "since the baby came, that was three months ago"
    if _is_of_a_taking(before, after, vocabulary):
        return Role.HISTORY
    is_first = before[-1:] in (["was"], ["were"]) and not FIRST.isdisjoint(before)
    if is_first or not vocabulary["plain_events"].union(["got", "had"]).isdisjoint(before[-1:]):
        return Role.HISTORY
    around = {*before, *after[1:SHORT_WINDOW]}
    if around & vocabulary["past_events"]:
        return Role.HISTORY
    if _onsets(before, vocabulary) | _onsets(after[1:SHORT_WINDOW], vocabulary):
        return Role.ONSET
    if set(before) & vocabulary["past_verbs"] and days > MONTH:
        return Role.HISTORY
    pain = (vocabulary["suffering"] - vocabulary["passing"]) | vocabulary["spine"]
    told = {*before} - vocabulary["for_words"] - vocabulary["date_hedges"] - MARKS
    told -= vocabulary["corrections"]
    if told and days > MONTH and pain.isdisjoint(around):
        return Role.HISTORY  # "bought our mattress three years ago"
    if told & vocabulary["plain_events"] and pain.isdisjoint(before):
        return Role.HISTORY
    return Role.ONSET if days <= MONTH or not before else Role.PRESENT


def _onsets(forms: list[str], vocabulary: QuantityWords) -> set[str]:
    """Return the words of an onset; who "moved to Dallas" moved nothing heavy."""
    found = {"fall"} if has_phrase(forms, FALLS) else set()
    return found | {
        form
        for form, follows in zip(forms, [*forms[1:], ""], strict=False)
        if form in vocabulary["onset"]
        and not (form in ("moved", "moving", "move", "put") and follows in MOVED_TO)
    }


def _role_of_span(
    before: list[str], after: list[str], days: float, vocabulary: QuantityWords
) -> Role:
    if _is_time_in_a_job(before, vocabulary):
        return Role.HISTORY
    nearest = _nearest(before, days, vocabulary)
    if nearest is not None:
        return nearest
    if has_phrase([*before, *after[:SHORT_WINDOW]], vocabulary["recurring"]):
        return Role.RECURRING
    comma = after.index(",") if "," in after else SHORT_WINDOW
    follows = set(after[: min(comma, SHORT_WINDOW)])
    is_said_of = bool(follows & vocabulary["said_of"])
    is_sick_of = has_phrase(after, ("sick of", "tired of", "fed up", "had enough"))
    if (
        not before
        and is_said_of
        and not is_sick_of
        and follows & vocabulary["other_matters"] - vocabulary["onset"]
    ):
        return Role.HISTORY
    return Role.PRESENT


def _nearest(before: list[str], days: float, vocabulary: QuantityWords) -> Role | None:
    """Return what the nearest word before a length of time makes of it."""
    for place, form in reversed([*enumerate(before)]):
        if form in vocabulary["onset"] - ACTIVITIES and _onsets(before[place:], vocabulary) & {
            form
        }:
            if is_of_other_matter(before[:place], vocabulary):
                continue
            return Role.ONSET
        if form in vocabulary["other_matters"] - vocabulary["corrections"]:
            if before[max(0, place - 1) : place] in CAUSES:
                continue  # "sore from running"
            if not MANNERS.isdisjoint(before[place + 1 : place + 3]):
                return None  # "walking like a crab"
            return Role.NONE if days < 1 else Role.HISTORY
        if form in vocabulary["recurring"]:
            return Role.RECURRING
        if form in vocabulary["suffering"]:
            return None
    return None


def is_of_other_matter(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "since" follows the name of another matter, and nothing else began."""
    is_other = bool(before) and before[-1] in vocabulary["other_matters"]
    suffering = vocabulary["suffering"] - vocabulary["passing"]
    return is_other and not set(before) & (vocabulary["onset"] | suffering)


def _is_time_in_a_job(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "been a teacher for" stands before a length of time."""
    lead = [form for form in before if form not in ("for", "of", "about", "over", "now")][-4:]
    for place, form in enumerate(lead[:-1]):
        follows = lead[place + 1 :]
        if form in vocabulary["job_leads"] and follows[0] in ("a", "an"):
            return not set(follows) & (vocabulary["suffering"] | vocabulary["onset"])
    return False
