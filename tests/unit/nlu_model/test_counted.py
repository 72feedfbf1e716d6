import numpy as np

from bot.nlu.counted import counted
from bot.nlu.features import Features, learn_weighting
from bot.nlu.kernel import kernel

MESSAGES = [
    Features({"w:cats": 2, "b:a b": 1}, np.array([0.6, 0.8], dtype=np.float32), ("cats", "cat")),
    Features({"w:dog": 1, "t:pets": 1}, np.array([1.0, 0.0], dtype=np.float32), ("dog",)),
    Features({"w:zebra": 1, "b:a b": 3}, spelt=("zebra",)),
]
ALL = np.arange(len(MESSAGES))


def test_counted_messages_are_as_alike_as_weighted_ones():
    weighting = learn_weighting(MESSAGES)
    alike = kernel([weighting.row(message) for message in MESSAGES], weighting.width)
    assert np.allclose(counted(MESSAGES).likeness(ALL), alike, atol=1e-5)


def test_near_duplicates_are_looked_for_in_words_alone():
    plain = [Features(message.counts, spelt=message.spelt) for message in MESSAGES]
    alike = counted(MESSAGES).without_sense().likeness(ALL)
    assert np.allclose(alike, counted(plain).likeness(ALL), atol=1e-6)


def test_how_rare_a_feature_is_comes_from_the_known_messages():
    seen = counted(MESSAGES)
    assert not np.allclose(seen.likeness(ALL), seen.likeness(ALL[:1]), atol=1e-3)
