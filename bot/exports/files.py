"""A file of conversations, in one of three forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.exports.page import html_file
from bot.exports.period import Period
from bot.exports.table import csv_file
from bot.exports.trackers import json_file
from bot.stores.exporting import Exports

FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "html": "text/html"}


@dataclass(frozen=True, slots=True)
class Exporter:
    """Writes files. `title` names the house, `slots` are the facts that become columns."""

    exports: Exports
    title: str
    slots: Sequence[str]

    def name(self, period: Period, form: str) -> str:
        """Return what the file is called."""
        return f"conversations-{period.first}-{period.last}.{form}"

    def pieces(self, period: Period, form: str) -> Iterator[bytes]:
        """Yield the file piece by piece; `form` is one of FORMS. Raises StoreFailure on the way."""
        found = self.exports.conversations(period.since, period.until)
        if form == "csv":
            return csv_file(found, self.slots, period.zone)
        if form == "json":
            return json_file(found)
        days = f"{period.first} to {period.last}"
        return html_file(found, f"{self.title}: conversations begun {days}", period.zone)
