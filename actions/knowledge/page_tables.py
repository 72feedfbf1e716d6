"""The tables of the printed protocol, in HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from actions.knowledge.page_words import both_forms, hours, in_words, shared_conditions
from actions.triage.protocol import AdviceItem, Protocol, RedFlag, RuleCase, TriageRule


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; the cells are HTML already."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _level(level: str) -> str:
    return f'<span class="level {level}">{level.replace("_", " ")}</span>'


def dispositions(protocol: Protocol) -> str:
    """Return where people are sent, and how that is said."""
    rows = (
        (
            _level(level),
            f"{escape(text.place)}<br>{hours(text.within_hours)}",
            f"<b>{escape(text.heading.web)}.</b> {both_forms(text.text)[0]}",
            both_forms(text.text)[1],
        )
        for level, text in protocol.dispositions.items()
    )
    return table(("Level", "Place and time", "Said on the web", "Said by SMS"), rows)


def staff_minutes(protocol: Protocol) -> str:
    """Return within how many minutes staff look."""
    rows = ((_level(level), f"{minutes}") for level, minutes in protocol.staff_minutes.items())
    return table(("Waiting for staff", "Minutes, in opening hours"), rows)


def visit_windows(protocol: Protocol) -> str:
    """Return the time limits that the calendar counts in working days."""
    rows = ((hours(limit), f"{days}") for limit, days in protocol.visit_working_days.items())
    return table(("Limit of the rule", "Working days, after the day of the answer"), rows)


def red_flags(protocol: Protocol) -> str:
    """Return the red flags and the order of the two lists."""
    screens = (
        f"<p><b>{escape(screen.id)}</b> asks, in this order: {', '.join(screen.asks)}.</p>"
        for screen in protocol.screens.values()
    )
    rows = (_red_flag(flag, protocol) for flag in protocol.red_flags.values())
    headings = ("Id", "Looks for", "Asked as", "Raised by", "Alone, and at most", "Sources")
    return "".join(screens) + table(headings, rows)


def _red_flag(flag: RedFlag, protocol: Protocol) -> tuple[str, ...]:
    new = f" Asked, where it decides: {flag.ask_if_new}" if flag.ask_if_new else ""
    return (
        flag.id,
        escape(flag.condition),
        f"{escape(flag.ask)}<br><i>Not sure: {escape(flag.ask_again)}</i>{new}",
        in_words(flag.raised_by, protocol),
        f"{_level(flag.level_alone)}<br>{_level(flag.level)}",
        _cites(flag.sources),
    )


def shared(protocol: Protocol) -> str:
    """Return the conditions that several rules name."""
    rows = (
        (f"<b>{escape(name.replace('_', ' '))}</b>", in_words(condition, protocol))
        for name, condition in shared_conditions(protocol).items()
    )
    return table(("Name", "Holds when"), rows)


def rules(protocol: Protocol) -> str:
    """Return the decision table."""
    rows = (row for rule in protocol.rules for row in _rule(rule, protocol))
    headings = ("Rule", "When", "Reason shown", "Level and time", "Advice", "Sources")
    return table(headings, rows)


def _rule(rule: TriageRule, protocol: Protocol) -> Iterator[tuple[str, ...]]:
    name = f"<b>{rule.id}</b> {escape(rule.title)}"
    if not rule.cases:
        yield name, f"applied by the {escape(rule.decided_by)}", "", _level(rule.level), "", ""
    for case in rule.cases:
        yield (
            name,
            _when(rule, case, protocol),
            escape(case.because) + (f"<br><b>{escape(case.do_now)}</b>" if case.do_now else ""),
            f"{_level(rule.level)}<br>{hours(case.within_hours)}",
            escape(", ".join(case.advice) or "none"),
            _cites(case.sources),
        )


def _when(rule: TriageRule, case: RuleCase, protocol: Protocol) -> str:
    if rule.decided_by == "nothing_else":
        return "no other rule matches"
    end = "<br><i>only once the questions are over</i>" if rule.only_at_the_end else ""
    return in_words(case.when, protocol) + end


def advice(protocol: Protocol) -> str:
    """Return the advice items, and what forbids each."""
    rows = (_advice_item(item, protocol) for item in protocol.advice.items.values())
    return table(("Item", "Said to the person", "Given when", "Never given when", "Basis"), rows)


def _advice_item(item: AdviceItem, protocol: Protocol) -> tuple[str, ...]:
    against = "".join(
        f"<li>{in_words(one.when, protocol)}<br><i>{escape(one.because)}</i></li>"
        for one in item.withhold_when
    )
    asked = ", ".join(_name(sign, protocol) for sign in item.needs_asked)
    unasked = f"<p>Nor while any of these was never asked: {escape(asked)}</p>" if asked else ""
    return (
        f"<b>{item.id}</b> {escape(item.title)}<br>{', '.join(item.levels)}",
        f"{escape(item.text.web)}<p><i>{escape(item.caution)}</i></p>"
        f"<p>SMS: {escape(item.text.sms)}</p>",
        in_words(item.give_when, protocol),
        f"<ul>{against}</ul>{unasked}",
        f"The article: {escape(item.article_says)}<p>Evidence: {escape(item.evidence)}</p>"
        f"<p>{_cites(item.sources)}</p>",
    )


def plans(protocol: Protocol) -> str:
    """Return the advice for each injury type."""
    rows = (
        (
            escape(plan.injury_type),
            ", ".join(plan.order),
            f"{', '.join(plan.hold_back) or 'nothing'}<br><i>{escape(plan.because)}</i>",
            "<br>".join(f"{code}: {escape(note)}" for code, note in plan.notes.items()),
        )
        for plan in protocol.advice.plans.values()
    )
    return table(("Injury type", "Shown in this order", "Held back", "Remarks"), rows)


def activities(protocol: Protocol) -> str:
    """Return the remarks for each activity."""
    notes = protocol.advice.activity_notes.items()
    rows = ((escape(name), *both_forms(text)) for name, text in notes)
    return table(("Activity", "Web", "SMS"), rows)


def thresholds(protocol: Protocol) -> str:
    """Return every number that a clinician chose."""
    rows = (
        (
            escape(one.id),
            f"{one.value:g} {one.unit}",
            f"{one.allowed[0]:g} to {one.allowed[1]:g}" if one.allowed else "fixed",
            escape(one.meaning),
            _cites(one.sources),
        )
        for one in protocol.thresholds.values()
    )
    return table(("Name", "Value", "Allowed", "Meaning", "Sources"), rows)


def facts(protocol: Protocol) -> str:
    """Return the facts that are asked."""
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
    return table(("Slot", "Meaning", "Values"), rows)


def findings(protocol: Protocol) -> str:
    """Return the signs that are listened for."""
    found = protocol.findings.values()
    rows = ((escape(one.id), escape(one.words), ", ".join(one.red_flags)) for one in found)
    return table(("Finding", "In lay words", "Red flags"), rows)


def topics(protocol: Protocol) -> str:
    """Return the answers to questions about a method."""
    rows = (
        (
            escape(topic.intent),
            *(("", "") if topic.text is None else both_forms(topic.text)),
            ", ".join(topic.advice),
        )
        for topic in protocol.topics.values()
    )
    return table(("Question", "Web", "SMS", "Advice that follows, where it fits"), rows)


def texts(protocol: Protocol) -> str:
    """Return the fixed texts."""
    texts = protocol.texts.items()
    rows = ((escape(name), *both_forms(text)) for name, text in texts)
    return table(("Text", "Web", "SMS"), rows)


def sources(protocol: Protocol) -> str:
    """Return the publications."""
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
    return table(("Id", "Title", "Year", "Where", "Read"), rows)


def _name(sign: str, protocol: Protocol) -> str:
    flag = protocol.red_flags.get(sign)
    return protocol.findings[sign].words if flag is None else flag.condition


def _cites(sources: Iterable[str]) -> str:
    return ", ".join(f'<a href="#{one}">{one}</a>' for one in sources)
