"""Changes of the protocol put together: the panel, the due jobs and the command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from actions.panels import Panel
from actions.proof.stored import StoredConversations
from actions.proposals.applying import apply_command
from actions.proposals.check_job import CheckJob
from actions.proposals.desk import ProtocolDesk
from actions.proposals.panel import protocol_panel
from actions.proposals.replay_job import ReplayJob


@dataclass(frozen=True, slots=True)
class ProtocolChanges:
    """How changes of the protocol come about. `cases` is the folder of written cases."""

    desk: ProtocolDesk
    stored: StoredConversations
    clock: Callable[[], datetime]
    cases: Path

    @property
    def panel(self) -> Panel:
        """The page of the staff console."""
        return protocol_panel(self.desk)

    @property
    def jobs(self) -> tuple[CheckJob, ReplayJob]:
        """What searches and replays proposals beside the server's other work."""
        proposals, runs = self.desk.proposals, self.desk.runs
        return (
            CheckJob(proposals, runs, self.clock, self.cases),
            ReplayJob(proposals, runs, self.stored, self.clock),
        )

    @property
    def command(self) -> Callable[..., None]:
        """The command that puts an approved change in force."""
        return apply_command(self.desk.secret, self.clock)
