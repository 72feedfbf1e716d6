"""Whoever answers a list letter by letter is never taken for saying the opposite."""

from __future__ import annotations

from itertools import product

import pytest

from actions.message import Heard
from actions.screens import answers_to
from tests.language.suite import NOW, entities, findings, interpreter, red_flag_cases

ITEMS = ("RF01", "RF02", "RF03", "RF04", "RF05")
SAID = {True: "present", False: "absent"}
# How one letter is stated and denied, and what stands between two of them.
SURE = [
    ("{} yes", "{} no"),
    ("{}: yes", "{}: no"),
    ("{} is a yes", "{} is a no"),
    ("yes {}", "no {}"),
    ("yes to {}", "no to {}"),
]
UNSURE = [
    ("{}", "no {}"),
    ("{}", "{} no"),
    ("I have {}", "not {}"),
    ("{}", "not {}"),
    ("{} sometimes", "{} no"),
    ("{} is me", "{} isn't"),
    ("{} for sure", "{} nope"),
    ("{}?", "{}? no"),
    ("maybe {}", "don't have {}"),
]
JOINTS = [", ", " ", ". ", " and ", ", but ", "; ", "\n"]
# How a list is answered by what fits and a no to all that is left.
REST_DENIED = [
    ", otherwise none", " otherwise no", ", rest no", ", the rest none", ". Everything else no",
    ", other than that none", " and none of the others", ", nothing else", ". No to the rest",
    ", the others are all no",
]  # fmt: skip
SHORT = 7  # words
STILL_HEARD = 0.97
TRUTHS = list(product((True, False), repeat=3))


def answers(text: str) -> dict[str, str]:
    parsed = interpreter().parse(text, now=NOW)
    found = tuple(e.as_json() for e in parsed.entities)
    asked, remarks = "danger_signs", parsed.remarks
    heard = Heard(text, None, 0.0, found, asked, "f", frozenset(), remarks=remarks)
    return answers_to(ITEMS, heard)


def opposites(text: str, truth: tuple[bool, ...]) -> list[tuple[str, str]]:
    got = answers(text)
    return [
        (text, item)
        for item, is_so in zip(ITEMS, truth, strict=False)
        if got.get(item) == SAID[not is_so]
    ]


def written(forms: tuple[str, str], joint: str, truth: tuple[bool, ...]) -> str:
    yes, no = forms
    parts = [(yes if is_so else no).format(one) for one, is_so in zip("ABC", truth, strict=True)]
    return joint.join(parts)


@pytest.mark.parametrize("forms", SURE + UNSURE)
def test_no_letter_is_turned_into_its_opposite(forms):
    turned = []
    for joint, truth in product(JOINTS, TRUTHS):
        if all(truth):
            continue  # nothing is denied
        turned += opposites(written(forms, joint, truth), truth)
    assert not turned


@pytest.mark.parametrize("forms", SURE)
def test_a_yes_or_no_for_each_letter_is_heard(forms):
    for truth in TRUTHS:
        if all(truth):
            continue
        text = written(forms, ", ", truth)
        wanted = {i: SAID[is_so] for i, is_so in zip(ITEMS, truth, strict=False)}
        assert answers(text) == wanted, text


@pytest.mark.parametrize(
    "text",
    ["I'd rather not say", "I'd say no", "I'd", "I’d", "he'd", "they'd", "HE'D", "we`d", "IT'S"],
)
def test_a_contraction_is_no_letter(text):
    assert not {"present", "unsure"} & set(answers(text).values())


@pytest.mark.parametrize("well", ["good", "ok", "okay", "well", "fine", "clear"])
@pytest.mark.parametrize("before", ["", "yes ", "ok, ", "um ", "everything is ", "it's "])
@pytest.mark.parametrize("behind", ["", " here", " thanks", "!", ", thank you", " for me"])
def test_all_well_is_never_every_sign(well, before, behind):
    start = before if "everything" in before else f"{before}all "
    assert "present" not in answers(f"{start}{well}{behind}").values()


@pytest.mark.parametrize("mark", ["-", " - ", " to ", "–", " through "])
@pytest.mark.parametrize("last", ["C", "c"])
def test_no_letter_within_a_run_is_taken_for_absent(mark, last):
    said = answers(f"A{mark}{last}")
    assert {said.get(item) for item in ITEMS[:3]} == {"present"}


@pytest.mark.parametrize("rest", REST_DENIED)
def test_a_no_to_the_rest_denies_the_rest_alone(rest):
    assert answers(f"B{rest}") == {item: SAID[item == "RF02"] for item in ITEMS}


def ways_meant(sign, text):
    """Return how a sign is meant; what is contested is asked about, whatever it is named."""
    return {
        "contested" if one.details.get("contested") else one.details["assertion"]
        for one in entities(text)
        if (one.entity, one.value) == ("finding", sign)
    }


@pytest.mark.parametrize("rest", REST_DENIED)
def test_a_no_to_the_rest_denies_no_sign_that_was_told(rest):
    short = [(sign, text) for sign, text in red_flag_cases() if len(text.split()) < SHORT]
    told = [one for one in short if findings(one[1]).get(one[0]) == {"present"}]
    meant = [ways_meant(sign, text.rstrip(".!") + rest) for sign, text in told]
    assert not [one for one, how in zip(told, meant, strict=True) if "absent" in how]
    # Heard, or asked about.
    assert sum(bool(how) for how in meant) >= STILL_HEARD * len(told)


@pytest.mark.parametrize("yes_no", [("yes", "no"), ("y", "n"), ("yep", "nope")])
@pytest.mark.parametrize("joint", [" ", ", ", " / ", "\n"])
def test_a_row_of_yes_and_no_answers_item_by_item(yes_no, joint):
    for truth in product((True, False), repeat=len(ITEMS)):
        text = joint.join(yes_no[not is_so] for is_so in truth)
        wanted = {item: SAID[is_so] for item, is_so in zip(ITEMS, truth, strict=True)}
        if len(set(truth)) > 1:
            assert answers(text) == wanted, text
            assert answers(f"{text}{joint}{yes_no[1]}") == {}, "one answer too many"


@pytest.mark.parametrize(
    "no",
    [
        "no to all of it",
        "no for all of these",
        "no to each of them",
        "all of these no",
        "all no",
        "no to everything",
        "none of it",
    ],
)
def test_a_no_to_all_is_no_yes_to_all(no):
    assert set(answers(no).values()) == {"absent"}
    assert "present" not in answers(f"{no}, thanks").values()


def test_a_number_that_is_denied_is_not_stated():
    assert "present" not in answers("2 no").values()
    assert answers("1 no 2 yes 3 no 4 no 5 no") == {item: SAID[item == "RF02"] for item in ITEMS}
    assert answers("BDE") == {item: SAID[item in {"RF02", "RF04", "RF05"}] for item in ITEMS}


@pytest.mark.parametrize("text", ["BDE", "BD", "abc", "CE"])
def test_a_run_of_letters_names_each_of_them(text):
    named = {ITEMS["ABCDE".index(letter)] for letter in text.upper()}
    assert answers(text) == {item: SAID[item in named] for item in ITEMS}


@pytest.mark.parametrize("text", ["HI", "be", "AH", "eh", "HEB", "ace", "ad", "age", "BJ"])
def test_a_word_is_no_run_of_letters(text):
    assert answers(text) == {}
