"""What stands beside one turn: signs as they were heard, and the rule that decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions.care import Care
from actions.insight.summary import JSON
from actions.insight.values import PLAIN, WARNING, Row
from actions.insight.wording import (
    TONES,
    advice_words,
    fact_row,
    level,
    limit,
    reason_rows,
    rule_title,
    sign_row,
    sign_words,
)
from actions.proof.stored import RECORD


def notes_of(events: Sequence[JSON], before: Mapping[str, Any], care: Care) -> tuple[Row, ...]:
    """Return the lines beside a turn. `before` are the slots as the person wrote."""
    after = _set_in(events)
    return (
        *_signs(after, before, care),
        *_flags(after, before, care),
        *_decision(after, care),
    )


def fact_of(name: str, value: Any, care: Care) -> Row | None:
    """Return a slot's new value in words; None for what the dialogue keeps for itself."""
    if name not in care.protocol.facts:
        return None
    return fact_row(care, name, value)


def _set_in(events: Sequence[JSON]) -> dict[str, Any]:
    return {
        str(event.get("name")): event.get("value")
        for event in events
        if event.get("event") == "slot"
    }


def _signs(after: JSON, before: JSON, care: Care) -> Iterator[Row]:
    """Yield the signs that this turn added or changed."""
    had, found = before.get("findings") or {}, after.get("findings") or {}
    changed = {
        sign: one
        for sign, one in found.items()
        if isinstance(one, Mapping) and had.get(sign) != one
    }
    told = {sign: one for sign, one in changed.items() if one.get("assertion") != "absent"}
    yield from (sign_row(care, str(sign), one) for sign, one in told.items())
    denied = [sign_words(care, str(sign)) for sign in changed if sign not in told]
    if denied:
        yield Row("Denied", "; ".join(denied))


def _flags(after: JSON, before: JSON, care: Care) -> Iterator[Row]:
    had = set(before.get("red_flags") or ())
    new = [str(flag) for flag in after.get("red_flags") or () if flag not in had]
    if new:
        yield Row("Red flag", "; ".join(sign_words(care, flag) for flag in new), tone=WARNING)


def _decision(after: JSON, care: Care) -> Iterator[Row]:
    record = after.get(RECORD)
    if not isinstance(record, Mapping):
        return
    decided = record.get("decided") or {}
    where, rule = str(decided.get("disposition", "")), str(decided.get("rule_id", ""))
    told = f"{level(where)}, {limit(decided.get('within_hours'))}".rstrip(", ")
    title = f"{rule} {rule_title(care, rule)}".strip()
    yield Row("Decided", told, f"by {title}", TONES.get(where, PLAIN))
    reasons = after.get("reasons")
    yield from reason_rows(care, reasons if isinstance(reasons, list) else ())
    for code, reason in (decided.get("advice_withheld") or {}).items():
        yield Row("Withheld", advice_words(care, str(code)), care.fill(str(reason)))
    never = [sign_words(care, str(flag)) for flag in record.get("not_asked") or ()]
    if never:
        yield Row("Never asked", "; ".join(never), tone=WARNING)
