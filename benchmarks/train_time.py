"""How long does training take, in a process of its own, floors and cross-validation included?"""

from __future__ import annotations

import subprocess
import sys
import time

from benchmarks.report import ROOT, Figure, keep

RUNS = 2


def main() -> None:
    """Measure, and keep the figures."""
    seconds = min(_one_run() for _ in range(RUNS))
    keep("train_time", [Figure("backline train --force", seconds, "s", 10.0)])


def _one_run() -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", "train", "--force"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
