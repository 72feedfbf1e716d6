"""Names, phones and times as people type them."""

from __future__ import annotations

import pytest

from actions.contact import contact_given, phone_in
from actions.message import Heard
from actions.numbers import number_given
from tests.language import suite


def heard(text, requested="contact_name", intent=None, entities=(), form="contact_form"):
    remarks = suite.remark_words().read(text)
    told = tuple(entities)
    return Heard(text, intent, 0.9, told, requested, form, frozenset(), remarks=remarks)


@pytest.mark.parametrize(
    ("said", "given"),
    [
        (heard("Ada"), {"contact_name": "Ada"}),
        (heard("my name is Ada Byron"), {"contact_name": "Ada Byron"}),
        (heard("it's José"), {"contact_name": "José"}),
        (heard("it's for me, Kim Su"), {"contact_name": "Kim Su"}),
        (heard("for my wife: Sara Kent"), {"contact_name": "Sara Kent"}),
        (heard("her name is Sara Kent"), {"contact_name": "Sara Kent"}),
        (heard("my daughter's name is Joy Hall"), {"contact_name": "Joy Hall"}),
        (heard("for me please"), {}),
        (heard("I'm Bo"), {"contact_name": "Bo"}),
        (
            heard("Ada Byron, 555-010-0142"),
            {"contact_name": "Ada Byron", "contact_phone": "555-010-0142"},
        ),
        (
            heard("Ada and my number is 555 010 0142"),
            {"contact_name": "Ada", "contact_phone": "555 010 0142"},
        ),
        # No names: a question, a refusal, thanks, a story, nothing but marks.
        (heard("why do you need that?"), {}),
        (heard("no", intent="deny"), {}),
        (heard("thanks so much", intent="thank"), {}),
        (heard("well it all began when I moved the piano"), {}),
        (heard("!!!"), {}),
        # A sign of danger is never a name.
        (heard("numb legs", entities=[{"entity": "finding", "value": "both_legs_symptoms"}]), {}),
        (heard("bleeding", entities=[{"entity": "list_item", "value": "RF21"}]), {}),
        # Nor is what no sign was heard in, and yet tells something.
        (heard("its gushing out of me"), {}),
        (heard("water everywhere help me"), {}),
        (heard("ada byron"), {"contact_name": "ada byron"}),
        (heard("Has An Nguyen"), {"contact_name": "Has An Nguyen"}),
        (heard("+1 (555) 010-0142", "contact_phone"), {"contact_phone": "+1 (555) 010-0142"}),
        # Kept so that the form can say that it is no phone number.
        (heard("12", "contact_phone"), {"contact_phone": "12"}),
        (heard("later", "contact_phone"), {}),
        (heard("mondays after 3", "contact_times"), {"contact_times": "mondays after 3"}),
        (heard("what times do you have?", "contact_times"), {}),
        # Outside the contact form nothing is taken.
        (heard("Ada", form="triage_form"), {}),
    ],
)
def test_what_is_taken_from_an_answer(said, given):
    assert contact_given(said, {}) == given


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("call 555-0142 please", "555-0142"),
        ("123456", None),
        ("1234567890123456", None),
        ("between 8 and 10", None),
    ],
)
def test_a_phone_number(text, phone):
    assert phone_in(text) == phone


def number(value):
    return [{"entity": "number", "value": value}]


@pytest.mark.parametrize(
    ("said", "slots", "given"),
    [
        (heard("7", "pain_severity", entities=number(7)), {}, {"pain_severity": 7}),
        (heard("45", "age", entities=number(45)), {}, {"age": 45}),
        # Three of what? Asked, not guessed.
        (heard("3", "pain_duration", entities=number(3)), {}, {"duration_number": 3}),
        (
            heard("weeks", "pain_duration"),
            {"duration_number": 3},
            {"pain_duration": 21, "duration_number": None},
        ),
        (heard("days or weeks", "pain_duration"), {"duration_number": 3}, {}),
        (heard("weeks", "pain_duration"), {}, {}),
        (heard("3", "activity", entities=number(3)), {}, {}),
    ],
)
def test_a_bare_number(said, slots, given):
    assert number_given(said, slots) == given


NAMES = frozenset({"noah", "noa", "arthur", "sarah", "flores"})


def told_as(entity, text, **details):
    return [{"entity": entity, "value": 1, "start": 0, "end": len(text), **details}]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (heard("May", entities=told_as("duration", "May")), "May"),
        (
            heard("august", intent="inform_duration", entities=told_as("duration", "august")),
            "august",
        ),
        (heard("noah", intent="deny"), "noah"),
        (heard("Noa", entities=told_as("finding", "Noa")), "Noa"),
        (
            heard("sarah flores", intent="deny", entities=told_as("finding", "flores")),
            "sarah flores",
        ),
        (heard("call me al", intent="talk_to_person"), "al"),
        (heard("the name is Bond, James"), "James Bond"),
        (heard("smith, john"), "john smith"),
        (heard("ann lee please"), "ann lee"),
        (heard("Jim Beam lol"), "Jim Beam"),
        (heard("ann lee speaking"), "ann lee"),
        (heard("my name is spelled Anne"), "Anne"),
        (heard("its me, Tom"), "Tom"),
        (heard("Will Day"), "Will Day"),
        # No names.
        (heard("yesterday", entities=told_as("duration", "yesterday")), None),
        (heard("im scared"), None),
        (heard("im alone with my kids"), None),
        (heard("days"), None),
        (heard("also G"), None),
        (heard("Back"), None),
        (heard("first"), None),
        (heard("call me later", intent="talk_to_person"), None),
        (heard("my name is numb", entities=told_as("finding", "numb")), None),
    ],
)
def test_names_that_look_like_something_else(said, name):
    assert contact_given(said, {}, NAMES).get("contact_name") == name
