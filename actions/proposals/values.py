"""What is known of a proposal, as values. Times are seconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from actions.proof.stored import EVERYTHING, Chosen

NEEDED_APPROVALS = 2
Json = Mapping[str, Any]


class State(StrEnum):
    """How far a proposal has come."""

    OPEN = "open"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class ActKind(StrEnum):
    """What a member of staff did to a proposal."""

    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class RunKind(StrEnum):
    """What is worked out about a proposal beside the server's other work."""

    CHECK = "check"
    REPLAY = "replay"


class RunState(StrEnum):
    """How far a run has come. One that a stop of the server cut off begins anew by itself."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that the loader accepts: the texts of all files before and after.

    `changes` say in words what is different.
    """

    base_version: str
    new_version: str
    base: Mapping[str, str]
    files: Mapping[str, str]
    changes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Act:
    """Who approved or withdrew, when, and what they had seen; `reason` is private."""

    kind: ActKind
    by: str
    role: str
    at: float
    figures: Json
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed change with what became of it, oldest act first."""

    id: int
    by: str
    at: float
    why: str
    draft: Draft
    acts: Sequence[Act]

    @property
    def approvals(self) -> Sequence[Act]:
        """Who approved, in order."""
        return [one for one in self.acts if one.kind is ActKind.APPROVED]

    @property
    def withdrawal(self) -> Act | None:
        """Who withdrew it, if anybody did."""
        return next((one for one in self.acts if one.kind is ActKind.WITHDRAWN), None)

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.withdrawal is not None:
            return State.WITHDRAWN
        return State.APPROVED if len(self.approvals) >= NEEDED_APPROVALS else State.OPEN


@dataclass(frozen=True, slots=True)
class Run:
    """A check or a replay of a proposal. `done` counts the conversations looked at so far."""

    id: int
    proposal_id: int
    kind: RunKind
    chosen: Chosen
    asked_by: str
    asked_at: float
    state: RunState
    done: int
    result: Json
    ended_at: float | None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more comes of it."""
        return self.state not in (RunState.WAITING, RunState.RUNNING)

    @property
    def is_whole_replay(self) -> bool:
        """Tell whether it went over all that is stored: an approval rests on nothing less."""
        is_replay = self.kind is RunKind.REPLAY and self.state is RunState.DONE
        return is_replay and self.chosen == EVERYTHING


@dataclass(frozen=True, slots=True)
class Move:
    """A stored conversation that would be sent elsewhere; rules are None before any matched."""

    conversation: str
    channel: str
    began_at: float
    from_level: str
    from_rule: str | None
    to_level: str
    to_rule: str | None
    is_less: bool
