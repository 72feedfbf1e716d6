"""The pattern language, the reading of its files, and what every rule component promises."""

from __future__ import annotations

import time
from datetime import date

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import yaml_text
from bot.nlu import attributes
from bot.nlu.assertion_files import read_cues
from bot.nlu.holidays import easter
from bot.nlu.interpreter import Interpreter
from bot.nlu.lexicon_files import LexiconError, read_lexicon
from bot.nlu.matching import Vocabulary, Wording
from bot.nlu.matching_syntax import PatternError, inflections, parse
from bot.nlu.matching_words import read_words
from bot.nlu.quantities_words import read_quantities
from bot.nlu.remarks import read_remarks
from tests.language.suite import NOW, ROOT, entities, interpreter

WORDING = Wording(
    groups={"cold": ("cold", "ice cold", "freezing")},
    masks=("cold drink",),
    skipped=("the", "very"),
    clause_starts=("and my",),
    stops=("but",),
    negators=("not",),
)


def matches(line: str, text: str) -> bool:
    attributes.register()
    vocabulary = Vocabulary(WORDING, [line])
    encoded = vocabulary.encode(read_words(spacy.blank("en")(text)))
    return any(vocabulary.find(vocabulary.pattern(line), encoded))


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("<cold> foot", "ice cold foot", True),  # a group member of two words
        ("<cold> foot", "cold very foot", True),  # skipped word
        ("<cold> foot", "cold big foot", False),  # no gap allowed
        ("<cold> ..1 foot", "cold big foot", True),
        ("<cold> ..3 foot", "cold but big foot", False),  # a stop ends the gap
        ("<cold> ..3 foot", "cold and my foot", False),  # so does a clause
        ("<cold> ..3 foot", "cold and foot", True),  # the word alone starts none
        ("cold and my foot", "cold and my foot", True),  # outside a gap it is a word like others
        ("<cold> and|but my_foot", "cold and my foot", True),
        ("<cold> ..3 foot", "cold and not foot", False),  # and a negator
        ("foot ~2 <cold>", "cold is my foot", True),  # either order
        ("foot ~2 <cold>", "foot so cold", True),
        ("<cold> ..1 foot", "a cold drink foot", False),  # masked
        ("foot !<cold>", "foot cold", False),
        ("<!my foot", "my foot", False),
        ("<!my foot", "a foot", True),
        ("^ foot", "a foot", False),
        ("foot $", "cold foot. yes", True),
        ("can't foot", "i cannot foot", True),  # contractions are opened on both sides
        ("can not foot", "i cant foot", True),
        ("big_toe|foot <cold>", "big toe cold", True),
        ("<number> foot", "3 foot", True),
        ("walk/v home", "walked home", True),
        ("very? foot $", "foot", True),
    ],
)
def test_a_pattern(line, text, expected):
    assert matches(line, text) is expected


@pytest.mark.parametrize("start", ["my? foot", "<cold> my", "!and my"])
def test_a_clause_that_starts_with_no_certain_word_is_refused(start):
    with pytest.raises(PatternError, match="a clause starts"):
        Vocabulary(Wording(groups={"cold": ("cold",)}, clause_starts=(start,)))


def test_a_clause_starts_only_with_words_that_are_not_hidden():
    vocabulary = Vocabulary(WORDING, ["<cold> ..3 foot", "my"])
    words = read_words(spacy.blank("en")("cold and my foot"))
    hidden = vocabulary.hide(vocabulary.pattern("my"), vocabulary.encode(words))
    assert any(vocabulary.find(vocabulary.pattern("<cold> ..3 foot"), hidden))


@pytest.mark.parametrize("line", ["..3", "a ~2 b?", "a||b", "<!<cold> a", "walk/x"])
def test_a_pattern_that_cannot_be_read(line):
    with pytest.raises(PatternError):
        parse(line)


def test_a_group_that_contains_itself_is_refused():
    with pytest.raises(PatternError, match="itself"):
        Vocabulary(Wording(groups={"a": ("<a> b",)}))


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("pee/v", "peeing"),
        ("stop/v", "stopped"),
        ("carry/v", "carried"),
        ("use/v", "using"),
        ("box/n", "boxes"),
        ("injury/n", "injuries"),
    ],
)
def test_inflections(word, form):
    assert form in inflections(word)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("grups: {}\n", r"words.yml:1: 'grups' is no key of this place. Did you mean 'groups'"),
        ("groups:\n  a: [b]\nmasks:\n- c <d>\n", r"words.yml:4: there is no group <d>"),
        ("groups:\n  a:\n  - b\n  - ..3\n", r"words.yml:4: the pattern '..3'"),
        ("groups:\n  a: b\n", r"words.yml:2: 'a' must be a list"),
        ("entities:\n  finding:\n    x:\n      says: [a]\n", r"words.yml:4: 'says' is no key"),
        ("a: [\n", r"words.yml:\d+: "),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path, text, complaint):
    (tmp_path / "words.yml").write_text(text)
    with pytest.raises(LexiconError, match=complaint):
        read_lexicon(tmp_path)


