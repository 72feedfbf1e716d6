"""The second net on the encoder that ships: what it adds, what it doubts, what it leaves alone."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.encoder import MOST_PIECES, read_encoder
from bot.nlu.second_net import FACTORY, FILE, Limits, SecondNet
from tests.conftest import ROOT

WET = "Woke up in a soaked bed for the second night and I never noticed it coming"
FLAGS = {"bladder_trouble": ("RF02",), "suicidal": ("RF34",), "thoracic_pain": ()}
SHARED = read_encoder(ROOT / "data" / "lexicon" / "en" / FILE)


@pytest.fixture(scope="module")
def encoder():
    return SHARED


def net(encoder, *, leaves_out=(), **limits):
    usual = {"alarm_from": 0.9, "suspect_from": 0.3, "doubt_below": 0.02, "contradict_from": 0.95}
    made = SecondNet(encoder, Limits(**usual | limits, leaves_out=frozenset(leaves_out)))
    made.use(FLAGS)
    return made


def heard(made, text, found=()):
    attributes.register()
    doc = spacy.blank("en")(text)
    doc._.found = list(found) or None
    return list(made(doc)._.found or ())


def finding(value, text, assertion="present", flags=("RF02",)):
    details = {"assertion": assertion, "red_flag": list(flags)}
    return Entity("finding", value, 0, len(text), "x", details=details)


def test_what_is_sure_is_told_and_what_is_less_sure_is_asked_about(encoder):
    chance = encoder.read(WET).chances["bladder_trouble"]
    (told,) = heard(net(encoder, alarm_from=chance - 0.01), WET)
    assert (told.value, told.details["assertion"]) == ("bladder_trouble", "present")
    (asked,) = heard(net(encoder, alarm_from=chance + 0.01, suspect_from=chance - 0.01), WET)
    assert asked.details == {"assertion": "unsure", "suspected": True, "red_flag": ["RF02"]}
    assert heard(net(encoder, alarm_from=1.0, suspect_from=chance + 0.01), WET) == []


def test_the_words_that_speak_of_it_are_named(encoder):
    text = f"Good morning, I saw your number on the website of my cousin. {WET}"
    (found,) = heard(net(encoder), text)
    assert found.start >= text.index("Woke") - len("cousin. ")
    assert found.extractor == FACTORY


@pytest.mark.parametrize("assertion", ["present", "unsure", "absent", "past", "other_person"])
def test_of_a_sign_that_the_lexicon_read_nothing_is_added(encoder, assertion):
    was = finding("bladder_trouble", WET, assertion)
    assert heard(net(encoder, contradict_from=1.0), WET, [was]) == [was]


@pytest.mark.parametrize("assertion", ["absent", "past", "other_person", "hypothetical"])
def test_where_the_two_are_of_opposite_minds_it_is_asked_about(encoder, assertion):
    was = finding("bladder_trouble", WET, assertion)
    (doubt,) = heard(net(encoder, contradict_from=0.3), WET, [was])
    assert (doubt.details["assertion"], doubt.details["suspected"]) == ("unsure", True)


def test_a_red_flag_that_another_sign_raises_is_not_asked_about(encoder):
    was = finding("leaking", WET)
    assert heard(net(encoder, alarm_from=1.0), WET, [was]) == [was]


def test_a_sign_that_is_most_unlikely_becomes_a_doubt_and_is_not_dropped(encoder):
    text = "When do you open on Friday, and is there a place to park?"
    (doubt,) = heard(net(encoder), text, [finding("bladder_trouble", text)])
    assert (doubt.details["assertion"], doubt.details["suspected"]) == ("unsure", True)
    stated = finding("bladder_trouble", text, "absent")
    assert heard(net(encoder), text, [stated]) == [stated], "a denial is believed"
    unknown = finding("no_such_sign", text)
    assert heard(net(encoder), text, [unknown]) == [unknown]
    short = "When do you open?"
    believed = finding("bladder_trouble", short)
    assert heard(net(encoder), short, [believed]) == [believed], "a few words are read too poorly"
    kept = net(encoder, stands=frozenset({"RF02"}))
    assert (
        heard(kept, text, [finding("bladder_trouble", text)])[0].details["assertion"] == "present"
    )
    harmless = finding("bladder_trouble", text, flags=())
    assert heard(net(encoder), text, [harmless]) == [harmless]


@pytest.mark.parametrize("left_out", ["bladder_trouble", "RF02"])
def test_what_is_left_out_is_not_asked_about(encoder, left_out):
    assert heard(net(encoder, alarm_from=1.0, leaves_out=[left_out]), WET) == []


def test_a_sign_without_a_red_flag_is_nothing_to_ask_about(encoder):
    made = net(encoder, suspect_from=0.0, alarm_from=1.1)
    made.use({"thoracic_pain": ()})
    assert heard(made, "it hurts between my shoulder blades") == []


def test_a_message_in_another_language_is_left_to_its_lexicon(encoder):
    details = {"assertion": "present", "red_flag": ["RF02"], "language": "es"}
    was = Entity("finding", "bladder_trouble", 0, 5, "x", details=details)
    assert heard(net(encoder, doubt_below=1.0, suspect_from=0.0), WET, [was]) == [was]


def test_without_an_encoder_and_for_a_word_or_two_nothing_changes(encoder):
    assert heard(net(None), WET) == []
    assert heard(net(encoder, suspect_from=0.0), "no no") == []


def test_it_is_the_same_after_disk(encoder, tmp_path):
    net(encoder).to_disk(tmp_path)
    again = net(None).from_disk(tmp_path)
    assert again.flags == FLAGS
    assert again.encoder.read(WET).chances == encoder.read(WET).chances


def test_a_file_that_is_no_encoder_is_refused_with_its_name(tmp_path):
    assert read_encoder(tmp_path / "none.onnx") is None
    (tmp_path / "bad.onnx").write_bytes(b"no encoder")
    with pytest.raises(ValueError, match=r"bad\.onnx:1: "):
        read_encoder(tmp_path / "bad.onnx")


def test_in_a_long_message_the_sign_counts_wherever_it_stands(encoder):
    filling = "The drive took an hour and the garden needs work before the winter. "
    for before in (0, 6, 12):
        chances = encoder.read(filling * before + WET + ". " + filling * (12 - before)).chances
        assert chances["bladder_trouble"] > 0.3, before


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_whatever_is_written_is_read_and_pointed_at_within_it(text):
    reading = SHARED.read(text)
    assert all(0.0 <= chance <= 1.0 for chance in reading.chances.values())
    if reading.pieces.numbers:
        start, end = reading.words_of("fever")
        assert 0 <= start < end <= len(text)


def test_the_end_of_an_endless_message_is_left_to_the_lexicon(encoder):
    text = "well it is my poor old back that hurts today, so " * 1_000
    reading = encoder.read(text)
    assert len(reading.pieces.numbers) == MOST_PIECES
    details = {"assertion": "present", "red_flag": ["RF02"]}
    last = Entity("finding", "bladder_trouble", len(text) - 5, len(text), "x", details=details)
    assert last in heard(net(encoder, doubt_below=1.0), text, [last])
    first = Entity("finding", "bladder_trouble", 0, 5, "x", details=details)
    assert first not in heard(net(encoder, doubt_below=1.0), text, [first])
