"""Danger that somebody else is in: help is named for that person, who is no patient here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.message import Heard

RESPONSE = "utter_danger_of_another"
BESIDE = "beside"
# What nobody waits with, whatever else the message is about.
ACUTE = frozenset(
    {
        "overdose", "suicidal", "chest_pain", "breathless", "shock_signs", "fainted",
        "stroke_signs", "seizure", "throat_swelling", "bleeding_on",
    }
)  # fmt: skip


def names_danger_of_another(heard: Heard) -> bool:
    """Tell whether a message says that somebody else has a sign nobody waits with.

    What the lexicon takes for such a danger counts whoever is the patient: an alert says more.
    """
    return bool(heard.values(BESIDE)) or any(
        one.get("entity") == "finding" and one.get("value") in ACUTE and _is_of_another(one)
        for one in heard.entities
    )


def _is_of_another(finding: Mapping[str, Any]) -> bool:
    """Tell whether a sign is somebody else's, stated or only feared."""
    assertion = finding.get("assertion")
    return assertion == "other_person" or (assertion == "unsure" and bool(finding.get("said_of")))
