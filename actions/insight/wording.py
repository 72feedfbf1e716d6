"""Facts, signs and reasons in words for staff; what a protocol no longer knows keeps its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from actions.care import Care
from actions.insight.facets import DISPOSITIONS
from actions.insight.values import LATER, NOW, PLAIN, TODAY, WARNING, Row
from actions.triage.protocol import Disposition
from actions.wording import hours_in_words, in_words

NEWNESS = {True: "new or worse", False: "for a long time", None: ""}
MOST_GROUNDS = 6
PRESENCES = {"unknown": "unsure"}
ORIGINS = {"asked": "asked", "volunteered": "said unasked"}
TONES = {
    Disposition.CRISIS.value: NOW,
    Disposition.EMERGENCY.value: NOW,
    Disposition.SAME_DAY.value: TODAY,
    Disposition.CLINIC.value: LATER,
}


def level(value: str) -> str:
    """Return a disposition in words."""
    return DISPOSITIONS.get(value, value)


def limit(hours: Any) -> str:
    """Return a time limit in words."""
    if not isinstance(hours, int):
        return ""
    return "at once" if hours == 0 else f"within {hours_in_words(hours)}"


def fact_row(care: Care, name: str, value: Any, said: str = "") -> Row:
    """Return a fact in words, with the message that it came from."""
    kind = care.protocol.facts.get(name)
    if kind is None:
        return Row(name, str(value), _quoted(said))
    try:
        text = in_words(kind, value)
    except (TypeError, ValueError):
        text = str(value)
    return Row(_capital(kind.label), text, _quoted(said))


def sign_row(care: Care, sign: str, told: Mapping[str, Any]) -> Row:
    """Return a sign with how it was meant, since when, and in which words."""
    presence = str(told.get("presence") or told.get("assertion") or "")
    presence = PRESENCES.get(presence, presence)
    origin = str(told.get("origin") or "")
    details = [NEWNESS.get(told.get("new"), ""), ORIGINS.get(origin, origin)]
    words = told.get("words")
    details.append(_quoted(words) if isinstance(words, str) else "")
    tone = {"present": WARNING, "unsure": WARNING}.get(presence, PLAIN)
    return Row(sign_words(care, sign), presence, ", ".join(filter(None, details)), tone)


def sign_words(care: Care, sign: str) -> str:
    """Return a sign or red flag in words, with its id where it has one that staff know."""
    protocol = care.protocol
    if sign in protocol.red_flags:
        return f"{sign} {protocol.red_flags[sign].short}"
    if sign in protocol.findings:
        return _capital(protocol.findings[sign].words)
    return sign


def advice_words(care: Care, code: str) -> str:
    """Return an advice item by code and title."""
    item = care.protocol.advice.items.get(code)
    return code if item is None else f"{code} {item.title}"


def slot_words(care: Care, name: str) -> str:
    """Return what a slot is called among staff."""
    kind = care.protocol.facts.get(name)
    return name if kind is None else _capital(kind.label)


def reason_rows(care: Care, reasons: Iterable[Any]) -> Iterator[Row]:
    """Yield each rule that matched: the level, why, on what, and by which source."""
    for reason in reasons:
        if not isinstance(reason, Mapping):
            continue
        rule = str(reason.get("rule_id", ""))
        on = _some([_ground(care, str(one)) for one in reason.get("matched_on") or ()])
        because = care.fill(str(reason.get("because", "")))
        sources = cited(care, reason.get("sources") or ())
        detail = "; ".join(filter(None, [on and f"on {on}", sources and f"source: {sources}"]))
        disposition = str(reason.get("disposition", ""))
        label = f"{rule} {rule_title(care, rule)}".strip()
        yield Row(label, f"{level(disposition)}: {because}", detail)


def rule_title(care: Care, rule_id: str) -> str:
    """Return what a rule is called; empty for one that this protocol does not have."""
    try:
        return care.protocol.rule(rule_id).title
    except KeyError:
        return ""


def cited(care: Care, sources: Iterable[Any]) -> str:
    """Return sources in short; one that this protocol does not list keeps its id."""
    known = care.protocol.sources
    return "; ".join(
        care.cited([one]) if isinstance(one, str) and one in known else str(one) for one in sources
    )


def _ground(care: Care, name: str) -> str:
    kind = care.protocol.facts.get(name)
    return kind.label if kind is not None else sign_words(care, name)


def _some(words: list[str]) -> str:
    """Return the first of many; whole lists that had to be clear tell nothing one by one."""
    more = len(words) - MOST_GROUNDS
    return ", ".join([*words[:MOST_GROUNDS], *([f"and {more} more"] if more > 0 else [])])


def _quoted(words: str | None) -> str:
    return f"\u201c{words}\u201d" if words else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
