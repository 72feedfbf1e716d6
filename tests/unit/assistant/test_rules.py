"""Rules and test stories as steps."""

from __future__ import annotations

import pytest

from bot.assistant.nlu_markup import AnnotatedEntity
from bot.assistant.problems import AssistantError
from bot.assistant.rule_reader import read_rules
from bot.assistant.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, Rule, SlotStep
from bot.assistant.test_stories import UserStep, load_test_stories
from tests.unit.assistant.reading import read

STORY = """\
version: "3.1"
stories:
- story: an order
  steps:
  - user: |
      a [large](size) pizza
    intent: order
  - action: pizza_form
  - active_loop: pizza_form
  - slot_was_set:
    - size: large
  - user: "/thank"
  - action: utter_thanks
"""


def test_everything_that_a_rule_may_have():
    rules, problems = read(
        read_rules,
        """
        - rule: all of it
          conversation_start: true
          wait_for_user_input: false
          condition:
          - active_loop: null
          - slot_was_set:
            - paid
            - size: large
            - address: null
            - tags: [a, b]
          steps:
          - intent: order
            entities:
            - size
            - number: 2
          - action: pizza_form
          - active_loop: pizza_form
          - slot_was_set:
            - size: small
        """,
    )
    assert problems == []
    conditions = (
        LoopStep(None),
        SlotStep((("paid", ANY_VALUE), ("size", "large"), ("address", None), ("tags", ["a", "b"]))),
    )
    steps = (
        IntentStep(("order",), (("size", None), ("number", 2))),
        ActionStep("pizza_form"),
        LoopStep("pizza_form"),
        SlotStep((("size", "small"),)),
    )
    assert rules == (
        Rule("all of it", "f.yml", 2, conditions, steps, True, wait_for_user_input=False),
    )
    assert [step.line for step in (*conditions, *rules[0].steps)] == [0, 0, 13, 17, 18, 19]


def test_a_rule_waits_unless_it_says_otherwise():
    rules, _ = read(read_rules, "- rule: a\n  steps:\n  - action: b\n")
    assert (rules[0].wait_for_user_input, rules[0].conversation_start) == (True, False)


def test_alternative_intents_are_one_step():
    rules, problems = read(
        read_rules,
        """
        - rule: small talk
          steps:
          - or:
            - intent: greet
            - intent: thank
          - action: utter_hello
        """,
    )
    assert problems == []
    assert [rule.steps[0] for rule in rules] == [IntentStep(("greet", "thank"))]


def test_other_alternatives_are_a_rule_each():
    rules, problems = read(
        read_rules,
        """
        - rule: order
          steps:
          - or:
            - intent: order
              entities: [size]
            - intent: affirm
          - action: check
          - or:
            - slot_was_set: [size]
            - slot_was_set: [{paid: true}]
          - action: utter_thanks
        """,
    )
    assert problems == []
    assert [(rule.name, rule.line) for rule in rules] == [("order", 2)] * 4
    assert [(rule.steps[0].intents[0], rule.steps[2].values) for rule in rules] == [
        ("order", (("size", ANY_VALUE),)),
        ("order", (("paid", True),)),
        ("affirm", (("size", ANY_VALUE),)),
        ("affirm", (("paid", True),)),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- rul: a\n  steps:\n  - action: b", "1: unknown key 'rul'. Did you mean rule?"),
        ("- story: a\n  steps: []", "1: key 'story' is not supported: this is a rule"),
        ("- rule: a", "1: key 'steps' is missing"),
        ("- rule: a\n  steps: []", "1: a rule needs an action"),
        ("- rule: a\n  steps:\n  - intent: b", "1: a rule needs an action"),
        ("- rule: a\n  steps:\n  - acton: b", "3: there is no step 'acton'. Did you mean action?"),
        ("- rule: a\n  steps:\n  - action: b\n    intent: c", "3: action and intent are two steps"),
        ("- rule: a\n  steps:\n  - action:", "3: expected text, found nothing"),
        ("- rule: a\n  steps:\n  - checkpoint: b", "3: step 'checkpoint' is not supported here"),
        ("- rule: a\n  steps:\n  - user: hi", "3: step 'user' is not supported here: rules go by"),
        ("- rule: a\n  steps:\n  - user: hi\n    intent: b", "3: key 'user' is not supported"),
        ("- rule: a\n  steps:\n  - intent: faq/b", "3: retrieval intents are not supported"),
        (
            "- rule: a\n  conditions: []\n  steps: []",
            "2: unknown key 'conditions'. Did you mean co",
        ),
        (
            "- rule: a\n  condition:\n  - intent: b\n  steps:\n  - action: c",
            "3: step 'intent' is not supported here: a condition is an `active_loop`",
        ),
        (
            "- rule: a\n  steps:\n  - slot_was_set: [b]\n  - intent: c\n  - action: d",
            "1: a rule begins with an intent or an action; what has to hold before it is a `cond",
        ),
        (
            "- rule: a\n  steps:\n  - or: [{intent: b}, {slot_was_set: [c]}]\n  - action: d",
            "1: a rule begins with an intent or an action",
        ),
        (
            "- rule: a\n  steps:\n  - intent: b\n  - action: c\n  - intent: d\n  - action: e",
            "1: only the first step of a rule may be an intent",
        ),
        (
            "- rule: a\n  steps:\n  - action: b\n  - slot_was_set: {c: 1}",
            "4: expected a list: write a dash before each slot",
        ),
        ("- rule: a\n  steps:\n  - action: b\n  - slot_was_set: []", "4: no slot is named"),
        ("- rule: a\n  steps:\n  - or: []\n  - action: b", "3: `or` has no alternative"),
        (
            "- rule: a\n  steps:\n  - or:\n    - action: c\n  - action: b",
            "4: there is no step 'act",
        ),
        (
            "- rule: a\n  steps:\n  - intent: b\n    entities: [{c: 1, role: d}]\n  - action: e",
            "4: 'role' is not supported in a rule",
        ),
        (
            "- rule: a\n  wait_for_user_input: no\n  steps:\n  - action: b",
            "2: expected true or false, found 'no'",
        ),
    ],
)
def test_what_a_rule_cannot_be_is_refused(text, problem):
    _, problems = read(read_rules, text)
    assert any(one.startswith(problem) for one in problems), problems


