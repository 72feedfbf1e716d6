"""Danger that somebody else is in: help is named for that person, who is no patient here."""

from __future__ import annotations

from actions.message import Heard

RESPONSE = "utter_danger_of_another"
# What nobody waits with, whatever else the message is about.
ACUTE = frozenset({"overdose", "suicidal", "chest_pain", "breathless", "shock_signs", "fainted"})


def names_danger_of_another(heard: Heard) -> bool:
    """Tell whether a message says that somebody else has a sign nobody waits with."""
    return any(
        one.get("entity") == "finding"
        and one.get("value") in ACUTE
        and one.get("assertion") == "other_person"
        for one in heard.entities
    )
