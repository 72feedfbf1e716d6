"""What an answer in a person's own words fills."""

from __future__ import annotations

import pytest

from actions.message import Heard
from actions.not_understood import told_freely


def heard(text, asked, **entities) -> Heard:
    return Heard(
        text=text,
        intent="report_pain",
        confidence=0.9,
        entities=tuple({"entity": kind, "value": value} for kind, value in entities.items()),
        requested_slot=asked,
        active_form="triage_form",
        filled=frozenset(entities),
    )


@pytest.mark.parametrize(
    ("answer", "missed", "filled"),
    [
        # Who fell was doing that.
        (heard("fell off a chair", "activity", injury_type="fall_trauma"), 0, {"activity"}),
        # What kind of injury it is says nothing of what one did.
        (heard("a disc", "activity", injury_type="disc"), 0, set()),
        (heard("my own thing", "activity"), 0, set()),
        (heard("my own thing", "activity"), 1, {"activity"}),
        (heard("what do you mean?", "activity"), 1, set()),
        # An age is a number or none.
        (heard("fell off a chair", "age", injury_type="fall_trauma"), 1, set()),
    ],
)
def test_own_words_fill_what_was_asked(answer, missed, filled):
    slots = {"misses": {"slot": answer.requested_slot, "count": missed}}
    assert set(told_freely(answer, slots)) == filled
