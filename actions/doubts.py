"""Signs that may be there, told after they were denied: each is asked about again, by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.contact import FORM as CONTACT_FORM
from actions.message import Heard
from actions.slots import LASTING, SCREENS, Slots
from actions.triage.protocol import Protocol, closure


def doubted_again(heard: Heard, slots: Slots, protocol: Protocol) -> dict[str, Any]:
    """Return the findings without the denials that a doubt puts in question.

    A no to a list of many was given before its words were weighed. What is on the screen is left
    to its own answer.
    """
    if slots.get("disposition") in LASTING or heard.is_taken_over:
        return {}
    findings = dict(slots.get("findings") or {})
    counts = dict(slots.get("unsure_counts") or {})
    on_show = set(slots.get("screen_items") or ()) if heard.requested_slot in SCREENS else set()
    for entity in heard.entities:
        if not _is_doubt(entity, heard):
            continue
        flags = _flags_of(str(entity["value"]), findings, protocol)
        asked = [flag for flag in _to_ask(flags, entity, heard, slots) if flag not in on_show]
        if not asked:
            continue
        for flag in asked:
            findings.pop(flag, None)
            counts[flag] = 1
        findings[entity["value"]] = {
            "assertion": "unsure",
            "words": heard.text,
            "origin": "volunteered",
        }
    return {"findings": findings or None, "unsure_counts": counts or None}


def _is_doubt(entity: Mapping[str, Any], heard: Heard) -> bool:
    is_doubt = entity.get("entity") == "finding" and entity.get("assertion") == "unsure"
    # "Jane Falls" is a name before it is a suspicion.
    return is_doubt and not (entity.get("suspected") and heard.active_form == CONTACT_FORM)


def _flags_of(sign: str, findings: Mapping[str, Any], protocol: Protocol) -> list[str]:
    """Return the red flags that a sign speaks for; none where one of them is there already."""
    flags = [flag for flag in protocol.red_flags if sign in closure([flag], protocol)]
    is_there = any(_is(findings, one, "present") for one in (sign, *flags))
    return [] if is_there else [flag for flag in flags if _is(findings, flag, "absent")]


def _to_ask(
    flags: Sequence[str], entity: Mapping[str, Any], heard: Heard, slots: Slots
) -> list[str]:
    """Return the denied flags that are to be asked again.

    What the encoder alone suspects is asked by itself once, and its answer stands.
    """
    is_guess = entity.get("suspected") and not entity.get("contested")
    counts = slots.get("unsure_counts") or {}
    return [flag for flag in flags if not (is_guess and counts.get(flag))]


def _is(findings: Mapping[str, Any], sign: str, assertion: str) -> bool:
    return bool(findings.get(sign, {}).get("assertion") == assertion)
