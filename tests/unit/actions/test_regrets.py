"""Who wants to answer a safety list again: it is asked again, and nothing is read out of it."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker

from actions.correcting import fact_named
from actions.hearing import hear
from actions.knowledge.loader import load_protocol
from actions.message import Heard
from actions.regrets import lists_regretted
from bot.conversation.turn import Entity
from tests.conftest import ROOT
from tests.language import suite

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
DANGER = PROTOCOL.screens["danger_signs"].asks
ILLNESS = PROTOCOL.screens["illness_signs"].asks
ANSWERED = {
    "danger_signs": dict.fromkeys(DANGER, "absent"),
    "illness_signs": dict.fromkeys(ILLNESS, "absent"),
    "findings": {item: {"assertion": "absent", "origin": "asked"} for item in (*DANGER, *ILLNESS)},
}
ADVISED = {**ANSWERED, "disposition": "routine", "facts_confirmed": True}
BOTH = ["danger_signs", "illness_signs"]

REGRETS = (
    "i lied on the list, {E} is true",
    "i said {E} is true",
    "actually {E} yes",
    "sorry, {E}",
    "oops, {E} should be a yes",
    "actually number 4 on your first list is a yes",
    "I meant yes to the last one on the first list",
    "oops i pressed none but i do have one of them",
    "I said none, but that was wrong",
    "i pressed none by accident",
    "I wasn't honest about my bladder",
    "i was not truthful on question 3",
    "my answers weren't honest",
    "I didn't tell you everything",
    "one of those does apply to me",
    "yes i do have one of those",
    "wait, number 2 is true for me",
    "i ticked the wrong box",
    "so about the second list, {E} is me",
    "i was too fast, one of the signs fits",
    "I clicked none too quickly",
    "i think i missed one",
    "the bladder question, thats a yes",
)
NO_REGRETS = (
    "thanks",
    "k",
    "c u later",
    "r u sure",
    "thanks for the list of exercises",
    "can you put me on the waiting list",
    "what was on the list?",
    "should I take vitamin D too",
    "I have hepatitis B, sorry",
    "I lied down and it got better",
    "i dont have any of those",
    "it still hurts",
    "i lied to my boss about my back",
    "my wife wrote a list",
    "i missed one session",
    "actually i have a question about yoga",
    "the pain is not bad",
)


def heard(text, intent=None, asked=None, form="triage_form", entities=()):
    remarks = suite.remark_words().read(text)
    return Heard(text, intent, 0.95, tuple(entities), asked, form, frozenset(), remarks=remarks)


@pytest.mark.parametrize("letter", ["E", "b", "D"])
@pytest.mark.parametrize("text", REGRETS)
@pytest.mark.parametrize(("asked", "form"), [(None, None), ("pain_severity", "triage_form")])
def test_the_lists_are_asked_again_after_the_advice_and_between_the_questions(
    text, letter, asked, form
):
    said = heard(text.format(E=letter), asked=asked, form=form)
    slots = ADVISED if form is None else ANSWERED
    assert lists_regretted(said, slots, PROTOCOL) == BOTH
    changes = hear(said, slots, PROTOCOL)
    assert [changes[name] for name in BOTH] == [None, None]
    assert not changes.get("findings")


@pytest.mark.parametrize("text", NO_REGRETS)
@pytest.mark.parametrize(("asked", "form"), [(None, None), ("pain_severity", "triage_form")])
def test_other_messages_ask_nothing_again(text, asked, form):
    slots = ADVISED if form is None else ANSWERED
    assert lists_regretted(heard(text, asked=asked, form=form), slots, PROTOCOL) == []


SECOND_OPEN = {
    **ANSWERED,
    "illness_signs": None,
    "screen_items": list(ILLNESS),
    "findings": {item: {"assertion": "absent", "origin": "asked"} for item in DANGER},
}


def lettered(text):
    """Return a message with the letter that it names, as the choices read it."""
    letters = [one for one in suite.remark_words().read(text).get("letters", ())]
    choice = {"entity": "choice", "value": {"letters": letters}}
    return heard(text, asked="illness_signs", entities=[choice] if letters else [])


@pytest.mark.parametrize(
    "text",
    [
        "one of the earlier ones was a yes",
        "i lied before",
        "can we go back",
        "go back",
        "wait i missed one on the first",
        "i pressed none by accident",
    ],
)
def test_the_first_list_is_asked_again_while_the_second_one_is_open(text):
    changes = hear(lettered(text), SECOND_OPEN, PROTOCOL)
    assert changes["danger_signs"] is None
    assert changes["findings"] is None


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("wait the first list: E", "RF06"),
        ("I forgot, on the other list yes to B", "RF02"),
        ("sorry I meant B on the first one", "RF02"),
        ("hold on, the list before, C", "RF03"),
        ("oh and from before, B", "RF02"),
        ("the first list, A, i have that", "RF01"),
        ("i missed one on the last list, its D", "RF05"),
    ],
)
def test_a_letter_of_the_first_list_is_kept_while_the_second_one_is_open(text, sign):
    changes = hear(lettered(text), SECOND_OPEN, PROTOCOL)
    assert changes["red_flags"] == [sign]
    assert changes["danger_signs"][sign] == "present"


@pytest.mark.parametrize(
    "how",
    [
        "wait, {}", "wait {}", "sorry {} i misread", "hold on, {}", "actually {}",
        "i meant yes to {}",
        "oh wait {}", "oops {}", "hang on it's {}", "scratch that, {}", "my bad, {}", "no wait, {}",
        "i meant {}", "mistake, {}", "sorry, {}", "on second thought {}", "whoops, {} for me",
        "i forgot {}", "correction: {}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("letter", "sign"), [("A", "RF01"), ("B", "RF02"), ("D", "RF05")])
def test_a_letter_of_either_list_is_asked_about_by_itself(how, letter, sign):
    changes = hear(lettered(how.format(letter)), SECOND_OPEN, PROTOCOL)
    assert changes["danger_signs"] is None
    assert changes["unsure_counts"] == {sign: 1}
    assert sign not in changes["findings"]
    assert "red_flags" not in changes


@pytest.mark.parametrize("text", ["B", "B and D", "none", "only C", "B sometimes", "D? not sure"])
def test_a_letter_is_one_of_the_list_on_show(text):
    changes = hear(lettered(text), SECOND_OPEN, PROTOCOL)
    assert "danger_signs" not in changes


@pytest.mark.parametrize(
    "text",
    ["the first one", "B", "none, same as last list", "first and third", "none of them"],
)
def test_an_answer_to_the_second_list_is_one(text):
    slots = {**ANSWERED, "illness_signs": None}
    assert lists_regretted(heard(text, asked="illness_signs"), slots, PROTOCOL) == []


def test_nothing_is_asked_again_in_an_emergency():
    slots = {**ADVISED, "disposition": "emergency"}
    assert lists_regretted(heard("i lied on the list", form=None), slots, PROTOCOL) == []


def test_a_correction_without_a_word_of_what_is_no_wish_for_the_same_advice():
    said = heard("that needs changing", intent="correct_fact", form=None)
    assert lists_regretted(said, ADVISED, PROTOCOL) == BOTH
    news = hear(heard("the leg one", intent="inform_leg_pain", form=None), ADVISED, PROTOCOL)
    assert news == {"facts_confirmed": None}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("age", "age"),
        ("my age is wrong", "age"),
        ("the length", "pain_duration"),
        ("my legs", "leg_pain"),
        ("the score", "pain_severity"),
    ],
)
def test_a_fact_that_is_named_at_the_read_back_is_asked_again(text, fact):
    slots = {**ANSWERED, fact: 4}
    said = heard(text, asked="facts_confirmed")
    assert fact_named(said) == [fact]
    assert hear(said, slots, PROTOCOL)[fact] is None


@pytest.mark.parametrize(
    "text",
    [
        "my {}",
        "only if my {} is gone",
        "unless this {} gets worse",
        "if the {} stays away",
        "do i need to worry i have {}",
    ],
)
@pytest.mark.parametrize("form", [None, "booking_form", "triage_form"])
def test_a_what_if_about_a_sign_that_seems_there_is_asked_about(text, form):
    tracker = _tracker(text.format("fever"), "hypothetical", form)
    changes = hear(Heard.from_tracker(tracker), ADVISED, PROTOCOL)
    assert changes["illness_signs"] is None
    assert "danger_signs" not in changes
    assert "RF11" not in changes["findings"]


@pytest.mark.parametrize("text", ["wrong", "I want to change something", "there is a mistake"])
def test_at_the_read_back_it_is_asked_what_to_change(text):
    changes = hear(heard(text, asked="facts_confirmed"), ANSWERED, PROTOCOL)
    assert changes["facts_confirmed"] is False


@pytest.mark.parametrize("text", ["once my fever is gone", "if i dont have this fever"])
def test_a_hope_denies_nothing(text):
    tracker = _tracker(text, "absent", "booking_form")
    assert hear(Heard.from_tracker(tracker), ADVISED, PROTOCOL)["illness_signs"] is None


def test_a_plain_what_if_is_none():
    tracker = _tracker("in case i get a fever", "hypothetical", "booking_form")
    assert "illness_signs" not in hear(Heard.from_tracker(tracker), ADVISED, PROTOCOL)


def _tracker(text, assertion, form):
    start = text.index("fever")
    sign = Entity("finding", "fever", start, start + 5, "", details={"assertion": assertion})
    entity = suite.remark_words().beside.told(sign, text).as_json()
    message = {"text": text, "intent": {"name": None}, "entities": [entity]}
    loop = {"name": form} if form else {}
    return Tracker("a", dict(ADVISED), message, [], False, None, loop, None)
