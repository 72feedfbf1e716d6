"""How well the assistant understands, measured on sentences that it was not trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bot.assistant.assistant import Assistant
from bot.assistant.config import ComponentSpec
from bot.assistant.training_data import Example, TrainingData, load_training_file
from bot.nlu import encoder, intent_classifier, spelling
from bot.nlu.calibration import HeldOut, calibration_error
from bot.nlu.evaluation_report import EvaluationReport, Rejection, Score
from bot.nlu.features import Floats
from bot.nlu.interpreter import Interpreter
from bot.nlu.judgement import Judgement, rejection, score_of
from bot.nlu.suite_scores import INTENTS, SUITE_TIME, suite_shares
from bot.nlu.suites import Suites, read_suites
from bot.nlu.training import classifier_of, train_classifier

# Names under which public data sets keep what an assistant is not for.
OUTSIDE_LABELS = ("oos", "out_of_scope", "out-of-scope", "outofscope", "nlu_fallback")


@dataclass(frozen=True, slots=True)
class _Trained:
    interpreter: Interpreter
    held_out: HeldOut
    seconds: dict[str, float]


def evaluate(
    assistant: Assistant,
    *,
    train: Path | None = None,
    test: Path | None = None,
    suites: Path | None = None,
) -> EvaluationReport:
    """Evaluate the assistant's pipeline on Rasa NLU files and on folders of suites.

    Without `test`, held-out parts of the training data are judged by models of the rest. With it,
    one model judges that file. `train` replaces the assistant's own examples, and with them all
    that it knows of its own subject: the lexicon and the words of its data files.
    """
    data = load_training_file(train) if train else assistant.training_data
    trained = _train(_without_lexicon(assistant, data) if train else assistant, data)
    judged = trained.held_out
    examples: Sequence[Example] = [
        one for one, is_in in zip(data.examples, judged.is_judged, strict=True) if is_in
    ]
    logits = judged.logits
    if test is not None:
        examples = load_training_file(test).examples
        with _timed(trained.seconds, "test"):
            logits = _logits_of(trained.interpreter, [example.text for example in examples])
    judgement = _judge(trained.interpreter, logits, [example.intent for example in examples])
    report = _report(judgement, trained, examples)
    report = replace(report, method=_method(train, test))
    return report if suites is None else _with_suites(report, trained.interpreter, suites)


def _train(assistant: Assistant, data: TrainingData) -> _Trained:
    seconds: dict[str, float] = {}
    with _timed(seconds, "train"):
        interpreter = Interpreter.build(assistant)
        held_out = train_classifier(interpreter, data.examples)
    return _Trained(interpreter, held_out, seconds)


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    start = perf_counter()
    yield
    seconds[name] = round(perf_counter() - start, 3)


def _without_lexicon(assistant: Assistant, data: TrainingData) -> Assistant:
    """Return the assistant with other examples, and without what it knows of its own subject."""
    options: dict[str, dict[str, Any]] = {
        spelling.FACTORY: {"knows_lexicon": False},
        # It knows general English from before it was taught: it helps with any subject.
        encoder.FACTORY: {},
        intent_classifier.FACTORY: {
            "outside_intents": list(OUTSIDE_LABELS),
            "topics": False,
            "declined_intents": [],
        },
    }
    pipeline = tuple(
        ComponentSpec(spec.name, {**spec.options, **options[spec.name]}, spec.line)
        for spec in assistant.config.pipeline
        if spec.name in options
    )
    config = replace(assistant.config, pipeline=pipeline)
    return replace(assistant, config=config, training_data=data)


def _method(train: Path | None, test: Path | None) -> str:
    source = train.name if train else "the assistant's own examples"
    if test is not None:
        return f"Trained on {source}, tested on {test.name}"
    return f"Cross-validation on {source}"


def _logits_of(interpreter: Interpreter, texts: Sequence[str]) -> Floats:
    classifier = classifier_of(interpreter)
    found = [classifier.logits(interpreter.process(text, now=SUITE_TIME)) for text in texts]
    return np.stack(found)


def _judge(interpreter: Interpreter, logits: Floats, truths: Sequence[str]) -> Judgement:
    classifier = classifier_of(interpreter)
    model = classifier.trained
    inside = {model.intents[place] for place in model.sides.inside}
    declined = [
        model.intents.index(name) for name in classifier.doubt.declined if name in model.intents
    ]
    return Judgement(
        logits=logits,
        truths=tuple(truths),
        names=model.intents,
        belongs=np.array([truth in inside for truth in truths]),
        scores=model.sides.scores(logits),
        is_declined=np.isin(logits.argmax(axis=1), declined),
        outside_below=model.outside_below,
    )


def _report(
    judgement: Judgement, trained: _Trained, examples: Sequence[Example]
) -> EvaluationReport:
    classes = judgement.classes
    intents = judgement.intents()
    supported = [score.f1 for score in intents if score.support]
    return EvaluationReport(
        method="",
        examples=len(examples),
        accuracy=judgement.share(judgement.is_right),
        macro_f1=sum(supported) / max(len(supported), 1),
        calibration_error=calibration_error(judgement.logits[classes >= 0], classes[classes >= 0]),
        kept=judgement.share(judgement.is_kept),
        right_and_kept=judgement.share(judgement.is_right & judgement.is_kept),
        intents=intents,
        confusions=judgement.confusions(),
        rejections=judgement.rejections(),
        entities=_entity_scores(trained.interpreter, examples),
        reliability=judgement.reliability(),
        seconds=trained.seconds,
    )


def _with_suites(
    report: EvaluationReport, interpreter: Interpreter, folder: Path
) -> EvaluationReport:
    suites = read_suites(folder)
    return replace(
        report,
        rejections=report.rejections + tuple(_strangers(interpreter, suites)),
        suites=suite_shares(interpreter, suites),
    )


def _strangers(interpreter: Interpreter, suites: Suites) -> Iterator[Rejection]:
    """Yield how well strange messages of the suites are told from those that belong in them."""
    own = [meant for meant in suites.intents if meant.group == INTENTS.lower()]
    if not own or not suites.strangers:
        return
    texts = [meant.text for meant in own]
    known = _judge(
        interpreter, _logits_of(interpreter, texts), [str(meant.expected) for meant in own]
    )
    for kind, strange in suites.strangers.items():
        judged = _judge(interpreter, _logits_of(interpreter, strange), [kind] * len(strange))
        found = judged.resistance
        yield rejection(f"suites, {kind}", known.scores[known.belongs], found, known.outside_below)


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
        score_of(name, min(right[name], predicted[name]), predicted[name], support[name])
        for name in sorted(support)
    )
