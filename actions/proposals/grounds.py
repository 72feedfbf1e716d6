"""What an approval rests on, and what is still missing for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.proposals.values import Proposal, Run, RunState, State

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Grounds:
    """The latest check, the latest replay over everything, and what one person has not read yet."""

    proposal: Proposal
    in_force: str
    check: Run | None
    replay: Run | None
    unread: int = 0

    @property
    def is_stale(self) -> bool:
        """Tell whether the protocol has changed since this was proposed."""
        return self.proposal.draft.base_version != self.in_force

    @property
    def broken(self) -> Sequence[str]:
        """Return the claims that the search has found broken."""
        if self.check is None or self.check.state is not RunState.DONE:
            return []
        return [one["words"] for one in self.check.result["claims"] if one["broken"]]

    @property
    def has_calmer_cases(self) -> bool:
        """Tell whether written cases or combinations come out less urgent."""
        found = {} if self.check is None else self.check.result
        return any(one["less"] for kind in ("cases", "combinations") for one in found.get(kind, ()))

    def why_not(self, staff: str) -> str:
        """Return why this person cannot approve now, or an empty text."""
        proposal, check = self.proposal, self.check
        if proposal.state is not State.OPEN:
            return f"It is {proposal.state} already."
        if self.is_stale:
            return "The protocol has changed since. Propose the change anew."
        if staff in {one.by for one in proposal.approvals}:
            return "You have approved it already: the second name is somebody else's."
        if check is None or check.state is not RunState.DONE:
            return "The claims have to be searched first."
        if not check.result["holds"]:
            return "It breaks a claim. Withdraw it, or propose another change."
        if self.replay is None:
            return "It has to be replayed over all stored conversations first."
        return ""

    def figures(self) -> Mapping[str, Any]:
        """Return what whoever approves has before them, without any conversation's name."""
        if self.check is None or self.replay is None:
            return {}
        check, replay = self.check.result, self.replay.result
        return {
            "check": {
                "run": self.check.id,
                "claims": len(check["claims"]),
                "people": check["people"],
                "only_signs": check["only"],
                "combinations": [
                    {name: one[name] for name in ("from", "to", "count")}
                    for one in check["combinations"]
                ],
                "written_cases_moved": [one["title"] for one in check["cases"]],
            },
            "replay": {
                "run": self.replay.id,
                "ended_at": self.replay.ended_at,
                **{
                    name: replay[name]
                    for name in ("conversations", "decided", "without_decision", "unreadable")
                },
                "moves": [
                    {name: one[name] for name in ("from", "to", "count")} for one in replay["moves"]
                ],
                "less_urgent_not_read": self.unread,
            },
        }
