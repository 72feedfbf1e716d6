"""How long does training take, floors and cross-validation included?"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from benchmarks.report import ROOT, Figure, keep
from bot.assistant.assistant import Assistant, load_assistant
from bot.nlu.training import train

RUNS = 2
FEWER_EXAMPLES = 1_800


def main() -> None:
    """Measure, and keep the figures."""
    whole = min(_one_run() for _ in range(RUNS))
    assistant = load_assistant(ROOT)
    part = _with_fewer_examples(assistant)
    figures = [
        Figure(
            f"{len(assistant.training_data.examples)} examples, backline train --force",
            whole,
            "s",
        ),
        Figure(
            f"{len(part.training_data.examples)} examples, in-process",
            min(_in_process(part) for _ in range(RUNS)),
            "s",
            10.0,
        ),
    ]
    keep("train_time", figures)


def _one_run() -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", "train", "--force"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - began


def _with_fewer_examples(assistant: Assistant) -> Assistant:
    """Return the assistant with equally many examples of each intent, and without floors."""
    data = assistant.training_data
    most = FEWER_EXAMPLES // len({example.intent for example in data.examples})
    met: Counter[str] = Counter()
    kept = []
    for example in data.examples:
        met[example.intent] += 1
        if met[example.intent] <= most:
            kept.append(example)
    no_floors = {"minimum_accuracy": 0.0, "minimum_red_flag_recall": 0.0}
    pipeline = tuple(
        replace(spec, options={**spec.options, **no_floors})
        if no_floors.keys() <= spec.options.keys()
        else spec
        for spec in assistant.config.pipeline
    )
    return replace(
        assistant,
        config=replace(assistant.config, pipeline=pipeline),
        training_data=replace(data, examples=tuple(kept)),
    )


def _in_process(assistant: Assistant) -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        train(assistant, Path(folder))
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
