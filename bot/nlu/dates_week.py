"""Days of the week that a message names: "last Tuesday", "two Sundays ago", "the weekend"."""

from __future__ import annotations

from datetime import date, timedelta

from bot.nlu.holidays import SATURDAY, SIDES, WEEK, before_last, holiday_at, years_back
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

WEEK_AGO = ["a", "week", "ago"]
LAST_TO_LAST = ["last", "to", "last"]  # as many in India say "before last"
HALF_WEEK = 3  # days

Found = tuple[date, date, int]


def day_of_week_at(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> Found | None:
    """Return the day or weekend that is named at a place, and where the name ends."""
    form = words.forms[place]
    weekday = vocabulary.raw["weekdays"].get(form)
    if weekday is not None:
        beside = _beside_holiday(int(weekday), place, words, vocabulary, today)
        beside = beside or _of_holiday(int(weekday), place, words, vocabulary, today)
        return beside or _weekday(int(weekday), place, words, vocabulary, today)
    singular = vocabulary.raw["weekdays"].get(form.removesuffix("s"))
    if form in vocabulary.units:
        singular = None  # "6 mons ago" are months
    if singular is not None and words.forms[place + 1 : place + 2] in (["ago"], ["back"]):
        weeks = years_back(place, place + 1, words, vocabulary)
        found = _weekday(int(singular), place, words, vocabulary, today)[0] - timedelta(
            days=WEEK * weeks
        )
        return found, found, place + 2
    if form in vocabulary["weekend"] and words.forms[place - 1 : place] != ["that"]:
        of_feast = _of_holiday(SATURDAY, place, words, vocabulary, today)
        if of_feast is not None:
            return of_feast[0], min(of_feast[0] + timedelta(days=1), today), of_feast[2]
        return _weekend(place, words, vocabulary, today)
    return None


def is_word_of_its_own(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether the short name of a weekday is another word: "I sat down", "in the sun"."""
    form = words.forms[place]
    before = vocabulary.raw["words_before_days"].get(form, ())
    behind = vocabulary.raw["words_behind_days"].get(form, ())
    lead, follows = words.forms[max(0, place - 1) : place], words.forms[place + 1 : place + 2]
    return any(one in before for one in lead) or any(one in behind for one in follows)


def _weekend(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    back = WEEK * years_back(place, place + 1, words, vocabulary)
    if not back and words.forms[place].endswith("s"):
        return None  # "worse on the weekends"
    if not back:
        saturday, _, last = _weekday(SATURDAY, place, words, vocabulary, today)
        if (today - saturday).days > WEEK:  # "not this weekend gone, the one before"
            return saturday, saturday + timedelta(days=1), last
        return saturday, saturday, last
    saturday = _weekday(SATURDAY, place, words, vocabulary, today)[0]
    behind = before_last(place + 1, words, vocabulary)
    day = saturday if behind else saturday - timedelta(days=back)
    return day, day + timedelta(days=1), place + 1 + behind


def _weekday(
    weekday: int, place: int, words: Words, vocabulary: QuantityWords, today: date
) -> Found:
    days = (today.weekday() - weekday) % WEEK or WEEK
    follows = words.forms[place + 1 : place + 3]
    is_before_last = words.forms[max(0, place - 3) : place] == LAST_TO_LAST
    if follows[:1] == ["of"]:
        follows = words.forms[place + 2 : place + 4]
    # On a Tuesday "Tuesday a week ago" is the one of last week.
    of_last_week = today - timedelta(days=days % WEEK + WEEK)
    if words.forms[max(0, place - 3) : place] == WEEK_AGO:
        return of_last_week, of_last_week, place + 1
    if words.forms[place + 1 : place + 4] == WEEK_AGO:
        return of_last_week, of_last_week, place + 4
    if follows == ["last", "week"]:
        monday = today - timedelta(days=today.weekday() + WEEK)
        day = monday + timedelta(days=weekday)
        return day, day, words.forms.index("week", place) + 1
    behind = before_last(place + 1, words, vocabulary)
    if is_before_last or behind:
        day = today - timedelta(days=days + WEEK)
        return day, day, place + 1 + behind
    before_it = _one_before(place, words, vocabulary)
    if before_it is not None:
        day = today - timedelta(days=days % WEEK + WEEK)
        return day, day, before_it
    gone = next((n for n in (2, 1) if " ".join(follows[:n]) in vocabulary["just_gone"]), 0)
    gone = min(gone, len(follows))
    if gone and follows[0] not in vocabulary["ago"]:
        day = today - timedelta(days=days)
        return day, day, place + 1 + gone  # "the Thursday just gone"
    is_today = days == WEEK and "last" not in words.forms[max(0, place - 2) : place]
    day = today - timedelta(
        days=0 if is_today and "this" in words.forms[max(0, place - 2) : place] else days
    )
    return day, day, place + 1


def _one_before(place: int, words: Words, vocabulary: QuantityWords) -> int | None:
    """Return where "not this Sunday, the one before" ends that names a weekday at a place."""
    end = place + 1 + (words.forms[place + 1 : place + 2] == [","])
    is_denied = words.forms[end : end + 1] == ["not"]
    if is_denied and words.forms[end + 2 : end + 3] == [words.forms[place]]:
        place, end = end + 2, end + 3  # "on Sunday, not this Sunday, the one before"
    if "not" not in words.forms[max(0, place - 2) : place]:
        return None
    end += words.forms[end : end + 1] == ["gone"]
    here = end + (words.forms[end : end + 1] == [","])
    phrases = (one.split() for one in vocabulary["one_before"])
    return next((here + len(p) for p in phrases if words.forms[here : here + len(p)] == p), None)


def _beside_holiday(
    weekday: int, place: int, words: Words, vocabulary: QuantityWords, today: date
) -> Found | None:
    """Return the day of "the Tuesday before Halloween"."""
    side = SIDES.get("".join(words.forms[place + 1 : place + 2]))
    after = place + 2 + (words.forms[place + 2 : place + 3] == ["the"])
    found = holiday_at(after, words, vocabulary, today) if side and after < len(words) else None
    if found is None or side is None:
        return None
    edge = found[0] if side < 0 else found[1]
    days = (weekday - edge.weekday()) * side % WEEK or WEEK
    day = edge + timedelta(days=side * days)
    return day, day, found[2]


def _of_holiday(
    weekday: int, place: int, words: Words, vocabulary: QuantityWords, today: date
) -> Found | None:
    """Return the day of "the Sunday the clocks went back", nearest to that feast."""
    after = place + 1
    while after < len(words) and words.forms[after] in vocabulary["of_feasts"]:
        after += 1
        found = holiday_at(after, words, vocabulary, today) if after < len(words) else None
        if found is not None:
            early = HALF_WEEK if found[0] == found[1] else 0
            start = found[0] - timedelta(days=early)
            day = start + timedelta(days=(weekday - start.weekday()) % WEEK)
            return (day, day, found[2]) if day <= today else None
    return None


def feast_at(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    """Return the days of a feast, or the one that "Memorial Day Saturday" names of them."""
    found = holiday_at(place, words, vocabulary, today)
    if found is None:
        return None
    first, end, last = found
    weekday = vocabulary.raw["weekdays"].get("".join(words.forms[last : last + 1]))
    if weekday is not None and words.forms[last - 1] not in vocabulary.raw["weekdays"]:
        start = first - timedelta(days=HALF_WEEK if first == end else 0)
        day = start + timedelta(days=(int(weekday) - start.weekday()) % WEEK)
        return (day, day, last + 1) if day <= today else found
    follows = words.forms[last : last + 2]
    gone = next((n for n in (2, 1) if " ".join(follows[:n]) in vocabulary["just_gone"]), 0)
    is_ago = not vocabulary["ago"].isdisjoint(follows[:1])
    return (first, end, last + min(gone, len(follows))) if gone and not is_ago else found
