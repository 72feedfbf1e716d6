"""Lookup tables, regexes and synonyms of data/nlu.yml, on a pizza assistant."""

from __future__ import annotations

import pytest
import spacy

from bot.assistant.training_data import TrainingData
from bot.conversation.turn import Entity
from bot.nlu.patterns import PatternComponent, make_patterns

DATA = TrainingData(
    examples=(),
    synonyms={"Veggie": "vegetarian"},
    lookups={"topping": ("ham", "hot ham", "olives"), "no_entity": ("basil",)},
    regexes={"order_number": (r"\d{4}",), "topping": (r"che+se",)},
)


@pytest.fixture
def component() -> PatternComponent:
    made = make_patterns(spacy.blank("en"), "patterns")
    made.learn(DATA, ["topping", "order_number"])
    return made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ham and olives", [("topping", "ham"), ("topping", "olives")]),
        # The longest entry of a table wins, and only whole words count.
        ("Hot ham on shame", [("topping", "Hot ham")]),
        ("cheeese for 4711", [("topping", "cheeese"), ("order_number", "4711")]),
        # A table that is no entity's finds nothing; it serves the classifier.
        ("basil", []),
        ("", []),
    ],
)
def test_what_the_patterns_find(component, text, found):
    doc = component(spacy.blank("en")(text))
    assert [(one.entity, one.value) for one in doc._.found] == found
    assert all(text[one.start : one.end] == one.value for one in doc._.found)


def test_a_synonym_gives_a_value_its_usual_name(component, tmp_path):
    component.to_disk(tmp_path)
    kept = PatternComponent().from_disk(tmp_path)
    doc = spacy.blank("en")("veggie please")
    doc._.found = [Entity("diet", "veggie", 0, 6, "lexicon"), Entity("size", 3, 0, 1, "lexicon")]
    assert [one.value for one in kept(doc)._.found] == ["vegetarian", 3]


def test_a_regex_that_is_none_is_refused():
    broken = TrainingData(examples=(), synonyms={}, lookups={}, regexes={"topping": ("(",)})
    with pytest.raises(ValueError, match="topping"):
        PatternComponent().learn(broken, ["topping"])
