"""What tells who somebody is goes out of a text, wherever it stands; the rest stays as it was."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.assistant import load_assistant
from bot.nlu.known_values import ordinary_words
from bot.privacy.deidentify import PEOPLE, Deidentifier, shift_of
from bot.privacy.private_words import read_private_words
from tests.conftest import ROOT

WORDS = (read_private_words(ROOT), ordinary_words(load_assistant(ROOT)))
WRITTEN = date(2026, 11, 20)
SHIFT = timedelta(weeks=-7)
FIVE = settings(max_examples=80)


def deidentifier(*slots: tuple[str, object], texts: tuple[str, ...] = ()) -> Deidentifier:
    return Deidentifier.of(texts, slots, WORDS, (WRITTEN, SHIFT))


def said(text: str, *slots: tuple[str, object]) -> str:
    return deidentifier(*slots, texts=(text,))(text).text


NAMES = ("Ada Brown", "José Martínez", "o'connor", "Will", "Lakshmi Venkataraman", "MARIA", "Li")
LEAD_INS = (
    "my name is {}",
    "Hi, I'm {} and my back hurts",
    "it's {}, 44",
    "name: {}",
    "me llamo {}",
)
PHONES = (
    "212-555-0187", "(212) 555 0187", "+1 212 555 0187", "2125550187", "212.555.0187",
    "two one two five five five oh one eight seven", "212 - 555 - 0187 ext 4",
    "\uff12\uff11\uff12-\uff15\uff15\uff15-\uff10\uff11\uff18\uff17",
)  # fmt: skip
MAILS = ("ada.b@mail.example.com", "ada at gmail dot com", "ADA@X.ORG", "a@b", "@ada_brown")
DATES = (
    "3/14/1961", "03-14-61", "1961-03-14", "14.3.1961", "March 14, 1961", "14 March 1961",
    "Mar. 14th", "14 de marzo de 1961", "11/2/2026", "Nov 2", "the 2nd of November 2026",
)  # fmt: skip
PLACES = ("12 Main Street", "4501 N. Oak Ave, Apt 3", "P.O. Box 77", "Cleveland", "calle Sol 14")
NUMBERS = ("MRN 884213", "BL-2PN64D3", "policy number XK-4471-9", "90210", "123-45-6789")
PRIVATE = st.sampled_from([*PHONES, *MAILS, *DATES, *PLACES, *NUMBERS])
FILLING = st.sampled_from(
    [
        "my back hurts", "since two weeks,", "no fever and", "at 7/10", "call me", "L4-L5", "and",
        "\n", "I can't walk 20 minutes.", "it was", "took 20mg", "[ok](x)", "\N{GRINNING FACE}",
    ]
)  # fmt: skip


def letters(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


@FIVE
@given(st.lists(FILLING, max_size=4), PRIVATE, st.lists(FILLING, max_size=4))
def test_whatever_stands_around_it_what_is_private_is_gone(before, private, after):
    text = " ".join([*before, private, *after])
    made = deidentifier(texts=(text,))(text)
    assert letters(private) not in letters(made.text), made.text
    if any(sign.isdigit() for sign in private):
        longest = max(re.findall(r"\d+", private), key=len)
        # The year of a recent date may be told.
        numbers = re.findall(r"\d+", made.text)
        assert len(longest) < 3 or longest == "2026" or longest not in numbers, made.text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lead_in", LEAD_INS)
def test_a_name_that_is_given_is_gone_everywhere(name, lead_in):
    texts = (lead_in.format(name), f"tell {name.split()[0].title()}'s doctor")
    clean = deidentifier(texts=texts)
    for text in texts:
        shown = clean(text).text
        for part in name.split():
            assert not re.search(rf"(?i)\b{part}\b", shown), shown


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_a_slot_holds_is_gone_however_it_is_written(name):
    clean = deidentifier(("contact_name", name))
    for part in name.split():
        for form in (part, part.lower(), part.upper(), f"{part}'s"):
            if form == "will":
                continue
            text = f"please tell {form} that I hurt"
            assert not re.search(rf"(?i)\b{re.escape(part)}\b", clean(text).text), form
            assert clean.still_there(text)
            assert not clean.still_there(clean(text).text)


def test_an_ordinary_word_that_is_somebodys_name_stays_a_word():
    clean = deidentifier(("contact_name", "Will Brown"))
    assert clean("I will ask Will").text.startswith("I will ask ")
    assert "Will" not in clean("I will ask Will").text


def test_the_last_digits_of_a_known_number_are_private_too():
    clean = deidentifier(("contact_phone", "+12125550187"), ("booking_reference", "BL-2PN64D3"))
    assert "0187" not in clean("the one that ends in 0187").text
    assert "2PN64D3" not in clean("bl-2pn64d3, please").text.upper()
    assert "212 555 0187" in clean.still_there("reach me: 212 555 0187")


@pytest.mark.parametrize("form", ["3 14 61", "03141961", "14-3-1961", "1961 03 14", "3/14/61"])
def test_a_known_birthday_is_gone_however_it_is_written(form):
    clean = deidentifier(("birth_date", "1961-03-14"))
    assert clean(f"it is {form}, ok").text == "it is 1/1/1970, ok" or form == "1961 03 14"
    assert form not in clean(f"it is {form}, ok").text
    assert form in " ".join(clean.still_there(f"it is {form}, ok"))


def test_a_name_that_is_spelled_out_is_gone_and_the_items_of_a_list_stay():
    clean = deidentifier(("contact_name", "Ruthven"))
    assert "r u t h v e n" not in clean("it's r u t h v e n").text
    assert "M-A-R-I-A" not in clean("M-A-R-I-A").text
    assert clean("A, B and D; or a b d").text == "A, B and D; or a b d"


def test_nobody_stays_who_they_are_called_like_a_stand_in():
    for name in PEOPLE:
        assert name not in said(f"my name is {name}", ("contact_name", name))


def test_whoever_has_the_number_or_birthday_of_a_stand_in_can_be_corrected_too():
    for last in range(10, 14):
        clean = deidentifier(("contact_phone", f"+1212555 01{last}"), ("birth_date", "1970-01-01"))
        made = clean(f"born 1/1/1970, phone 212-555-01{last} or 555 0199").text
        assert f"01{last}" not in made
        assert clean.still_there(made) == []


def test_the_same_person_has_the_same_name_in_every_message():
    texts = ("my name is Ada Brown", "this is Ada again", "ADA BROWN")
    clean = deidentifier(texts=texts)
    names = [re.findall(r"|".join(PEOPLE), clean(text).text) for text in texts]
    assert names[0][:1] == names[1] == names[2][:1]


@pytest.mark.parametrize(
    "text",
    [
        "my back hurts since last Tuesday, 6/10, it's a 7",
        "L4-L5 and T11-T12, took 400mg and walked 10000 steps",
        "I had surgery in 2019 and 2 weeks on the road",
        "since Christmas. May I walk? Will heat help?",
        "a 5 mile drive, 7 days in a row, I'm 44",
        "Tylenol and Eliquis, MRI on Monday, I'm in pain",
        "it hurts at 3:30 in the morning, 120/80",
    ],
)
def test_what_is_no_secret_stays_as_it_is(text):
    assert said(text) == text


def test_nearly_nothing_is_taken_out_of_what_names_nobody():
    """Of the project's own examples only those about contact, dates and places name anything."""
    clean = deidentifier()
    examples = [
        one for one in load_assistant(ROOT).training_data.examples if one.intent != "inform_contact"
    ]
    changed = [one.text for one in examples if clean(one.text).replacements]
    assert len(changed) < len(examples) / 50, changed


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("since 11/2", "since 9/14"),
        ("since November 2nd", "since September 14th"),
        ("on 02/11/2026", "on 12/24/2025"),
        ("it began 2026-11-02", "it began 2026-09-14"),
        ("desde el 2 de noviembre", "desde el 14 de septiembre"),
        ("since the 2nd", "since the 14th"),
        ("Born March 3, 1961", "Born January 1, 1970"),
        ("dob 3/3/61", "dob 1/1/70"),
    ],
)
def test_dates_move_together_and_birthdays_become_one(text, moved):
    assert said(text) == moved


