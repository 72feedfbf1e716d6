"""The feasts that no rule of our calendar tells are known for years to come."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from bot.nlu.holidays import all_days_of, days_of, latest_days
from bot.nlu.quantities_words import read_quantities
from tests.conftest import ROOT

LAST_YEAR = 2045
FEASTS = (
    "holi", "dussehra", "raksha bandhan", "ganesh chaturthi", "diwali", "navratri", "ramadan",
    "eid al fitr", "eid al adha", "ashura", "mawlid", "rosh hashanah", "yom kippur", "purim",
    "shavuot", "seder", "passover", "sukkot", "hanukkah", "chinese new year",
    "mid autumn festival", "dragon boat festival",
)  # fmt: skip
RULES = read_quantities(ROOT / "data" / "lexicon" / "en").raw["holidays"]


@pytest.mark.parametrize("name", FEASTS)
def test_a_feast_of_the_moon_is_known_until_2045(name):
    missing = [y for y in range(2024, LAST_YEAR + 1) if days_of(RULES[name], y) is None]
    assert not missing


@pytest.mark.parametrize("name", FEASTS)
def test_a_feast_of_the_moon_moves_by_no_more_than_a_moon(name):
    """A slip of the pen in the table would put a feast months away."""
    years = range(2024, LAST_YEAR + 1)
    starts = [days[0] for year in years for days in all_days_of(RULES[name], year)]
    for one, other in pairwise(starts):
        assert 345 <= (other - one).days <= 390, (one, other)


def test_a_feast_that_a_year_holds_twice_is_known_both_times():
    first, second = all_days_of(RULES["ramadan"], 2030)
    assert (first[0], second[0]) == (date(2030, 1, 5), date(2030, 12, 26))
    found = latest_days(RULES["ramadan"], date(2031, 2, 1))
    assert found is not None
    assert found[0] == date(2030, 12, 26)


def test_an_event_of_every_year_goes_on_behind_its_table():
    found = latest_days(RULES["wimbledon"], date(2040, 12, 1))
    assert found is not None
    assert (found[0].year, found[0].weekday()) == (2040, 0)
    assert found[0].month in (6, 7)


def test_the_last_feast_is_found_in_years_to_come():
    found = latest_days(RULES["diwali"], date(2040, 12, 1))
    assert found is not None
    assert found[0].year == 2040
