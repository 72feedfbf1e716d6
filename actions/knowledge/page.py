"""The whole protocol as one HTML page, to read, print and sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from actions.knowledge.explain import describe
from actions.knowledge.page_style import STYLE
from actions.triage.conditions import All, AnyOf, Condition, Meets, Not, Sign
from actions.triage.protocol import AdviceItem, Protocol, RedFlag, RuleCase, TriageRule

UNSIGNED_NOTE = "Not approved. No physician has signed this protocol yet."
SIGNED_NOTE = "Signed. See the signatures for who wrote and who checked each part."


def protocol_page(protocol: Protocol) -> str:
    """Return one HTML document without outside parts."""
    note = SIGNED_NOTE if protocol.signed else UNSIGNED_NOTE
    kind = "signed" if protocol.signed else "unsigned"
    body = "\n".join(
        (
            f"<h1>Back pain triage protocol</h1><p>Version {escape(protocol.version)}</p>",
            f'<p class="note {kind}">{note}</p>',
            *_sections(protocol),
        )
    )
    head = f'<meta charset="utf-8"><title>Back pain triage protocol</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _sections(protocol: Protocol) -> Iterator[str]:
    yield _section("Where people are sent", _dispositions(protocol))
    yield _section("Within what time staff look", _staff_minutes(protocol))
    yield _section("Red flags", _red_flags(protocol))
    yield _section("Decision table", _rules(protocol))
    yield _section("Advice", _advice(protocol))
    yield _section("Advice by injury type", _plans(protocol))
    yield _section("Remarks by activity", _activities(protocol))
    yield _section("Answers to questions about a method", _topics(protocol))
    yield _section("Thresholds", _thresholds(protocol))
    yield _section("Facts that are asked", _facts(protocol))
    yield _section("Findings that are listened for", _findings(protocol))
    yield _section("Fixed texts", _texts(protocol))
    yield _section("Sources", _sources(protocol))
    yield _section("Signatures", _signatures(protocol))


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{content}</section>"


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; the cells are HTML already."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _level(level: str) -> str:
    return f'<span class="level {level}">{level}</span>'


def _dispositions(protocol: Protocol) -> str:
    rows = (
        (
            _level(level),
            f"{escape(text.place)}<br>within {text.within_hours} hours",
            f"<b>{escape(text.heading.web)}.</b> {escape(text.text.web)}",
            escape(text.text.sms),
        )
        for level, text in protocol.dispositions.items()
    )
    return _table(("Level", "Place and time", "Said on the web", "Said by SMS"), rows)


def _staff_minutes(protocol: Protocol) -> str:
    rows = ((_level(level), f"{minutes}") for level, minutes in protocol.staff_minutes.items())
    return _table(("Waiting for staff", "Minutes, in opening hours"), rows)


def _red_flags(protocol: Protocol) -> str:
    screens = (
        f"<p><b>{escape(screen.id)}</b> asks, in this order: {', '.join(screen.asks)}.</p>"
        for screen in protocol.screens.values()
    )
    rows = (_red_flag(flag) for flag in protocol.red_flags.values())
    headings = ("Id", "Looks for", "Asked as", "Raised by", "Alone, and at most", "Sources")
    return "".join(screens) + _table(headings, rows)


def _red_flag(flag: RedFlag) -> tuple[str, ...]:
    new = f" Asked, where it decides: {flag.ask_if_new}" if flag.ask_if_new else ""
    return (
        flag.id,
        escape(flag.condition),
        f"{escape(flag.ask)}<br><i>Not sure: {escape(flag.ask_again)}</i>{new}",
        _condition(flag.raised_by),
        f"{_level(flag.level_alone)}<br>{_level(flag.level)}",
        _cites(flag.sources),
    )


def _rules(protocol: Protocol) -> str:
    rows = (row for rule in protocol.rules for row in _rule(rule))
    headings = ("Rule", "When", "Reason shown", "Level and time", "Advice", "Sources")
    return _table(headings, rows)


def _rule(rule: TriageRule) -> Iterator[tuple[str, ...]]:
    name = f"<b>{rule.id}</b> {escape(rule.title)}"
    if not rule.cases:
        yield name, f"applied by the {escape(rule.decided_by)}", "", str(rule.level), "", ""
    for case in rule.cases:
        yield (
            name,
            _when(rule, case),
            escape(case.because) + (f"<br><b>{escape(case.do_now)}</b>" if case.do_now else ""),
            f'<span class="level {rule.level}">{rule.level}</span><br>{case.within_hours} hours',
            escape(", ".join(case.advice) or "none"),
            _cites(case.sources),
        )


def _when(rule: TriageRule, case: RuleCase) -> str:
    if rule.decided_by == "nothing_else":
        return "no other rule matches"
    end = "<br><i>only once the questions are over</i>" if rule.only_at_the_end else ""
    return _condition(case.when) + end


def _condition(condition: Condition) -> str:
    """Return a condition as nested lists, with lists of like signs on one line."""
    match condition:
        case All(()):
            return "always"
        case AnyOf(parts) if all(isinstance(part, Sign) for part in parts):
            words = ", ".join(escape(describe(part)) for part in parts)
            return f"any of: {words}"
        case All(parts) | AnyOf(parts):
            items = "".join(f"<li>{_condition(part)}</li>" for part in parts)
            return f"{describe(condition)}<ul>{items}</ul>"
        case Not(part):
            return f"not: {_condition(part)}"
        case Meets(name=name, part=part):
            return f"{escape(name.replace('_', ' '))} ({_condition(part)})"
        case _:
            return escape(describe(condition))


def _advice(protocol: Protocol) -> str:
    rows = (_advice_item(item) for item in protocol.advice.items.values())
    return _table(("Item", "Said to the person", "Given when", "Never given when", "Basis"), rows)


def _advice_item(item: AdviceItem) -> tuple[str, ...]:
    against = "".join(
        f"<li>{_condition(one.when)}<br><i>{escape(one.because)}</i></li>"
        for one in item.withhold_when
    )
    asked = f"<p>Never asked: {escape(', '.join(item.needs_asked))}</p>" if item.needs_asked else ""
    return (
        f"<b>{item.id}</b> {escape(item.title)}<br>{', '.join(item.levels)}",
        f"{escape(item.text.web)}<p><i>{escape(item.caution)}</i></p>"
        f"<p>SMS: {escape(item.text.sms)}</p>",
        _condition(item.give_when),
        f"<ul>{against}</ul>{asked}",
        f"The article: {escape(item.article_says)}<p>Evidence: {escape(item.evidence)}</p>"
        f"<p>{_cites(item.sources)}</p>",
    )


def _plans(protocol: Protocol) -> str:
    rows = (
        (
            escape(plan.injury_type),
            ", ".join(plan.order),
            f"{', '.join(plan.hold_back) or 'nothing'}<br><i>{escape(plan.because)}</i>",
            "<br>".join(f"{code}: {escape(note)}" for code, note in plan.notes.items()),
        )
        for plan in protocol.advice.plans.values()
    )
    return _table(("Injury type", "Shown in this order", "Held back", "Remarks"), rows)


def _activities(protocol: Protocol) -> str:
    notes = protocol.advice.activity_notes.items()
    rows = ((escape(name), escape(text.web), escape(text.sms)) for name, text in notes)
    return _table(("Activity", "Web", "SMS"), rows)


def _thresholds(protocol: Protocol) -> str:
    rows = (
        (
            escape(one.id),
            f"{one.value} {one.unit}",
            f"{one.allowed[0]} to {one.allowed[1]}" if one.allowed else "fixed",
            escape(one.meaning),
            _cites(one.sources),
        )
        for one in protocol.thresholds.values()
    )
    return _table(("Name", "Value", "Allowed", "Meaning", "Sources"), rows)


def _facts(protocol: Protocol) -> str:
    rows = (
        (
            escape(fact.id),
            escape(fact.label),
            f"{fact.at_least} to {fact.at_most} {fact.unit}"
            if fact.is_number
            else escape("; ".join(f"{word}: {label}" for word, label in fact.values.items())),
        )
        for fact in protocol.facts.values()
    )
    return _table(("Slot", "Meaning", "Values"), rows)


def _findings(protocol: Protocol) -> str:
    found = protocol.findings.values()
    rows = ((escape(one.id), escape(one.words), ", ".join(one.red_flags)) for one in found)
    return _table(("Finding", "In lay words", "Red flags"), rows)


def _topics(protocol: Protocol) -> str:
    rows = (
        (
            escape(topic.intent),
            "" if topic.text is None else escape(topic.text.web),
            "" if topic.text is None else escape(topic.text.sms),
            ", ".join(topic.advice),
        )
        for topic in protocol.topics.values()
    )
    return _table(("Question", "Web", "SMS", "Advice that follows, where it fits"), rows)


def _texts(protocol: Protocol) -> str:
    texts = protocol.texts.items()
    rows = ((escape(name), escape(text.web), escape(text.sms)) for name, text in texts)
    return _table(("Text", "Web", "SMS"), rows)


def _sources(protocol: Protocol) -> str:
    rows = (
        (
            f'<a id="{one.id}">{one.id}</a>',
            escape(one.title),
            str(one.year),
            escape(one.where),
            one.read,
        )
        for one in protocol.sources.values()
    )
    return _table(("Id", "Title", "Year", "Where", "Read"), rows)


def _signatures(protocol: Protocol) -> str:
    rows = (
        (
            escape(one.file),
            escape(one.authored_by),
            escape(one.checked_by),
            one.date_reviewed,
            one.next_review,
        )
        for one in protocol.reviews
    )
    lines = (
        '<p class="sign">Approved by (name, license): </p><p class="sign">Date and signature: </p>'
    )
    return _table(("File", "Written by", "Checked by", "Reviewed", "Next review"), rows) + lines


def _cites(sources: Iterable[str]) -> str:
    return ", ".join(f'<a href="#{one}">{one}</a>' for one in sources)
