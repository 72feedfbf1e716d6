import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.features import Features, Row, learn_weighting
from bot.nlu.kernel import kernel
from bot.nlu.softmax import COST, energy, fit, fold, probabilities

MESSAGES = [
    Features(counts)
    for counts in (
        {"a": 1, "b": 2},
        {"a": 1, "c": 1},
        {"b": 1, "d": 3},
        {"c": 1, "d": 1, "e": 1},
    )
]


def rows_of(messages):
    weighting = learn_weighting(messages)
    return [weighting.row(message) for message in messages], len(weighting.columns)


def dense(rows, width):
    table = np.zeros((len(rows), width), dtype=np.float32)
    for number, row in enumerate(rows):
        table[number, row.columns] = row.weights
    return table


counts = st.dictionaries(
    st.sampled_from([f"w:{i}" for i in range(40)]), st.integers(1, 5), min_size=1
)


@settings(max_examples=30)
@given(st.lists(counts, min_size=2, max_size=60))
def test_the_kernel_is_the_product_of_all_rows(messages):
    rows, width = rows_of([Features(one) for one in messages])
    table = dense(rows, width)
    assert np.allclose(kernel(rows, width), table @ table.T, atol=1e-5)


def test_folded_weights_give_the_logits_of_the_dual():
    rows, width = rows_of(MESSAGES)
    similarity = kernel(rows, width)
    coefficients = fit(similarity, np.array([0, 1, 2, 1]), 3)
    assert np.allclose(
        dense(rows, width) @ fold(rows, coefficients, width), similarity @ coefficients, atol=1e-4
    )


def test_the_fit_is_at_a_minimum_and_separates_its_examples():
    rows, width = rows_of(MESSAGES)
    similarity = kernel(rows, width)
    classes = np.array([0, 1, 2, 1])
    coefficients = fit(similarity, classes, 3)
    targets = np.full((4, 3), 0.1 / 3)
    targets[np.arange(4), classes] += 0.9
    gradient = COST * (probabilities(similarity @ coefficients) - targets) + coefficients
    assert float(np.sqrt(np.vdot(gradient, similarity @ gradient))) < 0.05
    assert (similarity @ coefficients).argmax(axis=1).tolist() == classes.tolist()


def test_the_same_data_gives_the_same_bits():
    rows, width = rows_of(MESSAGES)
    first, second = (fit(kernel(rows, width), np.array([0, 1, 2, 1]), 3) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_what_training_never_showed_makes_a_row_shorter():
    weighting = learn_weighting(MESSAGES)
    known = weighting.row(Features({"a": 1}))
    strange = weighting.row(Features({"a": 1, "never": 4}))
    assert isinstance(known, Row)
    assert float(known.weights @ known.weights) > 0.999
    assert float(strange.weights @ strange.weights) < 0.5
    assert len(weighting.row(Features({"never": 1})).columns) == 0


def test_energy_and_probabilities_stand_large_logits():
    logits = np.array([[1000.0, 0.0], [-1000.0, -1000.0]], dtype=np.float32)
    assert np.allclose(probabilities(logits), [[1.0, 0.0], [0.5, 0.5]])
    assert np.allclose(energy(logits), [1000.0, -1000.0 + np.log(2)])


def test_what_the_encoder_makes_of_messages_brings_them_together_or_apart():
    ways = (np.array(one, dtype=np.float32) for one in ((1.0, 0.0), (0.6, 0.8), (-1.0, 0.0)))
    messages = [Features({f"w:{place}": 1}, way) for place, way in enumerate(ways)]
    weighting = learn_weighting(messages)
    rows = [weighting.row(message) for message in messages]
    alike = kernel(rows, weighting.width)
    assert alike[0, 1] > 0.5 > -0.5 > alike[0, 2]
    unread = weighting.row(Features({"w:0": 1}))
    assert len(unread.columns) < len(rows[0].columns) == len(np.unique(rows[0].columns))
