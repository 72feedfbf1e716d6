"""The summary of a visit: all that was told, asked and never asked, and only what is known."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.booking.summary import Summary, summary_of
from actions.booking.summary_json import summary_json
from actions.booking.summary_page import PageNames, summary_html
from actions.booking.summary_text import summary_lines
from actions.booking.values import Person
from actions.knowledge.loader import load_protocol
from actions.slots import decision_slots
from actions.triage.decision import decide
from actions.triage.findings import Finding, Origin, Presence
from actions.triage.presentation import Presentation
from tests.conftest import ROOT
from tests.unit.booking.test_calendar_file import appointment

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
NEW_YORK = ZoneInfo("America/New_York")
NAMES = PageNames(NEW_YORK, lambda one: f"Dr. {one}", str.title, lambda text: text)
VISIT = replace(
    appointment(datetime(2026, 3, 10, 14, tzinfo=UTC)),
    person=Person("Anna Example", date(1980, 4, 3), "+12125550123"),
)
FACTS = {"pain_duration": 56, "pain_severity": 6, "daily_function": "limited", "age": 45}


def finding(sign: str, presence: Presence, words: str | None = None, **more) -> Finding:
    return Finding(sign, presence, words=words, **more)


FINDINGS = [
    finding("RF01", Presence.ABSENT),
    finding("RF02", Presence.ABSENT),
    finding("RF10", Presence.UNKNOWN),
    finding("night_pain", Presence.PRESENT, "wakes me at 3 every night", origin=Origin.VOLUNTEERED),
]


def events_of(presentation: Presentation, said: str, *, concluded: bool = True) -> list[dict]:
    decision = decide(presentation, PROTOCOL)
    slots = decision_slots(decision, presentation, concluded=concluded)
    return [
        {"event": "session_started"},
        {"event": "user", "text": said},
        {"event": "slot", "name": "pain_duration", "value": 56},
        {"event": "user", "text": "/deny"},
        {"event": "slot", "name": "age", "value": 45},
        *(
            {"event": "slot", "name": name, "value": value, "timestamp": 1_773_000_000.0}
            for name, value in slots.items()
        ),
        # A new session has emptied the slots since.
        {"event": "session_started"},
        {"event": "slot", "name": "decision_record", "value": None},
        {"event": "user", "text": "can I bring my dog?"},
    ]


PRESENTATION = Presentation(FACTS, {one.id: one for one in FINDINGS}, frozenset({"leg_pain"}))
EVENTS = events_of(PRESENTATION, "eight weeks of this back, I fear it is <cancer>")


@pytest.fixture
def summary() -> Summary:
    return summary_of(VISIT, EVENTS, PROTOCOL)


def test_what_was_told_stands_with_the_persons_own_words(summary):
    told = summary.told
    (duration, *_) = told.facts["onset"]
    assert "56 days" in duration.value
    assert duration.words == "eight weeks of this back, I fear it is <cancer>"
    assert told.opening_words == duration.words
    (age,) = told.facts["about"]
    assert (age.value, age.words) == ("45 years", None)  # a button was tapped
    assert [one.words for one in told.present] == ["wakes me at 3 every night"]
    assert told.facts["function"][1].is_declined


def test_denied_unsure_and_never_asked_are_three_things(summary):
    told = summary.told
    assert {one.id for one in told.denied} == {"RF01", "RF02"}
    assert {one.id for one in told.unsure} == {"RF10"}
    open_items = {one.id for one in told.not_asked}
    assert "RF03" in open_items
    assert not open_items & {"RF01", "RF02", "RF10"}


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(sorted([*PROTOCOL.red_flags, *PROTOCOL.findings])),
        st.sampled_from(list(Presence)),
        max_size=20,
    )
)
def test_no_item_of_a_safety_list_is_ever_lost_or_shown_as_something_else(presences):
    findings = {sign: Finding(sign, presence) for sign, presence in presences.items()}
    told = summary_of(VISIT, events_of(Presentation({}, findings), "hello"), PROTOCOL).told
    shown = {
        Presence.PRESENT: {one.id for one in told.present},
        Presence.UNKNOWN: {one.id for one in told.unsure},
        Presence.ABSENT: {one.id for one in told.denied},
    }
    for sign, presence in presences.items():
        assert {kind for kind, signs in shown.items() if sign in signs} == {presence}
    not_asked = {one.id for one in told.not_asked}
    for screen in PROTOCOL.screens.values():
        for item in screen.asks:
            is_told = item in presences
            # What a sign has raised is answered, though nobody asked for it on the list.
            assert not (is_told and item in not_asked)


def test_the_decision_stands_with_rule_source_and_version(summary):
    told = summary.told
    assert told.rule_id in {one.rule_id for one in told.grounds}
    assert all(one.sources for one in told.grounds)
    assert told.protocol_version == PROTOCOL.version
    assert told.decided_at == datetime.fromtimestamp(1_773_000_000, UTC)


def test_the_page_is_safe_complete_and_loads_nothing(summary):
    page = summary_html(summary, NAMES)
    assert "&lt;cancer&gt;" in page
    assert "<cancer>" not in page
    for part in ("Anna Example", "1980-04-03", "NOT asked", "wakes me at 3", summary.told.rule_id):
        assert part in page
    for loads in ("<script", "src=", "href=", "url("):
        assert loads not in page
    assert "No physician has signed" in page
    assert page.count("<h1>") == 1


def test_all_forms_tell_of_every_sign(summary):
    told = summary.told
    signs = [*told.present, *told.unsure, *told.denied, *told.not_asked]
    page, lines = summary_html(summary, NAMES), "\n".join(summary_lines(summary, NEW_YORK))
    values = json.loads(json.dumps(summary_json(summary)))
    known = {one["id"] for group in values["told"]["findings"].values() for one in group}
    known |= {one["id"] for one in values["told"]["not_asked"]}
    for sign in signs:
        assert f"({sign.id}" in page
        assert f"({sign.id}" in lines
        assert sign.id in known


def test_a_visit_without_a_conversation_says_that_nothing_was_asked():
    summary = summary_of(replace(VISIT, conversation="", person=None), (), PROTOCOL)
    assert summary.told is None
    assert summary_json(summary)["told"] is None
    assert "nothing was asked" in summary_html(summary, NAMES)
    assert "nothing was asked" in "\n".join(summary_lines(summary, NEW_YORK))


def test_questions_that_a_sign_cut_short_are_told_as_such():
    events = events_of(PRESENTATION, "it hurts", concluded=False)
    page = summary_html(summary_of(VISIT, events, PROTOCOL), NAMES)
    assert "ended the questions early" in page


def test_what_a_later_protocol_does_not_know_is_called_by_its_id():
    findings = {"old_sign": Finding("old_sign", Presence.PRESENT)}
    events = events_of(Presentation({}, {}), "hello")
    for event in events:
        if event.get("name") == "decision_record" and event["value"]:
            event["value"]["findings"]["old_sign"] = {
                "presence": "present", "new": True, "origin": "volunteered", "words": None,
            }  # fmt: skip
            event["value"]["decided"]["advice"] = ["A99"]
    told = summary_of(VISIT, events, PROTOCOL).told
    assert [one.text for one in told.present] == list(findings)
    assert told.advice[0].title == "A99"


def test_lines_cannot_steer_a_terminal():
    events = events_of(PRESENTATION, "hello \x1b[31mred")
    lines = list(summary_lines(summary_of(VISIT, events, PROTOCOL), NEW_YORK))
    assert all(line.isprintable() for line in lines)
