"""What was measured, on which machine, at which commit: as JSON, and as the README's table."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
RESULTS = FOLDER / "results"
README = FOLDER / "README.md"
TABLE_START = "<!-- table: written by `make bench` -->"
TABLE_END = "<!-- end of table -->"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `aim` is at most that, or at least where `more_is_better`."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    more_is_better: bool = False

    def verdict(self) -> str:
        """Return whether the aim is met; empty without one."""
        if self.aim is None:
            return ""
        met = self.value >= self.aim if self.more_is_better else self.value <= self.aim
        return "met" if met else "missed"


def keep(benchmark: str, figures: Sequence[Figure]) -> None:
    """Write the figures of one benchmark to `results/`."""
    RESULTS.mkdir(exist_ok=True)
    result = {
        "benchmark": benchmark,
        "commit": _commit(),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [asdict(figure) for figure in figures],
    }
    path = RESULTS / f"{benchmark}.json"
    path.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


def rewrite_table() -> None:
    """Write all kept results into the README's table."""
    rows = ["| benchmark | figure | measured | aim | |", "|---|---|--:|--:|---|"]
    stamps = set()
    for path in sorted(RESULTS.glob("*.json")):
        result = json.loads(path.read_text("utf-8"))
        if "figures" not in result:
            continue
        stamps.add(f"commit {result['commit'][:12]}, {_described(result['machine'])}")
        rows += [_row(result["benchmark"], Figure(**figure)) for figure in result["figures"]]
    text = README.read_text("utf-8")
    before, _, rest = text.partition(TABLE_START)
    after = rest.partition(TABLE_END)[2]
    table = "\n".join(["", *rows, "", *(f"Measured at {stamp}." for stamp in sorted(stamps)), ""])
    README.write_text(f"{before}{TABLE_START}\n{table}\n{TABLE_END}{after}", "utf-8")


def machine() -> dict[str, Any]:
    """Return the size of this machine."""
    return {
        "cpus": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        "load_1_minute": round(os.getloadavg()[0], 2),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def _row(benchmark: str, figure: Figure) -> str:
    aim = ""
    if figure.aim is not None:
        aim = f"{'≥' if figure.more_is_better else '≤'} {figure.aim:g} {figure.unit}"
    value = f"{figure.value:.4g} {figure.unit}"
    return f"| {benchmark} | {figure.name} | {value} | {aim} | {figure.verdict()} |"


def _described(size: dict[str, Any]) -> str:
    return (
        f"{size['cpus']} CPUs, {size['memory_gib']} GiB, {size['system']}, "
        f"Python {size['python']}, load {size['load_1_minute']}"
    )


def _commit() -> str:
    run = subprocess.run(
        ["git", "rev-parse", "HEAD"],  # noqa: S607 - git is found on the developer's path
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout.strip() if run.returncode == 0 else "uncommitted"
