"""What is different between two protocols, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from actions.triage.protocol import Protocol, Threshold

SHOWN_IDS = 12
# What is told in words of its own; a change of any other file is told by the file's name.
THRESHOLDS, RULES, RED_FLAGS = "thresholds.yml", "triage_rules.yml", "red_flags.yml"


def changes_of(before: Protocol, after: Protocol, files: Iterable[str]) -> Sequence[str]:
    """Return the differences, `files` being those whose text is another one."""
    left = {one.id: one for one in before.rules}, {one.id: one for one in after.rules}
    told = {
        THRESHOLDS: [*_thresholds(before.thresholds, after.thresholds)],
        RULES: [*_entries("rule", *left)],
        RED_FLAGS: [*_entries("red flag", before.red_flags, after.red_flags)],
    }
    return [line for name in files for line in told.get(name) or [f"{name} is changed"]]


def _thresholds(before: Mapping[str, Threshold], after: Mapping[str, Threshold]) -> Iterator[str]:
    for name, one in after.items():
        was = before.get(name)
        if was is not None and was.value != one.value:
            yield f"threshold {name}: {was.value:g} -> {one.value:g} {one.unit}"
            if re.search(rf"\b{was.value:g}\b", one.meaning):
                yield f"threshold {name} still says {was.value:g} in its meaning: change that too"
        elif was != one:
            yield f"threshold {name} is {'new' if was is None else 'changed'}"
    yield from (f"threshold {name} is removed" for name in before if name not in after)


def _entries(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Tell of entries by id. A rule that reads a threshold holds its number, and so is changed."""
    groups = (
        ("changed", [one for one in after if one in before and after[one] != before[one]]),
        ("new", [one for one in after if one not in before]),
        ("removed", [one for one in before if one not in after]),
    )
    for what, ids in groups:
        if ids:
            more = f" and {len(ids) - SHOWN_IDS} more" if len(ids) > SHOWN_IDS else ""
            yield f"{kind} {', '.join(ids[:SHOWN_IDS])}{more}: {what}"
