"""The teaching itself: the encoder learns what is known of each sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from bot.nlu.encoder_labels import MEANT, Labels
from bot.nlu.word_pieces import WordPieces
from teaching.encoder import CUT_OFF, LONGEST, Encoder
from teaching.mixing import Mixer
from teaching.sentences import Lessons, Sentence

AT_ONCE = 32  # sentences in a step
SORTED = 32  # steps whose sentences are sorted by length together, to pad little
WIDTH_STEP = 8  # pieces are padded to a multiple of it
HEAD_SHARE = 10.0  # the head begins from nothing: it learns so much faster
WARM_UP, LAST_SHARE = 0.06, 0.02
PRESENT_WEIGHT = 2.0
NOT_TOLD = -1
NEW_TIMES = 3  # the others have been heard before
PRESENT, UNSURE = "present", "unsure"
MEANT_PLACES: dict[str | None, int] = {how: place for place, how in enumerate(MEANT)}
SEED = 1
SAMPLED = 10  # every so many sentences tell where the middle lies
# How much each part counts in the loss.
SHARES = {"present": 1.0, "told": 0.5, "meant": 0.5, "facts": 1.0, "intents": 1.0}


@dataclass(frozen=True, slots=True)
class Course:
    """How often it goes through all sentences, and how fast it learns at most.

    Of the sentences that are not new `old_share`, 0 to 1, is heard in a round, others each time.
    """

    rounds: float = 4.0
    rate: float = 1.5e-4
    old_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences of one step; what is not known has a weight of 0, or `NOT_TOLD` as its class."""

    pieces: Tensor
    mask: Tensor
    present: Tensor
    told: Tensor
    known: Tensor
    meant: Tensor
    facts: Tensor
    known_facts: Tensor
    intents: Tensor


def teach(
    encoder: Encoder,
    pieces: WordPieces,
    lessons: Lessons,
    *,
    course: Course,
    tell: Callable[[int, int, float], None],
) -> None:
    """Teach the encoder.

    `tell` hears every hundredth step, of how many, and the mean loss since.
    """
    torch.manual_seed(SEED)
    labels = labels_of(lessons)
    mixer = Mixer(lessons, SEED)
    steps = int(course.rounds * len(_round(mixer, course.old_share)) / AT_ONCE)
    head = [one for name, one in encoder.named_parameters() if name.startswith("head.")]
    body = [
        one
        for name, one in encoder.named_parameters()
        if one.requires_grad and not name.startswith("head.")
    ]
    groups = [
        {"params": body, "lr": course.rate},
        {"params": head, "lr": HEAD_SHARE * course.rate, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _share(step, steps))
    # Where the processor cannot multiply numbers of two bytes they take a hundred times as long.
    halves = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    encoder.train()
    lost = 0.0
    batches = _batches(pieces, mixer, labels, course.old_share)
    for number, batch in enumerate(islice(batches, steps), start=1):
        with torch.autocast("cpu", torch.bfloat16, enabled=halves):
            scores, _ = encoder(batch.pieces, batch.mask)
        loss = _loss(scores.float(), batch, labels)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*body, *head], 1.0)
        optimiser.step()
        schedule.step()
        lost += loss.item()
        if number % 100 == 0:
            tell(number, steps, lost / 100)
            lost = 0.0
    encoder.eval()


def middle_of(encoder: Encoder, pieces: WordPieces, lessons: Lessons) -> NDArray[np.float32]:
    """Return the mean state of the sentences before the last layer, shape (width,)."""
    texts = [one.text for one in lessons.sentences[::SAMPLED]]
    means: list[Tensor] = []
    with torch.no_grad():
        for start in range(0, len(texts), AT_ONCE):
            numbers, mask = padded(pieces, texts[start : start + AT_ONCE])
            _, states = encoder(numbers, mask)
            weights = mask[..., None].float()
            means.append((states * weights).sum(1) / weights.sum(1))
    return np.asarray(torch.cat(means).mean(0), dtype=np.float32)


def labels_of(lessons: Lessons) -> Labels:
    """Return what the lessons teach to tell apart."""
    return Labels(lessons.signs, lessons.facts, lessons.intents)


def _share(step: int, steps: int) -> float:
    """Return which share of its rate the optimiser learns with: up, then down a cosine."""
    warm_up = max(WARM_UP * steps, 1.0)
    if step < warm_up:
        return step / warm_up
    done = (step - warm_up) / max(steps - warm_up, 1.0)
    return LAST_SHARE + (1.0 - LAST_SHARE) * 0.5 * (1.0 + math.cos(math.pi * min(done, 1.0)))


