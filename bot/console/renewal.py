"""A redirect after which the browser has another session."""

from __future__ import annotations

from dataclasses import dataclass

from bot.console.panels import Redirect


@dataclass(frozen=True, slots=True)
class Renewed(Redirect):
    """Go on in a new session of the account called `name`: all others have ended."""

    name: str = ""
