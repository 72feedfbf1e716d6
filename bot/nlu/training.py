"""From the assistant's files to a model on disk, or a refusal that says why.

`models/` holds one folder for each trained state, named by its digest, and the file `current`,
which names the one in force. Training writes beside it and then turns `current` over.
"""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.assistant import yaml_text
from bot.assistant.assistant import Assistant
from bot.assistant.config import ComponentSpec
from bot.assistant.training_data import Example
from bot.nlu import intent_classifier
from bot.nlu.calibration import HeldOut, calibration_error
from bot.nlu.features import Integers
from bot.nlu.intent_classifier import IntentClassifier
from bot.nlu.interpreter import POINTER, Interpreter, current_model
from bot.nlu.suite_scores import unheard
from bot.nlu.suites import read_suites

MODEL_FORMAT = 5  # raise it when code that reads or makes models changes
SECTION = "backline"  # our part of spaCy's meta.json
ANY_TIME = datetime(2000, 1, 3, 12, tzinfo=UTC)
LISTED_MISSES = 5
PHRASES = "red_flag_phrases.yml"
FOLDER_LENGTH = 16  # characters of the digest

Progress = Callable[[str, float], None]


class TrainingRefused(Exception):
    """The new model is worse than config.yml allows; the one in force stays."""


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What was trained, judged on examples held out in turn; shares are from 0 to 1.

    `accuracy` is that of the examples within scope: how well others are turned away is not in it.
    `red_flag_recall` is None where neither lexicon nor suites have sentences to check it with;
    `red_flag_phrases` is how many they have.
    """

    examples: int
    intents: int
    accuracy: float
    calibration_error: float
    thresholds: Mapping[str, float]
    red_flag_recall: float | None
    folder: Path
    red_flag_phrases: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the report's figures as JSON."""
        return {
            "examples": self.examples,
            "intents": self.intents,
            "accuracy": self.accuracy,
            "calibration_error": self.calibration_error,
            "thresholds": dict(self.thresholds),
            "red_flag_recall": self.red_flag_recall,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trained model that is not in force, and the sentences in which it misses a red flag."""

    interpreter: Interpreter
    judged: HeldOut
    report: TrainingReport
    missed: tuple[str, ...]


def train(
    assistant: Assistant, model_dir: Path, *, progress: Progress | None = None
) -> TrainingReport:
    """Train from the assistant's files and put the model in force below `model_dir`.

    `progress` is told each step and the share that is done. Raises `TrainingRefused` when the
    model falls below a floor of config.yml, and ValueError for files that cannot be used.
    """
    tell = progress or (lambda step, share: None)
    made = candidate(assistant, model_dir, tell=tell)
    check_floors(assistant, made)
    tell("saving", 0.95)
    put_in_force(assistant, made)
    tell("done", 1.0)
    return made.report


def candidate(
    assistant: Assistant,
    model_dir: Path,
    *,
    tell: Progress,
    known_folds: Integers | None = None,
) -> Candidate:
    """Train and measure, and leave the model in force as it is. Raises ValueError as `train` does.

    `known_folds` as for `calibration.held_out`.
    """
    tell("reading the lexicon", 0.0)
    interpreter = Interpreter.build(assistant)
    tell("training on held-out fifths", 0.1)
    judged = train_classifier(interpreter, assistant.training_data.examples, known_folds)
    tell("checking the phrases that must be heard", 0.9)
    phrases, missed = red_flags_heard(
        interpreter, _phrases_file(assistant), suites_folder(assistant)
    )
    report = TrainingReport(
        examples=len(assistant.training_data.examples),
        intents=judged.logits.shape[1],
        accuracy=judged.share_right(classifier_of(interpreter).trained.sides.inside),
        calibration_error=calibration_error(judged.logits, judged.classes),
        thresholds=classifier_of(interpreter).thresholds(),
        red_flag_recall=1.0 - len(missed) / phrases if phrases else None,
        red_flag_phrases=phrases,
        folder=model_dir / assistant.digest[:FOLDER_LENGTH],
    )
    return Candidate(interpreter, judged, report, missed)


def train_classifier(
    interpreter: Interpreter, examples: Sequence[Example], known_folds: Integers | None = None
) -> HeldOut:
    """Train the classifier of a built pipeline, and return the judgement of held-out examples."""
    # One by one: a document holds all that the encoder said of each piece of it.
    docs = (interpreter.process(example.text) for example in examples)
    intents = [example.intent for example in examples]
    return classifier_of(interpreter).learn(docs, intents, known_folds)


def model_is_stale(assistant: Assistant, model_dir: Path) -> bool:
    """Tell whether there is no model in force, or it came from other files or other code."""
    folder = current_model(model_dir)
    if folder is None:
        return True
    stored = json.loads((folder / "meta.json").read_text(encoding="utf-8")).get(SECTION, {})
    return (stored.get("digest"), stored.get("versions")) != (assistant.digest, _versions())


def red_flags_heard(
    interpreter: Interpreter, phrases: Path, suites: Path | None = None
) -> tuple[int, tuple[str, ...]]:
    """Return how many sentences tell of a red flag, and those in which it is not heard as present.

    `phrases` maps each id to a list of phrases; `suites` is a folder of sentences by finding.
    """
    total, missed = _unheard_phrases(interpreter, phrases)
    if suites is not None:
        further, unheard_in_suites = unheard(interpreter, read_suites(suites))
        total, missed = total + further, (*missed, *unheard_in_suites)
    return total, missed


def _unheard_phrases(interpreter: Interpreter, path: Path) -> tuple[int, tuple[str, ...]]:
    """Return how many phrases a file has, and those in which the flag is not heard."""
    if not path.is_file():
        return 0, ()
    listed = yaml_text.read(path) or {}
    pairs = [(flag, phrase) for flag, phrases in listed.items() for phrase in phrases]
    missed = tuple(phrase for flag, phrase in pairs if not _hears(interpreter, flag, phrase))
    return len(pairs), missed


def _hears(interpreter: Interpreter, flag: str, phrase: str) -> bool:
    return any(
        flag in found.details.get("red_flag", ()) and found.details.get("assertion") == "present"
        for found in interpreter.parse(phrase, now=ANY_TIME).entities
    )


def _phrases_file(assistant: Assistant) -> Path:
    for spec in assistant.config.pipeline:
        if "folder" in spec.options:
            folder = assistant.root / str(spec.options["folder"])
            return folder / assistant.config.language / PHRASES
    return assistant.root / PHRASES


def suites_folder(assistant: Assistant) -> Path | None:
    """Return the folder of suites that config.yml names, if it names one."""
    named = classifier_spec(assistant).options.get("suites")
    return assistant.root / str(named) if named else None


def classifier_spec(assistant: Assistant) -> ComponentSpec:
    """Return what config.yml says of the classifier."""
    return next(s for s in assistant.config.pipeline if s.name == intent_classifier.FACTORY)


def classifier_of(interpreter: Interpreter) -> IntentClassifier:
    """Return the pipeline's classifier; raises ValueError when config.yml lists none."""
    for _, component in interpreter.nlp.pipeline:
        if isinstance(component, IntentClassifier):
            return component
    raise ValueError(f"config.yml:1: the pipeline has no {intent_classifier.FACTORY}")


def check_floors(assistant: Assistant, made: Candidate) -> None:
    """Raise TrainingRefused for a model below a floor of config.yml."""
    report, missed = made.report, made.missed
    spec = classifier_spec(assistant)
    accuracy = float(spec.options.get("minimum_accuracy", 0.0))
    recall = float(spec.options.get("minimum_red_flag_recall", 0.0))
    if report.accuracy < accuracy:
        raise TrainingRefused(
            f"config.yml:{spec.line}: held-out accuracy is {report.accuracy:.3f}, below "
            f"minimum_accuracy {accuracy:.3f}. `backline nlu evaluate` shows what is mixed up"
        )
    if report.red_flag_recall is not None and report.red_flag_recall < recall:
        raise TrainingRefused(
            f"config.yml:{spec.line}: red-flag recall is {report.red_flag_recall:.3f}, below "
            f"minimum_red_flag_recall {recall:.3f}. Not heard, among others: "
            + "; ".join(missed[:LISTED_MISSES])
        )


def put_in_force(assistant: Assistant, made: Candidate) -> None:
    """Write the model beside the one in force, then turn the pointer over."""
    interpreter, report = made.interpreter, made.report
    folder = report.folder
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    for name in interpreter.nlp.pipe_names:
        # A model must run on another machine, and without the files that it was made from.
        interpreter.nlp.get_pipe_config(name).pop("root", None)
    interpreter.nlp.meta[SECTION] = report.as_json() | {
        "digest": assistant.digest,
        "versions": _versions(),
    }
    interpreter.nlp.to_disk(partial)
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)
    pointer = folder.with_name(f".{POINTER}")
    pointer.write_text(f"{folder.name}\n", encoding="utf-8")
    pointer.replace(folder.with_name(POINTER))
    for other in folder.parent.iterdir():
        if other.is_dir() and other != folder and (other / "meta.json").is_file():
            shutil.rmtree(other)


def _versions() -> dict[str, str]:
    return {
        "format": str(MODEL_FORMAT),
        "python": ".".join(platform.python_version_tuple()[:2]),  # it compiled the patterns
        "spacy": version("spacy"),
        "numpy": version("numpy"),
    }
