"""Names used and not declared stop the start; the rest is for `data validate`."""

from __future__ import annotations

import pytest

from bot.assistant.cross_checks import cross_check

BUTTONS = "  - text: Hello\n    buttons:\n    - {title: A, payload: '%s'}\n"


def checked(folder, **given):
    return [str(problem) for problem in cross_check(folder.load(), **given)]


def test_a_sound_folder_has_nothing_to_mend(folder):
    assert checked(folder) == []


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


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (
            "domain.yml",
            "- order\n",
            "- order\n- thank\n",
            [
                "domain.yml:5: intent thank is declared and not used: no example or button",
                "domain.yml:5: intent thank is declared and not used: no rule or action",
            ],
        ),
        (
            "domain.yml",
            "- size\n",
            "- size\n- topping\n",
            [
                "domain.yml:7: entity topping is declared and not used: "
                "no example, button or component holds it"
            ],
        ),
        (
            "domain.yml",
            "forms:\n",
            "  extra: {type: text, mappings: []}\nforms:\n",
            [
                "domain.yml:14: slot extra is declared and not used: "
                "no form, rule or action looks at it"
            ],
        ),
        (
            "domain.yml",
            "forms:\n",
            "actions: [action_extra]\nforms:\n",
            [
                "domain.yml:14: action action_extra is declared and not used: "
                "no rule, form or slot mapping runs it"
            ],
        ),
        (
            "data/rules.yml",
            "utter_greet",
            "utter_thanks",
            [
                "domain.yml:19: response utter_greet is declared and not used: "
                "no rule, form or action says it"
            ],
        ),
        (
            "domain.yml",
            "  utter_ask_size:\n",
            "  utter_ask_sise:\n",
            [
                "domain.yml:15: pizza_form cannot ask for size: add utter_ask_size or "
                "action_ask_size",
                "domain.yml:21: response utter_ask_sise is declared and not used: "
                "no rule, form or action says it",
            ],
        ),
        (
            "domain.yml",
            "text: Hello",
            "text: Hello {sise}",
            ["domain.yml:19: domain.yml has no slot or fact for utter_greet 'sise'. Did you mean"],
        ),
        (
            "domain.yml",
            "text: Hello",
            "text: Hello {size",
            ["domain.yml:19: utter_greet has a brace that is part of no {placeholder}"],
        ),
        (
            "domain.yml",
            "text: Hello",
            "{text: Hello, channel: sms}",
            ["domain.yml:19: utter_greet is silent wherever no condition holds"],
        ),
        (
            "domain.yml",
            "  utter_safe_failure:\n  - text: Something failed\n",
            "",
            ["domain.yml:1: response utter_safe_failure is missing: the engine says it"],
        ),
        (
            "data/nlu.yml",
            "- a [large](size) pizza",
            "- a [large](size) pizza\n    - Hello",
            ["data/nlu.yml:9: 'Hello' is an example of greet too (data/nlu.yml:5)"],
        ),
        (
            "domain.yml",
            "entity: size",
            "entity: size\n      conditions: [{active_loop: null}]",
            ["domain.yml:15: no mapping can fill size while pizza_form asks"],
        ),
        (
            "domain.yml",
            "from_entity\n      entity: size",
            "custom",
            ["domain.yml:15: no mapping can fill size while pizza_form asks"],
        ),
        (
            "data/rules.yml",
            "  - active_loop: null\n",
            "",
            [
                # Without that step it is also said of the form that still asks.
                "data/rules.yml:12: the rules 'take an order' (data/rules.yml:7) and 'the order is",
                "domain.yml:15: nothing follows when pizza_form has all it asks for: write a rule",
            ],
        ),
    ],
)
def test_what_validation_finds(folder, file, old, new, problem):
    folder.change(file, old, new)
    found = checked(folder)
    for expected in problem:
        assert any(one.startswith(expected) for one in found), found
    assert len(found) == len(problem)


def test_names_that_code_uses_are_used(folder):
    folder.change("domain.yml", "- order\n", "- order\n- thank\n")
    folder.change("domain.yml", "- size\n", "- size\n- topping\n")
    folder.change("domain.yml", "text: Hello", "text: Hello {phone}")
    folder.change("domain.yml", "forms:\n", "actions: [action_extra]\nforms:\n")
    folder.change(
        "data/nlu.yml", "- hello", "- hello\n- intent: thank\n  examples: |\n    - thanks"
    )
    names = frozenset({"thank", "topping", "action_extra"})
    assert checked(folder, names_used_elsewhere=names, facts=frozenset({"phone"})) == []
    assert len(checked(folder)) == 4


@pytest.mark.parametrize(
    ("names", "is_used"),
    [
        ({"utter_why_"}, True),  # f"utter_why_{slot}"
        ({"utter_", "_size"}, True),  # f"utter_{kind}_size"
        ({"utter_"}, False),  # may be any response
        ({"_size"}, False),
        ({"utter_who_"}, False),
        ({"utter_", "_"}, False),
    ],
)
def test_names_that_code_puts_together_are_used(folder, names, is_used):
    folder.change(
        "domain.yml", "  utter_greet:\n", "  utter_why_size:\n  - text: So\n  utter_greet:\n"
    )
    assert (checked(folder, names_used_elsewhere=frozenset(names)) == []) is is_used


def test_an_intent_that_brings_entities_is_heard_through_them(folder):
    folder.change("domain.yml", "- order\n", "- order\n- resize\n")
    folder.change("domain.yml", "  - text: Hello\n", BUTTONS % '/resize{"size": "large"}')
    assert checked(folder) == []


def test_a_form_may_be_filled_by_its_own_validation(folder):
    folder.change("domain.yml", "from_entity\n      entity: size", "custom")
    folder.change("domain.yml", "forms:\n", "actions: [validate_pizza_form]\nforms:\n")
    assert checked(folder) == []
