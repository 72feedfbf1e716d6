"""What a message tells while a visit is booked."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from actions.booking.offered import Offered, slot_from_text, slot_to_text
from actions.booking.values import Slot
from actions.booking.wish_reading import WishReader
from actions.booking.wish_words import load_wish_words
from actions.hearing_visit import NOT_GIVEN, REFUSED, VisitEar
from actions.message import Heard
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
