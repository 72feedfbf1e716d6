"""The decision as a service: slots and findings in, decision with reasons out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from actions.knowledge.request import BadTriageRequest, presentation_from
from actions.triage.decision import Decision, decide
from actions.triage.protocol import Protocol

__all__ = ["BadTriageRequest", "TriageAnswer", "TriageRequest", "answer", "triage_request"]

NO_TEXTS: Mapping[str, str] = MappingProxyType({})
Assertion = Literal["present", "absent", "unsure", "past", "other_person", "hypothetical"]


class TriageFinding(BaseModel):
    """One sign, by finding id or red flag id, and what was said about it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(examples=["RF02", "bladder_trouble"])
    assertion: Assertion
    new: StrictBool | None = Field(
        default=None, description="Began or got worse in the last two weeks; null when not known."
    )


class TriageRequest(BaseModel):
    """What is known of a person; everything that is left out counts as unknown."""

    model_config = ConfigDict(extra="forbid", strict=True)

    slots: dict[str, Any] = Field(
        default_factory=dict,
        examples=[{"pain_duration": 5, "pain_severity": 3, "danger_signs": {"RF01": "absent"}}],
    )
    findings: list[TriageFinding] = Field(default_factory=list)


class TriageReason(BaseModel):
    """One rule that matched, most urgent first."""

    rule_id: str
    disposition: str
    because: str
    do_now: str | None
    sources: list[str]
    matched_on: list[str]


class TriageAnswer(BaseModel):
    """Where to go and within how many hours, why, and what was held back or never asked."""

    disposition: str
    within_hours: int
    rule_id: str
    reasons: list[TriageReason]
    advice: list[str]
    advice_withheld: list[str]
    advice_withheld_because: dict[str, str]
    red_flags: list[str]
    asked_and_denied: list[str]
    not_asked: list[str]
    protocol_version: str
    protocol_signed: bool = Field(
        description="False while no physician has approved this version of the rules."
    )


def triage_request(
    body: Any, protocol: Protocol, *, texts: Mapping[str, str] = NO_TEXTS
) -> dict[str, Any]:
    """Return the JSON answer to a JSON request, or raise BadTriageRequest.

    `texts` fills placeholders such as {clinic_phone}; without it they stay as they are.
    """
    try:
        request = TriageRequest.model_validate(body)
    except ValidationError as error:
        raise BadTriageRequest(_first_problem(error)) from error
    findings = [finding.model_dump() for finding in request.findings]
    decision = decide(presentation_from(request.slots, findings, protocol), protocol)
    return answer(decision, protocol, texts=texts).model_dump()


def answer(
    decision: Decision, protocol: Protocol, *, texts: Mapping[str, str] = NO_TEXTS
) -> TriageAnswer:
    """Return a decision in the shape of the service."""
    return TriageAnswer(
        disposition=decision.disposition.value,
        within_hours=decision.within_hours,
        rule_id=decision.rule_id,
        reasons=[
            TriageReason(
                rule_id=reason.rule_id,
                disposition=reason.disposition.value,
                because=_fill(reason.because, texts),
                do_now=reason.do_now and _fill(reason.do_now, texts),
                sources=list(reason.sources),
                matched_on=list(reason.matched_on),
            )
            for reason in decision.reasons
        ],
        advice=list(decision.advice),
        advice_withheld=[withheld.code for withheld in decision.advice_withheld],
        advice_withheld_because={one.code: one.reason for one in decision.advice_withheld},
        red_flags=list(decision.red_flags),
        asked_and_denied=list(decision.asked_and_denied),
        not_asked=list(decision.not_asked),
        protocol_version=decision.protocol_version,
        protocol_signed=protocol.signed,
    )


def _fill(text: str, texts: Mapping[str, str]) -> str:
    for name, value in texts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _first_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "body"
    return f"{where}: {first['msg']}"
