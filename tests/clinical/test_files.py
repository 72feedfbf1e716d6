"""A broken clinical file stops with its place, what is wrong and the nearest right word."""

from __future__ import annotations

import datetime
import re
import shutil

import pytest

from actions.knowledge.clinic import load_clinic
from actions.knowledge.loader import SECTIONS, load_protocol
from actions.knowledge.problems import ClinicalDataError
from actions.knowledge.review import overdue, unsigned
from tests.clinical.conftest import ROOT


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(ROOT / "data" / "clinical", tmp_path / "data" / "clinical")


def edit(folder, file, old, new):
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


BROKEN = [
    ("findings.yml", "words: fever", "wrods: fever", "unknown key 'wrods'. Did you mean words?"),
    ("findings.yml", "red_flags: [RF01]", "red_flags: [RF77]", "names RF77"),
    ("findings.yml", "red_flags: [RF01]", "red_flags: [saddle]", "no red flag id"),
    ("findings.yml", "id: bladder_trouble", "id: saddle_numbness", "stands here twice"),
    ("triage_rules.yml", "{new: RF01}", "{new: sadle_numbness}", "Did you mean saddle_numbness?"),
    ("triage_rules.yml", "{new: RF01}", "{fresh: RF01}", "there is no condition 'fresh'"),
    ("triage_rules.yml", "{new: RF01}", "{absent: RF01}", "no rule may need a sign to be absent"),
    ("triage_rules.yml", "{new: RF01}", "{not: {new: RF01}}", "no rule may need a sign to be abs"),
    ("triage_rules.yml", "{new: RF01}", "{is: {pain_trend: [wrose]}}", "Did you mean worse?"),
    ("triage_rules.yml", "{new: RF01}", "{at_least: {age: 65}}", "name a threshold"),
    ("triage_rules.yml", "{new: RF01}", "{at_least: {age: severe_pain}}", "is in points, age in"),
    ("triage_rules.yml", "{new: RF01}", "{at_least: {pain_trend: adult}}", "is no number; use is"),
    ("triage_rules.yml", "{new: RF01}", "{is: {age: [adult]}}", "is a number"),
    ("triage_rules.yml", "{new: RF01}", "{new: RF01, present: RF02}", "join several with all"),
    ("triage_rules.yml", "{new: RF01}", "{meets: nerve_sign}", "Did you mean new_nerve_sign?"),
    ("triage_rules.yml", "level: crisis", "level: crysis", "Did you mean crisis?"),
    ("triage_rules.yml", "sources: [lifeline_988]", "sources: []", "at least one source"),
    ("triage_rules.yml", "sources: [lifeline_988]", "sources: [nowhere]", "no source 'nowhere'"),
    ("triage_rules.yml", "{crisis_number}", "{crisis_nummer}", "Did you mean crisis_number?"),
    ("triage_rules.yml", "- id: D01", "- id: D1", "no rule id"),
    ("triage_rules.yml", "advice: [A10]\n", "advice: [A12]\n", "there is no advice 'A12'"),
    ("triage_rules.yml", "{present: RF34}", "{present: RF33}",
     "no rule of triage_rules.yml speaks"),
    ("triage_rules.yml", "within_hours: 0", "within_hours: soon", "expected a number"),
    ("thresholds.yml", "unit: days\n  allowed", "unit: dayz\n  allowed", "Did you mean days?"),
    ("thresholds.yml", "value: 42", "value: 50", "50 is outside of 14 to 42"),
    ("thresholds.yml", "  unit: points\n", "", "key 'unit' is missing"),
    ("thresholds.yml", "id: old_age", "id: older_age", "there is no threshold 'old_age'"),
    ("red_flags.yml", "raised_by: {present: saddle_numbness}",
     "raised_by: {absent: saddle_numbness}", "raised by what is there"),
    ("red_flags.yml", "raised_by: {present: saddle_numbness}",
     "raised_by: {present: RF01}", "RF01 is raised by itself"),
    ("red_flags.yml", "screen: danger_signs", "screen: illness_signs", "is asked on"),
    ("red_flags.yml", "level_alone: same_day", "level_alone: crisis", "more urgent alone"),
    ("red_flags.yml", "asked_as_new: true\n  level", "asked_as_new: yes\n  level",
     "expected true or false"),
    ("red_flags.yml", "asks_for: [weight_loss]", "asks_for: [weight_los]",
     "Did you mean weight_loss?"),
    ("red_flags.yml", "- id: RF43", "- id: RF44", "no red flag for RF43"),
    ("advice.yml", "hold_back: [A5]", "hold_back: [A1]", "both shown and held back"),
    ("advice.yml", "- injury_type: strain", "- injury_type: strian", "Did you mean strain?"),
    ("advice.yml", "sms: At the desk", "sms: ‘At the desk", "SMS cannot show"),
    ("dispositions.yml", "- id: clinic", "- id: clinik", "Did you mean clinic?"),
    ("dispositions.yml", "crisis: 5\n", "crisis: 0\n", "expected at least 1"),
    ("dispositions.yml", "same_day: 30\n", "same_day: 3\n", "expected at least 5"),
    ("dispositions.yml", "same_day: 30\n", "same_day: soon\n", "expected a number"),
    ("dispositions.yml", "working_days: 3}", "working_days: 2}", "2 working days may be shorter"),
    ("dispositions.yml", "72, working_days: 3}\n", "72, working_days: 3}\n"
     "- {within_hours: 72, working_days: 4}\n", "72 hours stand here twice"),
    ("dispositions.yml", "  callback: 120\n", "", "key 'callback' is missing"),
    ("dispositions.yml", "failed_turn: 120", "failed_trun: 120", "Did you mean failed_turn?"),
    ("sources.yml", "year: 2023", "year: today", "expected a number"),
    ("findings.yml", "\nversion: ", "\nversion: 9.", "one version"),
    ("findings.yml", "authored_by: unsigned, checked_by: unsigned",
     "authored_by: A. Doe, checked_by: A. Doe", "cannot both write and check"),
    ("findings.yml", "next_review: 2027-11-23", "next_review: 2020-01-01", "must come after"),
    ("findings.yml", "findings:\n", "findings: [\n", "not readable as YAML"),
    ("findings.yml", "findings:\n", "signs:\n", "unknown key 'signs'"),
    ("taxonomies.yml", "- id: pain_trend", "- id: pain_trent", "no fact for pain_trend"),
    ("topics.yml", "- intent: ask_heat\n  advice: [A8]\n", "", "no topic for ask_heat"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "says"), BROKEN)
