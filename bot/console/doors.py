"""What every call to the console passes: cookies, the session, the proof that a form is ours."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.body import clean_text, read_bounded
from bot.channels.guard import is_allowed_origin
from bot.console.panels import Refusal
from bot.console.staff_sessions import Lifetimes, StaffSession, StaffSessions

BASE = "/staff"
LOG_IN = f"{BASE}/log-in"
CODE = f"{BASE}/code"
SESSION_COOKIE = "backline_staff"
# Holds no right: it only shows that a log-in form was fetched by the browser that sends it.
VISIT_COOKIE = "backline_staff_visit"
LONGEST_COOKIE = 128
VISIT_SECONDS = 3600
MAX_FORM_BYTES = 256 * 1024
MAX_FIELDS = 2000
FORM_TYPE = "application/x-www-form-urlencoded"
# Links lead here from outside, forms and scripts never.
OWN_SITES = frozenset({"same-origin", "none"})

Fields = dict[str, list[str]]


class Denied(Refusal):
    """Refused before any handler saw it; `reason` is a word for the audit."""

    def __init__(self, reason: str, message: str, status: int = HTTPStatus.FORBIDDEN) -> None:
        super().__init__(status, message)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleOptions:
    """How the console is served. `clock` gives seconds since 1970, `secret` signs."""

    title: str
    zone: ZoneInfo
    secret: str
    clock: Callable[[], float]
    public_url: str | None = None
    requires_code: bool = False
    lifetimes: Lifetimes = field(default_factory=Lifetimes)

    @property
    def origins(self) -> tuple[str, ...]:
        """Where our own pages come from, beside the address that was called."""
        return () if self.public_url is None else (self.public_url,)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who calls: the id that the browser sent, if any, and the session that it opens, if any."""

    session_id: str
    session: StaffSession | None


@dataclass(frozen=True, slots=True)
class Doors:
    """Reads and sets cookies, finds sessions, signs forms."""

    options: ConsoleOptions
    sessions: StaffSessions

    async def visit(self, request: Request) -> Visit:
        """Return who calls. Raises StoreFailure."""
        session_id = _cookie(request, SESSION_COOKIE)
        return Visit(session_id, await self.sessions.find(session_id) if session_id else None)

    def csrf(self, cookie: str) -> str:
        """Return what a form must bring that belongs to a session's id, or to a visit."""
        return self.sign("form", cookie)

    def sign(self, purpose: str, text: str) -> str:
        """Return a signature that nobody else can make, and that serves one purpose only."""
        return hmac.new(
            self.options.secret.encode(),
            f"staff {purpose}\n{text}".encode("utf-8", "surrogatepass"),
            sha256,
        ).hexdigest()

    async def form(self, request: Request, cookie: str) -> Fields:
        """Return the fields of a form that our own page sent. Raises Denied or Refused."""
        self.check_origin(request)
        fields = await read_fields(request)
        given = next(iter(fields.pop("csrf", [])), "")
        if not cookie or not hmac.compare_digest(given.encode(), self.csrf(cookie).encode()):
            raise Denied("csrf", "This form is too old or not ours. Reload the page and try again.")
        return fields

    def check_origin(self, request: Request) -> None:
        """Raise Denied for what a page of another site sends, whatever origins may embed us."""
        site = request.headers.get("sec-fetch-site")
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        is_own = is_allowed_origin(origin, host, self.options.origins)
        if not is_own or (site is not None and site not in OWN_SITES):
            raise Denied("origin", "This form did not come from a page of this console.")

    def visit_of(self, request: Request) -> str:
        """Return the visit that this browser is on, a new one where there is none."""
        return _cookie(request, VISIT_COOKIE) or secrets.token_urlsafe()

    def known_visit(self, request: Request) -> str:
        """Return the visit that this browser is on, or an empty text."""
        return _cookie(request, VISIT_COOKIE)

    def set_cookie(
        self, request: Request, response: Response, name: str, value: str, seconds: int | None
    ) -> None:
        """Set a cookie for the console alone; without `seconds` it ends with the browser."""
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=BASE,
            secure=self.is_https(request),
            httponly=True,
            samesite="strict",
        )

    def forget_cookie(self, request: Request, response: Response, name: str) -> None:
        """Have the browser forget a cookie."""
        self.set_cookie(request, response, name, "", 0)

    def is_https(self, request: Request) -> bool:
        """Tell whether browsers reach us over TLS, here or at a proxy."""
        public = self.options.public_url or ""
        return public.startswith("https://") or request.url.scheme == "https"


def _cookie(request: Request, name: str) -> str:
    value = request.cookies.get(name, "")
    return value if len(value) <= LONGEST_COOKIE and value.isascii() else ""


async def read_fields(request: Request) -> Fields:
    """Return the fields of a form, clean text. Raises Denied, or Refused for a large body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise Denied("form", "Only forms are taken here.", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = await read_bounded(request, MAX_FORM_BYTES)
    return fields_of(body.decode("ascii", "replace"))


def fields_of(encoded: str) -> Fields:
    """Return the values of a query or form by name, clean text. Raises Denied."""
    try:
        parsed = parse_qs(
            encoded, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="replace"
        )
    except ValueError:
        raise Denied("form", "Too many fields.", HTTPStatus.BAD_REQUEST) from None
    return {clean_text(name): [clean_text(one) for one in parsed[name]] for name in parsed}


def safe_next(target: str) -> str:
    """Return where to go after the log-in: a path of the console, or its first page."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return f"{BASE}/"
    is_ours = parts.path == BASE or parts.path.startswith(f"{BASE}/")
    is_plain = target.isascii() and target.isprintable() and "\\" not in target
    segments = parts.path.lower().replace("%2e", ".").split("/")
    climbs = ".." in segments or "//" in parts.path
    if parts.scheme or parts.netloc or climbs or not is_ours or not is_plain:
        return f"{BASE}/"
    return target


def asked_for(request: Request) -> str:
    """Return path and query of a request."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def log_in_address(request: Request) -> str:
    """Return the log-in page that leads back to what was asked for."""
    kept = safe_next(asked_for(request))
    if request.method != "GET" or kept == f"{BASE}/":
        return LOG_IN
    return f"{LOG_IN}?{urlencode({'next': kept})}"
