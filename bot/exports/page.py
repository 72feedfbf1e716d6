"""Conversations as one page to print: the facts, and what was said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversation.events import BotUttered, ConversationPaused, TurnFailed, UserUttered
from bot.stores.exporting import Exported

STYLE = (
    "body{font:11pt/1.4 Georgia,serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111;"
    "background:#fff}h1{font-size:1.4em}h2{font-size:1.1em;border-bottom:1px solid #777;"
    "overflow-wrap:anywhere}article{break-after:page;margin-bottom:3em}dl{display:grid;"
    "grid-template-columns:minmax(8em,max-content) 1fr;gap:.1em 1em;font-size:.9em}dd{margin:0;"
    "overflow-wrap:anywhere}dt{color:#444}ol{list-style:none;padding:0}li{margin:.5em 0;"
    "break-inside:avoid}li b{display:block;font:bold .8em sans-serif}p{margin:0;"
    "white-space:pre-wrap;overflow-wrap:anywhere}.them p{border-left:3px solid #111;"
    "padding-left:.6em}.note{font-style:italic}"
)


def html_file(conversations: Iterable[Exported], title: str, zone: ZoneInfo) -> Iterator[bytes]:
    """Yield the file piece by piece. Nothing in it runs: all that was said is escaped."""
    name = escape(title)
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">"
        f"<title>{name}</title><style>{STYLE}</style></head><body><h1>{name}</h1>\n"
    ).encode()
    count = 0
    for one in conversations:
        count += 1
        yield _article(one, zone).encode("utf-8", "replace")
    yield f"<p>{count} conversations.</p></body></html>\n".encode()


def _article(one: Exported, zone: ZoneInfo) -> str:
    facts = {
        "channel": one.channel,
        "began": _moment(one.began_at, zone),
        "latest": _moment(one.latest_at, zone),
        **{name: value for name, value in one.tracker.slots.items() if value not in (None, [], {})},
    }
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{_shown(facts[name])}</dd>" for name in facts)
    lines = "".join(_lines(one, zone))
    name = escape(one.tracker.sender_id)
    return f"<article><h2>{name}</h2><dl>{rows}</dl><ol>{lines}</ol></article>\n"


def _lines(one: Exported, zone: ZoneInfo) -> Iterator[str]:
    for event in one.events:
        at = _moment(event.timestamp, zone)
        match event:
            case UserUttered():
                yield _line("them", f"Person, {at}", event.parsed.text)
            case BotUttered():
                who = "Staff" if event.message.is_by_person else "Assistant"
                buttons = "".join(f"\n[ {button.title} ]" for button in event.message.buttons)
                yield _line("us", f"{who}, {at}", f"{event.message.text or ''}{buttons}")
            case TurnFailed():
                yield _line("note", at, "This turn failed; the person got the safe reply.")
            case ConversationPaused():
                yield _line("note", at, "A person took over.")


def _line(kind: str, head: str, text: str) -> str:
    return f'<li class="{kind}"><b>{escape(head)}</b><p>{escape(text)}</p></li>'


def _shown(value: Any) -> str:
    return escape(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _moment(seconds: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(seconds, zone):%Y-%m-%d %H:%M:%S}"
