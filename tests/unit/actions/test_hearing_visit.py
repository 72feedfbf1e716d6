"""What a message tells while a visit is booked."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from actions.booking.offered import Offered, slot_from_text, slot_to_text
from actions.booking.values import Slot
from actions.booking.wish_reading import WishReader
from actions.booking.wish_words import load_wish_words
from actions.hearing_visit import NOT_GIVEN, VisitEar
from actions.message import Heard
from actions.visit_changes import REFUSED, WANTED
from tests.conftest import ROOT

ZONE = ZoneInfo("America/New_York")
EAR = VisitEar(WishReader(load_wish_words(ROOT)), ZONE)
AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
FORM = "booking_form"


def slot(day: int, hour: int) -> Slot:
    start = datetime(2026, 1, day, hour, 0, tzinfo=ZONE).astimezone(UTC)
    return Slot("one", "first_visit", start, start.replace(minute=45))


TUESDAY, WEDNESDAY, THURSDAY = SHOWN = (slot(6, 13), slot(7, 8), slot(8, 14))
ON_SHOW = {"booking_offers": Offered().showing(SHOWN).as_json(), "booking_task": "book"}


def heard(text, **details) -> Heard:
    told = {"asked": "booking_slot", "intent": None, "entities": (), "filled": (), "form": FORM}
    told |= details
    return Heard(
        text=text,
        intent=told["intent"],
        confidence=0.9,
        entities=tuple(told["entities"]),
        requested_slot=told["asked"],
        active_form=told["form"],
        filled=frozenset(told["filled"]),
    )


def told(text, *, slots=None, **details):
    return EAR.given(heard(text, **details), ON_SHOW if slots is None else slots, AT)


def test_a_slot_and_what_was_offered_survive_being_kept():
    assert slot_from_text(slot_to_text(TUESDAY)) == TUESDAY
    offered = Offered.from_json(ON_SHOW["booking_offers"])
    assert offered.slots == SHOWN
    assert not offered.is_stale
    assert offered.stale().is_stale
    assert Offered.from_json({"slots": ["nonsense", "a|b|c|d"]}).slots == ()


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("2", WEDNESDAY),
        ("the last one", THURSDAY),
        ("Tuesday", TUESDAY),
        ("Thursday at 2 works", THURSDAY),
        ("I'll take Wednesday", WEDNESDAY),
        ("the 8th is good", THURSDAY),
        ("1pm", TUESDAY),
        ("8 works", WEDNESDAY),
        # None of those on show, or no choice between them.
        ("any Tuesday", None),
        ("is there anything on Thursday?", None),
        ("Friday", None),
        ("not Tuesday", None),
        ("4", None),
        ("in the afternoon", None),
        ("3pm", None),
    ],
)
def test_one_of_the_times_on_show_is_taken_only_where_it_is_named(text, picked):
    assert told(text).get("booking_slot") == (picked and slot_to_text(picked))


def test_what_a_day_was_taken_for_is_as_before():
    slots = {**ON_SHOW, "facts_kept": {"pain_duration": 56}, "pain_duration": 2}
    assert told("any Thursday", slots=slots, filled=["pain_duration"])["pain_duration"] == 56
    assert "pain_duration" not in told("hm", slots=slots, filled=["pain_duration"])


def test_a_no_asks_for_other_times_and_no_thanks_for_none():
    assert told("no", intent="deny")["booking_offers"]["is_stale"]
    assert told("no thanks", intent="deny") == {}


def test_a_yes_to_several_times_is_asked_about_and_to_one_is_taken():
    assert told("yes", intent="affirm")["booking_offers"]["unclear"]
    one = {**ON_SHOW, "booking_offers": Offered().showing((TUESDAY,)).as_json()}
    assert told("yes", intent="affirm", slots=one)["booking_slot"] == slot_to_text(TUESDAY)


def test_a_tap_that_declines_the_times_names_none():
    about = {"entity": "about", "value": "booking_slot", "extractor": "payload"}
    text = '/skip{"about": "booking_slot"}'
    assert told(text, intent="skip", entities=[about]) == {}


@pytest.mark.parametrize(
    ("text", "intent", "kept"),
    [
        ("3/14/1961", None, "1961-03-14"),
        ("skip", "skip", NOT_GIVEN),
        ("no", "deny", NOT_GIVEN),
        ("2/30/1980", None, "2/30/1980"),  # refused by the form, in words
        ("why?", "ask_why", None),
    ],
)
def test_a_birth_date_is_taken_left_out_or_asked_about(text, intent, kept):
    assert told(text, asked="birth_date", intent=intent).get("birth_date") == kept


def test_the_number_that_is_used_is_taken_with_a_yes_and_given_up_with_a_no():
    slots = {**ON_SHOW, "own_phone": "+12125550123"}
    yes = told("yes", asked="contact_phone", intent="affirm", slots=slots)
    assert yes == {"contact_phone": "+12125550123"}
    assert told("no", asked="contact_phone", intent="deny", slots=slots) == {"own_phone": REFUSED}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("my name is Ada Browne", {"contact_name": "Ada Browne"}),
        ("no, 212-555-0177", {"contact_phone": "212-555-0177"}),
        ("I was born 3/14/1962", {"birth_date": "1962-03-14"}),
    ],
)
def test_what_was_read_back_is_put_right_in_words(text, changed):
    given = told(text, asked="booking_confirmed")
    assert given == {**changed, "booking_confirmed": None}


def test_the_day_that_was_read_back_can_be_agreed_to_and_another_one_not():
    slots = {**ON_SHOW, "booking_slot": slot_to_text(TUESDAY)}
    agreed = {"asked": "booking_confirmed", "intent": "affirm", "slots": slots}
    assert told("yes, Tuesday is good", **agreed) == {}
    assert told("yes but Thursday", **agreed)["booking_slot"] is None


@pytest.mark.parametrize("asked", ["contact_name", "birth_date", "contact_phone"])
def test_the_time_can_be_turned_to_again_from_every_question(asked):
    assert told("actually Thursday instead", asked=asked)["booking_slot"] is None
    assert "booking_slot" not in told("Thursday", asked=asked)


def test_outside_of_the_form_only_a_wish_for_a_visit_is_heard():
    asks = {"form": None, "asked": None}
    wish = told("can I come on Thursday", intent="book_consultation", slots={}, **asks)
    assert wish == {"booking_wish": {"weekdays": [3]}}
    assert told("it got worse on Thursday", intent="inform_trend", slots={}, **asks) == {}
    offered = {"contact_purpose": "consultation"}
    assert told("a Thursday if possible", slots=offered, **asks) == wish
    sign = {"entity": "finding", "value": "fever", "assertion": "present"}
    assert told("Thursday", slots=offered, entities=[sign], **asks) == {}


CHOSEN = ON_SHOW | {"booking_slot": slot_to_text(WEDNESDAY), "contact_name": "Ann Lee"}


@pytest.mark.parametrize(
    "text",
    [
        "book it", "Book it please", "confirm", "looks good", "looks good to me", "great",
        "perfect, thanks", "let's do it", "go for it", "sounds great", "all correct",
        "the time is right", "everything looks good", "yes please book me in", "lock it in",
    ],
)  # fmt: skip
def test_a_yes_to_the_read_back_has_many_words(text):
    assert told(text, asked="booking_confirmed", slots=CHOSEN) == {"booking_confirmed": True}


@pytest.mark.parametrize(
    "text",
    [
        "hmm", "looks good but the name is off", "book another time", "is that right?",
        "what time was it", "great pain", "not good", "perfect except the phone", "maybe",
    ],
)  # fmt: skip
def test_nothing_is_booked_that_was_not_agreed_to(text):
    given = told(text, asked="booking_confirmed", slots=CHOSEN)
    assert given.get("booking_confirmed") is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("change the time", {"booking_slot"}),
        ("wrong day", {"booking_slot"}),
        ("the time is wrong", {"booking_slot"}),
        ("the name", {"contact_name"}),
        ("i typed my name wrong", {"contact_name"}),
        ("change my last name please", {"contact_name"}),
        ("wrong phone", {"contact_phone"}),
        ("phone number is incorrect", {"contact_phone"}),
        ("thats not my number", {"contact_phone"}),
        ("my birthday is wrong", {"birth_date"}),
        ("fix the date of birth", {"birth_date"}),
        ("change name and phone", {"contact_name", "contact_phone"}),
        # These say nothing of what is wrong, or that it is right.
        ("the time is right", set()),
        ("what is the time?", set()),
        ("phone me", set()),
        ("which day is it", set()),
        ("i need time to think", set()),
    ],
)
def test_what_is_to_be_changed_is_asked_again(text, wrong):
    given = told(text, asked="booking_confirmed", slots=CHOSEN)
    parts = {"booking_slot", "contact_name", "birth_date", "contact_phone"}
    assert {name for name in parts & given.keys() if given[name] is None} == wrong


@pytest.mark.parametrize(
    "text", ["first available", "asap", "you pick", "any is fine", "whatever", "up to you"]
)
def test_whoever_takes_any_gets_the_first(text):
    assert told(text) == {"booking_slot": slot_to_text(TUESDAY)}


def test_the_soonest_is_looked_for_where_later_ones_are_on_show():
    later = Offered().showing(SHOWN).showing((THURSDAY,))
    slots = ON_SHOW | {"booking_offers": later.as_json()}
    assert told("first available", slots=slots)["booking_slot"] is None


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (
            "John Smith, 3/3/1977, 212-555-0144",
            {
                "contact_name": "John Smith",
                "birth_date": "1977-03-03",
                "contact_phone": "212-555-0144",
            },
        ),
        (
            "Ann 1/2/80 2125550123",
            {"contact_name": "Ann", "birth_date": "1980-01-02", "contact_phone": "2125550123"},
        ),
        (
            "my name's carlos, dob 5 may 1966",
            {"contact_name": "carlos", "birth_date": "1966-05-05"},
        ),
        ("Sue 212-555-0133", {"contact_name": "Sue", "contact_phone": "212-555-0133"}),
    ],
)
def test_all_that_one_message_says_of_a_person_is_taken(text, given):
    assert told(text, asked="contact_name") == given


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("031461", "1961-03-14"),
        ("first of June 1970", "1970-06-01"),
        ("march third 1970", "1970-03-03"),
        ("the twenty-first of may 1980", "1980-05-21"),
    ],
)
def test_a_birth_date_in_words_or_in_one_number(text, born):
    assert told(text, asked="birth_date") == {"birth_date": born}


@pytest.mark.parametrize(
    "text",
    ["this one", "same number", "the number im texting from", "use this one", "you have my number"],
)
def test_the_number_that_is_written_from_is_taken_or_looked_for(text):
    own = ON_SHOW | {"own_phone": "+12125550142"}
    asked = {"asked": "contact_phone", "intent": "skip"}
    assert told(text, slots=own, **asked) == {"contact_phone": "+12125550142"}
    assert told(text, **asked) == {"own_phone": WANTED}
    assert told(f"why {text}?", **asked) == {}


def test_a_phone_number_in_words():
    given = told("two one two five five five oh one two three", asked="contact_phone")
    assert given == {"contact_phone": "212-555-0123"}
