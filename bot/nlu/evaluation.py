"""How well the assistant understands, measured on examples that it was not trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.assistant.assistant import Assistant
from bot.assistant.training_data import Example, load_training_file
from bot.nlu.calibration import calibration_error
from bot.nlu.evaluation_report import Confusion, EvaluationReport, Rejection, Score
from bot.nlu.features import Floats
from bot.nlu.interpreter import Interpreter
from bot.nlu.training import classifier_of, train_classifier

LISTED_CONFUSIONS = 30
CURVE_POINTS = 20


@dataclass(frozen=True, slots=True)
class _Judged:
    """Calibrated logits and true intents, among them maybe some that training did not know."""

    logits: Floats
    truths: tuple[str, ...]
    names: tuple[str, ...]
    is_strange: np.ndarray[Any, np.dtype[np.bool_]]
    scores: Floats
    outside_below: float

    @property
    def predicted(self) -> tuple[str, ...]:
        return tuple(self.names[place] for place in self.logits.argmax(axis=1))


def evaluate(
    assistant: Assistant, *, train: Path | None = None, test: Path | None = None
) -> EvaluationReport:
    """Evaluate the assistant's pipeline on Rasa NLU files.

    Without `test`, each fifth of the training data is judged by a model of the other four. With
    it, one model judges that file. `train` replaces the assistant's own examples.
    """
    data = load_training_file(train) if train else assistant.training_data
    interpreter = Interpreter.build(replace(assistant, training_data=data))
    held_out = train_classifier(interpreter, data.examples)
    examples: Sequence[Example] = data.examples
    logits = held_out.logits
    if test is not None:
        examples = load_training_file(test).examples
        logits = np.stack([_logits(interpreter, example.text) for example in examples])
    judged = _judge(interpreter, logits, [example.intent for example in examples])
    return _report(
        judged,
        method=f"trained, then tested on {test.name}" if test else "5-fold cross-validation",
        entities=_entity_scores(interpreter, examples),
    )


def _logits(interpreter: Interpreter, text: str) -> Floats:
    classifier = classifier_of(interpreter)
    return classifier.logits(interpreter.process(text))


def _judge(interpreter: Interpreter, logits: Floats, truths: Sequence[str]) -> _Judged:
    classifier = classifier_of(interpreter)
    model = classifier.trained
    known = {model.intents[place] for place in model.sides.inside}
    return _Judged(
        logits=logits,
        truths=tuple(truths),
        names=model.intents,
        is_strange=np.array([truth not in known for truth in truths]),
        scores=model.sides.scores(logits),
        outside_below=model.outside_below,
    )


def _report(judged: _Judged, *, method: str, entities: tuple[Score, ...]) -> EvaluationReport:
    places = {name: place for place, name in enumerate(judged.names)}
    is_known = np.array([truth in places for truth in judged.truths])
    classes = np.array([places.get(truth, 0) for truth in judged.truths], dtype=np.int64)
    pairs = Counter(zip(judged.truths, judged.predicted, strict=True))
    known_pairs = Counter({pair: count for pair, count in pairs.items() if pair[0] in places})
    intents = tuple(_score(name, known_pairs) for name in judged.names)
    supported = [score.f1 for score in intents if score.support]
    right = sum(count for (truth, predicted), count in known_pairs.items() if truth == predicted)
    return EvaluationReport(
        method=method,
        examples=len(judged.truths),
        accuracy=right / max(known_pairs.total(), 1),
        macro_f1=sum(supported) / max(len(supported), 1),
        calibration_error=calibration_error(judged.logits[is_known], classes[is_known]),
        kept=_share(judged.scores[~judged.is_strange] >= judged.outside_below),
        intents=intents,
        confusions=_confusions(pairs),
        rejections=_rejections(judged),
        entities=entities,
        curve=_curve(judged),
    )


def _score(name: str, pairs: Counter[tuple[str, str]]) -> Score:
    support = sum(count for (truth, _), count in pairs.items() if truth == name)
    predicted = sum(count for (_, guess), count in pairs.items() if guess == name)
    return _score_of(name, pairs[name, name], predicted, support)


def _score_of(name: str, right: int, predicted: int, support: int) -> Score:
    return Score(name, right / max(predicted, 1), right / max(support, 1), support)


def _confusions(pairs: Counter[tuple[str, str]]) -> tuple[Confusion, ...]:
    wrong = [Confusion(*pair, count) for pair, count in pairs.items() if pair[0] != pair[1]]
    wrong.sort(key=lambda found: (-found.count, found.truth, found.predicted))
    return tuple(wrong[:LISTED_CONFUSIONS])


def _rejections(judged: _Judged) -> tuple[Rejection, ...]:
    belonging = judged.scores[~judged.is_strange]
    truths = np.array(judged.truths)
    kinds = sorted(set(truths[judged.is_strange].tolist()))
    found = []
    for kind in kinds:
        scores = judged.scores[truths == kind]
        above = (belonging[:, None] > scores[None, :]).mean() if len(belonging) else 0.0
        recall = _share(scores < judged.outside_below)
        found.append(Rejection(kind, recall, float(above), len(scores)))
    return tuple(found)


def _curve(judged: _Judged) -> tuple[tuple[float, float], ...]:
    belonging, strange = judged.scores[~judged.is_strange], judged.scores[judged.is_strange]
    if not len(belonging) or not len(strange):
        return ()
    shares = np.linspace(0.0, 1.0, CURVE_POINTS + 1)
    thresholds = np.quantile(belonging, shares)
    return tuple(
        (round(1.0 - float(share), 4), _share(strange < threshold))
        for share, threshold in zip(shares, thresholds, strict=True)
    )


def _share(flags: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
    return float(flags.mean()) if len(flags) else 0.0


def _entity_scores(interpreter: Interpreter, examples: Sequence[Example]) -> tuple[Score, ...]:
    """Compare what the rules find with the annotations; a right kind at the right place counts.

    Only annotated examples are looked at: elsewhere a missing annotation says nothing.
    """
    right: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    support: Counter[str] = Counter()
    for example in examples:
        if not example.entities:
            continue
        found = interpreter.process(example.text)._.found or []
        predicted.update(entity.entity for entity in found)
        support.update(wanted.entity for wanted in example.entities)
        right.update(
            wanted.entity
            for wanted in example.entities
            if any(
                entity.entity == wanted.entity
                and entity.start < wanted.end
                and wanted.start < entity.end
                for entity in found
            )
        )
    return tuple(
        _score_of(name, min(right[name], predicted[name]), predicted[name], support[name])
        for name in sorted(support)
    )
