"""What the widget shows in a form of its own; every other client reads the same message's text.

docs/wire/widget-protocol.md describes the forms.
"""

from __future__ import annotations

import re
from typing import Any

from actions.care import Care
from actions.triage.protocol import Disposition, RedFlag, Screen

JSON = dict[str, Any]

# For each level: the texts of the calls to offer, the most important first, with their links.
CALLS = {
    Disposition.EMERGENCY: (("call_emergency", "tel", "emergency_number"),),
    Disposition.CRISIS: (
        ("call_crisis", "tel", "crisis_number"),
        ("text_crisis", "sms", "crisis_number"),
        ("call_emergency", "tel", "emergency_number"),
    ),
}


def emergency_card(
    care: Care, level: Disposition, text: str, language: str | None, *, is_bodily: bool = False
) -> JSON:
    """Return the card of an emergency or crisis; in a bodily one the ambulance comes first."""
    calls = CALLS[level]
    if is_bodily:
        calls = tuple(sorted(calls, key=lambda call: call[0] != "call_emergency"))
    return {
        "kind": "emergency",
        "level": level.value,
        "heading": care.said(care.protocol.dispositions[level].heading, language),
        "text": text,
        "call": [_call(care, language, *call) for call in calls],
    }


def checklist(screen: Screen, question: str, labels: list[tuple[RedFlag, str]]) -> JSON:
    """Return a safety screen as a list to tick."""
    return {
        "kind": "checklist",
        "about": screen.id,
        "question": question,
        "items": [{"id": flag.id, "label": label} for flag, label in labels],
        "none": screen.none_of_these,
        "unsure": screen.not_sure,
    }


def _call(care: Care, language: str | None, text_id: str, scheme: str, fact: str) -> JSON:
    number = care.facts[fact]
    return {
        "label": care.said(care.protocol.texts[text_id], language),
        "number": number,
        "href": f"{scheme}:{re.sub(r'[^0-9+*#]', '', number)}",
    }
