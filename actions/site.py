"""GET /: the page of the clinic that shows the chat, from data/site and data/clinic.yml."""

from __future__ import annotations

import html
import re
from datetime import time
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.knowledge.clinic import Clinic
from actions.knowledge.opening_hours import Opening
from actions.knowledge.problems import ClinicalDataError, Problem

HEADERS = {
    # Strict on purpose: the page proves that the chat needs no hole in a site's policy.
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-cache",
}


def site_routes(folder: Path, clinic: Clinic) -> list[Route]:
    """Return the routes of the page and its parts; raises ClinicalDataError for a bad page."""
    return [
        _route("/", _page(folder / "index.html", clinic), "text/html"),
        _route("/site.css", _text(folder / "site.css"), "text/css"),
        _route("/site.svg", _text(folder / "site.svg"), "image/svg+xml"),
        _route("/site.js", _text(folder / "site.js"), "text/javascript"),
    ]


def _route(path: str, content: str, media_type: str) -> Route:
    async def serve(_request: Request) -> Response:
        return Response(content, media_type=media_type, headers=HEADERS)

    return Route(path, serve, methods=["GET"])


def _page(path: Path, clinic: Clinic) -> str:
    """Return the page with the clinic's facts in place of `$name` and the like."""
    facts = {name: html.escape(text) for name, text in clinic.facts().items()}
    places = facts | {
        "clinic_phone_link": _link(clinic.phone),
        "emergency_link": _link(clinic.emergency_number),
        "hours": "\n".join(_row(day, clinic.hours[day]) for day in clinic.hours),
        "example": "" if clinic.example else "hidden",
    }
    try:
        return Template(_text(path)).substitute(places)
    except (KeyError, ValueError) as error:
        message = f"a place that nothing fills: {error}; there are {', '.join(sorted(places))}"
        raise ClinicalDataError([Problem(f"site/{path.name}", 1, message)]) from error


def _link(number: str) -> str:
    return "tel:" + re.sub(r"[^\d+]", "", number)


def _row(day: str, openings: tuple[Opening, ...]) -> str:
    spans = ", ".join(f"{_clock(one.opens)} to {_clock(one.closes)}" for one in openings)
    return f'<tr><th scope="row">{day.capitalize()}</th><td>{spans or "&mdash;"}</td></tr>'


def _clock(at: time) -> str:
    return f"{at:%I:%M %p}".removeprefix("0")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(f"site/{path.name}", 1, "the file is missing or not readable as UTF-8")
        raise ClinicalDataError([problem]) from error
