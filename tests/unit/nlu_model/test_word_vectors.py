import numpy as np
import pytest

from bot.nlu.features import Features, learn_weighting
from bot.nlu.kernel import kernel
from bot.nlu.word_vectors import NO_VECTORS, WordVectors, read_vectors

VECTORS = WordVectors(
    {"cat": 0, "dog": 1, "bus": 2}, np.array([[9, 1], [8, 2], [0, 9]], dtype=np.int8)
)


def test_vectors_come_back_from_disk_byte_for_byte(tmp_path):
    VECTORS.to_disk(tmp_path / "one.npz")
    read = read_vectors(tmp_path / "one.npz")
    assert read.rows == VECTORS.rows
    assert np.array_equal(read.vectors, VECTORS.vectors)
    read.to_disk(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert read_vectors(tmp_path / "none.npz") is NO_VECTORS


def test_the_mean_has_length_one_and_knows_plurals():
    mean = VECTORS.mean(["cats", "dog", "zebra"], [1.0, 1.0, 50.0])
    assert float(mean @ mean) == pytest.approx(1.0)
    assert float(mean @ VECTORS.mean(["cat"], [1.0])) > float(mean @ VECTORS.mean(["bus"], [1.0]))
    assert not VECTORS.mean(["zebra"], [1.0]).any()


def test_words_of_like_meaning_make_messages_alike_that_share_no_letter():
    messages = [Features({f"w:{word}": 1}) for word in ("cat", "dog", "bus")]
    for vectors, are_closer in ((VECTORS, True), (NO_VECTORS, False)):
        weighting = learn_weighting(messages, vectors=vectors)
        alike = kernel([weighting.row(message) for message in messages], weighting.width)
        assert bool(alike[0, 1] > alike[0, 2] + 0.1) is are_closer