def test_refused_with_place_and_word(folder, file, old, new, says):
    edit(folder, file, old, new)
    with pytest.raises(ClinicalDataError) as refused:
        load_protocol(folder)
    lines = [str(problem) for problem in refused.value.problems]
    assert any(says in line for line in lines), lines
    for problem in refused.value.problems:
        assert problem.file.startswith("data/clinical/")
        assert problem.line >= 1
        assert "\n" not in problem.message


def test_the_line_is_the_line(folder):
    line = edit(folder, "findings.yml", "words: fever", "wrods: fever")
    with pytest.raises(ClinicalDataError) as refused:
        load_protocol(folder)
    assert f"data/clinical/findings.yml:{line}: unknown key 'wrods'" in str(refused.value)


def test_all_problems_are_told_at_once(folder):
    edit(folder, "findings.yml", "words: fever", "wrods: fever")
    edit(folder, "thresholds.yml", "unit: years", "unit: yers")
    with pytest.raises(ClinicalDataError) as refused:
        load_protocol(folder)
    assert {problem.file for problem in refused.value.problems} >= {
        "data/clinical/findings.yml",
        "data/clinical/thresholds.yml",
    }


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"- 1", b"version: &a 1\nreview: *a"])
def test_any_content_is_refused_in_words(folder, content):
    (folder / "findings.yml").write_bytes(content)
    with pytest.raises(ClinicalDataError):
        load_protocol(folder)


