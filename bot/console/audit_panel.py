"""The audit as pages: all of it for admins, and what happened to one thing for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.console.audit import PAGE_ROWS, RESULTS, Wanted, Written
from bot.console.panels import Call, Page, Panel, Route
from bot.console.rendering import TEMPLATES
from bot.console.site import Parts

NAME = "audit"
OWN = (
    "account.factor.confirm",
    "account.factor.draft",
    "account.factor.remove",
    "account.factor.view",
    "account.password.change",
    "account.password.view",
    "account.sessions.end",
    "account.view",
    "audit.list",
    "audit.view",
    "page.unknown",
    "staff.add",
    "staff.code",
    "staff.disable",
    "staff.list",
    "staff.log_in",
    "staff.log_out",
    "staff.reset",
    "staff.role",
)
MAX_DIGITS = 18
FILTERS = ("staff", "does", "subject", "result", "since", "until")


@dataclass(frozen=True, slots=True)
class AuditPages:
    """The handlers."""

    parts: Parts
    zone: ZoneInfo
    kinds: Sequence[str]

    async def show(self, call: Call) -> Page:
        """Show all calls that the filters leave."""
        given = {name: call.asked(name) for name in FILTERS}
        wanted = Wanted(
            staff=given["staff"].lower(),
            does=given["does"],
            subject=given["subject"],
            result=given["result"],
            since=self._midnight(given["since"], 0),
            until=self._midnight(given["until"], 1),
            before_seq=_number(call.asked("before")),
        )
        found = await self.parts.audit.entries(wanted, PAGE_ROWS + 1)
        values = {"given": given, "kinds": self.kinds, "results": RESULTS} | _page_of(found)
        return Page("audit/audit.html", values)

    async def show_of(self, call: Call) -> Page:
        """Show who read or changed one thing."""
        subject = call.asked("subject")
        wanted = Wanted(subject=subject, before_seq=_number(call.asked("before")))
        found = await self.parts.audit.entries(wanted, PAGE_ROWS + 1) if subject else ()
        return Page("audit/of.html", {"subject": subject} | _page_of(found))

    def _midnight(self, day: str, days_later: int) -> float | None:
        """Return the beginning of a day in the house's zone, or None for what is no day."""
        try:
            at = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=self.zone)
        except ValueError:
            return None
        return (at + timedelta(days=days_later)).timestamp()


def audit_panel(parts: Parts, zone: ZoneInfo, kinds: Sequence[str]) -> Panel:
    """Return the panel; `kinds` are the calls of the other panels by name."""
    pages = AuditPages(parts, zone, sorted({*kinds, *OWN}))
    return Panel(
        NAME,
        "Audit",
        950,
        TEMPLATES / NAME,
        (
            Route("GET", "", "admin", pages.show, "audit.list", "subject"),
            Route("GET", "/of", "viewer", pages.show_of, "audit.view", "subject"),
        ),
    )


def _page_of(found: Sequence[Written]) -> dict[str, Any]:
    rows = found[:PAGE_ROWS]
    has_more = len(found) > PAGE_ROWS
    return {"rows": rows, "before": rows[-1].seq if has_more else None}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None
