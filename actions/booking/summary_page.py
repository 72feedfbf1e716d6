"""The summary of a visit as one page to print, for the clinician."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from zoneinfo import ZoneInfo

from actions.booking.summary import Advice, Fact, Ground, Sign, Summary, Told
from actions.booking.when import time_in_words

STYLE = """
@page { size: A4; margin: 12mm; }
* { box-sizing: border-box; }
body { max-width: 62rem; margin: 1rem auto; padding: 0 1rem; font: 14px/1.4 system-ui, sans-serif;
  color: #14252a; background: #fff; }
h1 { margin: 0 0 .3rem; font-size: 1.4rem; }
h2 { margin: 0 0 .25rem; font-size: 1rem; border-bottom: 2px solid #14252a; }
p { margin: .2rem 0; } ul { margin: .2rem 0; padding-left: 1.1rem; }
dl { display: grid; grid-template-columns: fit-content(9rem) 1fr; gap: .1rem .8rem;
  margin: .2rem 0; }
dt { color: #47595f; } dd { margin: 0; overflow-wrap: anywhere; }
q { font-style: italic; } small { color: #47595f; }
.note { padding: .3rem .6rem; font-weight: 600; background: #fde8e4;
  border-left: 5px solid #b3261e; }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem 1.5rem; margin-top: .8rem; }
section { break-inside: avoid; min-width: 0; } .wide { grid-column: 1 / -1; }
.many ul { columns: 2; }
@media (max-width: 40rem) { .columns { grid-template-columns: 1fr; } .many ul { columns: 1; } }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10.5px; line-height: 1.3; }
  .columns { gap: .4rem 1rem; margin-top: .4rem; }
  .note { border: 2px solid #000; background: #fff; } }
"""
GROUPS = (
    ("About the person", "about"),
    ("Onset", "onset"),
    ("Course", "course"),
    ("Score", "score"),
    ("Function", "function"),
)
UNSIGNED = "No physician has signed the rules of this protocol."
UNFINISHED = "A sign of danger ended the questions early: what was not asked is not known."
PROGRAM = (
    "Taken by a computer program from what the person wrote. "
    "It examined nobody and made no diagnosis."
)


@dataclass(frozen=True, slots=True)
class PageNames:
    """What the page calls things by. `fill` puts the clinic's facts into a text."""

    zone: ZoneInfo
    clinician: Callable[[str], str]
    visit_type: Callable[[str], str]
    fill: Callable[[str], str]


def summary_html(summary: Summary, names: PageNames) -> str:
    """Return a whole page: HTML that loads nothing, A4 when printed."""
    told = summary.told
    notes = [] if summary.is_signed else [UNSIGNED]
    if told is not None and not told.is_concluded:
        notes.append(UNFINISHED)
    parts = [
        f"<h1>Before the visit: {escape(summary.appointment.reference)}</h1>",
        *(f'<p class="note">{note}</p>' for note in notes),
        _visit(summary, names),
    ]
    if told is None:
        parts.append("<p>No conversation led to this visit: nothing was asked.</p>")
    else:
        inner = "\n".join(_told(told, names))
        parts.append(f'<div class="columns">\n{inner}\n</div>')
    parts.append(f"<p><small>{PROGRAM}</small></p>")
    title = f"Before the visit: {summary.appointment.reference}"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _visit(summary: Summary, names: PageNames) -> str:
    appointment, person = summary.appointment, summary.appointment.person
    slot = appointment.slot
    start = slot.start.astimezone(names.zone)
    rows = [
        ("Visit", f"{start:%A %Y-%m-%d}, {time_in_words(slot.start, names.zone)}"),
        ("", f"{names.visit_type(slot.visit_type)} with {names.clinician(slot.clinician)}"),
        ("State", appointment.state.value),
    ]
    if person is not None:
        born = "not known" if person.birth_date is None else person.birth_date.isoformat()
        rows.append(("Person", f"{person.name}, born {born}, {person.phone or 'no phone'}"))
    return _rows(rows)


def _told(told: Told, names: PageNames) -> Iterator[str]:
    if told.opening_words is not None:
        words = f"<p><q>{escape(told.opening_words)}</q></p>"
        yield _section("In the person's first words", words, "wide")
    for heading, group in GROUPS:
        yield _section(heading, _facts(told.facts[group]))
    yield _section("Signs present", _signs(told.present, "none was told"))
    yield _section("Not sure of", _signs(told.unsure, "nothing"))
    yield _section("Asked and denied", _signs(_asked(told.denied), "nothing"), "wide many")
    volunteered = [one for one in told.denied if not one.was_asked]
    if volunteered:
        yield _section("Denied without being asked", _signs(volunteered, "nothing"))
    yield _section("NOT asked", _signs(told.not_asked, "every item was asked"), "wide many")
    yield _section("Decision", _decision(told, names), "wide")
    yield _section("Advised", _advice(told.advice, names))
    yield _section("Held back", _advice(told.withheld, names))


def _asked(signs: Iterable[Sign]) -> list[Sign]:
    return [one for one in signs if one.was_asked]


def _decision(told: Told, names: PageNames) -> str:
    at = told.decided_at
    when = "" if at is None else f" on {at.astimezone(names.zone):%Y-%m-%d %H:%M}"
    lines = [
        f"<p><strong>{escape(told.heading)}</strong> ({escape(told.disposition)}, within "
        f"{escape(told.within)}), rule {escape(told.rule_id)}{when}, "
        f"protocol {escape(told.protocol_version)}</p>"
    ]
    lines += [_ground(one, names) for one in told.grounds]
    return "\n".join(lines)


def _ground(ground: Ground, names: PageNames) -> str:
    return (
        f"<p>{escape(ground.rule_id)} ({escape(ground.disposition)}): "
        f"{escape(names.fill(ground.because))} "
        f"<small>{escape('; '.join(ground.sources))}</small></p>"
    )


def _facts(facts: Sequence[Fact]) -> str:
    return _rows((one.label, _value(one), one.words) for one in facts)


def _value(fact: Fact) -> str:
    return f"{fact.value} (would not say)" if fact.is_declined else fact.value


def _signs(signs: Sequence[Sign], none: str) -> str:
    if not signs:
        return f"<p>{escape(none)}</p>"
    return f"<ul>{''.join(map(_sign, signs))}</ul>"


def _sign(sign: Sign) -> str:
    new = {True: ", new or worse", False: ", for a long time", None: ""}[sign.is_new]
    words = "" if sign.words is None else f": <q>{escape(sign.words)}</q>"
    return f"<li>{escape(sign.text)} <small>({escape(sign.id)}{new})</small>{words}</li>"


def _advice(advice: Sequence[Advice], names: PageNames) -> str:
    if not advice:
        return "<p>nothing</p>"
    return f"<ul>{''.join(_piece(one, names) for one in advice)}</ul>"


def _piece(one: Advice, names: PageNames) -> str:
    reason = "" if one.reason is None else f": {escape(names.fill(one.reason))}"
    return f"<li>{escape(one.title)} <small>({escape(one.code)})</small>{reason}</li>"


def _rows(rows: Iterable[tuple[str, str] | tuple[str, str, str | None]]) -> str:
    """Return names with values; a third part is what the person wrote."""
    return f"<dl>{''.join(map(_row, rows))}</dl>"


def _row(row: tuple[str, str] | tuple[str, str, str | None]) -> str:
    name, value, *more = row
    words = f" <q>{escape(more[0])}</q>" if more and more[0] else ""
    return f"<dt>{escape(name)}</dt><dd>{escape(value)}{words}</dd>"


def _section(heading: str, content: str, look: str = "") -> str:
    attribute = f' class="{look}"' if look else ""
    return f"<section{attribute}>\n<h2>{escape(heading)}</h2>\n{content}\n</section>"
