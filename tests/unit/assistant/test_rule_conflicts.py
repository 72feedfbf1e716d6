"""Two rules that could both apply and go on differently are named; all others are left alone."""

from __future__ import annotations

import pytest

from bot.assistant.rule_conflicts import rule_conflicts
from bot.assistant.rule_reader import read_rules
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
        (
            OUT + "  steps: [{intent: greet}, {action: a}, {action: b}, {action: c}]",
            IN_FORM + "  steps: [{action: b}, {action: d}]",
            "the first action may have opened the form",
        ),
        (
            OUT + "  steps: [{intent: greet}, {action: f}, {active_loop: null}, {action: a}]",
            IN_FORM + FORM_CLOSES % "b",
            "a form that opens and closes in one turn is open while it runs",
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
        (
            OUT + "  steps: [{intent: greet}, {action: utter_a}, {action: b}, {action: c}]",
            IN_FORM + "  steps: [{action: b}, {action: d}]",
            "a response opens no form",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "{" not in value else "",
)
def test_rules_that_are_told_apart_are_left_alone(first, second, why):
    assert two_rules(first, second) == []


def test_alternatives_of_one_rule_do_not_conflict():
    alternatives = "{or: [{intent: greet, entities: [e]}, {intent: greet}]}"
    later = "{or: [{slot_was_set: [s]}, {slot_was_set: [t]}]}"
    assert conflicts(f"- rule: one\n  steps: [{alternatives}, {{action: a}}, {later}]\n") == []


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
