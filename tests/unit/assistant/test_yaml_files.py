"""YAML as authors write it: each mistake is found at its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.problems import Problems
from bot.assistant.yaml_files import parse_yaml, read_text
from bot.assistant.yaml_reader import Node
from tests.unit.assistant.reading import read


def test_values_are_those_of_yaml_1_2():
    value, problems = read(
        Node.plain,
        """
        a: [yes, no, on, off, null, ~, true, FALSE]
        b: [010, 0x1F, 0o17, 1_000, -3, 1.5, .5]
        c: [1:30, 2026-01-01, "7"]
        """,
    )
    assert value == {
        "a": ["yes", "no", "on", "off", None, None, True, False],
        "b": [10, 31, 15, 1000, -3, 1.5, 0.5],
        "c": ["1:30", "2026-01-01", "7"],
    }
    assert problems == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "3: key 'a' stands here twice"),
        ("a: 1\nb: [1, 2\n", "not readable as YAML"),
        ("a: 1\nb: c: d\n", "2: not readable as YAML: mapping values are not allowed"),
        ("a: 1\n\tb: 2\n", "not readable as YAML"),
        ("a: 1\n---\nb: 2\n", "2: not readable as YAML: but found another document"),
        ("a:\n- *gone\n", "2: not readable as YAML: found undefined alias"),
        ("a: &x\n- *x\n", "this alias stands for what it is a part of"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "3: merge keys (<<) are not supported"),
        ("a: 1\n? [b]\n: 2\n", "2: a key is a word"),
        ("a: 1\nb: !!python/none x\n", "2: cannot read 'x' as python/none; put it in quotes"),
        ("a: 1\nb: .inf\n", "2: cannot read '.inf' as float; put it in quotes"),
        ("a: 1\nb: \x07\n", "2: not readable as YAML: control characters are not allowed"),
        ("[" * 5000, "1: not readable as YAML"),
    ],
)
def test_what_is_no_sound_yaml_is_refused_at_its_line(text, problem):
    _, problems = read(Node.plain, text)
    assert len(problems) == 1
    assert problem in problems[0]


def test_lines_are_those_of_the_key():
    node = parse_yaml("a:\n\n  b: 1\n  c: |\n    x\n    y\n", "f.yml", Problems())
    inner = node.mapping()["a"].mapping()
    assert (inner["b"].line, inner["c"].line, inner["c"].text_line) == (3, 4, 5)


def test_an_empty_file_has_no_keys():
    assert read(Node.plain, "# nothing\n") == ({}, [])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a: 1\nb: \xff\n", "f.yml:2: this is not UTF-8 text; save the file as UTF-8"),
        (None, "f.yml:1: the file is missing"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path, data, problem):
    problems = Problems()
    if data is not None:
        (tmp_path / "f.yml").write_bytes(data)
    assert read_text(tmp_path / "f.yml", "f.yml", problems) is None
    assert [str(one) for one in problems.found] == [problem]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    (tmp_path / "f.yml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_text(tmp_path / "f.yml", "f.yml", Problems()) == "a: 1\n"


@pytest.mark.parametrize(
    ("how", "text", "problem"),
    [
        (Node.flag, "yes", "1: expected true or false, found 'yes'"),
        (Node.number, "true", "1: expected a number, found true"),
        (Node.text, "12", "1: expected text, found 12; put it in quotes"),
        (Node.text, "''", "1: the text is empty"),
        (Node.text, "[a]", "1: expected text, found a list"),
        (Node.words, "a", "1: expected a list, found 'a'"),
        (Node.words, "[a, b, a]", "1: 'a' stands here twice"),
        (Node.mapping, "[a]", "1: expected keys and values, found a list"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(how, text, problem):
    assert read(how, text)[1] == [problem]


@given(st.text(max_size=80))
def test_no_text_raises(text):
    problems = Problems()
    node = parse_yaml(text, "f.yml", problems)
    assert (node is None) == bool([p for p in problems.found if "twice" not in p.message])
