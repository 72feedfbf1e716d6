"""Collects the tests of `*.test.mjs` and has Node run them: one browser and one server for all."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from widget.tools import Missing, chromium, prepared

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("runner.mjs")
NAME = re.compile(r"^test\(\s*(\"(?:[^\"\\]|\\.)*\")", re.MULTILINE)
RUNNER_KEY = pytest.StashKey["Runner"]()


class BrowserTestFailed(Exception):
    """A test in the browser failed; str() is what Node says of it."""


class Runner:
    """A Node process that runs tests by name, one at a time."""

    def __init__(self) -> None:
        tools = prepared()
        self.process = subprocess.Popen(
            [*tools.node, str(RUNNER)],
            cwd=ROOT,
            env=os.environ | chromium(tools).environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, file: Path, name: str) -> None:
        """Run one test; raises BrowserTestFailed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"file": str(file), "name": name}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise BrowserTestFailed("Node ended; what it said stands above")
        error = json.loads(line)["error"]
        if error is not None:
            raise BrowserTestFailed(error)

    def close(self) -> None:
        """Let it stop the browser and the server."""
        self.process.communicate(timeout=60)


class BrowserTest(pytest.Item):
    """One `test(...)` of a file."""

    def runtest(self) -> None:
        """Run it in the browser that all share."""
        runner = self.session.stash.get(RUNNER_KEY, None)
        if runner is None:
            try:
                runner = self.session.stash[RUNNER_KEY] = Runner()
            except Missing as missing:
                pytest.fail(str(missing), pytrace=False)
        runner.run(self.path, self.name)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> Any:
        """Show what Node says, not where Python waited for it."""
        if isinstance(excinfo.value, BrowserTestFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Name the test in reports."""
        return self.path, None, self.name


class BrowserTestFile(pytest.File):
    """A file of tests."""

    def collect(self) -> Iterator[BrowserTest]:
        """Find the tests by their names."""
        names = [json.loads(quoted) for quoted in NAME.findall(self.path.read_text("utf-8"))]
        assert len(set(names)) == len(names) > 0, f"{self.path}: names must differ"
        for name in names:
            item = BrowserTest.from_parent(self, name=name)
            # With pytest-xdist all go to one worker: there is one browser.
            item.add_marker(pytest.mark.xdist_group("browser"))
            yield item


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> BrowserTestFile | None:
    """Take the test files of this folder."""
    if file_path.name.endswith(".test.mjs"):
        return BrowserTestFile.from_parent(parent, path=file_path)
    return None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop what was started."""
    runner = session.stash.get(RUNNER_KEY, None)
    if runner is not None:
        runner.close()
