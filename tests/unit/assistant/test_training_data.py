"""Examples and the entities marked in them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.nlu_markup import AnnotatedEntity, MarkupError, parse_markup
from bot.assistant.problems import AssistantError
from bot.assistant.training_data import Example, TrainingReader, load_training_file
from tests.unit.assistant.reading import read


def read_nlu(text):
    reader = TrainingReader()
    _, problems = read(reader.read, text)
    return reader.training_data(), problems


@pytest.mark.parametrize(
    ("marked", "text", "entities"),
    [
        ("[Rome](city)", "Rome", [AnnotatedEntity("city", "Rome", 0, 4)]),
        ("to [the capital](city:Rome)", "to the capital", [AnnotatedEntity("city", "Rome", 3, 14)]),
        (
            '[two]{"entity": "number", "value": 2} [of]{"entity": "x", "role": "r", "group": "g"}',
            "two of",
            [AnnotatedEntity("number", 2, 0, 3), AnnotatedEntity("x", "of", 4, 6, "r", "g")],
        ),
        (
            '[a}b]{"entity": "x", "value": "}"}c',
            "a}bc",
            [AnnotatedEntity("x", "}", 0, 3)],
        ),
        (
            '[now][{"entity": "a"}, {"entity": "b", "value": "n"}]!',
            "now!",
            [AnnotatedEntity("a", "now", 0, 3), AnnotatedEntity("b", "n", 0, 3)],
        ),
        ("[sic] (as written) and [ ] and a] (b)", "[sic] (as written) and [ ] and a] (b)", []),
        ("/order{}", "/order{}", []),
    ],
)
def test_markup_is_taken_out(marked, text, entities):
    assert parse_markup(marked) == (text, tuple(entities))


@pytest.mark.parametrize(
    ("marked", "problem"),
    [
        ("[a]()", "expected (entity) or (entity:value)"),
        ("[a](b", "expected (entity) or (entity:value)"),
        ("[a]{entity: b}", "this entity is no JSON"),
        ('[a]{"entity": "b"', "this entity is no JSON"),
        ('[a]{"entty": "b"}', "an entity has no key 'entty'. Did you mean entity?"),
        ('[a]{"value": "b"}', "key 'entity' is missing"),
        ('[a]{"entity": 3}', "'entity' of the entity at 'a' is no name"),
        ('[a]{"entity": "b", "value": [1]}', "is no text or number"),
        ("[a][1]", 'expected {"entity": ...}, found [1]'),
        ("[a][]", 'expected {"entity": ...}, found []'),
    ],
)
def test_markup_that_is_none_is_refused(marked, problem):
    with pytest.raises(MarkupError) as caught:
        parse_markup(marked)
    assert problem in str(caught.value)


plain_text = st.text(st.characters(exclude_characters="[]", exclude_categories=["Cs"]), max_size=12)
marked_text = plain_text.filter(bool)
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
values = st.none() | plain_text | st.integers() | st.booleans()
spans = st.tuples(marked_text, names, values, st.none() | names, st.none() | names)


@given(st.lists(plain_text | spans, max_size=6))
def test_offsets_lead_back_to_the_marked_words(pieces):
    """Texts and entities put into markup come out as they went in."""
    marked, text, expected = "", "", []
    for piece in pieces:
        if isinstance(piece, str):
            # What follows a span would be read as its annotation.
            safe = piece.lstrip("({") if marked.endswith("]") else piece
            marked, text = marked + safe, text + safe
            continue
        words, name, value, role, group = piece
        given_keys = {"entity": name, "value": value, "role": role, "group": group}
        kept = {key: one for key, one in given_keys.items() if one is not None}
        expected.append((words, kept | {"value": words if value is None else value}))
        marked += f"[{words}]{json.dumps(kept)}"
        text += words
    found_text, entities = parse_markup(marked)
    assert found_text == text
    assert [found_text[found.start : found.end] for found in entities] == [w for w, _ in expected]
    assert [
        {"entity": e.entity, "value": e.value}
        | ({} if e.role is None else {"role": e.role})
        | ({} if e.group is None else {"group": e.group})
        for e in entities
    ] == [kept for _, kept in expected]


def test_every_kind_of_training_data():
    data, problems = read_nlu(
        """
        - intent: order
          metadata: {reviewed: true}
          examples: |
            - a [large](size) pizza

            - [two]{"entity": "number", "value": "2"} of them
        - intent: greet
          examples:
          - text: |
              hello
            metadata: {tone: warm}
          - good morning
        - synonym: large
          examples: |
            - big
            - huge
        - lookup: topping
          examples: |
            - ham
            - olives
        - regex: zip
          examples: |
            - \\d{5}
        """
    )
    assert problems == []
    assert data.examples == (
        Example("a large pizza", "order", (AnnotatedEntity("size", "large", 2, 7),)),
        Example("two of them", "order", (AnnotatedEntity("number", "2", 0, 3),)),
        Example("hello", "greet"),
        Example("good morning", "greet"),
    )
    assert [example.line for example in data.examples] == [5, 7, 10, 13]
    assert data.synonyms == {"big": "large", "huge": "large", "two": "2"}
    assert data.lookups == {"topping": ("ham", "olives")}
    assert data.regexes == {"zip": ("\\d{5}",)}


def test_an_example_given_twice_counts_once():
    data, problems = read_nlu("- intent: a\n  examples: |\n    - hi\n    - ho\n    - hi\n")
    assert problems == []
    assert [example.text for example in data.examples] == ["hi", "ho"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- intnet: a\n  examples: |\n    - x", "1: unknown key 'intnet'. Did you mean intent?"),
        ("- intent: a\n  example: |\n    - x", "2: unknown key 'example'. Did you mean examples?"),
        ("- intent: a\n  lookup: b\n  examples: |\n    - x", "1: expected one of intent, synonym"),
        ("- intent: faq/a\n  examples: |\n    - x", "1: retrieval intents are not supported: faq"),
        ("- intent: a\n  examples: |\n    - x\n    y", "4: an example begins with a dash, but"),
        ("- intent: a\n  examples: |\n    - x\n    -", "4: the example is empty"),
        ("- intent: a\n  examples: >\n    - x\n    - y", "2: the sign > joins lines"),
        ("- intent: a\n  examples:", "2: expected text, found nothing"),
        ("- intent: a\n  examples: []", "1: intent a has no examples"),
        ("- intent: a\n  examples:\n  - txt: x", "3: unknown key 'txt'. Did you mean text?"),
        ("- intent: a\n  examples: |\n    - x\n    - [y](", "4: expected (entity) or (entity:v"),
        ("- regex: a\n  examples: |\n    - (", "3: no regular expression: missing ), unterm"),
        (
            "- synonym: a\n  examples: |\n    - x\n- synonym: b\n  examples: |\n    - x",
            "6: 'x' is a synonym of 'a' already",
        ),
    ],
)
def test_what_training_data_cannot_be_is_refused(text, problem):
    _, problems = read_nlu(text)
    assert any(one.startswith(problem) for one in problems), problems


def test_any_rasa_nlu_file_can_be_read(tmp_path):
    path = tmp_path / "other.yml"
    path.write_text('version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - hi\n')
    assert load_training_file(path).examples == (Example("hi", "a"),)


def test_a_file_that_is_no_nlu_file_is_refused(tmp_path):
    path = tmp_path / "other.yml"
    path.write_text("nlu:\n- intent: a\n  examples: |\n    hi\nrules: []\n")
    with pytest.raises(AssistantError) as caught:
        load_training_file(path)
    assert [problem.line for problem in caught.value.problems] == [2, 4, 5]