@pytest.mark.parametrize("file", sorted(SECTIONS))
def test_a_file_that_was_saved_to_its_half_is_refused(folder, file):
    """Wherever an entry could end: the last ones are those that a cut file loses first."""
    whole = (folder / file).read_text()
    entries = [found.start() for found in re.finditer(r"^- ", whole, re.M)]
    cuts = {*entries[-3:], entries[len(entries) // 2], len(whole) // 3}
    for cut in cuts:
        (folder / file).write_text(whole[:cut])
        with pytest.raises(ClinicalDataError):
            load_protocol(folder)


def test_a_missing_file_is_named(folder):
    (folder / "advice.yml").unlink()
    with pytest.raises(ClinicalDataError, match=r"advice\.yml:1: the file is missing"):
        load_protocol(folder)


def test_the_order_of_blocks_changes_only_the_hash(folder, protocol):
    text = (folder / "triage_rules.yml").read_text()
    start, one, two = text.index("- id: D00"), text.index("- id: D01"), text.index("- id: D02")
    turned = text[:start] + text[one:two] + text[start:one] + text[two:]
    (folder / "triage_rules.yml").write_text(turned)
    loaded = load_protocol(folder)
    assert [rule.id for rule in loaded.rules] == [rule.id for rule in protocol.rules]
    assert loaded.version != protocol.version


def test_escalation_may_be_set_within_its_range(folder):
    edit(folder, "thresholds.yml", "value: 42", "value: 14")
    assert load_protocol(folder).thresholds["escalate_after_days"].value == 14


def test_signatures_are_shown_and_overdue_warns(protocol):
    assert len(unsigned(protocol.reviews)) == len(protocol.reviews)
    assert not protocol.signed
    assert overdue(protocol.reviews, datetime.date(2027, 11, 23)) == ()
    assert len(overdue(protocol.reviews, datetime.date(2027, 11, 24))) == len(protocol.reviews)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("America/New_York", "America/New_Yorrk", "no time zone"),
        ("08:00-12:00", "8-12", "no time span"),
        ("08:00-12:00", "13:00-12:00", "ends before it begins"),
        ("phone:", "fone:", "Did you mean phone?"),
        ('phone: "555-0100"', "phone: 5550100", "put it in quotes"),
        ("2026-12-25", "Christmas", "expected a date"),
    ],
)
def test_clinic_is_checked(tmp_path, old, new, says):
    text = (ROOT / "data" / "clinic.yml").read_text()
    assert old in text
    path = tmp_path / "clinic.yml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ClinicalDataError, match=says):
        load_clinic(path)


def test_a_clinic_that_never_opens_is_refused(tmp_path):
    text = (ROOT / "data" / "clinic.yml").read_text()
    path = tmp_path / "clinic.yml"
    path.write_text(re.sub(r"day: \[.*\]", "day: []", text))
    with pytest.raises(ClinicalDataError, match="no day has opening hours"):
        load_clinic(path)


def test_staff_look_at_what_is_more_urgent_first(protocol):
    assert list(protocol.staff_minutes.values()) == [5, 5, 30, 120, 120]


def test_the_example_clinic_says_so_and_uses_reserved_numbers():
    clinic = load_clinic(ROOT / "data" / "clinic.yml")
    assert clinic.example
    assert clinic.phone.startswith("555-01")
    assert clinic.facts()["emergency_number"] == "911"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24T13:00:00+00:00", True),  # Tuesday 8:00 in New York
        ("2026-11-24T12:59:00+00:00", False),  # a minute before
        ("2026-11-24T17:30:00+00:00", False),  # the break at noon
        ("2026-11-26T15:00:00+00:00", False),  # Thanksgiving
        ("2026-11-28T15:00:00+00:00", False),  # Saturday
    ],
)
def test_hours_are_those_of_the_clinic(moment, is_open):
    clinic = load_clinic(ROOT / "data" / "clinic.yml")
    assert clinic.is_open(datetime.datetime.fromisoformat(moment)) is is_open
