"""The documents speak of files, hazards and packages that are there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HAZARD_LOG = ROOT / "docs" / "safety" / "hazard-log.md"
DOCUMENTS = sorted(
    [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / name for name in ("README.md", "SAFETY.md", "CONTRIBUTING.md", "GLOSSARY.md")),
    ]
)
CODE = sorted(path for part in ("bot", "actions", "tests") for path in (ROOT / part).rglob("*.py"))

NAMED_FILE = re.compile(r"(?<![\w./-])((?:[\w.-]+/)+[\w.-]+\.(?:py|yml|md))(?![\w/])")
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
DRAWING = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)(?:#[^)\s]*)?\)")
HAZARD = re.compile(r"\bH-\d\d\b")
PACKAGE = re.compile(r"^[A-Za-z0-9._-]+")


def named_files(text: str) -> list[str]:
    """Return the paths in backticks and in drawings; what names no folder is no path."""
    places = IN_BACKTICKS.findall(text) + DRAWING.findall(text)
    return sorted({path for place in places for path in NAMED_FILE.findall(place)})


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_file_that_a_document_names_exists(document):
    missing = [
        name for name in named_files(document.read_text("utf-8")) if not (ROOT / name).is_file()
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_link_leads_somewhere(document):
    links = LINK.findall(document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("path", [*CODE, *DOCUMENTS], ids=relative)
def test_every_hazard_that_is_named_is_in_the_log(path):
    log = set(re.findall(r"^## (H-\d\d) ", HAZARD_LOG.read_text("utf-8"), re.MULTILINE))
    assert set(HAZARD.findall(path.read_text("utf-8"))) <= log


def test_the_hazard_log_gives_each_id_once_and_lists_all_of_them():
    text = HAZARD_LOG.read_text("utf-8")
    headings = re.findall(r"^## (H-\d\d) (.+)$", text, re.MULTILINE)
    assert headings == re.findall(r"^\| \[(H-\d\d)\]\(#[^)]+\) \| (.+) \|$", text, re.MULTILINE)
    assert len({hazard for hazard, _ in headings}) == len(headings)


def test_every_package_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    needed = {PACKAGE.match(line)[0] for group in groups for line in group} - {project["name"]}
    reasons = (ROOT / "docs" / "adr" / "0009-dependencies.md").read_text("utf-8")
    assert needed == set(re.findall(r"^\| `([^`]+)` \| \S", reasons, re.MULTILINE))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("see `bot/agent.py`", ["bot/agent.py"]),
        ("`data/clinical/advice.yml`, then `domain.yml`", ["data/clinical/advice.yml"]),
        ("no backticks: bot/agent.py", []),
        ("`.venv/bin/backline parse`", []),
        ("```text\n rest  bot/channels/rest.py -> out\n```\n", ["bot/channels/rest.py"]),
        ("`https://example.org/a/page.md`", []),
    ],
)
def test_the_check_sees_and_spares(text, names):
    assert named_files(text) == names