@pytest.mark.parametrize(
    ("reader", "name", "text"),
    [
        (read_cues, "assertion.yml", "cues:\n  absentt: {}\n"),
        (read_quantities, "quantities.yml", "numberz: {}\n"),
        (read_remarks, "remarks.yml", "sayd: {}\n"),
        (read_remarks, "remarks.yml", "said: {}\n"),
    ],
)
def test_other_files_are_checked_too(tmp_path, reader, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(LexiconError, match=rf"{name}:\d"):
        reader(tmp_path)


@settings(max_examples=150)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                [
                    "can't",
                    "cant",
                    "pee",
                    "3wks",
                    "7/10",
                    "\u200b",
                    "\u202e",
                    "no",
                    "fever",
                    "💀",
                    "<b>",
                    "two",
                    "A",
                    "and",
                    "D",
                    "since",
                    "march",
                    "\n",
                    "no siento",
                    "numb",
                    "bum",
                    "45",
                    "yo",
                    "½",
                    "²",
                    "1e9",
                    "٣",
                ]
            ),
        ),
        max_size=14,
    ).map(" ".join)
)
def test_offsets_lie_in_the_text_and_nothing_is_random(text):
    found = entities(text)
    assert found == entities(text)
    for entity in found:
        assert 0 <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end].strip()


@settings(max_examples=60)
@given(
    st.sampled_from(["cant pee", "numb between my legs", "fever", "since 3 weeks"]),
    st.text(alphabet="\u200b\u200d\u00ad\u2060\ufeff\u202e", min_size=1, max_size=3),
    st.integers(min_value=1, max_value=8),
)
def test_hidden_marks_hide_nothing(phrase, marks, place):
    text = phrase[:place] + marks + phrase[place:]
    plain = {(one.entity, one.value) for one in entities(phrase)}
    assert {(one.entity, one.value) for one in entities(text)} == plain
    for one in entities(text):
        assert text[one.start : one.end].strip()


def test_letters_of_another_alphabet_hide_nothing():
    text = "I c\u0430n't p\u0435\u0435"
    (found,) = [one for one in entities(text) if one.entity == "finding"]
    assert (found.value, text[found.start : found.end]) == ("bladder_trouble", text[2:])
    assert not entities("не могу писать")


def test_a_long_message_is_read_in_time():
    text = ("my back hurts and I can not feel my left foot since monday. " * 200)[:10_000]
    entities(text)
    started = time.process_time()
    entities(text)
    # Far above what it takes (some 0.07 s), far below what a quadratic cost takes.
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "aGVsbG8gd29ybGQ=" * 600,
        '{"a": [1, 2, {"b": null}]}' * 300,
        "mixed текст 文字 نص " * 500,
        "a" * 10_000,
        "💀" * 5_000,
        "no " * 3_300,
        "1" * 10_000,
        "<div>{}</div>" * 700,
        "9" * 400 + " weeks",
        "",
        " ",
        "\u202e\u200b",
    ],
    ids=[
        "base64",
        "json",
        "mixed scripts",
        "long word",
        "emoji",
        "negators",
        "digits",
        "html",
        "huge number",
        "empty",
        "blank",
        "bidi",
    ],
)
def test_strange_text_is_harmless(text):
    assert not [entity for entity in entities(text) if entity.entity == "finding"]


def test_a_saved_pipeline_needs_no_data_folder(tmp_path):
    interpreter().nlp.to_disk(tmp_path / "model")
    loaded = Interpreter(spacy.load(tmp_path / "model"))
    for text in ("cant pee since march, 7/10", "no tengo fiebre", "A and D", "my mum had cancer"):
        assert loaded.parse(text, now=NOW).entities == entities(text)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5))],
)
def test_easter(year, day):
    assert easter(year) == day


def test_red_flags_agree_with_the_clinical_data():
    data = yaml_text.read(ROOT / "data/clinical/findings.yml")
    clinical = {row["id"]: set(row.get("red_flags", ())) for row in data["findings"]}
    for language in ("en", "es"):
        for entry in read_lexicon(ROOT / "data/lexicon" / language).entries:
            if entry.entity == "finding":
                assert set(entry.red_flags) == clinical[entry.value], (language, entry.value)


def test_relative_dates_need_the_time_of_the_message():
    doc = interpreter().process("since march")
    assert not [entity for entity in doc._.found or () if entity.entity == "duration"]
    assert NOW.tzinfo is not None
