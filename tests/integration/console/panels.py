"""Panels to try the mount with: one of each kind of answer, a route for each role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.console.panels import Call, Download, Page, Panel, Redirect, Refusal, Route
from bot.console.roles import ROLES

SHOW = """{% extends "base.html" %}{% block title %}{{ value }}{% endblock %}{% block content %}
<h1>{{ value }}</h1><p title="{{ value }}">{{ value }}</p>
<form method="post" action="/staff/things">{{ csrf() }}
<input name="value" value="{{ value }}"></form>
<a href="{{ audit_of(value) }}">Audit</a><div id="part" {{ refresh("part", 20) }}>{{ value }}</div>
{% endblock %}"""


class Broken(Exception):
    """An error whose text quotes a person."""


@dataclass
class Things:
    """What the handlers were called with."""

    value: str = "nothing"
    calls: list[Call] = field(default_factory=list)
    waiting: int = 0

    async def show(self, call: Call) -> Page:
        self.calls.append(call)
        return Page("things/show.html", {"value": call.asked("value") or self.value})

    async def keep(self, call: Call) -> Redirect:
        self.calls.append(call)
        self.value = call.given("value")
        return Redirect("/staff/things", f"Kept {self.value}.")

    async def leave(self, call: Call) -> Redirect:
        return Redirect(call.given("to"))

    async def download(self, call: Call) -> Download:
        if call.path["name"] == "pieces":
            return Download("pieces.csv", "text/csv", self._pieces())
        return Download(call.path["name"], "text/csv", b"a,b\n")

    def _pieces(self) -> Iterator[bytes]:
        yield b"a,"
        yield b"b\n"

    async def refuse(self, call: Call) -> Page:
        raise Refusal(409, f"{call.path['name']} is taken.")

    async def crash(self, call: Call) -> Page:
        raise Broken("Anna Smith, 555-0100")

    async def count(self) -> int:
        if self.waiting < 0:
            raise Broken("Anna Smith")
        return self.waiting


def things_panel(things: Things, folder: Path) -> Panel:
    """Return the panel; its template is written into the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "show.html").write_text(SHOW, "utf-8")
    needed = [*ROLES, "reviewer scheduler"]
    return Panel(
        "things",
        "Things",
        10,
        folder,
        (
            Route("GET", "", "viewer", things.show, "thing.view", "value"),
            Route("POST", "", "viewer", things.keep, "thing.keep", "value"),
            Route("POST", "/leave", "viewer", things.leave, "thing.leave"),
            Route("GET", "/file/{name}", "viewer", things.download, "thing.file", "name"),
            Route("GET", "/taken/{name}", "viewer", things.refuse, "thing.refuse", "name"),
            Route("GET", "/broken", "viewer", things.crash, "thing.crash"),
            *(
                Route(method, f"/for/{number}", role, handler, f"thing.for.{number}")
                for number, role in enumerate(needed)
                for method, handler in (("GET", things.show), ("POST", things.keep))
            ),
        ),
        things.count,
    )
