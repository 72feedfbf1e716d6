"""The protocol in the staff console: what is in force, what is proposed, who approves."""

from __future__ import annotations

from pathlib import Path

from actions.panels import Panel, Route
from actions.proposals.deciding import DecidingPages
from actions.proposals.desk import NAME, ProtocolDesk
from actions.proposals.proposing import ProposingPages
from actions.proposals.reading import ReadingPages

TEMPLATES = Path(__file__).parent / "templates"
# Whoever reads conversations proposes and approves; schedulers and viewers read along.
ROLE = "reviewer"
ORDER = 850


def protocol_panel(desk: ProtocolDesk) -> Panel:
    """Return the panel."""
    read = ReadingPages(desk)
    propose, decide = ProposingPages(desk), DecidingPages(desk, read)
    one, about = "/{proposal}", "proposal"
    return Panel(
        NAME,
        "Protocol",
        ORDER,
        TEMPLATES,
        (
            Route("GET", "", "viewer", read.show, "protocol.view"),
            Route("GET", "/whole", "viewer", read.show_whole, "protocol.whole"),
            Route("GET", "/thresholds", ROLE, propose.show_thresholds, "protocol.form"),
            Route("POST", "/thresholds", ROLE, propose.propose_thresholds, "protocol.propose"),
            Route("GET", "/files", ROLE, propose.show_files, "protocol.form"),
            Route("POST", "/files", ROLE, propose.propose_files, "protocol.propose"),
            Route("GET", one, "viewer", read.show_proposal, "protocol.proposal", about),
            Route("GET", f"{one}/moves", "viewer", read.show_moves, "protocol.moves", about),
            Route("POST", f"{one}/look", ROLE, decide.look, "protocol.look", about),
            Route("POST", f"{one}/check", ROLE, decide.check, "protocol.check", about),
            Route("POST", f"{one}/replay", ROLE, decide.replay, "protocol.replay", about),
            Route(
                "POST", f"{one}/approve", ROLE, decide.approve, "protocol.approve", about,
                decide.unconfirmed,
            ),
            Route("POST", f"{one}/withdraw", ROLE, decide.withdraw, "protocol.withdraw", about),
            Route("GET", f"{one}/bundle", ROLE, decide.bundle, "protocol.bundle", about),
        ),
        read.count,
    )  # fmt: skip
