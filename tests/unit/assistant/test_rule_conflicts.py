"""Two rules that could both apply and go on differently are named; all others are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.rule_conflicts import rule_conflicts
from bot.assistant.rule_reader import read_rules
from bot.assistant.rules import ActionStep, IntentStep, LoopStep, Rule, SlotStep
from tests.unit.assistant.reading import read


def conflicts(text):
    rules, problems = read(read_rules, text)
    assert problems == []
    return [str(one) for one in rule_conflicts(rules)]


def two_rules(first, second):
    return conflicts(f"- rule: one\n{first}\n- rule: two\n{second}\n")


GREET = "  steps: [{intent: greet}, {action: a}]"
AND = "  condition: [%s]\n"
IN_FORM = AND % "{active_loop: f}"
OUT = AND % "{active_loop: null}"
FORM_CLOSES = "  steps: [{action: f}, {active_loop: null}, {action: %s}]"


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (GREET, "  steps: [{intent: greet}, {action: b}]", "the same intent"),
        (GREET, "  steps: [{or: [{intent: x}, {intent: greet}]}, {action: b}]", "one of several"),
        (GREET, IN_FORM + "  steps: [{intent: greet}, {action: b}]", "one holds everywhere"),
        (GREET, "  conversation_start: true\n  steps: [{intent: greet}, {action: b}]", "at start"),
        (GREET, "  steps: [{intent: greet, entities: [e]}, {action: b}]", "with an entity"),
        (GREET, "  steps: [{intent: greet}, {action: a}, {action: b}]", "one stops, one goes on"),
        (
            AND % "{slot_was_set: [s]}" + GREET,
            AND % "{slot_was_set: [{s: 1}]}" + "  steps: [{intent: greet}, {action: b}]",
            "a value is some value",
        ),
        (
            AND % "{slot_was_set: [{s: 1}]}" + GREET,
            AND % "{slot_was_set: [{t: 1}]}" + "  steps: [{intent: greet}, {action: b}]",
            "different slots can both be set",
        ),
        (
            "  steps: [{intent: greet}, {action: a}, {action: b}]",
            "  steps: [{intent: greet}, {action: a}, {action: c}]",
            "they part after the first action",
        ),
        (IN_FORM + FORM_CLOSES % "a", IN_FORM + FORM_CLOSES % "b", "the same form closes"),
        (IN_FORM + FORM_CLOSES % "a", FORM_CLOSES % "b", "a form that runs is open"),
        (
            "  steps: [{intent: greet}, {action: f}, {action: a}]",
            IN_FORM + FORM_CLOSES % "b",
            "nothing tells whether the form closed",
        ),
        (
            "  steps: [{intent: greet}, {action: a}, {action: b}]",
            "  steps: [{action: a}, {action: c}]",
            "one begins in the middle of the other",
        ),
        (
            "  steps: [{action: a}, {action: c}]",
            "  steps: [{intent: greet}, {action: a}, {action: b}]",
            "the same, in the other order",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "{" not in value else "",
)
def test_rules_that_could_both_apply_are_named_with_their_lines(first, second, why):
    (problem,) = two_rules(first, second)
    line = 2 + first.count("\n") + 1
    assert problem.startswith(f"f.yml:{line}: the rules 'one' (f.yml:1) and 'two' could both apply")


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (GREET, "  steps: [{intent: thank}, {action: b}]", "different intents"),
        (GREET, IN_FORM + GREET, "they go on alike"),
        (OUT + GREET, IN_FORM + "  steps: [{intent: greet}, {action: b}]", "form open or not"),
        (
            AND % "{slot_was_set: [{s: 1}]}" + GREET,
            AND % "{slot_was_set: [{s: 2}]}" + "  steps: [{intent: greet}, {action: b}]",
            "different values of a slot",
        ),
        (
            AND % "{slot_was_set: [s]}" + GREET,
            AND % "{slot_was_set: [{s: null}]}" + "  steps: [{intent: greet}, {action: b}]",
            "set or not",
        ),
        (
            "  steps: [{intent: greet, entities: [{e: 1}]}, {action: a}]",
            "  steps: [{intent: greet, entities: [{e: 2}]}, {action: b}]",
            "different values of an entity",
        ),
        (
            "  steps: [{intent: greet}, {action: a}, {slot_was_set: [{s: 1}]}, {action: b}]",
            "  steps: [{intent: greet}, {action: a}, {slot_was_set: [{s: 2}]}, {action: c}]",
            "the action's outcome tells",
        ),
        (
            "  steps: [{intent: greet}, {action: f}, {active_loop: f}]",
            IN_FORM + FORM_CLOSES % "a",
            "opening a form, and following up its closing",
        ),
        (
            GREET,
            "  wait_for_user_input: false\n  steps: [{intent: greet}, {action: a}]",
            "one lets go after the same action",
        ),
        (
            OUT + "  steps: [{intent: greet}, {action: a}, {action: b}]",
            IN_FORM + "  steps: [{action: a}, {action: c}]",
            "the middle of the one is outside of the form",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "{" not in value else "",
)
def test_rules_that_are_told_apart_are_left_alone(first, second, why):
    assert two_rules(first, second) == []


def test_alternatives_of_one_rule_do_not_conflict():
    assert (
        conflicts(
            """
            - rule: one
              steps:
              - or:
                - slot_was_set: [s]
                - intent: greet
              - action: a
            """.replace("- slot_was_set: [s]", "- {intent: thank, entities: [e]}")
        )
        == []
    )


@pytest.mark.parametrize(
    "conditions",
    [
        "{active_loop: f}, {active_loop: null}",
        "{slot_was_set: [s]}, {slot_was_set: [{s: null}]}",
        "{slot_was_set: [{s: 1}]}, {slot_was_set: [{s: 2}]}",
    ],
)
def test_a_rule_that_can_never_apply_is_named(conditions):
    (problem,) = conflicts(f"- rule: one\n  condition: [{conditions}]\n{GREET}\n")
    assert problem.startswith("f.yml:1: the rule 'one' can never apply")


steps = st.sampled_from(
    [ActionStep("a"), ActionStep("b"), LoopStep(None), LoopStep("f"), SlotStep((("s", 1),))]
)
starts = st.sampled_from([IntentStep(("greet",)), IntentStep(("greet", "thank")), ActionStep("a")])
conditions = st.lists(
    st.sampled_from(
        [LoopStep(None), LoopStep("f"), SlotStep((("s", 1),)), SlotStep((("s", None),))]
    ),
    max_size=2,
)


@st.composite
def written_rules(draw):
    return [
        Rule(
            name=f"rule {number}",
            file="f.yml",
            line=number,
            conditions=tuple(draw(conditions)),
            steps=(draw(starts), *draw(st.lists(steps, max_size=3))),
            wait_for_user_input=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]


@given(written_rules(), st.randoms())
def test_the_order_of_rules_changes_nothing(rules, chance):
    shuffled = list(rules)
    chance.shuffle(shuffled)
    assert rule_conflicts(shuffled) == rule_conflicts(rules)


@given(written_rules())
def test_a_copy_of_a_rule_never_conflicts_with_it(rules):
    only = rules[0]
    copy = Rule("copy", "g.yml", 1, only.conditions, only.steps, wait_for_user_input=True)
    waiting = Rule("own", "f.yml", 1, only.conditions, only.steps, wait_for_user_input=True)
    found = [one for one in rule_conflicts([waiting, copy]) if "never" not in one.message]
    begins_again = sum(step == only.steps[0] for step in only.steps) > 1
    assert found == [] or begins_again
