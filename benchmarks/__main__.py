"""Run every benchmark and rewrite the table: `make bench`."""

from __future__ import annotations

import subprocess
import sys

from rich.console import Console

from benchmarks.report import FOLDER, ROOT, rewrite_table

NOT_BENCHMARKS = frozenset(
    {"__init__", "__main__", "client", "floor", "bulk", "million_seed", "report", "server"}
)


def main() -> int:
    """Run each benchmark in a process of its own; return 1 when one failed."""
    console = Console(highlight=False)
    names = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    failed = []
    for name in names:
        console.print(f"{name} ...")
        run = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, check=False)
        if run.returncode != 0:
            failed.append(name)
    rewrite_table()
    if failed:
        console.print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
