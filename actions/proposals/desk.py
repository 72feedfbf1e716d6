"""What all pages of the panel work with: the workbench, the tables, and calls that may fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from actions.panels import Call, Refusal
from actions.proposals.drafting import Workbench
from actions.proposals.grounds import Grounds
from actions.proposals.moves import Moves
from actions.proposals.runs import Runs
from actions.proposals.store import NotDone, Proposals
from actions.proposals.values import Proposal, Run, RunKind

NAME = "protocol"
HOME = f"/staff/{NAME}"
# What a proposal is called in addresses and in the audit.
CALLED = "change-"
MAX_DIGITS = 9
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProtocolDesk:
    """Where changes are proposed and approved. `secret` is what bundles are sealed with."""

    bench: Workbench
    engine: Engine
    zone: ZoneInfo
    secret: str

    @property
    def proposals(self) -> Proposals:
        """What was proposed, and what staff did to it."""
        return Proposals(self.engine)

    @property
    def runs(self) -> Runs:
        """Checks and replays."""
        return Runs(self.engine)

    @property
    def moves(self) -> Moves:
        """Who would be sent elsewhere."""
        return Moves(self.engine)

    @property
    def in_force(self) -> str:
        """The version of the protocol in force."""
        return self.bench.protocol.version

    async def proposal(self, call: Call) -> Proposal:
        """Return the proposal that a path names. Raises Refusal."""
        name = call.path["proposal"]
        number = number_of(name.removeprefix(CALLED)) if name.startswith(CALLED) else None
        found = None if number is None else await tried(lambda: self.proposals.get(number))
        if found is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "There is no such proposal.")
        return found

    async def grounds(self, call: Call, proposal: Proposal) -> Grounds:
        """Return what an approval by whoever calls rests on."""
        return await tried(lambda: self._grounds(call.staff, proposal))

    def _grounds(self, staff: str, proposal: Proposal) -> Grounds:
        check = next(iter(self.runs.of(proposal.id, RunKind.CHECK)), None)
        replays = self.runs.of(proposal.id, RunKind.REPLAY)
        whole = next((one for one in replays if one.is_whole_replay), None)
        unread = 0 if whole is None else self.moves.unread(whole.id, staff)
        return Grounds(proposal, self.in_force, check, whole, unread)

    async def replay(self, proposal: Proposal, number: str) -> Run | None:
        """Return the replay that is asked for, else the latest; None when there is none."""
        replays = await tried(lambda: self.runs.of(proposal.id, RunKind.REPLAY))
        wanted = number_of(number)
        return next((one for one in replays if wanted in (None, one.id)), None)


def address_of(proposal: Proposal) -> str:
    """Return the address of a proposal's page."""
    return f"{HOME}/{CALLED}{proposal.id}"


def number_of(text: str) -> int | None:
    """Return a number as it stands in an address, or None."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
    return int(text) if is_number else None


async def tried(work: Callable[[], T]) -> T:
    """Do database work on a thread. Raises Refusal for what cannot be done."""
    try:
        return await asyncio.to_thread(work)
    except NotDone as error:
        raise Refusal(HTTPStatus.CONFLICT, str(error)) from None
    except SQLAlchemyError:
        message = "The database does not answer. Nothing was changed. Try again in a moment."
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, message) from None
