"""The encoder that ships: whatever is written is read, named and the same each time."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu import attributes
from bot.nlu.encoder import (
    FILE,
    MOST_PIECES,
    WORDS_FILE,
    EncoderComponent,
    adds_up_exactly,
    read_encoder,
)
from bot.nlu.encoder_labels import MEANT, Labels, labels_from_json
from tests.conftest import ROOT

WET = "Woke up in a soaked bed for the second night and I never noticed it coming"
# Chances that sums which overflow, as processors without VNNI have them, move by more than NEAR.
EXACT = {
    ("unsteady_gait", "Lifted a bag of sweet feed wrong and now I walk like John Wayne"): 0.6192,
    (
        "cannot_keep_fluids_down",
        "I can keep water down, it just comes back up after ten minutes",
    ): 0.7506,
}
NEAR = 0.01
ENCODER = read_encoder(ROOT / "data" / "lexicon" / "en" / FILE)


def test_the_parts_of_the_labels_follow_one_another_without_a_gap():
    labels = ENCODER.labels
    parts = (labels.present, labels.told, labels.meant, labels.facts, labels.intents)
    places = [place for part in parts for place in range(part.start, part.stop)]
    assert places == list(range(labels.count))
    assert labels.count == ENCODER.read("hello").scores.shape[0]


@given(st.builds(Labels, *(st.lists(kind).map(tuple) for kind in (
    st.text(), st.tuples(st.text(), st.text()), st.text()))))  # fmt: skip
def test_labels_are_the_same_after_json(labels):
    assert labels_from_json(labels.as_json()) == labels


@pytest.mark.parametrize(("sign", "text"), EXACT)
def test_it_adds_up_exactly_whatever_the_processor(sign, text):
    assert ENCODER.read(text).chances[sign] == pytest.approx(EXACT[sign, text], abs=NEAR)


@pytest.mark.parametrize(
    ("told", "is_exact"),
    [
        ("flags\t\t: fpu avx2 avx512_vnni\n", True),
        ("flags\t\t: fpu avx_vnni\n", True),
        ("flags\t\t: fpu avx2 avx512f\n", False),
        ("Features\t: asimd\n", False),
    ],
)
def test_a_processor_adds_up_exactly_where_it_says_so(tmp_path, told, is_exact):
    (tmp_path / "cpuinfo").write_text(told)
    assert adds_up_exactly(tmp_path / "cpuinfo") is is_exact
    assert not adds_up_exactly(tmp_path / "none")


def test_it_is_the_same_after_disk(tmp_path):
    EncoderComponent(ENCODER).to_disk(tmp_path)
    again = EncoderComponent(None).from_disk(tmp_path).encoder
    assert again.read(WET).chances == ENCODER.read(WET).chances
    EncoderComponent(None).to_disk(tmp_path / "none")
    assert EncoderComponent(None).from_disk(tmp_path / "none").encoder is None


def test_a_message_carries_its_reading():
    attributes.register()
    read = EncoderComponent(ENCODER)(spacy.blank("en")(WET))
    assert read._.reading.chances == ENCODER.read(WET).chances
    assert EncoderComponent(None)(spacy.blank("en")(WET))._.reading is None


def test_a_file_that_is_no_encoder_is_refused_with_its_name(tmp_path):
    assert read_encoder(tmp_path / "none.onnx") is None
    (tmp_path / "bad.onnx").write_bytes(b"no encoder")
    with pytest.raises(ValueError, match=r"bad\.onnx:1: "):
        read_encoder(tmp_path / "bad.onnx")


def test_an_encoder_without_its_words_is_refused(tmp_path):
    EncoderComponent(ENCODER).to_disk(tmp_path)
    (tmp_path / WORDS_FILE).unlink()
    with pytest.raises(ValueError, match=rf"{FILE}:1: .*{WORDS_FILE}"):
        read_encoder(tmp_path / FILE)


def test_in_a_long_message_the_sign_counts_wherever_it_stands():
    filling = "The drive took an hour and the garden needs work before the winter. "
    for before in (0, 6, 12):
        chances = ENCODER.read(filling * before + WET + ". " + filling * (12 - before)).chances
        assert chances["bladder_trouble"] > 0.3, before


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_whatever_is_written_is_read_and_pointed_at_within_it(text):
    reading = ENCODER.read(text)
    likely = [*reading.chances.values(), *reading.told.values(), *reading.facts.values()]
    assert all(0.0 <= chance <= 1.0 for chance in likely)
    meant = reading.meant("fever")
    assert tuple(meant) == MEANT
    assert sum(meant.values()) == pytest.approx(1.0, abs=1e-4)
    if reading.pieces.numbers:
        for start, end in (
            reading.words_of_sign("fever"),
            reading.words_of_fact("activity", "driving"),
        ):
            assert 0 <= start < end <= len(text)


def test_the_end_of_an_endless_message_is_not_read():
    text = "well it is my poor old back that hurts today, so " * 1_000
    assert len(ENCODER.read(text).pieces.numbers) == MOST_PIECES


def test_code_and_rows_of_marks_are_no_sentence():
    attributes.register()
    listed = '/list{"screen": "illness", "absent": ["RF01"], "unsure": ["RF02"]} and my own words'
    for text in (listed, '{"a": [1, 2, {"b": null}]}', "<div>{}</div>", "it -- ?? so !!! :-( :-("):
        assert EncoderComponent(ENCODER)(spacy.blank("en")(text))._.reading is None
