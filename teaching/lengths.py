"""`python -m teaching.lengths`: teach which length of a message is that of the present trouble.

Writes `data/lexicon/en/lengths.npz` from the sentences of `data/lengths`. Needs no more than the
assistant itself, and half a minute.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bot.assistant import yaml_text
from bot.assistant.assistant import load_assistant
from bot.nlu import encoder, lengths, softmax
from bot.nlu.durations import Duration
from bot.nlu.encoder_reading import Scores
from bot.nlu.features import Row
from bot.nlu.interpreter import Interpreter
from bot.nlu.kernel import add_dense, kernel
from bot.nlu.lengths_features import features_of
from bot.nlu.lengths_weights import FILE, LengthWeights, sense_of
from bot.nlu.matching_words import read_words
from bot.nlu.suite_scores import SUITE_TIME

TAUGHT = "data/lengths"
FOLDER = "data/lexicon/en"
FEWEST = 2  # lengths with a feature; what was met once tells nothing
NEAR = 1.001
NEEDED = ("backline_spelling", "backline_lexicon", "backline_quantities", encoder.FACTORY)


class Lesson(NamedTuple):
    """A length in a sentence: what is seen of it, and whether it is the present trouble's."""

    features: set[str]
    state: Scores | None
    is_present: bool


def main() -> None:
    """Teach, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--out", type=Path)
    parser.add_argument("--without", nargs="*", default=[], help="files to measure on")
    options = parser.parse_args()
    out: Path = options.out or options.root / FOLDER / FILE
    found = [*lessons(options.root, options.without)]
    weights = taught(found, digest_of(options.root / FOLDER / encoder.FILE))
    weights.to_disk(out)
    print(f"{out}: {len(found)} lengths, {len(weights.weights)} features")


def lessons(root: Path, without: Collection[str]) -> Iterator[Lesson]:
    """Yield the lengths of all sentences; of those where the right one was not found, none."""
    interpreter = Interpreter.build(load_assistant(root))
    for name in interpreter.nlp.pipe_names:
        if name not in NEEDED:
            interpreter.nlp.disable_pipe(name)
    for file in sorted((root / TAUGHT).glob("*.yml")):
        cases = yaml_text.read(file)["durations"] if file.name not in without else ()
        for case in cases:
            yield from _lessons_of(case, interpreter)


def _lessons_of(case: Mapping[str, Any], interpreter: Interpreter) -> list[Lesson]:
    doc = interpreter.process(str(case["text"]), now=SUITE_TIME)
    words, reading = read_words(doc), doc._.reading
    named: list[Duration] = doc._.lengths
    found = [
        Lesson(
            seen, lengths.state_of(one, words, reading) if reading else None, _is_right(one, case)
        )
        for one, seen in zip(named, features_of(named, words), strict=True)
    ]
    is_told = case.get("days", 0) is not None
    return found if not is_told or any(one.is_present for one in found) else []


def _is_right(one: Duration, case: Mapping[str, Any]) -> bool:
    """Tell whether a length is as long as the present trouble of a sentence."""
    days = 0.0 if one.high < 1 else one.high  # who counts in days calls an hour ago today
    if "low" in case and "high" in case:
        return bool(case["low"] / NEAR <= days <= case["high"] * NEAR)
    wanted = case["days"]
    if wanted is None:
        return False
    return bool(days == wanted or (days - one.low <= 1 and one.low <= wanted <= days))


def taught(found: list[Lesson], digest: str) -> LengthWeights:
    """Return the weights that tell lengths of the present trouble from others."""
    counts = Counter(name for one in found for name in one.features)
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    columns = {name: column for column, name in enumerate(names)}
    width = next(len(one.state) for one in found if one.state is not None)
    rows = [_row(one, columns) for one in found]
    senses = np.array([sense_of(one.state, width) for one in found])
    similarity = kernel(rows, len(names))
    add_dense(similarity, senses)
    classes = np.array([one.is_present for one in found], dtype=np.int64)
    coefficients = softmax.fit(similarity, classes, 2)
    weights = softmax.fold(rows, coefficients, len(names))
    dense = senses.T @ coefficients
    told = (weights[:, 1] - weights[:, 0]).tolist()
    return LengthWeights(
        dict(zip(names, told, strict=True)), (dense[:, 1] - dense[:, 0]).astype(np.float32), digest
    )


def _row(one: Lesson, columns: Mapping[str, int]) -> Row:
    known = np.array(
        sorted(columns[name] for name in one.features if name in columns), dtype=np.int64
    )
    return Row(known, np.full(len(known), max(len(known), 1) ** -0.5, dtype=np.float32))


def digest_of(path: Path) -> str:
    """Return what tells one encoder from another."""
    return sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
