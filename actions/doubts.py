"""Signs that may be there, told after the advice: what was denied of them is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.message import Heard
from actions.slots import LASTING, SCREENS, TRIAGE_FORM, Slots
from actions.triage.protocol import Protocol, closure


def doubted_again(heard: Heard, slots: Slots, protocol: Protocol) -> dict[str, Any]:
    """Return the findings without the denials that a doubt after the advice puts in question."""
    level = slots.get("disposition")
    if level is None or level in LASTING or heard.active_form == TRIAGE_FORM:
        return {}
    findings = dict(slots.get("findings") or {})
    listed = [item for name in SCREENS for item in protocol.screens[name].asks]
    for entity in heard.entities:
        sign = entity.get("value")
        is_doubt = entity.get("entity") == "finding" and entity.get("assertion") == "unsure"
        if not is_doubt or entity.get("suspected") or _is_present(findings, sign):
            continue
        flags = [item for item in listed if sign in closure([item], protocol)]
        if any(_is_present(findings, flag) for flag in flags):
            continue
        for flag in flags:
            findings.pop(flag, None)
        findings[str(sign)] = {"assertion": "unsure", "words": heard.text, "origin": "volunteered"}
    return {"findings": findings or None}


def _is_present(findings: Mapping[str, Any], sign: Any) -> bool:
    return bool(findings.get(sign, {}).get("assertion") == "present")
