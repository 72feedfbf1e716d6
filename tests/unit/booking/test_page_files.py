"""The files that the pages of a booking are made from: wrong ones stop the start, with the line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.booking.page_parts import read_frame
from actions.booking.page_words import read_page_words
from actions.knowledge.clinic import load_clinic
from actions.knowledge.problems import ClinicalDataError
from tests.conftest import ROOT

SITE = ROOT / "data" / "site"
CLINIC = load_clinic(ROOT / "data" / "clinic.yml")


def test_a_clinics_name_is_text_not_markup(tmp_path):
    clinic = replace(CLINIC, name="<b>Back</b> & Neck $1")
    page = read_frame(SITE, clinic).page("A <title>", ["<p>in</p>"])
    assert "<b>" not in page
    assert "&lt;b&gt;Back&lt;/b&gt; &amp; Neck $1" in page
    assert "<title>A &lt;title&gt;:" in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("view_title:", "view_titel:"), r"booking.yml:5.*view_titel.*Did you mean"),
        (("{reference}. To see", "{refrence}. To see"), r"booking.yml.*\{refrence\}.*reference"),
        (("move_title: Move your visit\n", ""), r"move_title.*missing"),
    ],
)
def test_words_that_are_wrong_stop_the_start_with_their_line(tmp_path, change, message):
    text = (SITE / "booking.yml").read_text("utf-8")
    assert change[0] in text
    (tmp_path / "booking.yml").write_text(text.replace(*change), "utf-8")
    with pytest.raises(ClinicalDataError, match=message):
        read_page_words(tmp_path, CLINIC.facts())


def test_a_frame_with_an_unknown_place_stops_the_start(tmp_path):
    (tmp_path / "booking.html").write_text("$title $main $fax", "utf-8")
    with pytest.raises(ClinicalDataError, match="fax"):
        read_frame(tmp_path, CLINIC)
