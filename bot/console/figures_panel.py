"""Figures: how far people come, what is decided, where they leave, how soon staff answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.console.figures import Week, channels, mondays, weekly
from bot.console.panels import Call, Download, Page, Panel, Refusal, Route
from bot.staff_ports import FiguresPlan, Insight
from bot.stores.database import Database

SPANS = (4, 12, 26, 52)
WEEKS = 12
BAR_WIDTH = 360


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: what is counted, all of it, its share of the first line, by week.

    `width` is of its bar, where the longest has BAR_WIDTH.
    """

    label: str
    total: int
    share: float | None
    by_week: tuple[int, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot that is also a table."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Makes them. `plan` and `insight` are the house's."""

    database: Database
    plan: FiguresPlan
    insight: Insight
    zone: ZoneInfo

    async def show(self, call: Call) -> Page:
        """Show all figures of some weeks, of one channel or all."""
        span, channel = _span(call), call.asked("channel") or None
        begins = mondays(call.at, span, self.zone)
        counted = await weekly(self.database, begins, self.zone, channel)
        since = call.at - timedelta(weeks=span)
        answered = self.plan.answered(since.timestamp(), call.at.timestamp())
        return Page(
            "figures/figures.html",
            {
                "figures": self._figures(counted),
                "weeks": begins,
                "answered": [] if channel else answered,
                "span": span,
                "spans": SPANS,
                "channel": channel or "",
                "channels": await channels(self.database),
                "titles": self.insight.value_titles(self.plan.breakdowns[0][1]),
                "bar_width": BAR_WIDTH,
                "has_any": any(week.opened for week in counted),
            },
        )

    async def table(self, call: Call) -> Download:
        """Give one figure as CSV."""
        begins = mondays(call.at, _span(call), self.zone)
        counted = await weekly(self.database, begins, self.zone, call.asked("channel") or None)
        name = call.path["figure"]
        figure = next((one for one in self._figures(counted) if one.id == name), None)
        if figure is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "There is no such figure.")
        weeks = [day.isoformat() for day in begins]
        return Download(f"{name}.csv", "text/csv; charset=utf-8", _csv(figure, weeks))

    def _figures(self, weeks: Sequence[Week]) -> list[Figure]:
        return [
            Figure("funnel", "How far people come", self._funnel(weeks)),
            *(
                Figure(facet.replace("_", "-"), title, self._breakdown(weeks, facet))
                for title, facet in self.plan.breakdowns
            ),
            Figure("not-understood", "Not understood, or failed", _troubles(weeks)),
        ]

    def _funnel(self, weeks: Sequence[Week]) -> tuple[Line, ...]:
        rows = [("Opened", [week.opened for week in weeks])]
        rows += [
            (title, [week.any_of(facets) for week in weeks]) for title, facets in self.plan.stages
        ]
        return _lines(rows, sum(week.opened for week in weeks))

    def _breakdown(self, weeks: Sequence[Week], facet: str) -> tuple[Line, ...]:
        titles = self.insight.value_titles(facet)
        values = {value for week in weeks for name, value in week.found if name == facet}
        known = [value for value in titles if value in values]
        rows = [
            (titles.get(value) or value.replace("_", " "), _counts(weeks, facet, value))
            for value in [*known, *sorted(values.difference(known))]
        ]
        return _lines(rows, sum(week.opened for week in weeks))


def figures_panel(figures: Figures) -> Panel:
    """Return the panel."""
    return Panel(
        name="figures",
        title="Figures",
        order=60,
        templates=Path(__file__).parent / "templates" / "figures",
        routes=(
            Route("GET", "", "viewer", figures.show, "figures.view"),
            Route("GET", "/table/{figure}", "viewer", figures.table, "figures.export", "figure"),
        ),
    )


def _counts(weeks: Sequence[Week], facet: str, value: str) -> list[int]:
    return [week.found.get((facet, value), 0) for week in weeks]


def _troubles(weeks: Sequence[Week]) -> tuple[Line, ...]:
    rows = [
        ("Something not understood", [week.fallbacks for week in weeks]),
        ("A turn that failed", [week.failed for week in weeks]),
    ]
    return _lines(rows, sum(week.opened for week in weeks))


def _lines(rows: Sequence[tuple[str, list[int]]], all_of_it: int) -> tuple[Line, ...]:
    longest = max((sum(counts) for _, counts in rows), default=0) or 1
    return tuple(
        Line(
            label=label,
            total=sum(counts),
            share=sum(counts) / all_of_it if all_of_it else None,
            by_week=tuple(counts),
            width=round(sum(counts) / longest * BAR_WIDTH),
        )
        for label, counts in rows
    )


def _span(call: Call) -> int:
    asked = call.asked("weeks")
    return int(asked) if asked.isdecimal() and int(asked) in SPANS else WEEKS


def _csv(figure: Figure, weeks: Sequence[str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([figure.title, "all", "share of all opened", *weeks])
    for line in figure.lines:
        share = "" if line.share is None else f"{line.share:.3f}"
        writer.writerow([_harmless(line.label), line.total, share, *line.by_week])
    return text.getvalue().encode()


def _harmless(label: str) -> str:
    """Return a label that no spreadsheet takes for a formula."""
    return f"'{label}" if label[:1] in ("=", "+", "-", "@") else label