def test_a_test_story(tmp_path):
    path = tmp_path / "test_order.yml"
    path.write_text(STORY)
    (story,) = load_test_stories(path)
    assert (story.name, story.file, story.line) == ("an order", str(path), 3)
    entity = AnnotatedEntity("size", "large", 2, 7)
    assert story.steps == (
        UserStep("a large pizza", "order", (entity,), 5),
        ActionStep("pizza_form"),
        LoopStep("pizza_form"),
        SlotStep((("size", "large"),)),
        UserStep("/thank", None, (), 12),
        ActionStep("utter_thanks"),
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("stories:", "storys:", "2: unknown key 'storys'. Did you mean stories?"),
        ("story: an", "rule: an", "3: unknown key 'rule'"),
        ("intent: order", "intnet: order", "7: unknown key 'intnet'. Did you mean intent?"),
        ("intent: order", "entities: [size]", "7: key 'entities' is not supported: mark them in"),
        ("[large](size)", "[large]{size}", "5: this entity is no JSON"),
        ("  - action: pizza_form\n", "  - checkpoint: a\n", "8: step 'checkpoint' is not supp"),
        ("  - action: pizza_form\n", "  - intent: order\n", "8: step 'intent' is not supported"),
        ("- size: large", "size: large", "10: expected a list"),
        ('user: "/thank"', "user: 12", "12: expected text, found 12; put it in quotes"),
    ],
)
def test_what_a_test_story_cannot_be_is_refused(tmp_path, old, new, problem):
    path = tmp_path / "test_order.yml"
    assert STORY.count(old) == 1
    path.write_text(STORY.replace(old, new))
    with pytest.raises(AssistantError) as caught:
        load_test_stories(path)
    assert any(str(one).startswith(f"{path}:{problem}") for one in caught.value.problems), str(
        caught.value
    )


def test_two_stories_of_one_name_and_a_story_that_begins_with_an_action_are_refused(tmp_path):
    path = tmp_path / "test_order.yml"
    story = "- story: a\n  steps:\n  - action: b\n"
    path.write_text(f"stories:\n{story}{story}")
    with pytest.raises(AssistantError) as caught:
        load_test_stories(path)
    assert [problem.line for problem in caught.value.problems] == [4, 5, 7]


def test_an_empty_message_can_be_a_test(tmp_path):
    path = tmp_path / "test_empty.yml"
    path.write_text('stories:\n- story: a\n  steps:\n  - user: "  "\n  - action: b\n')
    assert load_test_stories(path)[0].steps[0].text == ""
