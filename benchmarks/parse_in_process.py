"""What does understanding cost without HTTP, by length of message, and how large is the model?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, cycle, takewhile
from pathlib import Path

from benchmarks.report import ROOT, Figure, keep, percentile
from bot.nlu.interpreter import Interpreter, current_model
from bot.nlu.suite_scores import SUITE_TIME
from bot.nlu.suites import Suites, read_suites

USUAL_WORDS = 30
BANDS = ((1, 5), (6, 15), (16, 30))  # words, both ends included
PASSES = 5
LONG, LONGEST = 1_000, 10_000  # characters
MEBIBYTE = 2**20


def main() -> None:
    """Measure, and keep the figures. `backline train` must have been run."""
    models = ROOT / "models"
    interpreter = Interpreter.load(models)
    texts = [
        text
        for text in texts_of(read_suites(ROOT / "tests" / "language"))
        if len(text.split()) <= USUAL_WORDS
    ]
    first = [_milliseconds(interpreter, text) for text in texts]
    best = _best_of(interpreter, texts)
    figures = [
        Figure("up to 30 words, p50", statistics.median(best), "ms", 0.5),
        Figure("up to 30 words, p95", percentile(best, 0.95), "ms", 1.5),
        Figure("up to 30 words, first time, p50", statistics.median(first), "ms"),
        Figure("up to 30 words, first time, p95", percentile(first, 0.95), "ms"),
        *_by_length(texts, best),
        *_long_messages(interpreter, texts),
        Figure("model on disk", _size(current_model(models)) / MEBIBYTE, "MiB", 6.0),
    ]
    keep("parse_in_process", figures)


def texts_of(suites: Suites) -> Iterator[str]:
    """Yield every sentence of the suites once."""
    meant = (*suites.intents, *suites.facts, *suites.findings, *suites.durations)
    strange = (text for texts in suites.strangers.values() for text in texts)
    yield from dict.fromkeys((*(one.text for one in meant), *suites.quiet, *strange))


def _best_of(interpreter: Interpreter, texts: Sequence[str]) -> list[float]:
    """Return the best time of several passes for each message: others use this machine too."""
    passes = [[_milliseconds(interpreter, text) for text in texts] for _ in range(PASSES)]
    return [min(times) for times in zip(*passes, strict=True)]


def _by_length(texts: Sequence[str], times: Sequence[float]) -> Iterator[Figure]:
    for fewest, most in BANDS:
        chosen = [
            spent
            for text, spent in zip(texts, times, strict=True)
            if fewest <= len(text.split()) <= most
        ]
        yield Figure(f"{fewest} to {most} words, p50", statistics.median(chosen), "ms")


def _long_messages(interpreter: Interpreter, texts: Sequence[str]) -> Iterator[Figure]:
    long, longest = (_joined(texts, length) for length in (LONG, LONGEST))
    brief, lengthy = (min(_best_of(interpreter, [text])) for text in (long, longest))
    yield Figure("10,000 characters of sentences", lengthy, "ms", 50.0)
    yield Figure("10,000 characters to ten times 1,000", lengthy / brief / 10, "times", 1.5)
    for name, letters in (("one word", "ab"), ("marks", ".,!"), ("blanks and dots", ". ")):
        endless = (letters * LONGEST)[:LONGEST]
        yield Figure(
            f"10,000 characters of {name}", _best_of(interpreter, [endless])[0], "ms", 50.0
        )


def _joined(texts: Iterable[str], length: int) -> str:
    """Return a message of this many characters, made of sentences."""
    ends = accumulate(cycle(texts), lambda text, more: f"{text}. {more}")
    return [*takewhile(lambda text: len(text) < 2 * length, ends)][-1][:length]


def _milliseconds(interpreter: Interpreter, text: str) -> float:
    began = time.perf_counter()
    interpreter.parse(text, now=SUITE_TIME)
    return (time.perf_counter() - began) * 1000


def _size(folder: Path | None) -> int:
    files = folder.rglob("*") if folder is not None else ()
    return sum(path.stat().st_size for path in files if path.is_file())


if __name__ == "__main__":
    main()
