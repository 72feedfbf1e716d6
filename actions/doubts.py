"""Signs that may be there, told after they were denied: each is asked about again, by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions.contact import FORM as CONTACT_FORM
from actions.contact import name_in
from actions.message import Heard
from actions.slots import (
    CONTACT_NAME,
    ILLNESS_SIGNS,
    LASTING,
    SCREENS,
    Slots,
    presentation_from,
    red_flag_states,
)
from actions.triage.closure import closure
from actions.triage.conditions import Truth
from actions.triage.protocol import Protocol

HEARD = frozenset({"present", "unsure"})
# What an answer tells of the part that is asked about, without naming it, by the question.
FEELINGS = {"leg_pain": "leg_feeling"}


def doubted_again(heard: Heard, slots: Slots, protocol: Protocol) -> dict[str, Any]:
    """Return the findings without the denials that a message puts in question.

    A no to a list of many was given before its words were weighed. What is on the screen is left
    to its own answer.
    """
    if slots.get("disposition") in LASTING or heard.is_taken_over:
        return {}
    findings = dict(slots.get("findings") or {})
    counts = dict(slots.get("unsure_counts") or {})
    on_show = set(slots.get("screen_items") or ()) if heard.requested_slot in SCREENS else set()
    for entity in (*heard.entities, *_felt(heard)):
        if not _may_be_there(entity, heard):
            continue
        is_told = entity.get("assertion", "present") == "present"
        flags = _denied(str(entity["value"]), findings, protocol, is_told=is_told)
        asked = [flag for flag in _to_ask(flags, entity, slots) if flag not in on_show]
        if not asked:
            continue
        for flag in asked:
            findings.pop(flag, None)
            counts[flag] = 1
        if not is_told:
            findings[entity["value"]] = {
                "assertion": "unsure",
                "words": heard.text,
                "origin": "volunteered",
            }
    return {"findings": findings or None, "unsure_counts": counts or None}


def _felt(heard: Heard) -> Iterator[dict[str, Any]]:
    """Yield the signs that "no pain, but weak" may tell of where one part is asked about."""
    told = set(heard.values("finding"))
    for sign in heard.values(FEELINGS.get(heard.requested_slot or "", "")):
        if sign not in told:
            yield {"entity": "finding", "value": sign, "assertion": "unsure"}


def _may_be_there(entity: Mapping[str, Any], heard: Heard) -> bool:
    is_sign = entity.get("entity") == "finding"
    # "Jane Falls" is a name before it is a suspicion.
    is_name = entity.get("suspected") and _answers_name(heard)
    return is_sign and entity.get("assertion", "present") in HEARD and not is_name


def _answers_name(heard: Heard) -> bool:
    """Tell whether a message is a name that was asked for; beside a visit, and nothing else."""
    is_whole = heard.requested_slot == CONTACT_NAME and name_in(heard) is not None
    return is_whole or heard.active_form == CONTACT_FORM


def _denied(
    sign: str, findings: Mapping[str, Any], protocol: Protocol, *, is_told: bool
) -> list[str]:
    """Return the denied red flags that a sign speaks for; none where one of them is there already.

    Weight that was lost, told after a no to the item that names it, raises nothing alone: unless
    it `is_told`, the sign itself is in doubt.
    """
    flags = [flag for flag in protocol.red_flags if sign in closure([flag], protocol)]
    if is_told:
        # Only of the illnesses two signs together make a flag that one of them does not.
        flags = [flag for flag in flags if flag in protocol.screens[ILLNESS_SIGNS].asks]
    there = (*flags, *(() if is_told else (sign,)))
    if any(_is(findings, one, "present") for one in there):
        return []
    denied = [flag for flag in flags if _is(findings, flag, "absent")]
    if denied and is_told:
        states = red_flag_states(presentation_from({"findings": findings}, protocol), protocol)
        # What one of its flags is raised by is answered by that.
        return [] if any(states[flag] is Truth.TRUE for flag in flags) else denied
    return denied


def _to_ask(flags: Sequence[str], entity: Mapping[str, Any], slots: Slots) -> list[str]:
    """Return the denied flags that are to be asked again.

    What the encoder alone suspects, or what is told and raises none of them, is asked about by
    itself once, and its answer stands.
    """
    is_plain_doubt = entity.get("assertion") == "unsure" and not entity.get("suspected")
    is_again = is_plain_doubt or entity.get("contested")
    counts = slots.get("unsure_counts") or {}
    return [flag for flag in flags if is_again or not counts.get(flag)]


def _is(findings: Mapping[str, Any], sign: str, assertion: str) -> bool:
    return bool(findings.get(sign, {}).get("assertion") == assertion)
