"""A name that is used and not declared stops the start, at the line that uses it."""

from __future__ import annotations

import pytest

BUTTONS = "  - text: Hello\n    buttons:\n    - {title: A, payload: '%s'}\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (
            "data/rules.yml",
            "intent: greet",
            "intent: great",
            "data/rules.yml:5: domain.yml has no intent 'great'. Did you mean greet?",
        ),
        (
            "data/rules.yml",
            "action: utter_thanks",
            "action: utter_thank",
            "data/rules.yml:18: domain.yml has no action 'utter_thank'. Did you mean utter_thanks?",
        ),
        (
            "data/rules.yml",
            "  - active_loop: pizza_form\n- rule",
            "  - active_loop: piza_form\n- rule",
            "data/rules.yml:11: domain.yml has no form 'piza_form'. Did you mean pizza_form?",
        ),
        (
            "data/rules.yml",
            "- active_loop: null",
            "- slot_was_set: [sise]",
            "data/rules.yml:17: domain.yml has no slot 'sise'. Did you mean size?",
        ),
        (
            "data/rules.yml",
            "- active_loop: null",
            "- slot_was_set: [{size: larg}]",
            "data/rules.yml:17: slot size has no value 'larg'. Did you mean large?",
        ),
        (
            "data/rules.yml",
            "intent: order",
            "intent: order\n    entities: [{size: larg}]",
            "data/rules.yml:9: slot size has no value 'larg'. Did you mean large?",
        ),
        (
            "data/nlu.yml",
            "intent: order",
            "intent: ordr",
            "data/nlu.yml:8: domain.yml has no intent 'ordr'. Did you mean order?",
        ),
        (
            "data/nlu.yml",
            "(size)",
            "(sise)",
            "data/nlu.yml:8: domain.yml has no entity 'sise'. Did you mean size?",
        ),
        (
            "data/nlu.yml",
            "(size)",
            "(size:larg)",
            "data/nlu.yml:8: slot size has no value 'larg'. Did you mean large?",
        ),
        (
            "data/nlu.yml",
            "(size)",
            '{"entity": "size", "role": "top"}',
            "data/nlu.yml:8: domain.yml has no role of entity size 'top'.",
        ),
        (
            "domain.yml",
            "entity: size",
            "entity: sise",
            "domain.yml:12: domain.yml has no entity 'sise'. Did you mean size?",
        ),
        (
            "domain.yml",
            "entity: size",
            "entity: size\n      not_intent: oder",
            "domain.yml:12: domain.yml has no intent 'oder'. Did you mean order?",
        ),
        (
            "domain.yml",
            "entity: size",
            "entity: size\n      role: top",
            "domain.yml:12: domain.yml has no role of entity size 'top'.",
        ),
        (
            "domain.yml",
            "entity: size",
            "entity: size\n      conditions: [{active_loop: piza_form, requested_slot: sise}]",
            "domain.yml:12: domain.yml has no form 'piza_form'. Did you mean pizza_form?",
        ),
        (
            "domain.yml",
            "from_entity\n      entity: size",
            "from_intent\n      intent: order\n      value: larg",
            "domain.yml:12: slot size has no value 'larg'. Did you mean large?",
        ),
        (
            "domain.yml",
            "from_entity\n      entity: size",
            "custom\n      action: action_siz",
            "domain.yml:12: domain.yml has no action 'action_siz'.",
        ),
        (
            "domain.yml",
            "required_slots: [size]",
            "required_slots: [sise]",
            "domain.yml:15: domain.yml has no slot 'sise'. Did you mean size?",
        ),
        (
            "domain.yml",
            "required_slots: [size]",
            "required_slots: [size]\n    ignored_intents: oder",
            "domain.yml:15: domain.yml has no intent 'oder'. Did you mean order?",
        ),
        (
            "domain.yml",
            "- greet\n",
            "- greet: {use_entities: [sise]}\n",
            "domain.yml:3: domain.yml has no entity 'sise'. Did you mean size?",
        ),
        (
            "domain.yml",
            "  - text: Hello\n",
            "  - text: Hello\n  - text: Big\n    condition: [{type: slot, name: sise, value: x}]\n",
            "domain.yml:20: domain.yml has no slot 'sise'. Did you mean size?",
        ),
        (
            "domain.yml",
            "  - text: Hello\n",
            BUTTONS % "/oder",
            "domain.yml:19: domain.yml has no intent 'oder'. Did you mean order?",
        ),
        (
            "domain.yml",
            "  - text: Hello\n",
            BUTTONS % '/order{"sise": "large"}',
            "domain.yml:19: domain.yml has no entity 'sise'. Did you mean size?",
        ),
        (
            "domain.yml",
            "  - text: Hello\n",
            BUTTONS % '/order{"size": "larg"}',
            "domain.yml:19: slot size has no value 'larg'. Did you mean large?",
        ),
        (
            "domain.yml",
            "  - text: Hello\n",
            BUTTONS % '/order{"size": large}',
            'domain.yml:19: the payload /order{"size": large} cannot be read: Expecting value',
        ),
        (
            "domain.yml",
            "  - text: Hello\n",
            BUTTONS % "/order now",
            "domain.yml:19: the payload /order now cannot be read: a payload is /intent",
        ),
        (
            "domain.yml",
            "forms:",
            "actions: [utter_thank]\nforms:",
            "domain.yml:14: domain.yml has no response 'utter_thank'. Did you mean utter_thanks?",
        ),
        (
            "config.yml",
            "RulePolicy",
            "InterruptPolicy\n  interrupts: [{slot: sise, action: utter_greet}]",
            "config.yml:6: domain.yml has no slot 'sise'. Did you mean size?",
        ),
        (
            "config.yml",
            "RulePolicy",
            "FallbackPolicy\n  outside_action: utter_gret\n  unclear_action: utter_default\n"
            "  silent_action: action_default_fallback\n  meanings: {greet: say hello}",
            "config.yml:6: domain.yml has no action 'utter_gret'. Did you mean utter_greet?",
        ),
    ],
)
def test_a_name_that_nothing_declares_stops_the_start(folder, file, old, new, problem):
    folder.change(file, old, new)
    assert any(one.startswith(problem) for one in folder.problems()), folder.problems()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("domain.yml", "  - text: Hello\n", BUTTONS % "a large one, please"),
        ("domain.yml", "  - text: Hello\n", BUTTONS % '/order{"size": ["small", "large"]}'),
        ("data/rules.yml", "utter_thanks", "action_restart"),
        ("data/rules.yml", "intent: greet", "intent: nlu_fallback"),
        ("data/rules.yml", "- active_loop: null", "- slot_was_set: [requested_slot]"),
        # Words that are no value of the slot: what they stand for is found by a component.
        ("data/nlu.yml", "[large](size)", "[great big](size)"),
    ],
)
def test_what_needs_no_declaration_or_is_one(folder, file, old, new):
    folder.change(file, old, new)
    assert folder.problems() == []
