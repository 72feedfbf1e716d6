import numpy as np
import pytest

from bot.nlu.calibration import FOLDS, calibration_error, folds_of, sides_of, temperature_of
from bot.nlu.softmax import probabilities


def test_folds_are_even_for_every_class_and_keep_near_duplicates_together():
    similarity = np.eye(50, dtype=np.float32)
    similarity[3, 4] = similarity[4, 3] = 0.95
    similarity[4, 9] = similarity[9, 4] = 0.9
    classes = np.repeat(np.arange(5), 10)
    folds = folds_of(similarity, classes)
    assert folds[3] == folds[4] == folds[9]
    for label in range(1, 5):
        assert np.bincount(folds[classes == label], minlength=FOLDS).tolist() == [2] * FOLDS
    assert np.bincount(folds[classes == 0], minlength=FOLDS).max() == 3


@pytest.mark.parametrize("true_temperature", [0.2, 1.0, 3.0])
def test_the_temperature_is_found_again(true_temperature):
    random = np.random.default_rng(7)
    logits = random.normal(size=(4000, 5)).astype(np.float32) * 2
    chances = probabilities(logits)
    classes = np.array([random.choice(5, p=row / row.sum()) for row in chances.astype(float)])
    found = temperature_of(logits * true_temperature, classes)
    assert found == pytest.approx(true_temperature, rel=0.15)
    assert calibration_error(logits * true_temperature / found, classes) < 0.03


def test_boasting_is_an_error_of_calibration():
    logits = np.array([[9.0, 0.0]] * 10, dtype=np.float32)
    classes = np.array([0] * 5 + [1] * 5)
    assert calibration_error(logits, classes) == pytest.approx(0.5, abs=0.01)


def test_scope_falls_for_strange_messages_and_for_counter_examples():
    sides = sides_of(("order", "out_of_scope", "pay"), ("out_of_scope",))
    familiar, unknown, counter = sides.scores(
        np.array([[9.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 9.0, 0.0]], dtype=np.float32)
    )
    assert familiar > unknown > counter


def test_without_counter_examples_the_scope_is_the_energy():
    sides = sides_of(("order", "pay"), ())
    assert float(sides.scores(np.zeros(2, dtype=np.float32))) == pytest.approx(np.log(2))
