"""The values that a page of the staff console is made of.

A panel is a name, a folder of templates and some routes. A route's handler takes a `Call` and
gives a `Page`, a `Redirect` or a `Download`, or raises `Refusal`. The mount has checked who calls,
whether they may, and that the form came from our own page; it writes every call into the audit.

A template is called `<panel name>/<file>.html` and extends `base.html`, whose head lists the
blocks. Beside the page's values it has `me`, `csrf()` (inside every form of method post),
`refresh(id, seconds)`, `audit_of(subject)`, and the filters `when`, `clock`,
`day`, `ago` and `channel`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Call:
    """What a member of staff asks for. `at` is aware, in UTC."""

    staff: str
    role: str
    path: Mapping[str, str]
    query: Values
    form: Values
    at: datetime

    def asked(self, name: str) -> str:
        """Return the first value of the address's query under this name, or an empty text."""
        return next(iter(self.query.get(name, ())), "").strip()

    def given(self, name: str) -> str:
        """Return the first value of the form under this name, or an empty text."""
        return next(iter(self.form.get(name, ())), "").strip()


@dataclass(frozen=True, slots=True)
class Page:
    """A page to show: a template, and the values that it names."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Redirect:
    """Go on at `to`, a path below /staff, names percent-encoded; `notice` is shown there once."""

    to: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to keep. `content` may come piece by piece."""

    filename: str
    media_type: str
    content: bytes | Iterable[bytes]


class Refusal(Exception):
    """What was asked for cannot be done; `message` says why, and what to do instead."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


Handler = Callable[[Call], Awaitable[Page | Redirect | Download]]
# Shows the form again, with all that was typed, and why the caller was not confirmed.
Unconfirmed = Callable[[Call, str], Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Route:
    """One address below /staff/<panel name>, for those whose role suffices.

    `path` is empty for the panel's first page, else begins with a slash and may hold `{names}`.
    `role` is viewer, reviewer, scheduler or admin; two of them with a space between mean either.
    `does` is the call's name in the audit, such as `transcript.view`. `subject` names the
    parameter (of the path, else the query, else the form) that says what the call is about.

    With `unconfirmed` the form includes `console/confirm.html`, in which callers confirm with their
    password, or a code of their second factor, that it is them. `handler` is called only then;
    until then `unconfirmed` is.
    """

    method: Literal["GET", "POST"]
    path: str
    role: str
    handler: Handler
    does: str
    subject: str | None = None
    unconfirmed: Unconfirmed | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the console, with a place in the navigation where `title` is not empty.

    `count` gives the number beside the title: what waits to be done. The panel with the lowest
    `order` that has one also puts it into the title of the window.
    """

    name: str
    title: str
    order: int
    templates: Path
    routes: tuple[Route, ...]
    count: Callable[[], Awaitable[int]] | None = None
