"""advice.yml: the items, the plans by injury type and the remarks by activity."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from actions.knowledge.condition_reader import Vocabulary, read_condition
from actions.knowledge.problems import Problems
from actions.knowledge.sections import cited, read_each, require
from actions.knowledge.wording import patient_text, wording
from actions.knowledge.yaml_reader import Node
from actions.triage.protocol import (
    AdviceBook,
    AdviceItem,
    Contraindication,
    Disposition,
    InjuryPlan,
)
from actions.triage.wording import Wording

CODES = tuple(f"A{number}" for number in range(1, 12))


@dataclass(frozen=True, slots=True)
class AdviceContext:
    """What advice refers to."""

    names: Vocabulary
    sources: tuple[str, ...]
    injury_types: tuple[str, ...]
    activities: tuple[str, ...]


def read_advice(node: Node, context: AdviceContext, problems: Problems) -> AdviceBook:
    """Return the whole file."""
    keys = node.keys(
        "version", "review", "self_care_levels", "reasons", "advice", "by_injury_type",
        "activity_notes",
    )  # fmt: skip
    reasons = keys["reasons"].keys("never_asked", "other_rule")
    items = read_each(keys["advice"], "id", _item(context), problems)
    plans = read_each(keys["by_injury_type"], "injury_type", _plan(context), problems)
    activity_note = _activity_note(context.activities)
    notes = read_each(keys["activity_notes"], "activity", activity_note, problems)
    require(keys["advice"], items, CODES, "advice")
    require(keys["by_injury_type"], plans, context.injury_types, "plan")
    return AdviceBook(
        items=items,
        plans=plans,
        activity_notes=notes,
        self_care_levels=_levels(keys["self_care_levels"]),
        never_asked=_with_things(reasons["never_asked"]),
        other_rule=patient_text(reasons["other_rule"]),
    )


def _levels(node: Node) -> tuple[Disposition, ...]:
    return tuple(Disposition(level) for level in node.words(Disposition, "disposition"))


def _with_things(node: Node) -> str:
    text = node.text()
    if text.count("{") != 1 or "{things}" not in text:
        node.fail("say {things} once, and no other placeholder")
    return text


def _item(context: AdviceContext) -> Callable[[Node], AdviceItem]:
    def read(node: Node) -> AdviceItem:
        keys = node.keys(
            "id", "title", "web", "sms", "caution", "levels", "give_when", "not_fitting",
            "withhold_when", "needs_asked", "article_says", "evidence", "sources",
        )  # fmt: skip
        return AdviceItem(
            id=keys["id"].one_of(CODES, "advice"),
            title=patient_text(keys["title"]),
            text=wording(keys["web"], keys["sms"]),
            caution=patient_text(keys["caution"]),
            levels=_levels(keys["levels"]),
            give_when=read_condition(keys["give_when"], context.names),
            not_fitting=patient_text(keys["not_fitting"]),
            withhold_when=_contraindications(keys["withhold_when"], context.names),
            needs_asked=keys["needs_asked"].words(context.names.signs, "sign"),
            sources=cited(keys["sources"], context.sources),
            article_says=patient_text(keys["article_says"]),
            evidence=patient_text(keys["evidence"]),
        )

    return read


def _contraindications(node: Node, names: Vocabulary) -> tuple[Contraindication, ...]:
    found = []
    for part in node.items():
        keys = part.keys("when", "because")
        when = read_condition(keys["when"], names)
        found.append(Contraindication(when, patient_text(keys["because"])))
    return tuple(found)


def _plan(context: AdviceContext) -> Callable[[Node], InjuryPlan]:
    def read(node: Node) -> InjuryPlan:
        keys = node.keys("injury_type", "order", "hold_back", "because", "notes")
        order = keys["order"].words(CODES, "advice")
        held = keys["hold_back"].words(CODES, "advice")
        both = sorted(set(order) & set(held))
        if both:
            keys["hold_back"].fail(f"{', '.join(both)} cannot be both shown and held back")
        return InjuryPlan(
            injury_type=keys["injury_type"].one_of(context.injury_types, "injury type"),
            order=order,
            hold_back=held,
            because=patient_text(keys["because"]),
            notes=_notes(keys["notes"], order),
        )

    return read


def _notes(node: Node, order: Iterable[str]) -> dict[str, str]:
    known = tuple(order)
    notes = {}
    for code, text in node.mapping().items():
        Node(code, text.file, text.line).one_of(known, "advice of this plan")
        notes[code] = patient_text(text)
    return notes


def _activity_note(activities: Iterable[str]) -> Callable[[Node], Wording]:
    known = tuple(activities)

    def read(node: Node) -> Wording:
        keys = node.keys("activity", "web", "sms")
        keys["activity"].one_of(known, "activity")
        return wording(keys["web"], keys["sms"])

    return read
