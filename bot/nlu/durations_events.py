"""Whether what happened so long ago is no trouble: a cortisone shot, a visit, a move."""

from __future__ import annotations

from bot.nlu.durations_matters import MARKS
from bot.nlu.onset_words import is_harmless
from bot.nlu.quantities_words import QuantityWords

SHORT_WINDOW = 5
MONTH = 30


def is_of_a_taking(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether what happened so long ago is that something was taken."""
    if not vocabulary["onset"].isdisjoint(after):
        return False
    if _is_befallen(before, after, vocabulary):
        return True
    if not vocabulary["started"].isdisjoint(before[-SHORT_WINDOW:]) and not vocabulary[
        "medicines"
    ] & {*before}:
        return False
    last = max((n for n, form in enumerate(before) if form in vocabulary["onset"]), default=-1)
    told = [n for n, form in enumerate(before) if form in vocabulary["medicines"]]
    return bool(told and told[-1] > last) or not vocabulary["medicines"].isdisjoint(after[1:7])


def _is_befallen(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell of "a cortisone shot", "started a new job" so long ago, and of no trouble behind."""
    told = [n for n, form in enumerate(before) if form in vocabulary["befallen"]]
    if told:
        is_late = vocabulary["onset"].isdisjoint(before[told[-1] :])
        return is_late and vocabulary["befallen_leads"].isdisjoint([*before, *after])
    begun = [n for n, form in enumerate(before) if form in vocabulary["started"]]
    trouble = (vocabulary["suffering"] - vocabulary["passing"]) | vocabulary["main_parts"]
    follows = {*before[begun[-1] + 1 :]} if begun else frozenset[str]()
    is_new = len(follows - vocabulary["taking_up"]) > 0 and trouble.isdisjoint(before)
    return is_new and follows <= vocabulary["taking_up"] | vocabulary["taken_up"]


def is_since_another_event(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell of "nobody has touched me since my husband died nine years ago"."""
    lead = before[: before.index("since")] if "since" in before else []
    trouble = vocabulary["suffering"] | vocabulary["main_parts"] | vocabulary["onset"]
    weak = {"been", "have", "had", "having", "here", "last", "long", "same", "present"}
    said = {*lead} - vocabulary["date_hedges"] - vocabulary["for_words"]
    return bool(said) and (trouble - weak).isdisjoint(lead)


def is_of_an_event(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell of "the first one was 12 years ago", "my visit was two days ago"."""
    visits = vocabulary["not_dates"] - vocabulary["occasions"]
    lead = before[:-1] if before[-1:] == ["for"] else before
    is_was = lead[-1:] in (["was"], ["were"])
    is_first = is_was and not (vocabulary["first"] | visits).isdisjoint(before)
    return is_first or not vocabulary["plain_events"].union(["got", "had"]).isdisjoint(before[-1:])


def is_of_something_else(
    before: list[str], around: set[str], days: float, vocabulary: QuantityWords
) -> bool:
    """Tell whether a sentence tells of something else: "bought our mattress three years ago"."""
    trouble = (vocabulary["suffering"] - vocabulary["passing"]) | vocabulary["main_parts"]
    is_move = any(is_harmless(place, before, vocabulary) for place in range(len(before)))
    if is_move and trouble.isdisjoint([*before, *around]):
        return True  # "I moved flat two weeks ago"
    told = {*before} - vocabulary["for_words"] - vocabulary["date_hedges"] - MARKS
    told -= vocabulary["corrections"]
    if told and days > MONTH and trouble.isdisjoint(around):
        return True
    places = vocabulary["plain_events"] | vocabulary["institutions"]
    return bool(told & places) and trouble.isdisjoint(before)
