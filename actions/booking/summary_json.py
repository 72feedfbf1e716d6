"""The summary of a visit as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from actions.booking.summary import Fact, Sign, Summary, Told


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return the summary as JSON values; moments are ISO 8601 in UTC, `told` null where unknown."""
    appointment, person = summary.appointment, summary.appointment.person
    born = None if person is None else person.birth_date
    return {
        "reference": appointment.reference,
        "state": appointment.state.value,
        "start": appointment.slot.start.isoformat(),
        "end": appointment.slot.end.isoformat(),
        "clinician": appointment.slot.clinician,
        "visit_type": appointment.slot.visit_type,
        "person": None
        if person is None
        else {
            "name": person.name,
            "birth_date": None if born is None else born.isoformat(),
            "phone": person.phone,
        },
        "rules_signed": summary.is_signed,
        "told": None if summary.told is None else _told(summary.told),
    }


def _told(told: Told) -> dict[str, Any]:
    at = told.decided_at
    groups = {"present": told.present, "unsure": told.unsure, "denied": told.denied}
    return {
        "decided_at": None if at is None else at.isoformat(),
        "concluded": told.is_concluded,
        "opening_words": told.opening_words,
        **{group: [_fact(one) for one in facts] for group, facts in told.facts.items()},
        "findings": {name: [_sign(one) for one in signs] for name, signs in groups.items()},
        "not_asked": [{"id": one.id, "text": one.text} for one in told.not_asked],
        "decision": {
            "disposition": told.disposition,
            "heading": told.heading,
            "within_hours": told.within_hours,
            "rule_id": told.rule_id,
            "grounds": [asdict(one) for one in told.grounds],
            "protocol_version": told.protocol_version,
        },
        "advice": [{"code": one.code, "title": one.title} for one in told.advice],
        "advice_withheld": [asdict(one) for one in told.withheld],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "label": fact.label,
        "value": fact.value,
        "words": fact.words,
        "declined": fact.is_declined,
    }


def _sign(sign: Sign) -> dict[str, Any]:
    return {
        "id": sign.id,
        "text": sign.text,
        "new": sign.is_new,
        "asked": sign.was_asked,
        "words": sign.words,
    }
