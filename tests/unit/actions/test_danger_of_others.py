"""Danger that somebody is in beside the writer is heard by who that is and what befalls him."""

from __future__ import annotations

import pytest

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
