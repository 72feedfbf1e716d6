from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu import spelling
from bot.nlu.spelling_words import read_words

TEXTS = (
    "my shoulder hurts so much since yesterday",
    "my shoulder hurts when i lift my arm",
    "i can't feel my arm, it is numb since monday",
    "shoulder arthroscopy and arthroscopy again",
    "my sholder is numb",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "es").mkdir()
    (tmp_path / "common_words.txt").write_text(
        "# words\nmy\nhurts\nso\nmuch\nsince\nyesterday\nwhen\nlift\nit\ncan\nfeel\narm\nis\nnumb\n"
        "monday\nand\nagain\nshoulder\nhut\nSherlock\nNuma\n"
    )
    (tmp_path / "en" / "text_speak.yml").write_text("u: you\npls: please\n")
    (tmp_path / "en" / "words.yml").write_text(
        'groups:\n  limb: [elbow, "fore?arm", wrists]\npatterns:\n- limb ~3 tingling\n'
    )
    (tmp_path / "es" / "words.yml").write_text("palabras: [hombro]\n")
    return tmp_path


def pipeline(folder: Path) -> spacy.language.Language:
    nlp = spacy.blank("en")
    component = nlp.add_pipe(
        spelling.FACTORY, config={"root": str(folder.parent), "folder": folder.name}
    )
    component.learn(TEXTS)
    return nlp


def norms(nlp: spacy.language.Language, text: str) -> list[str]:
    return [token.norm_ for token in nlp(text)]


def test_words_come_from_the_lists_the_lexicon_and_the_examples(folder):
    words = read_words(folder, "en", TEXTS)
    assert {"elbow", "wrists", "tingling", "shoulder", "arthroscopy"} <= words.counts.keys()
    assert "forearm" not in words.counts, "a pattern is no word"
    assert "sholder" not in words.counts, "a slip in an example is no word to correct to"
    assert "hombro" in words.protected
    assert "hombro" not in words.counts


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("My sholder hurs", ["my", "shoulder", "hurts"]),
        ("SHOLDER", ["shoulder"]),
        ("hombro", ["hombro"]),  # another language of the lexicon
        ("hut", ["hut"]),  # English as it stands, a letter from "hurts"
        ("Numa", ["numa"]),  # a name where it has its capital
        ("numa", ["numb"]),
        ("u pls", ["you", "please"]),
        ("I can't", ["i", "can", "not"]),  # the tokenizer's own norm stays
        ("nu\u200bmb", ["numb"]),  # invisible characters are not letters
        ("shoulderhurts", ["shoulder", "hurts"]),
    ],
)
def test_the_norm_is_the_word_that_was_meant(folder, typed, expected):
    assert norms(pipeline(folder), typed) == expected


def test_what_was_corrected_is_marked(folder):
    doc = pipeline(folder)("My sholder hurts")
    assert doc._.corrected == {3}  # where the word begins


def test_a_saved_component_needs_no_files(folder, tmp_path):
    nlp = pipeline(folder)
    nlp.get_pipe(spelling.FACTORY).to_disk(tmp_path / "saved")
    other = spacy.blank("en")
    other.add_pipe(spelling.FACTORY).from_disk(tmp_path / "saved")
    text = "My sholder hurs, Numa, shoulderhurts pls"
    assert norms(other, text) == norms(nlp, text)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("u: you\nidk: do not know\n", "text_speak.yml:2: expected one word"),
        ("- u\n", "text_speak.yml:1: expected `short form: word` lines"),
        ("u: 'you\n", "text_speak.yml:"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(folder, content, complaint):
    (folder / "en" / "text_speak.yml").write_text(content)
    with pytest.raises(ValueError, match=complaint):
        pipeline(folder)


@pytest.fixture(scope="module")
def bare() -> spacy.language.Language:
    nlp = spacy.blank("en")
    nlp.add_pipe(spelling.FACTORY)._use(read_words(Path("none"), "en", TEXTS))
    return nlp


@settings(max_examples=60)
@given(text=st.text(max_size=80) | st.text(alphabet="shouldermyamit ", max_size=80))
def test_the_text_and_its_offsets_never_change(bare, text):
    doc = bare(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)
