"""Responses: every form that the format offers, and nothing dropped in silence."""

from __future__ import annotations

import pytest

from bot.assistant.placeholders import placeholders, stray_braces
from bot.assistant.responses import ResponseVariation, read_response
from tests.unit.assistant.reading import read


def read_one(text, name="utter_x"):
    return read(lambda node: read_response(name, node), text)


def test_everything_that_a_variation_may_have():
    variations, problems = read_one(
        """
        - text: Hello {name}
          id: one
          metadata: {tone: warm}
        - text: Which?
          buttons:
          - title: Large
            payload: '/order{"size": "large"}'
        - image: https://example.org/i.png
          attachment: {type: file}
          channel: sms
        - custom: {chart: [1, 2]}
          condition:
          - {type: slot, name: size, value: large}
          - {type: slot, name: paid, value: null}
        """
    )
    assert problems == []
    assert variations == (
        ResponseVariation(text="Hello {name}", id="one", metadata={"tone": "warm"}),
        ResponseVariation(text="Which?", buttons=(("Large", '/order{"size": "large"}'),)),
        ResponseVariation(
            image="https://example.org/i.png", attachment={"type": "file"}, channel="sms"
        ),
        ResponseVariation(custom={"chart": [1, 2]}, conditions=(("size", "large"), ("paid", None))),
    )
    assert [variation.line for variation in variations] == [2, 5, 9, 12]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- txt: a", "1: unknown key 'txt'. Did you mean text?"),
        ("[]", "1: response utter_x has no variation"),
        ("- channel: sms", "1: a variation needs one of text, buttons"),
        (
            "- text: a\n  quick_replies: []",
            "2: key 'quick_replies' is not supported: use `buttons`",
        ),
        ("- text: a\n  buttons:\n  - title: A", "3: key 'payload' is missing"),
        (
            "- text: a\n  buttons:\n  - {title: A, payload: /a, type: web_url}",
            "3: key 'type' is not supported",
        ),
        (
            "- text: a\n  condition:\n  - {type: slt, name: a, value: 1}",
            "3: a condition has the ty",
        ),
        ("- text: a\n  condition:\n  - {type: slot, name: a}", "3: key 'value' is missing"),
        ("- {text: a, id: x}\n- {text: b, id: x}", "1: two variations of utter_x have the id 'x'"),
        ("text: a", "1: expected a list, found keys and values"),
    ],
)
def test_what_a_response_cannot_be_is_refused(text, problem):
    _, problems = read_one(text)
    assert any(one.startswith(problem) for one in problems), problems


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("greet", "the name of a response begins with 'utter_': utter_greet"),
        ("utter_faq/hours", "response 'utter_faq/hours' belongs to a retrieval intent"),
    ],
)
def test_a_response_with_a_wrong_name_is_refused(name, problem):
    _, problems = read_one("- text: a", name)
    assert problem in problems[0]


@pytest.mark.parametrize(
    ("text", "names", "is_stray"),
    [
        ("{a} and {b_1}", ["a", "b_1"], False),
        ("a fact {of two words}", [], True),
        ("never closed {a", [], True),
        ("plain", [], False),
    ],
)
def test_placeholders(text, names, is_stray):
    variation = ResponseVariation(text=text, buttons=(("Yes", '/order{"size": "large"}'),))
    assert (list(placeholders(variation)), stray_braces(variation)) == (names, is_stray)
