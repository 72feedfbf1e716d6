"""One row a conversation, as a CSV file for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversation.events import TurnFailed, UserUttered
from bot.stores.exporting import Exported

OWN = ("conversation", "channel", "began", "latest", "messages", "failed_turns", "needs_attention")
# A spreadsheet takes a text that begins like this for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
# What makes a spreadsheet read the file as UTF-8.
_MARK = "\ufeff"


def csv_file(
    conversations: Iterable[Exported], slots: Sequence[str], zone: ZoneInfo
) -> Iterator[bytes]:
    """Yield the file piece by piece; `slots` are the columns after our own."""
    names = [name for name in slots if name not in OWN]
    yield _MARK.encode() + _line([*OWN, *names])
    for one in conversations:
        yield _line([*_own(one, zone), *(_cell(one.tracker.slots.get(name)) for name in names)])


def _own(one: Exported, zone: ZoneInfo) -> list[Any]:
    return [
        _cell(one.tracker.sender_id),
        _cell(one.channel),
        _moment(one.began_at, zone),
        _moment(one.latest_at, zone),
        sum(isinstance(event, UserUttered) for event in one.events),
        sum(isinstance(event, TurnFailed) for event in one.events),
        _cell(one.needs_attention),
    ]


def _moment(seconds: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(seconds, zone).isoformat(timespec="seconds")


def _cell(value: Any) -> Any:
    """Return a value as a cell that no spreadsheet runs."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return value
        case str():
            return guarded(value)
        case list() | tuple() if all(isinstance(part, str) for part in value):
            return guarded("; ".join(value))
        case _:
            return guarded(json.dumps(value, ensure_ascii=False))


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run."""
    shown = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return f"'{shown}" if shown.lstrip(" ").startswith(_FORMULA) else shown


def _line(cells: Sequence[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()
