"""Training with corrected examples: measured before and after, and refused where it is worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.assistant.assistant import Assistant
from bot.assistant.training_data import Example
from bot.nlu.comparison import Comparison, Figure, Moved, write_comparison
from bot.nlu.corrected_examples import KEPT, Merged, merged
from bot.nlu.evaluation_report import Score, Share
from bot.nlu.features import Integers
from bot.nlu.interpreter import Interpreter
from bot.nlu.judgement import score_of
from bot.nlu.suite_scores import SUITE_TIME, suite_shares
from bot.nlu.suites import read_suites
from bot.nlu.training import (
    Candidate,
    Progress,
    TrainingRefused,
    candidate,
    check_floors,
    classifier_of,
    classifier_spec,
    put_in_force,
    suites_folder,
)

LISTED = 20
ACCURACY, RECALL = "accuracy within scope", "red-flag recall"
TOLERATED = "tolerated_loss"
# A share is of so many messages that no difference is smaller than this.
NOTHING = 1e-9

Key = tuple[str, str]  # an example's words and intent


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that is not in force, and what it takes each held-out example for."""

    assistant: Assistant
    made: Candidate
    guesses: Mapping[Key, str]

    @property
    def interpreter(self) -> Interpreter:
        """Return the model."""
        return self.made.interpreter


def train_with(
    assistant: Assistant,
    model_dir: Path,
    corrections: Path,
    *,
    clock: Callable[[], float],
    progress: Progress | None = None,
) -> Comparison:
    """Train with the corrected examples of a file as well, and put the model in force if no worse.

    Then the examples stand in the project's `data/corrections.yml`. Either way the comparison is
    kept beside the models. `clock` gives seconds since 1970. Raises AssistantError for a file that
    cannot be used, TrainingRefused with a line for each reason, and OSError.
    """
    tell = progress or (lambda step, share: None)
    new = merged(assistant, corrections)
    before = _trained(assistant, model_dir, _part(tell, "before, ", 0.0))
    folds = _known_folds(before, new.assistant.training_data.examples)
    after = _trained(new.assistant, model_dir, _part(tell, "after, ", 0.5), folds)
    found = _compared(before, after, new)
    comparison = replace(found, made_at=clock(), source=corrections.name)
    reasons = tuple(_reasons(comparison, after))
    write_comparison(replace(comparison, reasons=reasons), model_dir)
    if reasons:
        raise TrainingRefused("\n".join(reasons))
    # The file first: whatever ends us here, the next training starts from what was accepted.
    _write(assistant.root / KEPT, new.text)
    put_in_force(new.assistant, after.made)
    tell("done", 1.0)
    return comparison


def _part(tell: Progress, label: str, begins: float) -> Progress:
    return lambda step, share: tell(f"{label}{step}", begins + share / 2)


def _trained(
    assistant: Assistant, model_dir: Path, tell: Progress, folds: Integers | None = None
) -> Trained:
    made = candidate(assistant, model_dir, tell=tell, known_folds=folds)
    names = classifier_of(made.interpreter).trained.intents
    judged = zip(assistant.training_data.examples, made.judged.is_judged, strict=True)
    examples = [example for example, is_judged in judged if is_judged]
    places = made.judged.logits.argmax(axis=1)
    guesses = {_key(example): names[place] for example, place in zip(examples, places, strict=True)}
    return Trained(assistant, made, guesses)


def _known_folds(before: Trained, examples: Sequence[Example]) -> Integers:
    """Return the fold in which each example was held out before, -1 for a new one."""
    owned = zip(before.assistant.training_data.examples, before.made.judged.folds, strict=True)
    known = {_key(example): int(fold) for example, fold in owned}
    return np.array([known.get(_key(example), -1) for example in examples], dtype=np.int64)


