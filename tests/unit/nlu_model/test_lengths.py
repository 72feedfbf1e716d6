from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.durations import Duration
from bot.nlu.durations_role import Role
from bot.nlu.encoder import FILE as ENCODER_FILE
from bot.nlu.lengths_features import features_of
from bot.nlu.lengths_weights import FILE, LengthWeights, read_weights
from bot.nlu.matching_words import Words
from teaching.lengths import digest_of
from tests.language.suite import ROOT, entities, interpreter

DATA = ROOT / "data" / "lexicon" / "en"


def told(text):
    """Return the lengths of a message, of the present trouble and of others, in days."""
    found = [one for one in entities(text) if one.entity == "duration"]
    return (
        [one.value for one in found if one.role is None],
        sorted(one.value for one in found if one.role == "history"),
    )


def words_of(text):
    words, place = Words([], [], [], []), 0
    for form in text.split():
        words.add(form, form, place, place + len(form))
        place += len(form) + 1
    return words


def test_of_several_lengths_one_is_that_of_the_present_trouble():
    text = (
        "I'm 58, drove a bus for 22 years, and had a hip done 4 years ago. My low back has been "
        "hurting for 5 weeks now. I can sit maybe 20 minutes and ibuprofen lasts me 3 hours."
    )
    present, others = told(text)
    assert present == [35]
    assert 35 not in others


def test_a_long_message_without_a_length_of_the_trouble_has_none():
    text = (
        "Hello, I have been with my insurance for 20 years and my plan changes on January 1. "
        "I'm 64. How long is a first visit, 30 or 60 minutes, and do I need a referral for my back?"
    )
    assert told(text)[0] == []


@pytest.mark.parametrize(("text", "days"), [("3 weeks", 21), ("since monday", 1), ("ten days", 10)])
def test_a_plain_answer_stays(text, days):
    assert told(text) == ([days], [])


def test_what_the_rules_took_becomes_history_and_is_not_dropped():
    """Whatever is chosen, a length that was heard as that of the trouble is still told."""
    text = (
        "My boss of 8 years wants a paper. I stand 10 hours. My back has hurt for 45 days, "
        "and I was off for two weeks of it."
    )
    present, others = told(text)
    assert present == [45]
    assert {45, 14} <= {*present, *others}


def test_other_lengths_count_as_one_word_and_numbers_as_one():
    words = words_of("worked 20 years there , hurts for 3 weeks")
    lengths = [Duration(7300, 7300, 1, 3, Role.HISTORY), Duration(21, 21, 7, 9)]
    first, second = features_of(lengths, words)
    assert {"L1 worked", "R1 there", "size 12", "own #", "first of 2", "R end ^"} <= first
    assert {"L12 for hurts", "L clause hurts", "L sentence <length>", "R1 ^", "last of 2"} <= second
    assert "L clause there" not in second  # beyond a comma


def test_weights_are_read_as_they_were_written(tmp_path):
    weights = LengthWeights({"a": 0.5, "b c": -2.0}, np.array([1.0, -0.25], dtype=np.float32), "x")
    weights.to_disk(tmp_path / FILE)
    read = read_weights(tmp_path / FILE)
    assert (read.weights, read.senses.tolist(), read.encoder) == (
        weights.weights,
        [1.0, -0.25],
        "x",
    )
    first = (tmp_path / FILE).read_bytes()
    read.to_disk(tmp_path / FILE)
    assert (tmp_path / FILE).read_bytes() == first
    assert read_weights(tmp_path / "none.npz") is None


def test_a_score_is_the_mean_weight_of_known_features_at_length_one():
    weights = LengthWeights({"a": 1.0, "b": 3.0}, np.array([10.0, 0.5], dtype=np.float32), "x")
    state = np.array([2.0], dtype=np.float32)
    assert weights.score(["a", "b", "unknown"], state) == pytest.approx(4 / 2**0.5 + 2 + 0.5)
    assert weights.score([], None) == pytest.approx(0.5)


def test_the_weights_were_taught_with_the_encoder_that_ships():
    """After another encoder was taught, run `python -m teaching.lengths`."""
    assert read_weights(DATA / FILE).encoder == digest_of(DATA / ENCODER_FILE)


def test_the_component_is_kept_with_the_model(tmp_path):
    component = interpreter().nlp.get_pipe("backline_lengths")
    component.to_disk(tmp_path)
    assert (tmp_path / FILE).read_bytes() == (DATA / FILE).read_bytes()
