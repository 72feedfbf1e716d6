"""domain.yml: what the format offers is read right; every other key is refused at its line."""

from __future__ import annotations

import pytest

from bot.assistant.domain import EntitySpec, IntentSpec, SessionConfig, read_domain
from bot.assistant.slots import MappingCondition, SlotMapping, read_slot
from tests.unit.assistant.reading import DOMAIN, read


def read_one_slot(text):
    return read(lambda node: read_slot("s", node), text)


def test_intents_and_entities():
    domain, problems = read(
        read_domain,
        """
        intents:
        - plain
        - none_used:
            use_entities: []
        - none_used_either: {use_entities: false}
        - all_but: {use_entities: true, ignore_entities: [city]}
        - only: {use_entities: [city]}
        entities:
        - name
        - city:
            roles: [from, to]
            groups: ["1", "2"]
        """,
    )
    assert problems == []
    assert domain.intents == {
        "plain": IntentSpec("plain"),
        "none_used": IntentSpec("none_used", frozenset()),
        "none_used_either": IntentSpec("none_used_either", frozenset()),
        "all_but": IntentSpec("all_but", None, frozenset({"city"})),
        "only": IntentSpec("only", frozenset({"city"})),
    }
    assert domain.entities == {
        "name": EntitySpec("name"),
        "city": EntitySpec("city", ("from", "to"), ("1", "2")),
    }


def test_forms_actions_and_session():
    domain, problems = read(
        read_domain,
        """
        version: "3.1"
        forms:
          one: {required_slots: []}
          two:
            ignored_intents: chat
            required_slots: [a, b]
          three: {required_slots: [a], ignored_intents: [chat, stop]}
        actions: [action_one, utter_two]
        e2e_actions: []
        session_config:
          session_expiration_time: 0
          carry_over_slots_to_new_session: false
        """,
    )
    assert problems == []
    assert [form.required_slots for form in domain.forms.values()] == [(), ("a", "b"), ("a",)]
    ignored = [form.ignored_intents for form in domain.forms.values()]
    assert ignored == [(), ("chat",), ("chat", "stop")]
    assert domain.actions == ("action_one", "utter_two")
    assert domain.session == SessionConfig(0, carry_over_slots=False)


def test_the_session_has_rasas_defaults():
    domain, _ = read(read_domain, "intents: []")
    assert domain.session == SessionConfig(60, carry_over_slots=True)


def test_actions_get_the_file_as_it_stands():
    domain, _ = read(read_domain, DOMAIN)
    assert domain.as_json["version"] == "3.1"
    assert domain.as_json["slots"]["size"] == {
        "type": "categorical",
        "values": ["small", "large"],
        "mappings": [{"type": "from_entity", "entity": "size"}],
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("intent: [a]", "1: unknown key 'intent'. Did you mean intents?"),
        ("templates: {}", "1: key 'templates' is not supported: since Rasa 2"),
        ("version: 3.1", '1: put the version in quotes: version: "3.1"'),
        ("version: '2.0'", "1: version '2.0' cannot be read here"),
        ("intents: [a, b, a]", "1: a is declared twice in intents"),
        ("actions:\n- action_a\n- action_a", "3: action_a is declared twice in actions"),
        ("intents:\n- faq/ask", "2: retrieval intents are not supported: faq/ask"),
        ("intents:\n- a:\n    use_entites: []", "3: unknown key 'use_entites'. Did you mean use_e"),
        ("intents:\n- a: {is_retrieval_intent: true}", "2: key 'is_retrieval_intent' is not supp"),
        ("intents:\n- a: {}\n  b: {}", "2: expected the name of one intent"),
        ("entities:\n- a:\n    rolls: [x]", "3: unknown key 'rolls'. Did you mean roles?"),
        ("entities:\n- a: {influence_conversation: false}", "2: key 'influence_conversation' is"),
        ("forms:\n  f:\n    slots: [a]", "2: key 'required_slots' is missing"),
        ("forms:\n  f:\n    required_slots: {a: []}", "3: expected a list of slots; since Rasa 3"),
        ("forms:\n  f:", "2: expected keys and values, found nothing"),
        ("actions:\n- action_a: {send_domain: true}", "2: an action is a name alone"),
        ("e2e_actions: [hi]", "1: end-to-end actions are not supported"),
        ("session_config: {expiration: 3}", "1: unknown key 'expiration'"),
        ("session_config: {session_expiration_time: -1}", "1: expected minutes from 0 up"),
        ("session_config: {carry_over_slots_to_new_session: no}", "1: expected true or false"),
    ],
)
def test_what_the_domain_cannot_hold_is_refused(text, problem):
    _, problems = read(read_domain, text)
    assert any(one.startswith(problem) for one in problems), problems


