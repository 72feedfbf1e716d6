"""Written patients: what they tell, and the rule and disposition that they should meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.knowledge.problems import ClinicalDataError, Problem, Problems, ShapeError
from actions.knowledge.request import BadTriageRequest, presentation_from
from actions.knowledge.rule_reader import RULE
from actions.knowledge.yaml_reader import Node, parse_yaml
from actions.triage.findings import Finding, Presence
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition, Protocol


@dataclass(frozen=True, slots=True)
class Case:
    """One vignette. `rule_id` and `disposition` are None where nothing is expected."""

    title: str
    story: str
    presentation: Presentation
    rule_id: str | None
    disposition: Disposition | None
    advice: tuple[str, ...]
    no_advice: tuple[str, ...]


def load_cases(path: Path, protocol: Protocol) -> tuple[Case, ...]:
    """Return the cases of a file, or raise ClinicalDataError with file and line."""
    try:
        root = parse_yaml(path.read_text(encoding="utf-8"), str(Path(*path.parts[-2:])))
        nodes = root.keys("cases")["cases"].items()
    except ShapeError as error:
        raise ClinicalDataError([error.problem]) from error
    except (OSError, UnicodeDecodeError) as error:
        message = "the file is missing or not readable as UTF-8 text"
        raise ClinicalDataError([Problem(str(path), 1, message)]) from error
    problems = Problems()
    cases = [problems.attempt(_case, node, protocol) for node in nodes]
    problems.raise_if_any()
    return tuple(case for case in cases if case is not None)


def _case(node: Node, protocol: Protocol) -> Case:
    keys = node.keys("title", "story", optional=("slots", "findings", "denied", "expect"))
    slots = _plain(keys["slots"]) if "slots" in keys else {}
    findings = _plain(keys["findings"]) if "findings" in keys else []
    try:
        told = presentation_from(slots, [_finding(node, one) for one in findings], protocol)
    except BadTriageRequest as error:
        node.fail(str(error))
    denied = keys["denied"].words(protocol.screens, "screen") if "denied" in keys else ()
    expect = (
        keys["expect"].keys("rule", "disposition", optional=("advice", "no_advice"))
        if "expect" in keys
        else {}
    )
    return Case(
        title=keys["title"].text(),
        story=keys["story"].text(),
        presentation=_with_denials(told, denied, protocol),
        rule_id=_rule_id(expect),
        disposition=_disposition(expect),
        advice=_codes(expect, "advice", protocol),
        no_advice=_codes(expect, "no_advice", protocol),
    )


def _finding(node: Node, finding: Any) -> Mapping[str, Any]:
    """Return a finding; a bare id means that it is present."""
    if isinstance(finding, str):
        return {"id": finding, "assertion": "present"}
    if not isinstance(finding, dict) or not {"id", "assertion"} <= finding.keys():
        node.fail("a finding is an id, or id and assertion")
    unknown = finding.keys() - {"id", "assertion", "new", "words"}
    if unknown:
        node.fail(f"unknown key {sorted(unknown)[0]!r} of a finding")
    return finding


def _with_denials(told: Presentation, denied: tuple[str, ...], protocol: Protocol) -> Presentation:
    asked = [flag for screen in denied for flag in protocol.screens[screen].asks]
    denials = {flag: Finding(flag, Presence.ABSENT) for flag in asked}
    return Presentation(told.facts, {**denials, **told.findings}, told.declined)


def _rule_id(expect: Mapping[str, Node]) -> str | None:
    if not expect:
        return None
    rule_id = expect["rule"].text()
    if not RULE.fullmatch(rule_id):
        expect["rule"].fail(f"{rule_id} is no rule id such as D01")
    return rule_id


def _disposition(expect: Mapping[str, Node]) -> Disposition | None:
    if not expect:
        return None
    return Disposition(expect["disposition"].one_of(Disposition, "disposition"))


def _codes(expect: Mapping[str, Node], key: str, protocol: Protocol) -> tuple[str, ...]:
    return expect[key].words(protocol.advice.items, "advice") if key in expect else ()


def _plain(node: Node) -> Any:
    match node.value:
        case dict():
            return {key: _plain(part) for key, part in node.value.items()}
        case tuple():
            return [_plain(part) for part in node.value]
        case _:
            return node.value
