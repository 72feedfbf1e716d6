"""Danger that somebody is in beside the writer is heard by who that is and what befalls him."""

from __future__ import annotations

import pytest

from actions.danger_of_others import only_names_danger
from actions.message import Heard
from tests.language import suite

IN_DANGER = (
    "my back hurts and my husband is having a fit",
    "my wife went stiff and started jerking on the kitchen floor",
    "my dad can't be woken",
    "mate fit on the floor",
    "my back hurts and the baby's gone blue",
    "my grandson swallowed a button battery",
    "my 2 year old ate my gabapentin",
)
SAFE = (
    "muscles jerking when i lie on the floor",
    "my dad had a heart attack in 2012",
    "my husband had a fit about the bill",
    "my wife nearly passed out laughing",
    "baby's eyes are blue",
    "my dad is not responding to texts",
    "what if my husband has a seizure",
)


def _hears(text: str) -> bool:
    return any(one.entity == "beside" for one in suite.entities(text))


@pytest.mark.parametrize("text", IN_DANGER)
def test_a_danger_beside_the_writer_is_heard(text: str) -> None:
    assert _hears(text)


@pytest.mark.parametrize("text", SAFE)
def test_what_only_sounds_like_one_is_not(text: str) -> None:
    assert not _hears(text)


BESIDE = {"entity": "beside", "value": "another_in_danger"}
COMPLAINT = {"entity": "complaint", "value": "spine"}


@pytest.mark.parametrize(
    ("entities", "filled", "changes", "is_all", "why"),
    [
        ([BESIDE], (), {}, True, "nobody's back is told of"),
        ([BESIDE, COMPLAINT], (), {}, False, "a back hurts, too"),
        ([BESIDE], ("pain_duration",), {}, False, "a fact of the pain is told"),
        ([BESIDE], (), {"findings": {"fever": {}}}, False, "a sign is told"),
        ([], (), {}, False, "nobody is in danger"),
    ],
)
def test_a_cry_for_another_is_told_from_a_patients_message(entities, filled, changes, is_all, why):
    heard = Heard(
        text="",
        intent=None,
        confidence=0.0,
        entities=tuple(entities),
        requested_slot=None,
        active_form=None,
        filled=frozenset(filled),
    )
    assert only_names_danger(heard, changes) is is_all, why
