"""The whole protocol as one HTML page, to read, print and sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from actions.knowledge import page_tables as tables
from actions.knowledge.page_style import STYLE
from actions.triage.protocol import Protocol

TITLE = "Back pain triage protocol"
UNSIGNED_NOTE = "Not approved. No physician has signed this protocol yet."
SIGNED_NOTE = "Signed. See the signatures for who wrote and who checked each part."
HOW_TO_READ = (
    "This page holds every rule by which the program sends people somewhere, and the advice on "
    "care that it gives. Nothing else decides. Its questions and small talk stand in domain.yml.",
    "All rules that match count. The most urgent level wins, and among rules of one level the "
    "shortest time. The order of the rows means nothing.",
    "What was not told is not assumed. A condition that rests on something unknown does not hold, "
    "and no rule asks for a sign to be absent, so one more sign can only make the answer more "
    "urgent.",
    "A sign counts as new when it began or got worse within two weeks, and when that is not known.",
    "Names in {braces} are filled in from the clinic's own file, which this signature does not "
    "cover: phone numbers and opening hours.",
    "CHANGELOG.md of this folder lists the judgements that wait for a physician.",
)
SECTIONS: Mapping[str, Callable[[Protocol], str]] = {
    "Where people are sent": tables.dispositions,
    "Within what time staff look": tables.staff_minutes,
    "Time limits that count in working days": tables.visit_windows,
    "Red flags": tables.red_flags,
    "Decision table": tables.rules,
    "Conditions that rules share": tables.shared,
    "Advice": tables.advice,
    "Advice by injury type": tables.plans,
    "Remarks by activity": tables.activities,
    "Answers to questions about a method": tables.topics,
    "Thresholds": tables.thresholds,
    "Facts that are asked": tables.facts,
    "Findings that are listened for": tables.findings,
    "Fixed texts": tables.texts,
    "Sources": tables.sources,
}
SIGNERS = ("Author", "Checker, another person")


def protocol_page(protocol: Protocol) -> str:
    """Return one HTML document without outside parts."""
    note = SIGNED_NOTE if protocol.signed else UNSIGNED_NOTE
    kind = "signed" if protocol.signed else "unsigned"
    sections = {title: part(protocol) for title, part in SECTIONS.items()}
    sections["Signatures"] = _signatures(protocol)
    body = "\n".join(
        (
            f"<h1>{TITLE}</h1><p>Version {escape(protocol.version)}</p>",
            f'<p class="note {kind}">{note}</p>',
            "".join(f"<p>{escape(line)}</p>" for line in HOW_TO_READ),
            _contents(sections),
            *(_section(place, *part) for place, part in enumerate(sections.items(), start=1)),
        )
    )
    head = f'<meta charset="utf-8"><title>{TITLE}</title><style>{STYLE}{_footer(protocol)}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _footer(protocol: Protocol) -> str:
    """Return what stands at the foot of every printed page."""
    standing = "signed" if protocol.signed else "NOT APPROVED"
    version = "".join(letter for letter in protocol.version if letter.isalnum() or letter in "+.-")
    return (
        f'@page {{ @bottom-left {{ content: "{TITLE} {version}, {standing}"; font-size: 8px }} '
        '@bottom-right { content: "Page " counter(page) " of " counter(pages); font-size: 8px } }'
    )


def _contents(sections: Mapping[str, str]) -> str:
    links = (
        f'<li><a href="#part{place}">{escape(title)}</a></li>'
        for place, title in enumerate(sections, start=1)
    )
    return f"<nav><h2>Contents</h2><ol>{''.join(links)}</ol></nav>"


def _section(place: int, title: str, content: str) -> str:
    return f'<section id="part{place}"><h2>{place}. {escape(title)}</h2>{content}</section>'


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
    headings = ("File", "Written by", "Checked by", "Reviewed", "Next review")
    statement = (
        f"<p>I have read version <b>{escape(protocol.version)}</b> and approve it for use. "
        "The files name two different people.</p>"
    )
    blank = "".join(f"<tr><td>{escape(who)}</td>{'<td></td>' * 4}</tr>" for who in SIGNERS)
    block = (
        '<table class="sign"><thead><tr><th></th><th>Name</th><th>License</th><th>Date</th>'
        f"<th>Signature</th></tr></thead><tbody>{blank}</tbody></table>"
    )
    return f'{tables.table(headings, rows)}<div class="together">{statement}{block}</div>'
