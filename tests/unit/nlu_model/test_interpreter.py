import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.turn import Scope
from bot.nlu.interpreter import LONGEST_TEXT, Interpreter, plain_letters
from tests.unit.nlu_model.conftest import NOW, Config, Examples, SmallAssistant, Spec, lines


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hello there", "greet"),
        ("helo", "greet"),  # misspelt
        ("i want to order a pizza with cheese", "order_pizza"),
        ("are you open today", "ask_opening_hours"),
        ("bye now", "goodbye"),
    ],
)
def test_the_first_intent_of_the_ranking(interpreter, text, intent):
    parsed = interpreter.parse(text, now=NOW)
    assert parsed.intent.name == intent
    assert parsed.intent == parsed.ranking[0]
    confidences = [found.confidence for found in parsed.ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1.0001


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d", "\ufeff"])
def test_nothing_said_is_outside(interpreter, text):
    parsed = interpreter.parse(text, now=NOW)
    assert (parsed.intent.name, parsed.intent.confidence) == (None, 0.0)
    assert parsed.scope is Scope.OUTSIDE
    assert parsed.text == text


def test_strange_messages_score_below_familiar_ones(interpreter):
    familiar = interpreter.parse("order a large pizza", now=NOW)
    for text in ("qwx zzkj fhg", "tell me a joke about the weather", "\U0001f600"):
        assert interpreter.parse(text, now=NOW).scope_score < familiar.scope_score
        assert interpreter.parse(text, now=NOW).scope is not Scope.INSIDE


@settings(max_examples=80)
@given(text=st.text(max_size=120))
def test_any_text_is_parsed_the_same_way_twice(interpreter, text):
    first = interpreter.parse(text, now=NOW)
    assert first == interpreter.parse(text, now=NOW)
    assert first.text == text
    assert all(0.0 <= found.confidence <= 1.0 for found in first.ranking)


@settings(max_examples=40)
@given(text=st.text(alphabet="ab(.'\u200b\U0001f600 \n-1", min_size=150, max_size=600))
def test_a_text_read_in_pieces_is_still_the_whole_text(interpreter, text):
    doc = interpreter.process(text)
    assert doc.text == plain_letters(text)
    assert len(doc.text) == len(text)
    assert all(doc.text[token.idx : token.idx + len(token)] == token.text for token in doc)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        # A line break within a sentence is a blank; after its end, or a blank line, it stays.
        ("I cannot\nmove", "I cannot move"),
        ("Done.\nNext", "Done.\nNext"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("I can\u02bct", "I can't"),
        ("I can\u2019t", "I can't"),
        ("a\x01b\x00c", "a b c"),
        ("\uff48\uff45\uff4c\uff50", "help"),
    ],
)
def test_what_looks_alike_is_read_alike(text, plain):
    assert plain_letters(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "(" * 10_000,
        "\U0001f600" * 10_000,
        "ab " * 40_000,
        "mypizza" * 2000,
        "'" * 10_000,
    ],
    ids=["one word", "marks", "emoji", "words", "run together", "quotes"],
)
def test_an_endless_message_takes_no_endless_time(interpreter, text):
    started = time.process_time()
    parsed = interpreter.parse(text, now=NOW)
    # The floor is far above what it takes, and far below what a quadratic tokenizer takes.
    assert time.process_time() - started < 2.0
    assert parsed.text == text
    assert all(found.end <= LONGEST_TEXT for found in parsed.entities)


def test_sentence_marks_without_a_blank_end_words(interpreter):
    words = [token.text for token in interpreter.process("open.today,bye 3.5")]
    assert words == ["open", ".", "today", ",", "bye", "3.5"]


def test_words_met_once_are_forgotten(interpreter):
    interpreter.parse("warm up", now=datetime(2026, 1, 1, tzinfo=UTC))
    before = len(interpreter.nlp.vocab.strings)
    for number in range(50):
        interpreter.parse(f"zq{number}kx vv{number}b", now=NOW)
    assert len(interpreter.nlp.vocab.strings) == before


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        (
            Spec("backline_speling", line=7),
            "config.yml:7: no component.*Did you mean 'backline_spelling'",
        ),
        (
            Spec("backline_intents", {"keep_insde": 1}, line=9),
            "config.yml:9: .*Did you mean 'keep_inside'",
        ),
    ],
)
def test_a_misspelt_config_is_refused_with_the_right_word(spec, complaint):
    assistant = SmallAssistant(Config((spec,)), Examples(lines()))
    with pytest.raises(ValueError, match=complaint):
        Interpreter.build(assistant)


def test_lookup_tables_are_subjects(small_assistant):
    data = Examples(lines(), lookups={"city": ("oslo", "new york")})
    built = Interpreter.build(replace(small_assistant, training_data=data))
    topics = built.nlp.get_pipe("backline_intents")._topics
    assert "city" in topics.of(["in", "new", "york"])
    assert "city" not in topics.of(["in", "new", "jersey"])
