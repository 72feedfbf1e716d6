"""Browsers that somebody came in from before: nobody else's failures keep them out.

The cookie holds a random id and, for each account that logged in there, a signature of both. It
opens nothing: it only decides whose count an attempt goes to.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from starlette.requests import Request

from bot.console.attempts import Source, of_browser
from bot.console.doors import Doors

BROWSER_COOKIE = "backline_staff_browser"
BROWSER_SECONDS = 180 * 24 * 3600
ID_BYTES = 16
SIGNATURE_LETTERS = 32
# Who shares a workstation: a shift, not a clinic.
MAX_ACCOUNTS = 12
LONGEST = 512


@dataclass(frozen=True, slots=True)
class Browsers:
    """Reads and writes what the cookie says."""

    doors: Doors

    def source(self, request: Request, name: str) -> Source | None:
        """Return this browser's own count for an account, or None where it is a stranger."""
        browser, *signatures = self._parts(request)
        wanted = self._signature(browser, name).encode()
        if not any(hmac.compare_digest(one.encode(), wanted) for one in signatures):
            return None
        return of_browser(f"{browser}\n{_plain(name)}")

    def with_account(self, request: Request, name: str) -> str:
        """Return the cookie's value once this account came in, too."""
        browser, *signatures = self._parts(request)
        browser = browser or secrets.token_urlsafe(ID_BYTES)
        own = self._signature(browser, name)
        others = [one for one in signatures if one != own]
        return ".".join([browser, *others[1 - MAX_ACCOUNTS :], own])

    def _parts(self, request: Request) -> list[str]:
        value = request.cookies.get(BROWSER_COOKIE, "")
        return value.split(".") if len(value) <= LONGEST and value.isascii() else [""]

    def _signature(self, browser: str, name: str) -> str:
        return self.doors.sign("browser", f"{browser}\n{_plain(name)}")[:SIGNATURE_LETTERS]


def _plain(name: str) -> str:
    return name.strip().lower()
