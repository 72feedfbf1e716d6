"""What the audit says of calls that nobody is logged in for; a flood of them cannot fill it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from bot.channels.failures import Refused
from bot.channels.limits import Limiter
from bot.console.audit import NOBODY, Audit, Entry
from bot.console.doors import Denied

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Strangers:
    """Writes refused calls, so many a minute of one address and so many in all."""

    audit: Audit
    of_one: Limiter
    of_all: Limiter

    async def refused(self, request: Request, does: str, error: Denied | Refused) -> None:
        """Write that a call of nobody was refused."""
        reason = error.reason if isinstance(error, Denied) else str(int(error.status))
        await self.note(request, does, reason)

    async def note(self, request: Request, does: str, reason: str) -> None:
        """Write it with its reason, in a word."""
        if self.of_one.wait_seconds(address_of(request)) == 0 and (
            self.of_all.wait_seconds(EVERYBODY) == 0
        ):
            await self.audit.write(Entry(NOBODY, "", does, None, "refused", reason))

    async def failed(self, name: str | None, does: str, reason: str) -> None:
        """Write that somebody did not get in; `name` is an account's, never what was typed.

        People type their password into the wrong field.
        """
        await self.audit.write(Entry(name or NOBODY, "", does, None, "refused", reason))


def address_of(request: Request) -> str:
    """Return the network address of the caller."""
    return request.client.host if request.client is not None else ""