def _loss(scores: Tensor, batch: Batch, labels: Labels) -> Tensor:
    weights = batch.mask[..., None].float()
    whole = (scores * weights).sum(1) / weights.sum(1)
    lost = {
        "present": _signs_lost(whole[:, labels.present], batch.present, batch.known),
        "told": _signs_lost(whole[:, labels.told], batch.told, batch.known),
        "meant": _meant_lost(scores, batch, labels),
        "facts": _signs_lost(whole[:, labels.facts], batch.facts, batch.known_facts),
        "intents": functional.cross_entropy(
            whole[:, labels.intents], batch.intents, ignore_index=NOT_TOLD, reduction="sum"
        ),
    }
    total = sum((SHARES[name] * part for name, part in lost.items()), torch.zeros(()))
    return total / len(batch.pieces)


def _signs_lost(scores: Tensor, meant: Tensor, known: Tensor) -> Tensor:
    each = functional.binary_cross_entropy_with_logits(scores, meant, reduction="none")
    return (each * known * torch.where(meant > 0, PRESENT_WEIGHT, 1.0)).sum()


def _meant_lost(scores: Tensor, batch: Batch, labels: Labels) -> Tensor:
    """Return how far the pieces that speak of a sign are from telling how it is meant."""
    places, signs = (batch.meant != NOT_TOLD).nonzero(as_tuple=True)
    told = scores[places][:, :, labels.told].gather(
        2, signs[:, None, None].expand(-1, scores.shape[1], 1)
    )
    heard = torch.where(batch.mask[places], told.squeeze(2), CUT_OFF).softmax(1)
    meant = (scores[places][:, :, labels.meant] * heard[..., None]).sum(1)
    return functional.cross_entropy(meant, batch.meant[places, signs], reduction="sum")


def _batches(pieces: WordPieces, mixer: Mixer, labels: Labels, old_share: float) -> Iterator[Batch]:
    """Yield batches without end, round after round."""
    while True:
        order = _round(mixer, old_share)
        mixer.chance.shuffle(order)
        for start in range(0, len(order), AT_ONCE * SORTED):
            chosen = [mixer.changed(place) for place in order[start : start + AT_ONCE * SORTED]]
            chosen.sort(key=lambda one: len(one.text))
            whole = range(0, len(chosen) - AT_ONCE + 1, AT_ONCE)
            parts = [chosen[place : place + AT_ONCE] for place in whole]
            mixer.chance.shuffle(parts)
            yield from (_batch(pieces, part, labels) for part in parts)


def _round(mixer: Mixer, old_share: float) -> list[int]:
    """Return the old sentences once, or a share of them, and every new one several times."""
    sentences = mixer.sentences
    old = [place for place, one in enumerate(sentences) if not one.is_new]
    if old_share < 1:
        old = mixer.chance.sample(old, int(old_share * len(old)))
    return old + [place for place, one in enumerate(sentences) if one.is_new] * NEW_TIMES


def _batch(pieces: WordPieces, part: Sequence[Sentence], labels: Labels) -> Batch:
    numbers, mask = padded(pieces, [one.text for one in part])
    places = {name: place for place, name in enumerate(labels.intent_names)}
    meant = [[one.signs.get(sign) for sign in labels.signs] for one in part]
    known = [
        [
            how != UNSURE and sign not in one.unknown
            for sign, how in zip(labels.signs, row, strict=True)
        ]
        for one, row in zip(part, meant, strict=True)
    ]
    facts = labels.fact_values
    return Batch(
        pieces=numbers,
        mask=mask,
        present=_floats([[how == PRESENT for how in row] for row in meant]),
        told=_floats([[how is not None for how in row] for row in meant]),
        known=_floats(known),
        meant=torch.tensor([[MEANT_PLACES.get(how, NOT_TOLD) for how in row] for row in meant]),
        facts=_floats([[one.facts.get(fact) == value for fact, value in facts] for one in part]),
        known_facts=_floats([[fact in one.facts for fact, _ in facts] for one in part]),
        intents=torch.tensor([places.get(one.intent, NOT_TOLD) for one in part]),
    )


def _floats(rows: list[list[bool]]) -> Tensor:
    return torch.tensor(rows, dtype=torch.float32)


def padded(pieces: WordPieces, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Return the numbers of the pieces of texts, and where they are not padding."""
    cut = [pieces.framed(pieces.cut(text).numbers[: LONGEST - 2]) for text in texts]
    width = min(-(-max(map(len, cut)) // WIDTH_STEP) * WIDTH_STEP, LONGEST)
    numbers = np.zeros((len(cut), width), np.int64)
    mask = np.zeros((len(cut), width), np.bool_)
    for place, own in enumerate(cut):
        numbers[place, : len(own)] = own
        mask[place, : len(own)] = True
    return torch.from_numpy(numbers), torch.from_numpy(mask)
