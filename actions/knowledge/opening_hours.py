"""Stretches of a day by the clinic's clock, and how files write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.knowledge.yaml_reader import Node

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OPENING = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of a day, such as 08:00 to 12:00 in the clinic's zone."""

    opens: datetime.time
    closes: datetime.time


Hours = Mapping[str, tuple[Opening, ...]]


def read_opening(node: Node) -> Opening:
    """Return a stretch written as 08:00-12:00."""
    text = node.text()
    if not _OPENING.fullmatch(text):
        node.fail(f"{text!r} is no time span such as 08:00-12:00")
    opens, closes = (datetime.time.fromisoformat(part) for part in text.split("-"))
    if opens >= closes:
        node.fail(f"{text!r} ends before it begins")
    return Opening(opens, closes)


def read_hours(node: Node) -> dict[str, tuple[Opening, ...]]:
    """Return the stretches of each day, keyed monday to sunday."""
    days = node.keys(*DAYS)
    return {day: tuple(read_opening(part) for part in days[day].items()) for day in DAYS}
