"""Templates and what every page has: times in the house's zone, and the navigation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.loaders import BaseLoader, ChoiceLoader
from markupsafe import Markup, escape

from bot.staff_ports import (
    StaffPanel,
)

TEMPLATES = Path(__file__).parent / "templates"
MINUTE, HOUR, DAY = 60, 3600, 86_400
REFRESH = "X-Backline-Refresh"
# What staff call the channels: the names of protocols mean nothing to them.
CHANNELS = {"socketio": "web", "twilio": "text messages", "rest": "REST"}

Moment = datetime | float


@dataclass(frozen=True, slots=True)
class Times:
    """Turns a moment into words: an aware one, or seconds since 1970, as `clock` gives."""

    zone: ZoneInfo
    clock: Callable[[], float]

    def when(self, moment: Moment | None) -> Markup:
        """Return date and time, with how long ago beside it."""
        if moment is None:
            return Markup("&mdash;")
        at = self._local(moment)
        return Markup('<time datetime="{}">{} <span class="ago">{}</span></time>').format(
            at.astimezone(UTC).isoformat(timespec="seconds"),
            f"{self.day(moment)}, {self.clock_time(moment)}",
            self.ago(moment),
        )

    def day(self, moment: Moment) -> str:
        """Return a date such as `Mon 5 Jan`, with the year where it is another one."""
        at, now = self._local(moment), self._local(self.clock())
        return f"{at:%a} {at.day} {at:%b}" + ("" if at.year == now.year else f" {at.year}")

    def clock_time(self, moment: Moment) -> str:
        """Return a time such as `3:05 PM`."""
        return f"{self._local(moment):%I:%M %p}".removeprefix("0")

    def ago(self, moment: Moment) -> str:
        """Return how long ago, or in how long, to the unit that matters."""
        seconds = self.clock() - self._local(moment).timestamp()
        distance = _distance(abs(seconds))
        if distance == "now":
            return "just now"
        return f"{distance} ago" if seconds > 0 else f"in {distance}"

    def _local(self, moment: Moment) -> datetime:
        if isinstance(moment, datetime):
            return moment.astimezone(self.zone)
        return datetime.fromtimestamp(moment, self.zone)


def _distance(seconds: float) -> str:
    if seconds < MINUTE:
        return "now"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min"
    if seconds < DAY:
        return f"{int(seconds // HOUR)} h {int(seconds % HOUR // MINUTE)} min"
    days = int(seconds // DAY)
    return f"{days} day" if days == 1 else f"{days} days"


def environment(panels: Sequence[StaffPanel], times: Times) -> Environment:
    """Return the templates of the console and of its panels, values escaped."""
    folders: dict[str, BaseLoader] = {
        panel.name: FileSystemLoader(panel.templates) for panel in panels
    }
    made = Environment(
        loader=ChoiceLoader([PrefixLoader(folders), FileSystemLoader(TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        when=times.when,
        day=times.day,
        clock=times.clock_time,
        ago=times.ago,
        address=with_query,
        channel=lambda name: CHANNELS.get(name, name),
    )
    made.globals.update(refresh=refresh, audit_of=audit_of)
    return made


def refresh(element_id: str, seconds: int) -> Markup:
    """Return the attributes of an element that fetches itself anew from the page's own address.

    The element needs this `id` as well. A refresh does not keep a session alive.
    """
    return Markup(
        'hx-get="" hx-trigger="every {1}s" hx-select="#{0}" hx-target="this" '
        'hx-swap="outerHTML" data-refresh="{1}"'
    ).format(element_id, seconds)


def audit_of(subject: str) -> str:
    """Return the address of the page that shows who read or changed something."""
    return f"/staff/audit/of?{urlencode({'subject': subject})}"


def with_query(path: str, values: Mapping[str, Any]) -> str:
    """Return a path with those values of a query that are not empty."""
    kept = {name: value for name, value in values.items() if value is not None and value != ""}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def csrf_field(token: str) -> Markup:
    """Return the hidden field that every form of method post needs."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(escape(token))
