"""Names, birth dates and phones: what can be is kept in one form, what cannot gets its reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.booking.person import MOST_LETTERS, birth_date_of, name_of, person_of, phone_of
from actions.booking.values import Person, UnsoundPerson

TODAY = date(2026, 11, 30)


def problem(work) -> str:
    with pytest.raises(UnsoundPerson) as caught:
        work()
    return caught.value.problem


def test_a_person_is_kept_in_one_form_of_each():
    person = person_of(
        "  Ana\tMaría  O’Neil ", "1980-04-03", "(212) 555-0123", regions=("US",), today=TODAY
    )
    assert person == Person("Ana María O’Neil", date(1980, 4, 3), "+12125550123")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Jean-Luc", "Jean-Luc"),
        ("O'Brien, Pat", "O'Brien, Pat"),
        ("Nguyễn Văn A", "Nguyễn Văn A"),
        ("José", "José"),  # the accent apart becomes one letter
        ("李小龙", "李小龙"),
        ("محمد علی", "محمد علی"),
        ("A\u200fB", "AB"),  # a mark of direction steers the line
        ("Sam Lee 3rd", "Sam Lee 3rd"),
    ],
)
def test_names_of_many_peoples_are_names(text, kept):
    assert name_of(text) == kept


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "missing"),
        (" \n\t\u200b", "missing"),
        ("x" * (MOST_LETTERS + 1), "too_long"),
        ("Ana" * 100, "too_long"),
        ("Ana 😀", "symbols"),
        ("👩‍👩‍👧", "symbols"),
        ("12345", "symbols"),
        ("Sam\x1b[31m Lee", "symbols"),
        ("<script>", "symbols"),
        ("a=b", "symbols"),
    ],
)
def test_what_is_no_name_says_why(text, says):
    assert problem(lambda: name_of(text)) == says


@given(st.text(max_size=300))
def test_a_name_that_is_taken_is_one_printable_line_and_is_taken_again_as_it_is(text):
    try:
        name = name_of(text)
    except UnsoundPerson:
        return
    assert name == name_of(name)
    assert 0 < len(name) <= MOST_LETTERS
    assert name.splitlines() == [name]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "missing"),
        ("", "missing"),
        ("1980-02-30", "no_date"),
        ("yesterday", "no_date"),
        ("2026-12-01", "future"),
        (date(2027, 1, 1), "future"),
        ("1899-01-01", "too_old"),
        ("0001-01-01", "too_old"),
    ],
)
def test_a_birth_date_that_cannot_be_says_why(value, says):
    assert problem(lambda: birth_date_of(value, TODAY)) == says


def test_somebody_born_today_and_the_oldest_person_ever_can_be():
    assert birth_date_of("2026-11-30", TODAY) == TODAY
    assert birth_date_of("1904-11-30", TODAY) == date(1904, 11, 30)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("212 555 0123", "+12125550123"),
        ("+1 (212) 555-0123", "+12125550123"),
        ("2125550123 ext 4", "+12125550123"),
        ("1-212-555-0123", "+12125550123"),
    ],
)
def test_a_phone_is_kept_in_e164(text, kept):
    assert phone_of(text, ("US",)) == kept


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (" ", "missing"),
        ("call me", "no_number"),
        ("555-0123", "no_area_code"),
        ("123", "no_number"),
        ("055 555 0123", "no_number"),
        ("212 555 0123 99", "no_number"),
        ("+44 20 7946 0958", "foreign"),
    ],
)
def test_a_phone_that_cannot_be_called_says_why(text, says):
    assert problem(lambda: phone_of(text, ("US",))) == says


def test_a_clinic_may_take_phones_of_other_countries():
    assert phone_of("+44 20 7946 0958", ("US", "GB")) == "+442079460958"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_phone(text):
    try:
        kept = phone_of(text, ("US",))
    except UnsoundPerson:
        return
    assert kept.startswith("+1")
    assert phone_of(kept, ("US",)) == kept