def _compared(before: Trained, after: Trained, new: Merged) -> Comparison:
    common = [key for key in before.guesses if key in after.guesses]
    inside = _inside(before)
    own = [key for key in common if key[1] in inside]
    scores = [_scores(side.guesses, common) for side in (before, after)]
    figures = [
        _figure(ACCURACY, _share(before.guesses, own), _share(after.guesses, own), len(own)),
        _figure("macro-F1", _macro(scores[0]), _macro(scores[1]), len(common)),
        _recall(before, after),
        _corrected(before, after, new),
        *_suites(before, after),
    ]
    intents = [
        Figure("", name, scores[0][name].f1, scores[1][name].f1, scores[0][name].support)
        for name in sorted(scores[0])
    ]
    moved = [
        Moved(*key, before.guesses[key], after.guesses[key])
        for key in common
        if before.guesses[key] != after.guesses[key]
    ]
    return Comparison(
        made_at=0.0,
        source="",
        added=len(new.added),
        reasons=(),
        figures=tuple(figures),
        intents=tuple(intents),
        lost=tuple(one for one in moved if one.before == one.intent)[:LISTED],
        won=tuple(one for one in moved if one.after == one.intent)[:LISTED],
    )


def _figure(name: str, before: float | None, after: float | None, total: int) -> Figure:
    return Figure("", name, before, after, total)


def _inside(trained: Trained) -> set[str]:
    model = classifier_of(trained.interpreter).trained
    return {model.intents[place] for place in model.sides.inside}


def _share(guesses: Mapping[Key, str], keys: Sequence[Key]) -> float | None:
    return sum(guesses[key] == key[1] for key in keys) / len(keys) if keys else None


def _scores(guesses: Mapping[Key, str], keys: Sequence[Key]) -> dict[str, Score]:
    right = Counter(key[1] for key in keys if guesses[key] == key[1])
    predicted = Counter(guesses[key] for key in keys)
    support = Counter(key[1] for key in keys)
    return {name: score_of(name, right[name], predicted[name], support[name]) for name in support}


def _macro(scores: Mapping[str, Score]) -> float | None:
    return sum(one.f1 for one in scores.values()) / len(scores) if scores else None


def _recall(before: Trained, after: Trained) -> Figure:
    recalls = (before.made.report.red_flag_recall, after.made.report.red_flag_recall)
    return Figure("", RECALL, *recalls, after.made.report.red_flag_phrases)


def _corrected(before: Trained, after: Trained, new: Merged) -> Figure:
    """Return how many corrected messages each model understands, not having seen them."""
    held_out = [one for one in new.added if _key(one) in after.guesses]
    keys = [_key(one) for one in held_out]
    ranked = (before.interpreter.parse(one.text, now=SUITE_TIME).ranking for one in held_out)
    old = {
        key: str(ranking[0].name) if ranking else ""
        for key, ranking in zip(keys, ranked, strict=True)
    }
    shares = (_share(old, keys), _share(after.guesses, keys))
    return Figure("", "corrected messages", *shares, len(keys))


def _suites(before: Trained, after: Trained) -> Iterator[Figure]:
    folder = suites_folder(after.assistant)
    if folder is None:
        return
    suites = read_suites(folder)
    old, new = (suite_shares(one.interpreter, suites) for one in (before, after))
    earlier: dict[Key, Share] = {(one.group, one.name): one for one in old}
    for one in new:
        yield Figure(one.group, one.name, earlier[one.group, one.name].share, one.share, one.total)


def _reasons(comparison: Comparison, after: Trained) -> Iterator[str]:
    """Yield why a model is refused, one line each."""
    spec = classifier_spec(after.assistant)
    tolerated = float(spec.options.get(TOLERATED, 0.0))
    allowed = {ACCURACY: tolerated, RECALL: 0.0}
    for one in comparison.figures:
        if not one.group and one.name in allowed and one.change < -allowed[one.name] - NOTHING:
            more = f", by more than tolerated_loss {tolerated:.2%}" if allowed[one.name] else ""
            fall = f"would fall from {one.before:.2%} to {one.after:.2%} of {one.total}"
            yield f"{one.name} {fall}{more}"
    with suppress(StopIteration):
        yield next(_below_floor(after))


def _below_floor(after: Trained) -> Iterator[str]:
    try:
        check_floors(after.assistant, after.made)
    except TrainingRefused as refused:
        yield str(refused)


def _key(example: Example) -> Key:
    return example.text, example.intent


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
