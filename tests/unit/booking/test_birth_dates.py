"""Birth dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.booking.birth_dates import birth_date_and_rest

TODAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3/14/1961", "1961-03-14"),
        ("03-14-1961", "1961-03-14"),
        ("3.14.61", "1961-03-14"),
        ("14/3/1961", "1961-03-14"),  # no month is 14
        ("3/4/1961", "1961-03-04"),  # the month stands first here
        ("1961-03-14", "1961-03-14"),
        ("03141961", "1961-03-14"),
        ("March 14, 1961", "1961-03-14"),
        ("march 14th 61", "1961-03-14"),
        ("14 March 1961", "1961-03-14"),
        ("the 14th of March 1961", "1961-03-14"),
        ("I was born on Sept. 9 1980", "1980-09-09"),
        ("1/1/26", "2026-01-01"),  # a child of this year
        ("1/1/27", "1927-01-01"),  # no year that is still to come
        ("2/29/2000", "2000-02-29"),
        ("2/30/1980", None),
        ("13/13/1980", None),
        ("1961", None),
        ("March 1961", None),
        ("no", None),
        ("212-555-0142", None),
    ],
)
def test_a_birth_date_is_read_as_it_was_meant(text, meant):
    assert birth_date_and_rest(text, TODAY)[0] == meant


@given(st.dates(date(1927, 1, 1), date(2026, 1, 5)))
def test_every_date_is_read_back_in_each_way_of_writing_it(born):
    for text in (
        f"{born:%m/%d/%Y}",
        f"{born.month}-{born.day}-{born.year}",
        f"{born:%B} {born.day}, {born.year}",
        f"{born.day} {born:%b} {born.year}",
        f"{born.month}/{born.day}/{born:%y}",
        born.isoformat(),
    ):
        assert birth_date_and_rest(text, TODAY)[0] == born.isoformat()


@given(st.text(max_size=40))
def test_no_text_breaks_it(text):
    found = birth_date_and_rest(text, TODAY)[0]
    assert found is None or date.fromisoformat(found)
