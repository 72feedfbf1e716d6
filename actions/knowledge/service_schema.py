"""What a request to the decision service may hold, as JSON schema: the protocol's own words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.knowledge.request import ANSWERS, ASSERTIONS, OTHER_SLOTS
from actions.triage.protocol import FactKind, Protocol

Schema = dict[str, Any]
NULL: Schema = {"type": "null"}


def request_schema(protocol: Protocol) -> Schema:
    """Return the schema of a request body: whatever fits it is answered with a decision."""
    return {
        "title": "TriageRequest",
        "description": "What is known of a person; everything that is left out counts as unknown.",
        "type": "object",
        "properties": {
            "slots": _slots(protocol),
            "findings": {"type": "array", "items": _finding(protocol)},
        },
        "additionalProperties": False,
        "examples": [
            {
                "slots": {"pain_duration": 5, "danger_signs": {"RF01": "absent"}},
                "findings": [{"id": "bladder_trouble", "assertion": "present", "new": True}],
            }
        ],
    }


def failure_schema() -> Schema:
    """Return the schema of a refusal."""
    texts = {name: {"type": "string"} for name in ("status", "reason", "message")}
    return {
        "title": "Failure",
        "description": "Why the request was refused; `message` says what to mend.",
        "type": "object",
        "properties": {**texts, "code": {"type": "integer"}},
        "required": [*texts, "code"],
    }


def _slots(protocol: Protocol) -> Schema:
    answer = {"anyOf": [{"enum": list(ANSWERS)}, NULL]}
    screen = _or_null(
        {
            "type": "object",
            "properties": dict.fromkeys(protocol.red_flags, answer),
            "additionalProperties": False,
        }
    )
    return {
        "type": "object",
        "properties": {
            **{name: _fact(kind) for name, kind in protocol.facts.items()},
            **dict.fromkeys(protocol.screens, screen),
            "red_flags": _or_null({"type": "array", "items": _one_of(protocol.red_flags)}),
            "declined": _or_null({"type": "array", "items": {"type": "string"}}),
            **{name: {"description": "Read and left aside."} for name in OTHER_SLOTS},
        },
        "additionalProperties": False,
    }


def _fact(kind: FactKind) -> Schema:
    if not kind.is_number:
        return _or_null(_one_of(kind.values)) | {"description": kind.label}
    number = {"type": "number", "minimum": kind.at_least, "maximum": kind.at_most}
    return _or_null(number) | {"description": f"{kind.label}, in {kind.unit}"}


def _finding(protocol: Protocol) -> Schema:
    return {
        "title": "TriageFinding",
        "description": "One sign, by finding id or red flag id, and what was said about it.",
        "type": "object",
        "properties": {
            "id": _one_of((*protocol.findings, *protocol.red_flags)),
            "assertion": _one_of(ASSERTIONS),
            "new": {
                "anyOf": [{"type": "boolean"}, NULL],
                "description": "Began or got worse in the last two weeks; null when not known.",
            },
        },
        "required": ["id", "assertion"],
        "additionalProperties": False,
    }


def _one_of(words: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(words)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, NULL]}
