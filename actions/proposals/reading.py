"""The pages on which the protocol in force, a proposal, and who would move are read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from actions.knowledge.page import protocol_page
from actions.knowledge.page_words import in_words
from actions.knowledge.review import overdue
from actions.panels import Call, Download, Page
from actions.proof.stored import EVERYTHING
from actions.proposals.desk import ProtocolDesk, number_of, tried
from actions.proposals.drafting import differences
from actions.proposals.grounds import LONGEST_REASON, Grounds
from actions.proposals.values import Proposal, Run, RunKind, State
from actions.triage.protocol import Protocol, TriageRule

SHOWN_PROPOSALS = 20
SHOWN_RUNS = 6
MOVES_ON_A_PAGE = 50
CHANNELS = {"socketio": "web", "twilio": "text messages", "rest": "REST"}


@dataclass(frozen=True, slots=True)
class ReadingPages:
    """The handlers."""

    desk: ProtocolDesk

    async def count(self) -> int:
        """Return how many changes of the protocol in force wait for an approval."""
        return await asyncio.to_thread(self.desk.proposals.open_count, self.desk.in_force)

    async def show(self, call: Call) -> Page:
        """Show the protocol in force, and what was proposed."""
        protocol = self.desk.bench.protocol
        proposals = await tried(lambda: self.desk.proposals.latest(SHOWN_PROPOSALS))
        values = {
            "protocol": protocol,
            "overdue": overdue(protocol.reviews, call.at.astimezone(self.desk.zone).date()),
            "rules": [_rule(rule, protocol) for rule in protocol.rules],
            "proposals": [(one, self._standing(one)) for one in proposals],
        }
        return Page("protocol/protocol.html", values)

    async def show_whole(self, _call: Call) -> Download:
        """Give the whole protocol to read, print and sign."""
        page = await asyncio.to_thread(protocol_page, self.desk.bench.protocol)
        version = self.desk.in_force.partition("+")[0]
        return Download(f"protocol-{version}.html", "text/html; charset=utf-8", page.encode())

    async def show_proposal(self, call: Call) -> Page:
        """Show a proposal: what it changes, what it breaks, who would move, who approved."""
        proposal = await self.desk.proposal(call)
        return await self.proposal_page(call, await self.desk.grounds(call, proposal))

    async def show_moves(self, call: Call) -> Page:
        """Show who would be sent elsewhere, the less urgent ones first."""
        proposal = await self.desk.proposal(call)
        run = await self.desk.replay(proposal, call.asked("run"))
        page = max(number_of(call.asked("page")) or 1, 1)
        levels = (call.asked("was"), call.asked("now"))
        wanted = levels if all(levels) else None
        found, read = await tried(lambda: self._moves(run, wanted, page, call.staff))
        values = {
            "proposal": proposal,
            "run": run,
            "moves": found[:MOVES_ON_A_PAGE],
            "read": read,
            "page": page,
            "more": len(found) > MOVES_ON_A_PAGE,
            "levels": wanted,
            "channels": CHANNELS,
        }
        return Page("protocol/moves.html", values)

    def _moves(
        self, run: Run | None, levels: tuple[str, str] | None, page: int, staff: str
    ) -> tuple[Any, frozenset[str]]:
        if run is None:
            return [], frozenset()
        skip = (page - 1) * MOVES_ON_A_PAGE
        found = self.desk.moves.of(run.id, levels, most=MOVES_ON_A_PAGE + 1, skip=skip)
        return found, self.desk.moves.looked_at(run.id, staff)

    async def proposal_page(self, call: Call, grounds: Grounds) -> Page:
        """Return a proposal's page."""
        proposal = grounds.proposal
        replays = await tried(lambda: self.desk.runs.of(proposal.id, RunKind.REPLAY))
        wanted = number_of(call.asked("run"))
        shown = next((one for one in replays if wanted in (None, one.id)), None)
        going_on = [one for one in (grounds.check, *replays) if one and not one.is_over]
        values: Mapping[str, Any] = {
            "proposal": proposal,
            "standing": self._standing(proposal),
            "differences": [*differences(proposal.draft)],
            "grounds": grounds,
            "why_not": grounds.why_not(call.staff),
            "replays": replays[:SHOWN_RUNS],
            "replay": shown,
            "is_busy": bool(going_on) and proposal.state is State.OPEN,
            "channels": CHANNELS,
            "everything": EVERYTHING,
            "longest_reason": LONGEST_REASON,
            "fault": "",
            "given": {"reason": "", "cases": False},
        }
        return Page("protocol/proposal.html", values)

    def _standing(self, proposal: Proposal) -> tuple[str, str]:
        """Return in words how far a proposal has come, and the look of the tag."""
        draft = proposal.draft
        if proposal.state is State.WITHDRAWN:
            return "withdrawn", ""
        if draft.new_version == self.desk.in_force:
            return "in force", "fine"
        if draft.base_version != self.desk.in_force:
            return "the protocol has changed since", ""
        if proposal.state is State.APPROVED:
            return "approved, to be applied", "fine"
        names = len(proposal.approvals)
        return f"{names} of 2 names", "soon"


def _rule(rule: TriageRule, protocol: Protocol) -> tuple[TriageRule, list[tuple[Any, Markup]]]:
    """Return a rule with its cases and when each applies, in words."""
    words: Callable[..., str] = in_words
    # `in_words` escapes all that it takes from the files.
    cases = [(case, Markup(words(case.when, protocol))) for case in rule.cases]  # noqa: S704
    return rule, cases
