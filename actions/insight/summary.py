"""The two-minute summary: where it stands and why, what was told, what was never asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions.care import Care
from actions.insight.values import PLAIN, WARNING, Row, Section
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
    slot_words,
)
from actions.proof.stored import RECORD, words_of_facts
from actions.slots import CONTACT_NAME, CONTACT_PHONE, CONTACT_TIMES

JSON = Mapping[str, Any]
CONTACT = {
    CONTACT_NAME: "Name",
    CONTACT_PHONE: "Phone",
    CONTACT_TIMES: "Best times",
    "booking_reference": "Reference",
}


def summary_of(events: Sequence[JSON], care: Care) -> tuple[Section, ...]:
    """Return the sections of a conversation's summary. `events` are Rasa's JSON, oldest first."""
    decisions = list(_decisions(events))
    slots = _latest(events)
    record, reasons = decisions[-1] if decisions else ({}, ())
    told = words_of_facts(events)
    sections = (
        Section("Where it stands", tuple(_standing(record, reasons, decisions, care))),
        Section("What the person told", tuple(_facts(record, slots, told, care))),
        Section("Signs", tuple(_signs(record, slots, care))),
        Section("Advice withheld, and why", tuple(_withheld(record, care))),
        Section("Advice given", tuple(_given(record, care))),
        Section("Never asked, or not answered", tuple(_not_known(record, care))),
        Section("How to reach the person", tuple(_contact(slots))),
    )
    return tuple(section for section in sections if section.rows)


def _decisions(events: Sequence[JSON]) -> Iterator[tuple[JSON, Sequence[Any]]]:
    """Yield each decision's record with the reasons that were kept beside it."""
    reasons: Sequence[Any] = ()
    for event in events:
        if event.get("event") != "slot" or not event.get("value"):
            continue
        if event.get("name") == "reasons" and isinstance(event["value"], list):
            reasons = event["value"]
        elif event.get("name") == RECORD and isinstance(event["value"], Mapping):
            yield event["value"], reasons


def _latest(events: Sequence[JSON]) -> dict[str, Any]:
    """Return the last value that each slot had, also where a new session emptied it since."""
    return {
        str(event["name"]): event["value"]
        for event in events
        if event.get("event") == "slot" and event.get("value") not in (None, [], {})
    }


def _standing(
    record: JSON, reasons: Sequence[Any], decisions: Sequence[Any], care: Care
) -> Iterator[Row]:
    decided = record.get("decided") or {}
    if not decided:
        yield Row("Decided", "nothing", "the questions did not come to an end", WARNING)
        return
    where, rule = str(decided.get("disposition", "")), str(decided.get("rule_id", ""))
    concluded = "" if record.get("concluded") else "forced before the questions were over"
    yield Row(
        level(where),
        limit(decided.get("within_hours")),
        ", ".join(filter(None, [f"{rule} {rule_title(care, rule)}".strip(), concluded])),
        TONES.get(where, PLAIN),
    )
    flags = [sign_words(care, str(flag)) for flag in decided.get("red_flags") or ()]
    if flags:
        yield Row("Red flags", "; ".join(flags), tone=WARNING)
    yield from reason_rows(care, reasons)
    earlier = [_short(one.get("decided") or {}) for one, _ in decisions[:-1]]
    changes = [one for one in dict.fromkeys(earlier) if one != _short(decided)]
    if changes:
        yield Row("Decided before", "; ".join(changes))
    is_signed = care.protocol.signed and record.get("protocol_version") == care.protocol.version
    yield Row(
        "Protocol",
        str(record.get("protocol_version", "")),
        "" if is_signed else "not signed by a physician, or not the one in force",
    )


def _short(decided: JSON) -> str:
    return f"{level(str(decided.get('disposition', '')))} ({decided.get('rule_id', '')})"


def _facts(record: JSON, slots: JSON, told: Mapping[str, str], care: Care) -> Iterator[Row]:
    facts = record.get("facts") or {name: slots.get(name) for name in care.protocol.facts}
    for name, value in facts.items():
        if value is not None:
            yield fact_row(care, str(name), value, told.get(str(name), ""))


def _signs(record: JSON, slots: JSON, care: Care) -> Iterator[Row]:
    """Yield what is present, then what is unsure, then what was denied, in one line."""
    findings = record.get("findings") or slots.get("findings") or {}
    rows = [
        (sign_row(care, str(sign), one), one)
        for sign, one in findings.items()
        if isinstance(one, Mapping)
    ]
    for presence in ("present", "unsure"):
        yield from (row for row, _ in rows if row.text == presence)
    denied = [row.label for row, _ in rows if row.text == "absent"]
    if denied:
        yield Row("Denied", "; ".join(denied))


def _withheld(record: JSON, care: Care) -> Iterator[Row]:
    withheld = (record.get("decided") or {}).get("advice_withheld") or {}
    for code, reason in withheld.items():
        yield Row(advice_words(care, str(code)), care.fill(str(reason)))


def _given(record: JSON, care: Care) -> Iterator[Row]:
    codes = (record.get("decided") or {}).get("advice") or ()
    if codes:
        yield Row("Advice", "; ".join(advice_words(care, str(code)) for code in codes))


def _not_known(record: JSON, care: Care) -> Iterator[Row]:
    if not record:
        return
    never = [sign_words(care, str(flag)) for flag in record.get("not_asked") or ()]
    yield Row("Never asked", "; ".join(never) or "nothing", tone=WARNING if never else PLAIN)
    declined = [slot_words(care, str(name)) for name in record.get("declined") or ()]
    if declined:
        yield Row("Would not answer", "; ".join(declined), tone=WARNING)


def _contact(slots: JSON) -> Iterator[Row]:
    for name, label in CONTACT.items():
        if slots.get(name):
            yield Row(label, str(slots[name]))