def test_every_kind_of_mapping():
    slot, problems = read_one_slot(
        """
        type: text
        influence_conversation: false
        initial_value: x
        mappings:
        - {type: from_entity, entity: e, role: r, group: g, intent: i, not_intent: [j, k]}
        - type: from_text
          conditions:
          - active_loop: f
            requested_slot: s
          - active_loop: null
        - {type: from_intent, value: v, intent: [i, j]}
        - {type: from_trigger_intent, value: v, intent: i}
        - {type: custom, action: action_a}
        - type: custom
        """
    )
    assert problems == []
    assert (slot.initial_value, slot.influence_conversation) == ("x", False)
    assert slot.mappings == (
        SlotMapping("from_entity", "e", "r", "g", intents=("i",), not_intents=("j", "k")),
        SlotMapping(
            "from_text", conditions=(MappingCondition("f", "s"), MappingCondition(None, None))
        ),
        SlotMapping("from_intent", value="v", intents=("i", "j")),
        SlotMapping("from_trigger_intent", value="v", intents=("i",)),
        SlotMapping("custom", action="action_a"),
        SlotMapping("custom"),
    )
    assert [mapping.line for mapping in slot.mappings] == [6, 7, 12, 13, 14, 15]


@pytest.mark.parametrize(
    ("text", "influences"),
    [
        ("type: text", True),
        ("type: bool", True),
        ("type: list", True),
        ("type: any", False),
        ("{type: float, min_value: 0, max_value: 10, initial_value: 5}", True),
        ("{type: categorical, values: [a, none], initial_value: none}", True),
    ],
)
def test_every_type_of_slot(text, influences):
    body = text[1:-1] if text.startswith("{") else text
    slot, problems = read_one_slot("{" + body + ", mappings: []}")
    assert problems == []
    assert slot.influence_conversation is influences


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("type: text", "1: key 'mappings' is missing"),
        ("type: txt\nmappings: []", "1: there is no slot type 'txt'. Did you mean text?"),
        ("type: my.module.Slot\nmappings: []", "1: slot type 'my.module.Slot' is a class path"),
        ("type: text\nauto_fill: true\nmappings: []", "2: key 'auto_fill' is not supported"),
        ("type: text\nmapings: []\nmappings: []", "2: unknown key 'mapings'. Did you mean mapp"),
        ("type: text\nvalues: [a]\nmappings: []", "2: only slots of type categorical have"),
        ("type: text\nmin_value: 1\nmappings: []", "2: only slots of type float have"),
        ("type: categorical\nmappings: []", "1: slot s is categorical and needs `values`"),
        ("type: any\ninfluence_conversation: true\nmappings: []", "2: a slot of type any cannot"),
        (
            "type: bool\ninitial_value: yes\nmappings: []",
            "2: slot s holds true or false, not 'yes'",
        ),
        ("type: float\nmin_value: 5\nmax_value: 1\nmappings: []", "2: min_value must be below"),
        (
            "{type: float, max_value: 10, initial_value: 11, mappings: []}",
            "1: slot s holds numbers up to 10, not 11",
        ),
        (
            "{type: categorical, values: [small], initial_value: smal, mappings: []}",
            "1: slot s has no value 'smal'. Did you mean small?",
        ),
        ("type: text\nmappings:\n- type: from_entitiy", "3: there is no slot mapping 'from_enti"),
        ("type: text\nmappings:\n- type: from_entity", "3: key 'entity' is missing"),
        ("type: text\nmappings:\n- type: from_intent", "3: key 'value' is missing"),
        ("type: text\nmappings:\n- intent: a", "3: key 'type' is missing"),
        ("type: text\nmappings:\n- type: from_text\n  entity: e", "4: unknown key 'entity'"),
        (
            "type: text\nmappings:\n- type: from_text\n  conditions:\n  - requested_slot: s",
            "5: key 'active_loop' is missing",
        ),
        (
            "type: text\nmappings:\n- type: from_text\n  conditions:\n  - active_lop: f",
            "5: unknown key 'active_lop'. Did you mean active_loop?",
        ),
    ],
)
def test_what_a_slot_cannot_be_is_refused(text, problem):
    _, problems = read_one_slot(text)
    assert any(one.startswith(problem) for one in problems), problems
