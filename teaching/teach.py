"""The teaching itself: the encoder learns which signs are present in each sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from bot.nlu.word_pieces import WordPieces
from teaching.encoder import LONGEST, Array, Parameters, logits, new_head
from teaching.mixing import Mixer
from teaching.sentences import Floats, Lessons

AT_ONCE = 32  # sentences in a step
SORTED = 32  # steps whose sentences are sorted by length together, to pad little
WIDTH_STEP = 16  # pieces are padded to a multiple of it
RATE, HEAD_RATE = 1.5e-4, 1.5e-3
WARM_UP, LAST_SHARE = 0.06, 0.02
PRESENT_WEIGHT = 2.0
SEED = 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences of one step, padded; `mask` tells the pieces from the padding."""

    pieces: Array
    mask: Floats
    present: Floats
    known: Floats


def teach(
    begun: tuple[Parameters, Array, WordPieces],
    lessons: Lessons,
    *,
    rounds: float,
    tell: Callable[[int, int, float], None],
) -> Parameters:
    """Return the encoder after so many rounds through the lessons.

    `begun` are its weights, the table of its pieces, which is not changed, and the pieces. `tell`
    hears every hundredth step, of how many, and the mean loss since.
    """
    taught, words, pieces = begun
    key = jax.random.PRNGKey(SEED)
    weights = taught | {"head": new_head(key, words.shape[1], len(lessons.signs))}
    steps = int(rounds * len(lessons.texts) / AT_ONCE)
    optimiser = _optimiser(weights, steps)
    state = optimiser.init(weights)

    @jax.jit
    def step(weights: Any, state: Any, batch: Any, key: Any) -> Any:
        value, slope = jax.value_and_grad(_loss)(weights, words, batch, key)
        change, state = optimiser.update(slope, state, weights)
        return optax.apply_updates(weights, change), state, value

    lost = 0.0
    batches = islice(_batches(pieces, lessons), steps)
    for number, batch in enumerate(batches, start=1):
        key, own = jax.random.split(key)
        parts = (batch.pieces, batch.mask, batch.present, batch.known)
        weights, state, value = step(weights, state, parts, own)
        lost += float(value)
        if number % 100 == 0:
            tell(number, steps, lost / 100)
            lost = 0.0
    return dict(jax.tree_util.tree_map(np.asarray, weights))


def _loss(weights: Any, words: Any, batch: Any, key: Any) -> Any:
    pieces, mask, present, known = batch
    found = logits(weights, words, pieces, mask, key)
    each = optax.sigmoid_binary_cross_entropy(found, present)
    counted = known * jnp.where(present > 0, PRESENT_WEIGHT, 1.0)
    return (each * counted).sum() / len(present)


def _optimiser(weights: Parameters, steps: int) -> Any:
    def rate(highest: float) -> Any:
        warm_up = int(WARM_UP * steps) + 1
        return optax.warmup_cosine_decay_schedule(0, highest, warm_up, steps, highest * LAST_SHARE)

    kinds = {
        "body": optax.adamw(rate(RATE), weight_decay=0.01),
        "head": optax.adam(rate(HEAD_RATE)),
    }
    which = {name: "head" if name == "head" else "body" for name in weights}
    return optax.chain(optax.clip_by_global_norm(1.0), optax.multi_transform(kinds, which))


def _batches(pieces: WordPieces, lessons: Lessons) -> Iterator[Batch]:
    """Yield batches without end, every sentence once a round."""
    mixer = Mixer(lessons, SEED)
    while True:
        order = list(range(len(lessons.texts)))
        mixer.chance.shuffle(order)
        for start in range(0, len(order), AT_ONCE * SORTED):
            chosen = [mixer.changed(place) for place in order[start : start + AT_ONCE * SORTED]]
            chosen.sort(key=lambda one: len(one[0]))
            whole = range(0, len(chosen) - AT_ONCE + 1, AT_ONCE)
            parts = [chosen[place : place + AT_ONCE] for place in whole]
            mixer.chance.shuffle(parts)
            yield from (_padded(pieces, part) for part in parts)


def _padded(pieces: WordPieces, part: list[tuple[str, Floats, Floats]]) -> Batch:
    cut = [pieces.framed(pieces.cut(text).numbers[: LONGEST - 2]) for text, *_ in part]
    longest = max(map(len, cut))
    width = min(-(-longest // WIDTH_STEP) * WIDTH_STEP, LONGEST)
    numbers = np.zeros((len(cut), width), np.int32)
    mask = np.zeros((len(cut), width), np.float32)
    for place, own in enumerate(cut):
        numbers[place, : len(own)] = own
        mask[place, : len(own)] = 1.0
    present = np.array([one[1] for one in part], np.float32)
    known = np.array([one[2] for one in part], np.float32)
    return Batch(numbers, mask, present, known)
