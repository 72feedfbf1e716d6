"""Patterns that a saved model keeps are those that were worked out, and cost no compiling."""

from __future__ import annotations

import json
from functools import cache

import pytest
import spacy

from bot.nlu import attributes
from bot.nlu.lexicon import LexiconComponent
from bot.nlu.matching import Vocabulary, Wording
from bot.nlu.matching_kept import FILE, MADE_BY, read_patterns, write_patterns
from bot.nlu.matching_words import read_words

WORDING = Wording(
    groups={"cold": ("cold", "ice cold", "freezing")},
    masks=("cold drink",),
    skipped=("the", "very"),
    clause_starts=("and my",),
    stops=("but",),
    negators=("not",),
)
LINES = ("<cold> ~3 hands|feet", "^ shivering !when", "<number> degrees")
TEXTS = (
    "my hands are very cold",
    "a cold drink in the hands",
    "cold but hands",
    "shivering now and my feet are freezing",
    "it is 2 degrees",
    "the feet are not cold",
)


@cache
def words(text):
    return read_words(blank()(text))


@cache
def blank():
    return spacy.blank("en")


def spans(reader, line, text):
    encoded = reader.encode(words(text))
    return [one.span() for one in reader.find(reader.pattern(line), encoded)]


@pytest.fixture
def kept(tmp_path):
    """A vocabulary, and the folder that holds what it worked out."""
    attributes.register()
    vocabulary = Vocabulary(WORDING, LINES)
    for line in LINES:
        vocabulary.pattern(line).may_be_denied = True
    vocabulary.group("cold")
    write_patterns(tmp_path, [vocabulary])
    return vocabulary, tmp_path


def test_kept_patterns_match_as_those_they_were_made_from(kept):
    vocabulary, folder = kept
    (read,) = read_patterns(folder, [WORDING])
    for line in LINES:
        assert read.pattern(line).keys == vocabulary.pattern(line).keys
        for text in TEXTS:
            assert spans(read, line, text) == spans(vocabulary, line, text)
    encoded = read.encode(words("the feet are not cold"))
    assert read.denied(read.pattern(LINES[0])).search(encoded) is not None
    assert read.has_negator(encoded)
    assert read.group("cold").keys == vocabulary.group("cold").keys


def test_another_python_works_all_of_it_out_anew(kept):
    _, folder = kept
    file = folder / FILE
    state = json.loads(file.read_text(encoding="utf-8"))
    state["made_by"] = [*MADE_BY[:-1], 0]
    file.write_text(json.dumps(state), encoding="utf-8")
    assert list(read_patterns(folder, [WORDING])) == []


def test_a_model_without_kept_patterns_is_read_as_well(tmp_path):
    assert list(read_patterns(tmp_path, [WORDING])) == []


def test_a_lexicon_that_was_read_from_a_model_can_be_saved_again(tmp_path):
    folder = tmp_path / "lexicon" / "en"
    folder.mkdir(parents=True)
    (folder / "findings.yml").write_text(
        "entities:\n  finding:\n    cold_feet:\n      say: [cold feet, feet ~2 cold]\n"
        "      unless: [drink]\n",
        encoding="utf-8",
    )
    first, second = tmp_path / "first", tmp_path / "second"
    LexiconComponent(folder.parent, "en").to_disk(first)
    LexiconComponent(folder.parent, "en").from_disk(first).to_disk(second)
    assert {one.name for one in second.iterdir()} == {one.name for one in first.iterdir()}
    assert (first / FILE).read_bytes() == (second / FILE).read_bytes()


def test_reading_a_model_parses_and_compiles_no_pattern(tmp_path, monkeypatch):
    folder = tmp_path / "lexicon" / "en"
    folder.mkdir(parents=True)
    (folder / "findings.yml").write_text(
        "entities:\n  finding:\n    cold_feet:\n      say: [cold feet]\n", encoding="utf-8"
    )
    LexiconComponent(folder.parent, "en").to_disk(tmp_path / "model")
    monkeypatch.setattr(Vocabulary, "__init__", None)  # no vocabulary is made
    read = LexiconComponent(folder.parent, "en").from_disk(tmp_path / "model")
    assert [one.lexicon.language for one in read.matchers] == ["en"]
