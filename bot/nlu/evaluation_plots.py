"""Plots of an evaluation as inline SVG; colours come from the page's style sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from bot.nlu.evaluation_report import Bin, Curve

WIDTH, HEIGHT = 360, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 12, 44
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
LOWEST_KEPT = 0.5  # nobody turns away half of the messages that belong
LARGEST_DOT, SMALLEST_DOT = 9.0, 2.5
LEGEND_STEP = 18

Axis = Callable[[float], float]


def rejection_plot(curves: Sequence[tuple[str, Curve]]) -> str:
    """Draw, for each kind of strange message, the share turned away over the share kept."""
    lines = [
        f'<polyline class="line line-{number}" points="{_path(curve)}"/>'
        for number, (_, curve) in enumerate(curves)
    ]
    legend = [
        f'<line class="line line-{number}" x1="{LEFT + 10}" y1="{y - 4}" x2="{LEFT + 30}" '
        f'y2="{y - 4}"/><text x="{LEFT + 36}" y="{y}">{escape(name)}</text>'
        for number, (name, _) in enumerate(curves)
        for y in (HEIGHT - BOTTOM - 8 - LEGEND_STEP * (len(curves) - 1 - number),)
    ]
    body = _frame(
        _kept_axis,
        "kept, of what belongs",
        "turned away, of what does not",
        (0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    )
    return _svg(
        "How many strange messages are turned away, by how many others are kept",
        body + "".join(lines) + "".join(legend),
    )


def reliability_plot(bins: Sequence[Bin]) -> str:
    """Draw accuracy over confidence; dots on the diagonal are honest, larger ones hold more."""
    most = max((found.count for found in bins), default=1)
    dots = [
        f'<circle class="dot" cx="{_x(found.confidence):.1f}" cy="{_y(found.accuracy):.1f}" '
        f'r="{SMALLEST_DOT + LARGEST_DOT * (found.count / most) ** 0.5:.1f}">'
        f"<title>{found.count} messages: confidence {found.confidence:.2f}, "
        f"right {found.accuracy:.2f}</title></circle>"
        for found in bins
    ]
    diagonal = (
        f'<line class="diagonal" x1="{_x(0):.1f}" y1="{_y(0):.1f}" '
        f'x2="{_x(1):.1f}" y2="{_y(1):.1f}"/>'
    )
    return _svg(
        "How often the first intent is right, by its confidence",
        _frame(_x, "confidence", "right", TICKS) + diagonal + "".join(dots),
    )


def _svg(title: str, body: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {WIDTH} {HEIGHT}">{body}</svg>'
    )


def _frame(x: Axis, across: str, up: str, ticks: Sequence[float]) -> str:
    bottom, middle = HEIGHT - BOTTOM, (LEFT + WIDTH - RIGHT) / 2
    vertical = [
        f'<line class="grid" x1="{x(tick):.1f}" y1="{TOP}" x2="{x(tick):.1f}" y2="{bottom}"/>'
        f'<text class="tick" x="{x(tick):.1f}" y="{bottom + 15}">{tick * 100:.0f}</text>'
        for tick in ticks
    ]
    horizontal = [
        f'<line class="grid" x1="{LEFT}" y1="{_y(tick):.1f}" x2="{WIDTH - RIGHT}" '
        f'y2="{_y(tick):.1f}"/>'
        f'<text class="tick up" x="{LEFT - 6}" y="{_y(tick) + 4:.1f}">{tick * 100:.0f}</text>'
        for tick in TICKS
    ]
    names = (
        f'<text class="axis" x="{middle}" y="{HEIGHT - 8}">{escape(across)}, %</text>'
        f'<text class="axis" transform="rotate(-90)" x="{-(TOP + bottom) / 2}" y="12">'
        f"{escape(up)}, %</text>"
    )
    return "".join((*vertical, *horizontal, names))


def _path(curve: Curve) -> str:
    shown = [(kept, away) for kept, away in curve if kept >= LOWEST_KEPT]
    return " ".join(f"{_kept_axis(kept):.1f},{_y(away):.1f}" for kept, away in shown)


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _kept_axis(share: float) -> float:
    return _x((share - LOWEST_KEPT) / (1.0 - LOWEST_KEPT))


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
