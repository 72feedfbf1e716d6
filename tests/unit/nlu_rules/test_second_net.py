"""The second net: what it suspects, when it is silent, and that it never states anything."""

from __future__ import annotations

import numpy as np
import pytest
import spacy

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.second_net import FACTORY, NOTHING, SecondNet, read_net, write_net
from bot.nlu.second_net_training import Sentence, train_net
from bot.nlu.word_vectors import NO_VECTORS

TAUGHT = (
    ("the cellar is full of water", "flood"),
    ("water runs into the cellar", "flood"),
    ("there is water all over the cellar", "flood"),
    ("smoke comes out of the kitchen", "fire"),
    ("i smell smoke in the kitchen", "fire"),
    ("the kitchen is full of smoke", "fire"),
    ("when do you open", None),
    ("thank you very much", None),
    ("what does it cost", None),
    ("i would like to come on friday", None),
)


@pytest.fixture(scope="module")
def net():
    sentences = [
        Sentence(tuple(text.split()), frozenset([flag] if flag else [])) for text, flag in TAUGHT
    ]
    return train_net(sentences, NO_VECTORS)


def suspected(net, text, found=()):
    attributes.register()
    doc = spacy.blank("en")(text)
    doc._.found = list(found) or None
    SecondNet(net, 0.5)(doc)
    return [one for one in doc._.found or () if one.extractor == FACTORY]


def test_words_like_those_taught_are_suspected(net):
    (one,) = suspected(net, "so much water in our cellar today")
    assert (one.value, one.details["assertion"]) == ("flood", "suspected")


def test_other_words_are_not(net):
    assert not suspected(net, "when do you open on friday")


def test_what_is_suspected_lies_within_the_words_that_speak_of_it(net):
    text = "hello and good morning to you, there is smoke in the kitchen"
    (one,) = suspected(net, text)
    assert "smoke" in text[one.start : one.end]
    assert "morning" not in text[one.start : one.end]


def test_a_red_flag_that_was_heard_is_not_suspected_too(net):
    heard = Entity("finding", "wet", 30, 33, "x", details={"red_flag": ["flood"]})
    assert not suspected(net, "there is water all over the cellar", [heard])


def test_words_that_say_something_else_are_not_suspected(net):
    text = "there is water all over the cellar"
    heard = Entity("finding", "puddle", 0, len(text), "x", details={"red_flag": []})
    assert not suspected(net, text, [heard])


def test_without_a_net_nothing_is_suspected():
    assert not suspected(None, "there is water all over the cellar")


def test_a_net_is_the_same_after_disk(net, tmp_path):
    write_net(net, tmp_path / "net.npz")
    again = read_net(tmp_path / "net.npz", NO_VECTORS)
    forms = ["water", "in", "the", "cellar"]
    assert again.labels == net.labels
    assert NOTHING in again.labels
    np.testing.assert_allclose(again.chances(forms), net.chances(forms), atol=0.02)
