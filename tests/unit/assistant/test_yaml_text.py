"""libyaml reads our files as another reader of YAML 1.2 does, and knows the lines."""

from __future__ import annotations

from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.assistant.yaml_text import UnreadableYaml, read
from tests.conftest import ROOT

FOLDERS = ("data", "tests/language", "tests/conversations")
FILES = sorted(file for name in FOLDERS for file in (ROOT / name).rglob("*.yml"))
TAUGHT = ROOT / "data" / "second_net"  # 30,000 sentences of the same two forms


def with_words_for_keys(value: Any) -> Any:
    """Return data in which every key is a text, as it is with us."""
    match value:
        case dict():
            return {str(key): with_words_for_keys(part) for key, part in value.items()}
        case list():
            return [with_words_for_keys(part) for part in value]
        case _:
            return value


@pytest.mark.parametrize(
    "file",
    [
        *(file for file in FILES if file.parent != TAUGHT and "blind" not in file.parts),
        *(ROOT / f"{name}.yml" for name in ("domain", "config", "credentials", "endpoints")),
    ],
    ids=lambda file: file.name,
)
def test_another_reader_of_yaml_1_2_finds_the_same(file):
    other = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
    ours, theirs = read(file), with_words_for_keys(other)
    if file.name == "quantities.yml":  # a number of days as a key: told by its digits
        for data in (ours, theirs):
            data["units"] = {float(days): words for days, words in data["units"].items()}
    if file.name == "durations_own.yml":  # an author's own figures, one of which is called "false"
        del ours["first_run"], theirs["first_run"]
    assert ours == theirs


def test_lines_of_keys_and_items(tmp_path):
    path = tmp_path / "f.yml"
    path.write_text("a:\n\n  b: 1\n  c:\n  - x\n\n  - y: 2\n")
    data = read(path)
    assert data.lines == {"a": 1}
    assert data["a"].lines == {"b": 3, "c": 4}
    assert data["a"]["c"].lines == [5, 7]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands here twice"),
        ("a: 1\n? [b]\n: 2\n", 2, "a key is a word"),
        ("a: 1\nb: 2026-13-40\n", 2, "cannot read '2026-13-40' as timestamp"),
        ("a: &x\n- *x\n", 1, "an alias stands for a part of itself"),
        ("- " * 50_000, 1, "nesting"),
        ("a: 1\nb: [1\n", 3, "expected"),
    ],
)
def test_what_cannot_be_read_has_a_line(tmp_path, text, line, reason):
    path = tmp_path / "f.yml"
    path.write_text(text)
    with pytest.raises(UnreadableYaml, match=reason) as refused:
        read(path)
    assert refused.value.line == line
