"""Danger that somebody else is in: help is named for that person, who is no patient here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.message import Heard

RESPONSE = "utter_danger_of_another"
BESIDE = "beside"
# What nobody waits with, whatever else the message is about. Who had a stroke, a fit or a faint is
# left to the lexicon, which tells old ones: of whoever it was, they are no danger now.
ACUTE = frozenset(
    {"overdose", "suicidal", "breathless", "shock_signs", "throat_swelling", "bleeding_on"}
)


def names_danger_of_another(heard: Heard) -> bool:
    """Tell whether a message says that somebody else has a sign nobody waits with.

    What the lexicon takes for such a danger counts whoever is the patient: an alert says more.
    """
    return bool(heard.values(BESIDE)) or any(
        one.get("entity") == "finding" and one.get("value") in ACUTE and _is_of_another(one)
        for one in heard.entities
    )


def only_names_danger(heard: Heard, changes: Mapping[str, Any]) -> bool:
    """Tell whether that is all that a message says: nobody's back hurts, and no sign was told."""
    is_more = bool(heard.values("complaint") or heard.filled or changes.get("findings"))
    return names_danger_of_another(heard) and not is_more


def _is_of_another(finding: Mapping[str, Any]) -> bool:
    """Tell whether a sign is somebody else's, stated or only feared."""
    assertion = finding.get("assertion")
    return assertion == "other_person" or (assertion == "unsure" and bool(finding.get("said_of")))
