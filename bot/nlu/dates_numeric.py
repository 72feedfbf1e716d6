"""Dates that a message writes in digits: "10/21", "10/21/26", "28/10/2026", "2026-10-28"."""

from __future__ import annotations

from datetime import date

from bot.nlu.dates_days import is_day
from bot.nlu.dates_years import year_in_full
from bot.nlu.holidays import DECEMBER, YEAR_DIGITS, end_of, latest
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

MARKS = ("/", "-", ".")
LENGTH = 3  # words of "11/4"
FULL_LENGTH = 5  # words of "11/4/26"
SHORT_DIGITS = 2
LONGEST_AGO = 30  # years; who names an earlier date alone tells of a birth

Found = tuple[date, date, int]


def numeric_date(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    """Return the date that digits write at a place, and where it ends; None where there is none.

    The month comes first, unless it cannot be one: "28/10" is of October.
    """
    return _with_year(place, words, vocabulary, today) or _without_year(
        place, words, vocabulary, today
    )


def _with_year(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    """Return the date of "10/21/26", of "28.10.2026" and of "2026-10-28"."""
    read = _digits(place, words)
    if read is None:
        return None
    digits, last = read
    if _is_year(digits[0]):
        digits = [digits[1], digits[2], digits[0]]
    if not (is_day(digits[0]) and is_day(digits[1]) and _is_year_or_short(digits[2])):
        return None
    year = int(digits[2])
    year = year if _is_year(digits[2]) else year_in_full(year, today)
    ways = (digits[:2], digits[1::-1])  # "12/11/2026" in November is the twelfth of it
    days = (_day(way, year) for way in ways)
    found = next((day for day in days if day is not None and day <= today), None)
    before = "".join(words.forms[max(0, place - 1) : place])
    is_led = before in vocabulary["before_numeric_dates"]
    if found is None or (today.year - found.year > LONGEST_AGO and not is_led):
        return None
    return found, found, last


def _digits(place: int, words: Words) -> tuple[list[str], int] | None:
    """Return the three numbers of a date in digits, and where it ends."""
    row = words.written[place : place + FULL_LENGTH]
    dotted = row[0].split(".")
    if len(dotted) == LENGTH:
        return dotted, place + 1
    is_row = len(row) == FULL_LENGTH and row[1] in MARKS and row[1] == row[3]
    return (row[::2], place + FULL_LENGTH) if is_row else None


def _without_year(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    row = words.written[place : place + LENGTH]
    after = words.forms[place + LENGTH : place + LENGTH + 1]
    if len(row) < LENGTH or "".join(after) in vocabulary.units:
        return None  # "since 8-10 days"
    if row[1] not in ("/", "-") or not (is_day(row[0]) and is_day(row[2])):
        return None
    before = words.forms[place - 1] if place else ""
    if before == ":":
        before = words.forms[place - 2] if place > 1 else ""
    one, other = int(row[0]), int(row[2])
    # "Since my birthday, 9/4"
    is_since = before == "," and not vocabulary["since"].isdisjoint(words.forms[:place])
    is_date = is_since or before in vocabulary["before_numeric_dates"]
    is_date = is_date or not vocabulary["behind_numeric_dates"].isdisjoint(after)
    # All that is said, "11/4" or "9/26", is no share of a scale such as "7/10".
    is_date = is_date or (len(words) == LENGTH and (one > other or other > DECEMBER))
    is_date = is_date or (place == 0 and after == [","] and other > DECEMBER)
    if not is_date or _day([row[0], row[2]], today.year) is None:
        return None
    found = latest(lambda year: _day([row[0], row[2]], year) or today, today)
    return found, found, place + LENGTH


def _day(digits: list[str], year: int) -> date | None:
    """Return the day of a year that the digits of month and day, or of day and month, mean."""
    month, day = int(digits[0]), int(digits[1])
    if month > DECEMBER:
        month, day = day, month
    return None if month > DECEMBER else date(year, month, min(day, end_of(year, month).day))


def _is_year(digits: str) -> bool:
    return len(digits) == YEAR_DIGITS and digits.isdecimal() and digits.isascii()


def _is_year_or_short(digits: str) -> bool:
    is_short = len(digits) == SHORT_DIGITS and digits.isdecimal() and digits.isascii()
    return is_short or _is_year(digits)
