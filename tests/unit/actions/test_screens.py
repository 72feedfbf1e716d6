"""What an answer to a safety screen means, and what is not read into it."""

from __future__ import annotations

import pytest

from actions.knowledge.loader import load_protocol
from actions.lettering import LETTERS, lettering
from actions.message import Heard
from actions.picking import Asked
from actions.screens import answers_to, screen_state
from actions.triage.conditions import Truth
from bot.nlu.choices_files import read_choices
from tests.conftest import ROOT
from tests.language import suite

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
DANGER = PROTOCOL.screens["danger_signs"].asks
ITEMS = ("RF01", "RF02", "RF03")
ALL_ABSENT = dict.fromkeys(ITEMS, "absent")


def heard(intent=None, choice=None, finding=None, about=None, text="words"):
    entities = []
    if choice is not None:
        entities.append({"entity": "choice", "value": choice})
    if finding is not None:
        entities.append({"entity": "finding", "value": finding, "assertion": "present"})
    if about is not None:
        entities.append({"entity": "about", "value": about})
    remarks = suite.remark_words().read(text)
    told = tuple(entities)
    return Heard(text, intent, 0.95, told, "danger_signs", "f", frozenset(), remarks=remarks)


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (heard(choice="none"), ALL_ABSENT),
        (heard("deny", text="nah"), ALL_ABSENT),
        # A no that takes something out is not enough to clear nine signs of danger.
        (heard("deny", text="nothing but E"), {}),
        (heard("deny", text="no, well, a bit"), {}),
        (heard("deny", text="no\nyes"), {}),
        (heard("deny", about="danger_signs"), ALL_ABSENT),
        (heard("affirm"), {}),
        # "none, B?" may well mean B.
        (heard(choice="none", text="none, B?"), {"RF02": "unsure"}),
        (heard(choice="none", text="none of these, I am fine"), ALL_ABSENT),
        (heard(choice="all"), dict.fromkeys(ITEMS, "present")),
        (heard(choice="unsure"), dict.fromkeys(ITEMS, "unsure")),
        (heard("dont_know"), dict.fromkeys(ITEMS, "unsure")),
        (
            heard(choice={"letters": ["A", "c"]}),
            {"RF01": "present", "RF02": "absent", "RF03": "present"},
        ),
        (
            heard(choice={"ordinals": [2]}),
            {"RF01": "absent", "RF02": "present", "RF03": "absent"},
        ),
        # A letter that was not on the list is unclear, and unclear clears nothing.
        (heard(choice={"letters": ["A", "F"]}), {}),
        (heard(choice={"ordinals": [4]}), {}),
        # "B and also ...": what was not named stays open.
        (heard(choice={"letters": ["B"], "more": True}), {"RF02": "present"}),
        (heard(choice={"letters": ["B"], "unsure": True}), {"RF02": "unsure"}),
        (heard(choice={"letters": ["F"], "more": True}), {}),
        (
            heard(choice={"all_but": ["A"]}),
            {"RF01": "absent", "RF02": "present", "RF03": "present"},
        ),
        (heard(choice={"last": 1}), {"RF01": "absent", "RF02": "absent", "RF03": "present"}),
        (heard(choice="none", text="N"), ALL_ABSENT),
        # "No numbness, but I did wet myself": the sentence speaks for itself.
        (heard("deny", finding="bladder_trouble"), {}),
        (heard("dont_know", finding="bladder_trouble"), {}),
    ],
)
def test_an_answer(said, answers):
    assert answers_to(ITEMS, said) == answers


def test_a_none_beside_a_sign_denies_all_but_the_items_that_the_sign_speaks_for():
    said = heard(choice="none", finding="bladder_trouble")
    assert answers_to(ITEMS, said, named=["RF02"]) == {"RF01": "absent", "RF03": "absent"}


def test_what_was_not_understood_beside_a_none_denies_nothing():
    assert answers_to(ITEMS, heard(choice={"rest": "none"})) == {}


def test_the_first_and_the_last_are_told_together():
    said = heard(choice={"last": 1, "ordinals": [1]})
    assert answers_to(ITEMS, said) == {"RF01": "present", "RF02": "absent", "RF03": "present"}


DOUBTED = ("RF02",)
OTHERS_ABSENT = {"RF01": "absent", "RF03": "absent"}


