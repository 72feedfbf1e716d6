"""`data validate` reads the lexicon too: a broken line in it is named before anybody trains."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from bot.assistant.assistant import load_assistant
from bot.cli_check import read_lexicon
from bot.cli_project import CommandFailed

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lexicon(tmp_path):
    """Return a folder with a copy of the lexicon, without the encoder."""
    copytree(ROOT / "data/lexicon", tmp_path / "data/lexicon", ignore=ignore_patterns("encoder*"))
    return tmp_path


@pytest.mark.parametrize("name", ["assertion.yml", "findings.yml", "quantities.yml"])
def test_a_name_that_nothing_has_is_found_with_its_line(lexicon, name):
    file = lexicon / "data/lexicon/en" / name
    file.write_text(file.read_text("utf-8") + "\nbroken: *nowhere\n", "utf-8")
    line = file.read_text("utf-8").count("\n")
    with pytest.raises(CommandFailed, match=rf"{name}:{line}: .*alias"):
        read_lexicon(replace(load_assistant(ROOT), root=lexicon))


def test_a_sound_lexicon_is_read(lexicon):
    read_lexicon(replace(load_assistant(ROOT), root=lexicon))
