"""The feasts that no rule of our calendar tells are known for years to come."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.holidays import days_of, latest_days
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
    for year in range(2024, LAST_YEAR):
        one, other = days_of(RULES[name], year), days_of(RULES[name], year + 1)
        assert one is not None
        assert other is not None
        moons = (other[0] - one[0]).days
        # A year may hold a feast of the moon's own year twice; the table has the first of the two.
        assert 345 <= moons <= 390 or 700 <= moons <= 712, (year, one, other)


def test_the_last_feast_is_found_in_years_to_come():
    found = latest_days(RULES["diwali"], date(2040, 12, 1))
    assert found is not None
    assert found[0].year == 2040
