"""The due job that takes stored decisions again under a proposed protocol."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from actions.proof.stored import URGENCY, Mover, StoredConversations, Tally, taken_again
from actions.proposals.drafting import protocol_of
from actions.proposals.runs import Runs
from actions.proposals.store import Proposals
from actions.proposals.values import Move, Proposal, Run, RunKind
from actions.triage.protocol import Protocol

logger = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
# So many are looked at in one go; then the server rests from it for as long as that took.
AT_ONCE = 50
SIGN_OF_LIFE_SECONDS = 1.0


@dataclass(slots=True)
class Replay:
    """One walk over the conversations, step by step."""

    moved: Iterator[Mover | None]
    tally: Tally
    rules: set[str] = field(default_factory=set)

    def step(self) -> tuple[list[Move], bool]:
        """Look at the next few; return who of them moves, and whether there may be more."""
        seen = list(islice(self.moved, AT_ONCE))
        found = [_move(one) for one in seen if one is not None]
        self.rules |= {rule for one in found for rule in (one.from_rule, one.to_rule) if rule}
        return found, len(seen) == AT_ONCE


@dataclass(frozen=True, slots=True)
class ReplayJob:
    """Replays what waits, one after the other. `clock` gives aware times."""

    proposals: Proposals
    runs: Runs
    stored: StoredConversations
    clock: Callable[[], datetime]
    name: str = "protocol replays"
    every_seconds: float = EVERY_SECONDS

    async def run(self) -> None:
        """Do what waits. Raises SQLAlchemyError when the database cannot be used."""
        while (
            run := await asyncio.to_thread(self.runs.claim, RunKind.REPLAY, self._now())
        ) is not None:
            proposal = await asyncio.to_thread(self.proposals.get, run.proposal_id)
            if proposal is None:
                continue
            try:
                await self._replay(run, proposal)
            except Exception as error:
                logger.error("a protocol was not replayed: %s", type(error).__name__)
                why = f"The conversations could not be read ({type(error).__name__})."
                await asyncio.to_thread(self.runs.fail, run.id, self._now(), why)

    async def _replay(self, run: Run, proposal: Proposal) -> None:
        draft = proposal.draft
        old = await asyncio.to_thread(protocol_of, draft.base)
        new = await asyncio.to_thread(protocol_of, draft.files)
        tally = Tally()
        replay = Replay(taken_again(self.stored, old, new, tally, run.chosen), tally)
        goes_on, told_at = True, time.monotonic()
        while goes_on:
            began = time.monotonic()
            found, goes_on = await asyncio.to_thread(replay.step)
            await asyncio.to_thread(self.runs.add_moves, run.id, found)
            if began - told_at > SIGN_OF_LIFE_SECONDS:
                told_at, seen = began, tally.conversations
                if not await asyncio.to_thread(self.runs.hold, run.id, self._now(), seen):
                    return
            if goes_on:
                await asyncio.sleep(time.monotonic() - began)
        result = _result(replay, old, new)
        await asyncio.to_thread(self.runs.finish, run.id, self._now(), result, tally.conversations)

    def _now(self) -> float:
        return self.clock().timestamp()


def _result(replay: Replay, old: Protocol, new: Protocol) -> Mapping[str, Any]:
    """Return the counts, and the titles of the rules that decided for those who move."""
    tally = replay.tally
    titles = {one.id: one.title for rules in (new.rules, old.rules) for one in rules}
    return {
        "conversations": tally.conversations,
        "decided": tally.decided,
        "without_decision": tally.without_decision,
        "unreadable": tally.unreadable,
        "moves": [
            {"from": before, "to": after, "count": count, "less": is_less(before, after)}
            for (before, after), count in tally.moves.most_common()
        ],
        "rules": {rule: titles[rule] for rule in sorted(replay.rules)},
    }


def is_less(before: str, after: str) -> bool:
    """Tell whether people would be seen later; before any rule matches, they stand lowest."""
    return URGENCY.get(after, 0) < URGENCY.get(before, 0)


def _move(one: Mover) -> Move:
    return Move(
        conversation=one.conversation,
        channel=one.channel,
        began_at=one.began_at,
        from_level=one.before.level,
        from_rule=one.before.rule_id,
        to_level=one.after.level,
        to_rule=one.after.rule_id,
        is_less=one.is_less_urgent,
    )
