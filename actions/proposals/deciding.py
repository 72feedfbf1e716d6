"""What staff do to a proposal: have it worked out again, read who moves, approve, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from actions.panels import Call, Download, Page, Redirect, Refusal
from actions.proof.stored import EVERYTHING, Chosen
from actions.proposals.bundle import bundle_name, bundle_of
from actions.proposals.desk import ProtocolDesk, address_of, number_of, tried
from actions.proposals.grounds import LONGEST_REASON, Grounds
from actions.proposals.reading import ReadingPages
from actions.proposals.values import Act, ActKind, RunKind, State

NEWER = "There are newer figures than those on your page. Look at them, then approve."
UNREAD = (
    "Read every conversation that would be seen later and tick it, or say why that is not needed."
)
UNREAD_CASES = "Tick that you have read the written cases and combinations that change."
LONG_REASON = f"At most {LONGEST_REASON} characters fit."


@dataclass(frozen=True, slots=True)
class DecidingPages:
    """The handlers."""

    desk: ProtocolDesk
    reading: ReadingPages

    async def check(self, call: Call) -> Redirect:
        """Have the claims searched again."""
        return await self._ask(call, RunKind.CHECK, EVERYTHING)

    async def replay(self, call: Call) -> Redirect:
        """Have stored conversations taken again, all of them or some."""
        first, last = _day(call.given("first")), _day(call.given("last"))
        chosen = Chosen(
            since=None if first is None else self._midnight(first),
            until=None if last is None else self._midnight(last + timedelta(days=1)),
            channel=call.given("channel") or None,
        )
        return await self._ask(call, RunKind.REPLAY, chosen)

    async def look(self, call: Call) -> Redirect:
        """Keep which conversations of a page were read by whoever is logged in."""
        proposal = await self.desk.proposal(call)
        run = await self.desk.replay(proposal, call.given("run"))
        if run is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "There is no such replay.")
        shown, ticked = call.form.get("shown", ()), call.form.get("read", ())
        at = call.at.timestamp()
        await tried(lambda: self.desk.moves.look(run.id, shown, ticked, by=call.staff, at=at))
        left = await tried(lambda: self.desk.moves.unread(run.id, call.staff))
        said = (
            f"Kept. {left} less urgent still to read." if left else "Kept. You have read them all."
        )
        page = call.given("page")
        more = f"&page={page}" if number_of(page) else ""
        return Redirect(f"{address_of(proposal)}/moves?run={run.id}{more}", said)

    async def approve(self, call: Call) -> Page | Redirect:
        """Approve in the name of whoever is logged in and has confirmed it."""
        proposal = await self.desk.proposal(call)
        grounds = await self.desk.grounds(call, proposal)
        fault = _fault(call, grounds)
        if fault:
            return await self._again(call, grounds, fault, HTTPStatus.CONFLICT)
        act = self._act(call, ActKind.APPROVED, grounds.figures())
        state = await tried(lambda: self.desk.proposals.act(proposal.id, act))
        done = "Both names are there: download the change below."
        said = done if state is State.APPROVED else "Approved. It needs one more name."
        return Redirect(address_of(proposal), said)

    async def unconfirmed(self, call: Call, problem: str) -> Page:
        """Show the page again, with why the password was not taken."""
        proposal = await self.desk.proposal(call)
        grounds = await self.desk.grounds(call, proposal)
        return await self._again(call, grounds, problem, HTTPStatus.UNAUTHORIZED)

    async def withdraw(self, call: Call) -> Redirect:
        """Take a proposal back: nobody can approve it any more."""
        proposal = await self.desk.proposal(call)
        act = self._act(call, ActKind.WITHDRAWN, {})
        await tried(lambda: self.desk.proposals.act(proposal.id, act))
        return Redirect(address_of(proposal), "Withdrawn. It stays in the list.")

    async def bundle(self, call: Call) -> Download:
        """Give the approved change as a file."""
        proposal = await self.desk.proposal(call)
        if proposal.state is not State.APPROVED:
            raise Refusal(HTTPStatus.CONFLICT, "Two people have to approve it first.")
        content = bundle_of(proposal, self.desk.secret)
        return Download(bundle_name(proposal), "application/zip", content)

    async def _ask(self, call: Call, kind: RunKind, chosen: Chosen) -> Redirect:
        proposal = await self.desk.proposal(call)
        if proposal.state is not State.OPEN:
            raise Refusal(HTTPStatus.CONFLICT, f"It is {proposal.state} already.")
        at = call.at.timestamp()
        is_new = await tried(
            lambda: self.desk.runs.ask(proposal.id, kind, chosen, by=call.staff, at=at)
        )
        said = "It is worked out now." if is_new else "That is going on already."
        return Redirect(address_of(proposal), said)

    async def _again(self, call: Call, grounds: Grounds, fault: str, status: int) -> Page:
        page = await self.reading.proposal_page(call, grounds)
        given = {"reason": call.given("reason"), "cases": bool(call.given("cases"))}
        values: Mapping[str, Any] = {**page.values, "fault": fault, "given": given}
        return replace(page, values=values, status=status)

    def _act(self, call: Call, kind: ActKind, figures: Mapping[str, Any]) -> Act:
        reason = call.given("reason")[:LONGEST_REASON]
        return Act(kind, call.staff, call.role, call.at.timestamp(), figures, reason)

    def _midnight(self, day: date) -> float:
        return datetime.combine(day, time(), self.desk.zone).timestamp()


def _fault(call: Call, grounds: Grounds) -> str:
    """Return why this approval is not taken, or an empty text."""
    why_not = grounds.why_not(call.staff)
    if why_not or grounds.check is None or grounds.replay is None:
        return why_not
    seen = call.given("check"), call.given("replay")
    if seen != (str(grounds.check.id), str(grounds.replay.id)):
        return NEWER
    reason = call.given("reason")
    if len(reason) > LONGEST_REASON:
        return LONG_REASON
    if grounds.unread and not reason:
        return UNREAD
    if grounds.has_calmer_cases and not call.given("cases"):
        return UNREAD_CASES
    return ""


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text[:40]!r} is no day; write it like 2026-11-30."
        raise Refusal(HTTPStatus.BAD_REQUEST, message) from None
