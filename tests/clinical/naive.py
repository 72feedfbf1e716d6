"""A second reading of the clinical files, slow and plain, that shares no code with the first.

It reads the YAML as dictionaries and follows README.md of data/clinical word by word.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

LEVELS = ["routine", "routine_offer", "clinic", "same_day", "emergency", "crisis"]


class NaiveProtocol:
    def __init__(self, folder: Path) -> None:
        def read(name: str) -> Any:
            return YAML(typ="safe", pure=True).load((folder / f"{name}.yml").read_text())

        table = read("triage_rules")
        self.shared = table["shared"]
        self.rules = [rule for rule in table["triage_rules"] if rule.get("decided_by") is None]
        self.raised_by = {flag["id"]: flag["raised_by"] for flag in read("red_flags")["red_flags"]}
        self.limits = {one["id"]: one["value"] for one in read("thresholds")["thresholds"]}

    def decide(self, facts: dict[str, Any], signs: dict[str, tuple[str, bool | None]]):
        """Return (level, hours, rule). `signs` maps an id to (present|absent|unsure, is_new)."""
        person = NaivePerson(self, facts, signs)
        found = []
        for rule in self.rules:
            for case in rule["cases"]:
                if person.holds(case["when"]) is True:
                    hours = case.get("within_hours", rule["within_hours"])
                    found.append((rule["level"], hours, rule["id"]))
        if not found:
            return "clinic", 336, "D99"
        level = max((one[0] for one in found), key=LEVELS.index)
        best = [one for one in found if one[0] == level]
        return level, min(one[1] for one in best), min(one[2] for one in best)


class NaivePerson:
    def __init__(self, protocol: NaiveProtocol, facts: dict, signs: dict) -> None:
        self.protocol, self.facts, self.signs = protocol, facts, signs

    def holds(self, condition: Any) -> bool | None:
        if condition == "always":
            return True
        ((word, about),) = condition.items()
        if word in ("all", "any"):
            return joined(word, [self.holds(part) for part in about])
        if word == "not":
            return opposite(self.holds(about))
        if word == "meets":
            return self.holds(self.protocol.shared[about])
        if word in ("is", "at_least", "less_than", "more_than"):
            ((fact, wanted),) = about.items()
            return self.fact(word, fact, wanted)
        names = about if isinstance(about, list) else [about]
        return joined("any", [self.sign(word, name) for name in names])

    def fact(self, word: str, fact: str, wanted: Any) -> bool | None:
        value = self.facts.get(fact)
        if value is None:
            return None
        if word == "is":
            return value in wanted
        limit = self.protocol.limits[wanted]
        value = math.ceil(value) if fact == "pain_duration" else value
        return {"at_least": value >= limit, "less_than": value < limit, "more_than": value > limit}[
            word
        ]

    def sign(self, word: str, name: str) -> bool | None:
        if word == "unknown":
            if name.startswith("pain_"):
                return self.facts.get(name) is None
            return self.present(name) is None
        if word == "present":
            return self.present(name)
        if word == "absent":
            return opposite(self.present(name))
        if word in ("new", "recent"):
            return self.dated(word, name)
        if word == "longstanding":
            surely_new = self.dated("new", name) is True
            return joined("all", [self.present(name), not surely_new])
        raise AssertionError(word)

    def present(self, name: str) -> bool | None:
        answer = self.signs.get(name, (None, None))[0]
        own = {"present": True, "absent": False}.get(answer)
        if own is True or name not in self.protocol.raised_by:
            return own
        raised = self.holds(self.protocol.raised_by[name])
        return raised if answer is None else True if raised is True else own

    def dated(self, word: str, name: str) -> bool | None:
        answer, is_new = self.signs.get(name, (None, None))
        own = {"present": True, "absent": False}.get(answer)
        if word == "new" and is_new is False and answer is not None:
            own = False
        if word == "recent" and answer is not None and is_new is not True:
            own = False if is_new is False or own is False else None
        if name not in self.protocol.raised_by:
            return own
        facts_count = word == "new" and not (is_new is False and answer is not None)
        raised = self.dated_parts(self.protocol.raised_by[name], word, facts_count)
        return raised if answer is None else True if raised is True or own is True else own

    def dated_parts(self, condition: Any, word: str, facts_count: bool) -> bool | None:
        """Like `holds`, but every sign has to be dated, and words of slots may not count."""
        ((head, about),) = condition.items()
        if head in ("all", "any"):
            return joined(head, [self.dated_parts(one, word, facts_count) for one in about])
        if head == "meets":
            return self.dated_parts(self.protocol.shared[about], word, facts_count)
        if head == "is" and not facts_count:
            return False
        if head == "present":
            names = about if isinstance(about, list) else [about]
            return joined("any", [self.dated(word, name) for name in names])
        return self.holds(condition)


def joined(word: str, parts: list[bool | None]) -> bool | None:
    settles = word == "any"
    if settles in parts:
        return settles
    return None if None in parts else not settles


def opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth
