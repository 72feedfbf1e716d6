"""Conditions, texts and times as the printed protocol words them, in HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from actions.knowledge.crosschecks import all_conditions
from actions.triage.conditions import (
    All,
    AnyOf,
    Aspect,
    Compare,
    Condition,
    FactIs,
    FactUnknown,
    Meets,
    Not,
    Relation,
    Sign,
    questions,
)
from actions.triage.protocol import Protocol
from actions.triage.wording import Wording

HOURS_A_DAY = 24
ASPECTS = {
    Aspect.PRESENT: "",
    Aspect.ABSENT: "denied: ",
    Aspect.NEW: "new or worse, or of unknown age: ",
    Aspect.RECENT: "known to be new or worse: ",
    Aspect.LONGSTANDING: "long unchanged: ",
    Aspect.UNKNOWN: "not answered, or not sure: ",
}
RELATIONS = {
    Relation.AT_LEAST: "at least",
    Relation.LESS_THAN: "less than",
    Relation.MORE_THAN: "more than",
}


def in_words(condition: Condition, protocol: Protocol) -> str:
    """Return a condition as nested lists, with lists of like signs on one line."""
    match condition:
        case All(()):
            return "always"
        case AnyOf(parts) if len(_aspects(parts)) == 1:
            signs = "; ".join(_sign(part.id, protocol) for part in parts if isinstance(part, Sign))
            return f"{ASPECTS[_aspects(parts).pop()]}any of: {signs}"
        case All(parts) | AnyOf(parts):
            items = "".join(f"<li>{in_words(part, protocol)}</li>" for part in parts)
            return f"{'all' if isinstance(condition, All) else 'any'} of<ul>{items}</ul>"
        case Not(part):
            return f"not: {in_words(part, protocol)}"
        case Meets(name=name):
            return f"<b>{escape(name.replace('_', ' '))}</b>"
        case _:
            return _leaf(condition, protocol)


def shared_conditions(protocol: Protocol) -> dict[str, Condition]:
    """Return the conditions that several rules share, by name."""
    return {
        one.name: one.part
        for condition in all_conditions(protocol)
        for one in questions(condition)
        if isinstance(one, Meets)
    }


def _aspects(parts: tuple[Condition, ...]) -> set[Aspect]:
    """Return the one aspect that all parts ask about, or nothing."""
    aspects = {part.aspect for part in parts if isinstance(part, Sign)}
    return aspects if len(aspects) == 1 and all(isinstance(part, Sign) for part in parts) else set()


def _leaf(leaf: Condition, protocol: Protocol) -> str:
    match leaf:
        case Sign(aspect=aspect, id=sign):
            return f"{ASPECTS[aspect]}{_sign(sign, protocol)}"
        case FactIs(fact=fact, values=values):
            kind = protocol.facts[fact]
            return (
                f"{escape(kind.label)}: {escape(' or '.join(kind.values[one] for one in values))}"
            )
        case Compare(fact=fact, relation=relation, limit=limit, threshold=threshold):
            kind = protocol.facts[fact]
            return (
                f"{escape(kind.label)}: {RELATIONS[relation]} {limit:g} {kind.unit} "
                f"<small>({escape(threshold)})</small>"
            )
        case FactUnknown(fact=fact):
            return f"not known: {escape(protocol.facts[fact].label)}"
        case _:
            raise TypeError(leaf)


def _sign(sign: str, protocol: Protocol) -> str:
    if sign in protocol.red_flags:
        return f"{escape(protocol.red_flags[sign].condition)} <small>({sign})</small>"
    return escape(protocol.findings[sign].words)


def both_forms(text: Wording) -> tuple[str, str]:
    """Return the web and the SMS form of a text, each with its translations."""
    return _with_languages(text, "web"), _with_languages(text, "sms")


def _with_languages(text: Wording, form: str) -> str:
    return "".join(_forms(text, form))


def _forms(text: Wording, form: str) -> Iterator[str]:
    yield escape(getattr(text, form))
    for code, other in text.translations.items():
        said = escape(getattr(other, form))
        yield f'<p lang="{escape(code)}"><small>{escape(code)}</small> {said}</p>'


def hours(count: int) -> str:
    """Return a time limit in hours, and in days where those say more."""
    if count == 0:
        return "at once"
    days = f" ({count // HOURS_A_DAY} days)" if count > HOURS_A_DAY else ""
    return f"within {count} hours{days}"
