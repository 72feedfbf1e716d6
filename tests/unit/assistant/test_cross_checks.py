"""What `data validate` finds in an assistant that starts."""

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
            ["domain.yml:16: no mapping can fill size while pizza_form asks"],
        ),
        (
            "domain.yml",
            "from_entity\n      entity: size",
            "custom",
            ["domain.yml:14: no mapping can fill size while pizza_form asks"],
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
