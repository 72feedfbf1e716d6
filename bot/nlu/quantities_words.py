"""The words of data/lexicon/<language>/quantities.yml, checked, and the items of a message."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bot.nlu.lexicon_files import LexiconError, YamlFile
from bot.nlu.matching_words import Words

FILE = "quantities.yml"
MAPPINGS = (
    "numbers", "units", "units_attached", "vague_counts", "vague_units", "phrases", "months",
    "weekdays", "seasons", "holidays", "days_beside",
    "hours", "ordinals", "parts", "severity", "age", "temperature", "numbers_beside_units",
    "harmless_onsets", "harmless_of_persons", "units_behind_numbers", "unit_marks", "stages",
    "words_before_days", "words_behind_days", "birthdays", "foreign_units", "foreign_numbers",
    "foreign_words",
)  # fmt: skip
LISTS = (
    "likened",
    "articles", "couple", "few", "several", "half", "quarter", "dozen", "thirds", "links",
    "ranges", "number_fillers", "over", "under", "few_days", "same_day", "onset", "suffering",
    "episode", "recurring", "other_matters", "past_events", "past_verbs", "ago", "for_words",
    "rates", "not_after", "future", "weekend", "date_words", "number_hedges", "bare_leads",
    "bare_tails", "neither_over_nor_under", "daily_rates", "nearly_all", "persisting",
    "what_ages", "job_leads", "not_dates", "date_leads", "corrections", "older", "ended",
    "said_of", "singular", "date_onset", "finished", "date_hedges", "expecting", "medicines",
    "passing", "occasions", "day_names", "births", "elsewhere", "main_parts", "institutions",
    "put_off", "unreal", "attacks", "relief", "plain_events", "taken_up", "how_long",
    "when_it_began", "undated", "festive_things", "troubles", "asides", "because", "taking_back",
    "weary", "on_and_off", "padding", "and_more", "in_a_row", "telling", "told_fillers",
    "counted_things", "each_day", "free_of_it", "not_free_of_it", "supposed", "tenures",
    "promises", "year_leads", "persons", "over_since", "worst", "doings", "worse_since",
    "parts_beside", "endless", "rated_days", "unable", "age_tails", "own_parts", "whole",
    "further", "lasting_frames", "well", "seized", "states", "to_come", "onset_verbs",
    "before_a_time", "day_parts", "mild", "good", "fits", "being", "dates_to", "since", "now",
    "ends", "into", "stated", "thought", "bounds", "counted", "started", "manners", "first",
    "weak_onsets", "gone", "denials", "falls", "denials_of_days", "put_off_things", "plans",
    "situations", "starts", "who_ages", "hedges", "is", "ahead", "back", "leads", "activities",
    "none_of", "said_of_it", "calling_it", "and_half", "days", "nights", "had_from", "things",
    "weather", "holding", "borne", "no_fits", "short_of", "yet", "doing_leads", "grown",
    "clock_leads", "clock_doings", "clock_starts", "meals_of_today", "wakings", "waking_tails",
    "parts_alone", "part_leads", "former", "first_days", "turns", "and_upwards", "own",
    "at_the_time", "remembered", "may_be_plans", "of_feasts", "noughts", "over_now", "day_marks",
    "between_dates", "all_of_it", "joins_seasons", "no_season", "doubtful_months", "month_leads",
    "no_month_before", "each", "before_numeric_dates", "behind_numeric_dates", "of_this_month",
    "spells", "said_to_last", "lasted", "begun_each_year", "to_the_hour", "just_gone",
    "led_days", "short_by", "to_be", "arrivals", "could_be", "somewhat_over", "somewhat_under",
    "either_way", "all_but", "those", "laid_up", "behind_years", "stays", "staying",
    "appliances", "breakdowns", "waits", "waits_to", "of_it", "through_it", "bookings",
    "days_of_hours", "behind_hours", "before_hours", "children", "between_ages", "years",
    "aged_persons", "being_aged", "having_years", "no_ages_behind", "of_work",
    "doubtful_seasons", "befallen", "befallen_leads", "along_beside", "not_along", "one_before",
    "fallen_weather", "hurting", "taking_up",
    "told_others", "each_year", "fraction_leads", "asked", "each_attack", "said_of_each",
    "put_right",
    "animals", "well_until", "feast_ends", "posts", "self_words", "strangers",
    "bare_rests", "before_last", "prescribed", "nearly", "perhaps", "at_most", "rated_by",
    "before_onsets", "year_marks", "number_leads", "places_leads",
)  # fmt: skip
# One letter for each kind of word; durations and scores are regular expressions over them.
KINDS = (
    ("couple", "C"), ("few", "F"), ("several", "S"), ("half", "H"), ("quarter", "Q"),
    ("dozen", "Z"), ("thirds", "T"), ("articles", "A"), ("further", "A"), ("links", "&"),
    ("ranges", "R"), ("number_fillers", "f"),
)  # fmt: skip
# Of the 14th, of last March, of '08.
STARTS_OF_DATES = frozenset(["the", "last", "'", "’", "‘"])
HUNDRED = 100
TENS = 20
TEN = 10
LONGEST_NUMBER = 12
TOO_LARGE = 1e12


class Item(NamedTuple):
    """A word, or several that make one number, with the letter of its kind and its value."""

    kind: str
    value: float
    first: int
    last: int
    form: str


class QuantityWords:
    """The words by their use. `raw` is the file's content, kept for the saved model."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.numbers: dict[str, float] = {k: float(v) for k, v in raw["numbers"].items()}
        self.units = {name: float(k) for k, names in raw["units"].items() for name in names}
        self.units |= {name: float(days) for name, days in raw["foreign_units"].items()}
        self.attached = {name: float(v) for name, v in raw["units_attached"].items()}
        self.sets = {name: frozenset(map(str, raw[name])) for name in LISTS}
        for name, beside in raw["foreign_words"].items():
            self.sets[name] |= beside.keys()
        self.kinds = {word: letter for name, letter in KINDS for word in self.sets[name]}
        self.phrases = {
            tuple(phrase.split()): days
            for days, names in raw["phrases"].items()
            for phrase in names
        }
        self.phrase_starts = frozenset(phrase[0] for phrase in self.phrases)
        self.holidays = _holidays(raw["holidays"])
        holidays = self.holidays.keys()
        names = (raw["weekdays"], raw["weekend"], raw["months"], raw["seasons"])
        starts = frozenset(holidays).union(*names)
        plurals = (f"{start}{ending}" for start in starts for ending in ("s", "es"))
        parts = (self.sets["turns"], self.sets["noughts"], *raw["parts"].values())
        self.date_starts = starts.union(
            plurals, raw["age"]["teens"], raw["ordinals"], *parts, STARTS_OF_DATES
        )
        units = (self.units, raw["units_behind_numbers"])
        beside = (raw["numbers_beside_units"], raw["foreign_numbers"])
        self._counted = frozenset(self.kinds).union(self.numbers, *units, *beside)
        self.severity: Mapping[str, Any] = raw["severity"]
        self.age: Mapping[str, Any] = raw["age"]
        self.temperature: Mapping[str, Any] = raw["temperature"]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.sets[name]

    def items(self, words: Words) -> list[Item]:
        """Return the items of a message in order."""
        found: list[Item] = []
        place = 0
        while place < len(words.forms):
            item = self._item(words, place)
            found.append(item)
            place = item.last
        return found

    def _item(self, words: Words, place: int) -> Item:
        written = words.written[place]
        if written[0].isdigit():
            return self._digits(words, place)
        form = words.forms[place]
        if form not in self._counted and written not in self._counted:
            return Item("x", 0.0, place, place + 1, form)  # most words
        if form in self.numbers or written in self.numbers:
            if self._is_pronoun(words, place):
                return Item("x", 0.0, place, place + 1, form)
            return self._number_words(words, place)
        beside = self._beside_unit(words, place)
        if beside is not None:
            return Item("N", float(beside), place, place + 1, form)
        unit = self.units.get(written, self.units.get(form))
        if unit is None and place and self._is_number(words, place - 1):
            unit = self.raw["units_behind_numbers"].get(form)
        if unit is not None:
            return Item("U", unit, place, place + 1, form)
        return Item(self.kinds.get(form, "x"), 0.0, place, place + 1, form)

    def _is_pronoun(self, words: Words, place: int) -> bool:
        """Tell whether "current one day 5" stands at "one": the day has a number of its own."""
        unit, behind = (*words.forms[place + 1 : place + 3], "", "")[:2]
        is_counted = behind.isdecimal() or behind in self.numbers
        return words.forms[place] == "one" and unit in self["singular"] and is_counted

    def _is_number(self, words: Words, place: int) -> bool:
        return words.written[place][0].isdigit() or words.forms[place] in self.numbers

    def _beside_unit(self, words: Words, place: int) -> float | None:
        """Return the number that a word is only right before a unit: "tree weeks", "tres dias"."""
        number: float | None = self.raw["numbers_beside_units"].get(words.forms[place])
        foreign: float | None = self.raw["foreign_numbers"].get(words.written[place])
        if number is None and foreign is None:
            return None
        before = "".join(words.forms[max(0, place - 1) : place])
        if words.forms[place] in self["ranges"] and before not in self["number_leads"] | {""}:
            return None  # "been to weeks" is two, "due to weeks of it" is not
        if number is not None and self._is_before_unit(words, place):
            return number
        is_foreign = "".join(words.written[place + 1 : place + 2]) in self.raw["foreign_units"]
        return foreign if is_foreign else None

    def _is_before_unit(self, words: Words, place: int) -> bool:
        """Tell whether a word stands as a number: "tree weeks", and not "off a tree weeks ago"."""
        before = "".join(words.forms[place - 1 : place])
        is_named = before in self["articles"] or before in ("the", "that", "this", "my", "his")
        return not is_named and "".join(words.forms[place + 1 : place + 2]) in self.units

    def _digits(self, words: Words, place: int) -> Item:
        value = number_of(words.written[place])
        after = place + 1
        if self._is_half_of_one(words, place):
            return Item("N", 0.5, place, place + 3, words.forms[place])
        is_half = words.written[after : after + 3] == ["1", "/", "2"]
        if is_half and value < HUNDRED:
            return Item("N", value + 0.5, place, place + 4, words.forms[place])
        return Item("N", value, place, place + 1, words.forms[place])

    def _is_half_of_one(self, words: Words, place: int) -> bool:
        """Tell whether "1/2 day" stands at a place; "1/2 days" are one or two."""
        is_half = words.written[place : place + 3] == ["1", "/", "2"]
        unit = "".join(words.forms[place + 3 : place + 4])
        is_one = unit in self["singular"] or unit in self.attached
        return is_half and is_one and words.forms[max(0, place - 1) : place] != ["/"]

    def _number_words(self, words: Words, place: int) -> Item:
        value = self.numbers.get(words.written[place], self.numbers.get(words.forms[place], 0.0))
        last = place + 1
        skip = 1 if last < len(words) and words.forms[last] == "-" else 0
        following = self.numbers.get(words.forms[last + skip]) if last + skip < len(words) else None
        if self._is_old_count(words, place):
            return Item(
                "N",
                value + self.numbers[words.forms[last + 1]],
                place,
                last + 2,
                words.forms[place],
            )
        if self._is_glued_digit(words, last) and value >= TENS and value % TEN == 0:
            ones = number_of(words.written[last])
            return Item("N", value + ones, place, last + 1, words.forms[place])
        if following is not None and value >= TENS and value % TEN == 0 and 0 < following < TEN:
            return Item("N", value + following, place, last + skip + 1, words.forms[place])
        if following == HUNDRED and value < TEN:
            return self._with_rest(value * HUNDRED, place, last + skip + 1, words)
        if value == HUNDRED:
            return self._with_rest(value, place, last, words)
        return Item("N", value, place, last, words.forms[place])

    def _is_glued_digit(self, words: Words, place: int) -> bool:
        """Tell whether the "3" of "thirty3" stands at a place."""
        written = "".join(words.written[place : place + 1])
        is_digit = len(written) == 1 and written.isdecimal() and written.isascii() and written > "0"
        return is_digit and words.ends[place - 1] == words.starts[place]

    def _is_old_count(self, words: Words, place: int) -> bool:
        """Tell whether "twenty and four hours" stands at a place, and no "between twenty and"."""
        tens, link, ones, unit = (*words.forms[place : place + 4], "", "", "", "")[:4]
        is_count = self.numbers.get(tens, 0) >= TENS and 0 < self.numbers.get(ones, 0) < TEN
        is_pair = words.forms[max(0, place - 1) : place] == ["between"]
        return is_count and link == "and" and unit in self.units and not is_pair

    def _with_rest(self, hundreds: float, first: int, last: int, words: Words) -> Item:
        """Return the number of "a hundred and twenty"."""
        rest = last + 1
        if words.forms[last : last + 1] == ["and"] and rest < len(words):
            number = self.numbers.get(words.forms[rest], HUNDRED)
            if 0 < number < HUNDRED and words.forms[rest + 1 : rest + 2] != ["hundred"]:
                found = self._number_words(words, rest)
                return Item("N", hundreds + found.value, first, found.last, words.forms[first])
        return Item("N", hundreds, first, last, words.forms[first])


