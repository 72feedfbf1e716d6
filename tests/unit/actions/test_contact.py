"""Names, phones and times as people type them."""

from __future__ import annotations

import pytest

from actions.call_refused import call_refused
from actions.change_request import about_request
from actions.contact import contact_given
from actions.message import Heard
from actions.numbers import number_given
from actions.phones import phone_in, spoken_phone
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
        # What only guesses takes a rare name for any word.
        (
            heard(
                "Hank Doyle. I ain't going",
                entities=[
                    {
                        "entity": "finding",
                        "value": "coughing_blood",
                        "start": 5,
                        "end": 11,
                        "extractor": "backline_second_net",
                    }
                ],
            ),
            {"contact_name": "Hank Doyle"},
        ),
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


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ada. is it really that bad?", "Ada"),
        ("Ada Byron. And honestly it's just my sciatica", "Ada Byron"),
        ("His name is Max Stone. Isn't it just a cramp?", "Max Stone"),
        ("Joy Hall, I am her father Ben", "Joy Hall"),
        ("I trust nobody. ok. Ada", "Ada"),
        ("R. J. Stone. what now?", "R. J. Stone"),
        ("Ada, will it cost a lot?", "Ada"),
        ("Ada... I had this before", "Ada"),
        ("Honestly, do I have to?", None),
        ("Oh God. Is it bad?", None),
        ("Why should I? It's nothing", None),
        ("This is silly. I want a human", None),
        ("Yes. Please. Hurry.", None),
    ],
)
def test_a_name_beside_a_remark(said, name):
    assert contact_given(heard(said), {}).get("contact_name") == name


def test_what_tells_of_a_sign_is_no_name_beside_a_remark():
    sign = {"entity": "finding", "value": "waters_broke", "start": 0, "end": 12}
    assert contact_given(heard("Waters Broke. now what", entities=[sign]), {}) == {}


@pytest.mark.parametrize(
    ("said", "phone"),
    [
        ("2 1 2, 5 5 5, 0 1 9 9", "212-555-0199"),
        ("5 5 5 0 1 9 9", "555-0199"),
        ("2 1 2 triple 5 0 1 double 9", "212-555-0199"),
        ("5 or 6 in the evening", None),
    ],
)
def test_a_spoken_number(said, phone):
    assert spoken_phone(said) == phone


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [
        ("no call", True),
        ("i dont want no calls", True),
        ("rather not give that out", True),
        ("no thank you, I'll manage. Bye", True),
        ("leave me alone", True),
        ("don't bother calling", True),
        ("no name, just some tips", True),
        ("no, call me at 212-555-0199", False),
        ("don't call before noon", False),
        ("I don't want an ambulance", False),
        ("Nora Calloway", False),
    ],
)
def test_a_call_that_is_refused(said, is_refused):
    told = heard(said)
    given = contact_given(told, {})
    assert bool(call_refused(told, given)) is is_refused


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("you got my number wrong, 212-555-0188", "212-555-0188"),
        ("212-555-0188", "212-555-0188"),
        ("did that go through?", True),
        ("did you fix my phone number", True),
        ("212-555-0199", None),
        ("my back hurts since 2019", None),
    ],
)
def test_what_is_said_of_a_request_that_was_made(said, about):
    made = {"booking_reference": "BL-2345678", "contact_phone": "212-555-0199"}
    told = heard(said, requested=None, form=None)
    assert about_request(told, made).get("about_request") == about
    assert about_request(told, {}) == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Deb Kowalczyk 212-555-0142 and hurry", "Deb Kowalczyk"),
        ("my number is 212-555-0142 and my name is Ada Lee", "Ada Lee"),
        ("212-555-0142 Ada Lee", "Ada Lee"),
        ("call me at 212-555-0142, Bob", "Bob"),
        ("phone 212-555-0142 Ada Lee", "Ada Lee"),
        ("its Sara Kent 212 555 0142 thanks", "Sara Kent"),
        ("212 555 0142 please", None),
    ],
)
def test_a_name_stands_before_a_number_or_behind_it(text, name):
    told = Heard(
        text=text,
        intent=None,
        confidence=0.5,
        entities=(),
        requested_slot="contact_name",
        active_form="contact_form",
        filled=frozenset(),
    )
    assert contact_given(told, {}).get("contact_name") == name
