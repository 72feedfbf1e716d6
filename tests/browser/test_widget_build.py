"""The widget that is served is the one that its sources give, well typed and small."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from widget.tools import Missing, Tools, prepared

ROOT = Path(__file__).parents[2]
LARGEST_GZIP_BYTES = 30 * 1024


@pytest.fixture(scope="module")
def tools() -> Tools:
    try:
        return prepared()
    except Missing as missing:
        pytest.fail(str(missing), pytrace=False)


def node(tools: Tools, *arguments: str) -> str:
    run = subprocess.run(
        [*tools.node, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_the_served_script_is_what_the_sources_give_and_small(tools, record_property, capsys):
    line = node(tools, "widget/build.mjs", "--check")
    size = int(re.search(r"(\d+) bytes gzip", line)[1])
    record_property("widget_gzip_bytes", size)
    with capsys.disabled():
        print(f"\n{line.strip()} (at most {LARGEST_GZIP_BYTES})")  # noqa: T201 - the size is asked for
    assert size <= LARGEST_GZIP_BYTES


def test_the_types_are_sound(tools):
    node(tools, "node_modules/typescript/bin/tsc", "--project", "widget")


def test_the_lock_names_no_registry():
    for lock in (ROOT / "package-lock.json", ROOT / "tests/browser/chromium/package-lock.json"):
        assert "resolved" not in lock.read_text("utf-8"), lock


@pytest.mark.parametrize(
    "path", sorted((ROOT / "widget" / "src").rglob("*.ts")), ids=lambda p: p.name
)
def test_a_source_file_is_short_and_asks_nobody_else(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    # The one address is the name space of SVG, which nobody fetches.
    assert set(re.findall(r"https?://[^\s\"'`]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