@pytest.mark.parametrize(
    "said",
    [
        heard(choice="none"),
        heard("deny", text="no"),
        heard("deny", text="nothing else"),
        heard(choice="none", text="none of the others"),
    ],
)
def test_a_no_to_all_clears_nothing_that_was_doubted(said):
    assert answers_to(ITEMS, said, doubted=DOUBTED) == OTHERS_ABSENT


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (heard("deny", text="no"), {"RF02": "absent"}),
        (heard(choice="none"), {"RF02": "absent"}),
        (heard("affirm", text="yes"), {"RF02": "present"}),
        (heard(choice="some", text="a little"), {"RF02": "present"}),
        (heard("dont_know", text="no idea"), {"RF02": "unsure"}),
        # It speaks of the others, or says that all is well.
        (heard("deny", text="nothing else"), {}),
        (heard("affirm", text="yes I can"), {}),
    ],
)
def test_the_answer_to_a_question_about_one_item_that_was_doubted(said, answers):
    assert answers_to(DOUBTED, said, doubted=DOUBTED) == answers


REST = {"rest": "denied"}


@pytest.mark.parametrize(
    ("said", "long_past", "named", "answers"),
    [
        # "Warfarin, otherwise none": all but the item that was told.
        (heard(choice=REST, finding="x"), (), ["RF02"], {"RF01": "absent", "RF03": "absent"}),
        (heard(choice=REST, finding="surgery"), {"surgery"}, [], ALL_ABSENT),
        # What was told was not understood, or stands on no list: nothing is cleared.
        (heard(choice=REST), (), [], {}),
        (heard(choice=REST, finding="x"), (), [], {}),
    ],
)
def test_the_rest_of_a_list_is_denied_behind_what_was_understood(said, long_past, named, answers):
    assert answers_to(ITEMS, said, frozenset(long_past), named) == answers


@pytest.mark.parametrize(
    ("states", "unsure", "known", "open_items"),
    [
        ({}, {}, {}, ITEMS),
        ({"RF01": Truth.TRUE}, {}, {"RF01": "present"}, ("RF02", "RF03")),
        ({"RF02": Truth.FALSE}, {"RF01": 1}, {"RF02": "absent"}, ("RF01", "RF03")),
        # Unsure twice stands as unsure.
        ({"RF02": Truth.FALSE}, {"RF01": 2}, {"RF01": "unsure", "RF02": "absent"}, ("RF03",)),
        # Being told later counts more than having been unsure.
        ({"RF01": Truth.TRUE}, {"RF01": 2}, {"RF01": "present"}, ("RF02", "RF03")),
    ],
)
def test_what_is_still_to_be_asked(states, unsure, known, open_items):
    state = screen_state(ITEMS, dict.fromkeys(ITEMS, Truth.UNKNOWN) | states, unsure)
    assert (dict(state.known), state.open_items) == (known, open_items)
    assert state.as_slot() is None


def test_the_word_for_the_writer_is_no_letter():
    """No list has an I: "none except I" would clear what it names."""
    assert "I" not in lettering(DANGER, PROTOCOL)
    for text in ("I", "i", "none except I", "I and H", "only I"):
        assert "RF17" not in answers_to(DANGER, heard("affirm", text=text))


def test_every_letter_of_a_list_is_read():
    longest = max(len(one.asks) for one in PROTOCOL.screens.values())
    read = "".join(read_choices(ROOT / "data" / "lexicon" / "en")["letters"]).upper()
    assert read.startswith(LETTERS[: longest + 1])


def test_each_sign_keeps_its_letter_whatever_part_of_its_list_is_asked():
    whole = lettering(DANGER, PROTOCOL)
    for part in (DANGER[2:], DANGER[::2], DANGER[-1:]):
        assert lettering(part, PROTOCOL) == whole
    assert list(lettering((*DANGER, "RF04"), PROTOCOL).items())[-1] == ("K", "RF04")


def test_a_letter_that_was_answered_before_may_be_said_to_be_there():
    said = heard(choice={"letters": ["A"]})
    asked = Asked(DANGER[1:], lettering(DANGER, PROTOCOL))
    assert answers_to(asked, said) == {"RF01": "present"}


@pytest.mark.parametrize("text", ["HI", "be", "AH", "HEB", "I do", "age"])
def test_a_word_is_no_run_of_letters(text):
    said = heard("affirm", text=text)
    assert answers_to([f"RF{n:02}" for n in range(1, 10)], said) == {}
