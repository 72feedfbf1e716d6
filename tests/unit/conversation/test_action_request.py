"""What an action is handed of the facts: its own copy, as it would come over the webhook."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from bot.conversation.tracker import Tracker
from bot.execution.custom_actions import action_request


class Colour(StrEnum):
    RED = "red"


def _handed(value: Any) -> Any:
    request = action_request("action_any", Tracker("somebody", slots={"one": value}), {})
    return request["tracker"]["slots"]["one"]


@pytest.mark.parametrize(
    ("value", "handed"),
    [
        (None, None),
        (1.5, 1.5),
        ([1, {"a": ["b"]}], [1, {"a": ["b"]}]),
        ((1, 2), [1, 2]),  # JSON has no tuples
        ({1: ("a",)}, {"1": ["a"]}),  # nor names that are no text
        (Colour.RED, "red"),
    ],
)
def test_facts_come_as_json_would_bring_them(value: Any, handed: Any) -> None:
    found = _handed(value)
    assert found == handed
    assert type(found) is type(handed)


def test_what_an_action_changes_in_place_stays_its_own() -> None:
    facts = {"signs": ["rain"]}
    _handed(facts)["signs"].append("hail")
    assert facts == {"signs": ["rain"]}


def test_a_fact_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        _handed([object()])