def _holidays(raw: Mapping[str, Any]) -> dict[str, list[tuple[tuple[str, ...], Any]]]:
    """Return the names of holidays by their first word, the longest first; "father's" is two."""
    found: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
    for name, rule in raw.items():
        parts = tuple(name.split())
        opened = tuple(
            piece
            for part in parts
            for piece in ((part[:-1], "is") if part.endswith("s") and len(parts) > 1 else (part,))
        )
        hyphened = (*parts[:-1], "-", parts[-1]) if len(parts) > 1 else parts
        for spelt in {parts, opened, hyphened}:
            found.setdefault(spelt[0], []).append((spelt, rule))
    for names in found.values():
        names.sort(key=lambda pair: -len(pair[0]))
    return found


def number_of(digits: str) -> float:
    """Return the number that digits write; a comma between three digits groups thousands."""
    if len(digits) > LONGEST_NUMBER:
        return TOO_LARGE
    whole, comma, rest = digits.partition(",")
    if comma and len(rest) == 3 and rest.isdecimal():  # noqa: PLR2004
        digits = whole + rest
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return TOO_LARGE


def read_quantities(folder: Path) -> QuantityWords:
    """Read the file of a language; raises LexiconError with `file:line: what is wrong`."""
    file = YamlFile(folder / FILE)
    file.check_keys(file.data, (*MAPPINGS, *LISTS))
    missing = [name for name in (*MAPPINGS, *LISTS) if name not in file.data]
    if missing:
        raise LexiconError(f"{folder.name}/{FILE}:1: the key {missing[0]!r} is missing")
    return QuantityWords(_plain(file.data))


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    return float(node) if isinstance(node, float) else node
