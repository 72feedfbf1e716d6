"""Two names of one time beside each other: "last winter, in February", "Diwali, so the 8th"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.nlu.dates_days import is_day
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

WEEK = 7
NEAR = 2  # days that two names of one time may lie apart
LONGEST_GAP = 6  # words
LONGEST_BACK = 13  # months
SEASON_FROM = 28  # days: what is longer is more than a month


@dataclass(frozen=True, slots=True)
class Dated:
    """The days from `earliest` to `latest`, named by the words `first` to `last`.

    `place` is where the name itself stands, behind "since" or "on the". `is_part` says that the
    name counts only beside another: "this month".
    """

    earliest: date
    latest: date
    first: int
    place: int
    last: int
    is_part: bool = False
    is_day_of_month: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.earliest == self.latest


def joined(found: Sequence[Dated], words: Words, vocabulary: QuantityWords) -> list[Dated]:
    """Return the dates, those that name one time as one."""
    kept: list[Dated] = []
    for next_one in found:
        dated = next_one
        if kept and dated.first < kept[-1].last and not kept[-1].is_part:
            if dated.last <= kept[-1].last:
                continue
            dated = replace(dated, first=max(dated.first, kept[-1].last))
        one = _joined(kept[-1], dated, words, vocabulary) if kept else None
        if one is None:
            kept.append(dated)
        else:
            kept[-1] = one
    return [dated for dated in kept if not dated.is_part]


def _joined(one: Dated, other: Dated, words: Words, vocabulary: QuantityWords) -> Dated | None:
    if _is_all_through(one, other, words, vocabulary):
        return replace(one, latest=one.earliest, last=other.last)
    between = words.forms[one.last : other.place]
    gap = [form for form in between if not _is_of_a_day(form, other, vocabulary)]
    if len(gap) > LONGEST_GAP or not vocabulary["between_dates"].issuperset(gap):
        return None
    if _is_date_of_feast(one, other, gap, words, vocabulary):
        return replace(one, earliest=other.earliest, latest=other.latest, last=other.last)
    return _of_both(one, _of_its_month(one, other), words)


def _of_both(one: Dated, other: Dated, words: Words) -> Dated | None:
    """Return the time that both names mean; None where they name different ones."""
    if other.is_day and one.is_day and one.earliest.weekday() == other.earliest.weekday():
        one = replace(one, earliest=other.earliest, latest=other.earliest)  # "Sat 7 Nov"
    elif _is_a_day_of(one, other, words):
        other = _of_its_week(one, other)
    earliest, latest = max(one.earliest, other.earliest), min(one.latest, other.latest)
    if earliest > latest + timedelta(days=NEAR):
        return None
    if earliest > latest:  # said roughly: the exact day is the one that was counted
        earliest = latest = min(earliest, latest)
    return replace(
        one,
        earliest=earliest,
        latest=latest,
        last=other.last,
        place=one.place if not one.is_part else other.place,
        is_part=one.is_part and other.is_part,
    )


def _is_date_of_feast(
    one: Dated, other: Dated, gap: list[str], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether the date of a feast follows its name: "Independence Day, 1st October"."""
    is_feast = words.forms[one.place] in vocabulary.holidays
    months = vocabulary.raw["months"]
    is_exact = other.is_day and any(
        form in months or form == "/" for form in words.forms[other.place : other.last]
    )
    return is_feast and is_exact and {",", "("}.issuperset(gap)


def _is_of_a_day(form: str, dated: Dated, vocabulary: QuantityWords) -> bool:
    """Tell whether a word is the number of a day before its month: "Sat 7 Nov"."""
    return dated.is_day and (is_day(form) or form in vocabulary["day_marks"])


def _is_all_through(one: Dated, other: Dated, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether two seasons make one length: "all summer and all fall"."""
    lead = words.forms[max(0, one.place - 3) : one.place]
    gap = words.forms[one.last : other.place]
    while gap and gap[0] in vocabulary["through_it"]:
        gap = gap[1:]  # "all summer long and now all fall"
    is_row = 0 < len(gap) <= LONGEST_GAP and gap[0] in vocabulary["joins_seasons"]
    is_season = (one.latest - one.earliest).days > SEASON_FROM and one.latest <= other.latest
    return is_row and is_season and not vocabulary["all_of_it"].isdisjoint(lead)


def _is_a_day_of(one: Dated, other: Dated, words: Words) -> bool:
    """Tell whether a day of the week stands beside its week or weekend."""
    length = (one.latest - one.earliest).days
    if not other.is_day or length >= WEEK:
        return False
    is_weekday = other.last - other.place == 1 and words.forms[other.place].isalpha()
    ahead = (other.earliest - one.earliest).days % WEEK
    return one.is_part or (is_weekday and not one.is_day and ahead <= length)


def _of_its_week(one: Dated, other: Dated) -> Dated:
    """Return a day of the week in the week beside it: "the week before last, on the Wednesday"."""
    day = one.earliest + timedelta(days=(other.earliest - one.earliest).days % WEEK)
    return replace(other, earliest=day, latest=day)


def _of_its_month(one: Dated, other: Dated) -> Dated:
    """Return a day that was told without its month in the month of the time beside it."""
    if not other.is_day_of_month:
        return other
    wanted = other.earliest.day
    month = other.earliest.replace(day=1)
    for _ in range(LONGEST_BACK):
        try:
            day = month.replace(day=wanted)
        except ValueError:
            day = None
        if day is not None and one.earliest <= day <= one.latest:
            return replace(other, earliest=day, latest=day)
        month = (month - timedelta(days=1)).replace(day=1)
    return other