def test_days_of_the_week_stay_true_and_nobody_sees_by_how_much_dates_moved():
    shifts = {shift_of("a secret", f"c{number}") for number in range(200)}
    assert all(one.days % 7 == 0 and one.days < 0 for one in shifts)
    assert len(shifts) > 5
    assert shift_of("a secret", "c1") == shift_of("a secret", "c1")


@FIVE
@given(
    st.lists(st.one_of(FILLING, PRIVATE, st.text(max_size=6)), min_size=1, max_size=6), st.data()
)
def test_a_stretch_that_nothing_was_replaced_in_keeps_its_words(pieces, data):
    text = " ".join(pieces)
    made = deidentifier(texts=(text,))(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    at, until = made.moved(start, end)
    assert 0 <= at <= until <= len(made.text)
    touched = [one for one in made.replacements if one.start < end and start < one.end]
    if not touched and start < end:
        kept = made.text[at:until]
        assert len(kept) == end - start
        assert all(
            old == new or new in " ()" for old, new in zip(text[start:end], kept, strict=True)
        )
    for one in touched:
        assert one.new in made.text[at:until]
    assert "\n" not in made.text
    assert "[" not in made.text


def test_a_text_of_any_length_takes_no_long_time():
    for text in ("1-" * 5_000, "Aa " * 3_000, "a.a" * 3_000, "@" * 9_000, "may " * 2_500):
        deidentifier(texts=(text,))(text[:10_000])
