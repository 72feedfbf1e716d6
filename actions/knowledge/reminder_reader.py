"""The part of data/clinic.yml about reminders, quiet hours and links."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from actions.knowledge.yaml_reader import Node

SPAN = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d")
# A reminder is named after its response and its row in a table.
NAME = re.compile(r"[a-z][a-z_]{0,29}")


@dataclass(frozen=True, slots=True)
class Ahead:
    """A reminder and how long before the visit it goes out: days of the calendar, or hours."""

    id: str
    days: int
    hours: int

    @property
    def before(self) -> datetime.timedelta:
        """How long that is, but for days on which clocks are set."""
        return datetime.timedelta(days=self.days, hours=self.hours)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours of the clinic's zone, over midnight where `ends` is not after `begins`.

    What would fall into them can go out `lead` before they begin.
    """

    begins: datetime.time
    ends: datetime.time
    lead: datetime.timedelta


@dataclass(frozen=True, slots=True)
class Reminders:
    """What is sent before a visit, the earliest first, and when nothing is sent.

    Asking again after advice may be `recheck_late_days` late; then it is not done any more.
    """

    before_visit: tuple[Ahead, ...]
    quiet: QuietHours
    recheck_late_days: int


@dataclass(frozen=True, slots=True)
class LinkLives:
    """How long the links of a booking are good for: to look at it, and to change it."""

    keep: datetime.timedelta
    change: datetime.timedelta


def reminders(node: Node) -> Reminders:
    """Return the reminders; fails at the line that is wrong."""
    keys = node.keys("before_visit", "quiet_hours", "before_quiet_minutes", "recheck_late_days")
    ahead = tuple(_ahead(part) for part in keys["before_visit"].items())
    names = [one.id for one in ahead]
    if len(set(names)) < len(names):
        keys["before_visit"].fail("two reminders have the same id")
    lead = datetime.timedelta(minutes=keys["before_quiet_minutes"].whole())
    in_order = sorted(ahead, key=lambda one: one.before, reverse=True)
    quiet = _quiet(keys["quiet_hours"], lead)
    return Reminders(tuple(in_order), quiet, _positive(keys["recheck_late_days"]))


def link_lives(node: Node) -> LinkLives:
    """Return how long links are good for."""
    keys = node.keys("keep_days", "change_minutes")
    keep, change = (_positive(keys[name]) for name in ("keep_days", "change_minutes"))
    return LinkLives(datetime.timedelta(days=keep), datetime.timedelta(minutes=change))


def _ahead(node: Node) -> Ahead:
    keys = node.keys("id", optional=("days", "hours"))
    name = keys["id"].text()
    if not NAME.fullmatch(name):
        keys["id"].fail(f"{name!r} is no name such as day_before")
    if ("days" in keys) == ("hours" in keys):
        node.fail("give either days or hours before the visit")
    days = _positive(keys["days"]) if "days" in keys else 0
    hours = _positive(keys["hours"]) if "hours" in keys else 0
    return Ahead(name, days, hours)


def _quiet(node: Node, lead: datetime.timedelta) -> QuietHours:
    text = node.text()
    if not SPAN.fullmatch(text):
        node.fail(f"{text!r} is no time span such as 21:00-08:00")
    begins, ends = (datetime.time.fromisoformat(part) for part in text.split("-"))
    if begins == ends:
        node.fail("quiet hours that are the whole day would keep every reminder back")
    return QuietHours(begins, ends, lead)


def _positive(node: Node) -> int:
    number = node.whole()
    if number == 0:
        node.fail("expected at least 1")
    return number
