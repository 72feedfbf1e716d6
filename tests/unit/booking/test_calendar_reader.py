"""A broken calendar stops the start with its line and what is wrong."""

from __future__ import annotations

import pytest

from actions.knowledge.clinic import load_clinic
from actions.knowledge.problems import ClinicalDataError
from tests.conftest import ROOT

TEXT = (ROOT / "data" / "clinic.yml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("slot_grid_minutes: 15", "slot_grid_minutes: 12", "expected minutes in steps of 5"),
        ("slot_grid_minutes: 15", "slot_grid_minutes: 0", "expected minutes in steps of 5"),
        ("slot_grid_minutes: 15", "slot_grid: 15", "Did you mean slot_grid_minutes?"),
        ("hold_minutes: 10", "hold_minutes: 0", "expected 1 to 60"),
        ("horizon_days: 60", "horizon_days: 4000", "expected 1 to 366"),
        ("minimum_notice_minutes: 120", "minimum_notice_minutes: -1", "whole number from 0"),
        ("phone_regions: [US]", "phone_regions: [USA]", "there is no country 'USA'"),
        ("phone_regions: [US]", "phone_regions: []", "the list is empty"),
        ("consultation: first_visit", "consultation: frist_visit", "Did you mean first_visit?"),
        ("minutes: 45", "minutes: 47", "expected minutes in steps of 5"),
        ("- {id: follow_up", "- {id: first_visit", "first_visit stands here twice"),
        ("id: clinician_two", "id: clinician_one", "clinician_one stands here twice"),
        ("id: clinician_two", "id: Two!", "is no id such as"),
        ("visit_types: [first_visit, follow_up]", "visit_types: [visit]", "there is no visit type"),
        ('monday: ["08:00-12:00", "13:00-17:00"]\n      tuesday: ["08:00-12:00"',
         'monday: ["08:00-12:00", "11:00-17:00"]\n      tuesday: ["08:00-12:00"',
         "begins before the last one ends"),
        ('wednesday: ["13:00-17:00"]', 'wednesday: ["13:03-17:00"]', "no whole number of 5"),
        ("from: 2027-02-15, to: 2027-02-19", "from: 2027-02-15, to: 2027-02-09", "is before"),
        ("away: {from: 2027-02-15", "gone: {from: 2027-02-15", "unknown key 'gone'"),
        ("- {extra: {date: 2027-01-09, hours", "- {extra: {date: 2027-01-01, hours",
         "the clinic is closed on 2027-01-01: New Year's Day"),
        ('hours: ["09:00-12:00"]}, why', "hours: []}, why", "the list is empty"),
        (", why: course", "", "key 'why' is missing"),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_is_refused_at_its_line(tmp_path, old, new, says):
    assert old in TEXT
    path = tmp_path / "clinic.yml"
    path.write_text(TEXT.replace(old, new, 1), "utf-8")
    with pytest.raises(ClinicalDataError, match=says) as caught:
        load_clinic(path)
    head, line = TEXT[: TEXT.index(old)].count("\n"), caught.value.problems[0].line
    assert head < line <= head + 1 + old.count("\n")


def test_a_consultation_that_nobody_gives_is_refused(tmp_path):
    path = tmp_path / "clinic.yml"
    path.write_text(TEXT.replace("[first_visit, follow_up]", "[follow_up]"), "utf-8")
    with pytest.raises(ClinicalDataError, match="nothing could be booked"):
        load_clinic(path)


def test_the_example_shows_no_invented_person():
    names = [
        one.name for one in load_clinic(ROOT / "data" / "clinic.yml").calendar.clinicians.values()
    ]
    assert names == ["clinician one", "clinician two"]
