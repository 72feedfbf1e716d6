"""Changes of the protocol for browser tests: python proposals.py DATABASE_URL people|search|made.

`people` stores decided conversations. `search` searches the claims of what waits for it, for one
sign alone, as the page then says: the whole search takes a minute, and is the business of
tests/clinical. `made` stores people and a change that is searched already. The server has made the
tables, and replays by itself.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from actions.booking.database import engine_for
from actions.extension import MIGRATIONS
from actions.knowledge.loader import load_protocol
from actions.proof.examination import examined
from actions.proof.proof import calm_presentation
from actions.proposals.drafting import THRESHOLDS, Workbench, write_files
from actions.proposals.runs import Runs
from actions.proposals.store import Proposals
from actions.proposals.values import Proposal, RunKind
from actions.triage.decision import decide
from actions.triage.presentation import Presentation
from actions.triage.record import record_of
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.stores.tracker_store import open_store
from tests.integration.stores.turns import turn_of

CLINICAL = Path(__file__).parents[3] / "data" / "clinical"
ONLY = frozenset({"RF31"})
SEVERE = {"pain_severity": 8, "pain_trend": "same", "pain_duration": 3}


async def store_people(url: str) -> None:
    """Store two people with severe pain, and one with slight pain for six weeks."""
    protocol = load_protocol(CLINICAL)
    calm = calm_presentation(protocol)
    store = open_store(url, time.time, MIGRATIONS)
    for number, facts in enumerate((SEVERE, SEVERE, {"pain_duration": 42})):
        told = Presentation({**calm.facts, **facts}, calm.findings)
        record = record_of(decide(told, protocol), told, concluded=True)
        name = f"somebody-{time.time_ns()}-{number}"
        await store.commit(_now(turn_of(name, slots=[("decision_record", record)])))
    await store.close()


def _now(turn: TurnRecord) -> TurnRecord:
    """Return a turn that happens now."""
    at = time.time()
    events = tuple(replace(event, timestamp=at) for event in turn.events)
    tracker = Tracker(turn.tracker.sender_id).applying(*events)
    return replace(turn, events=events, tracker=replace(tracker, version=1), received_at=at)


def search(url: str) -> None:
    """Search the newest change, whether the server has begun to or not."""
    engine = engine_for(url)
    runs, (proposal,) = Runs(engine), Proposals(engine).latest(1)
    run = runs.of(proposal.id, RunKind.CHECK)[0]
    runs.claim(RunKind.CHECK, time.time())
    runs.finish(run.id, time.time(), found(proposal))


def found(proposal: Proposal) -> dict[str, object]:
    """Return what the search finds, for one sign."""
    with tempfile.TemporaryDirectory() as place:
        folders = Path(place) / "old" / "clinical", Path(place) / "new" / "clinical"
        texts = proposal.draft.base, proposal.draft.files
        for files, folder in zip(texts, folders, strict=True):
            write_files(files, folder)
        cases = CLINICAL.parents[1] / "tests" / "clinical" / "cases"
        return examined(*folders, cases, ONLY)


async def make(url: str) -> None:
    """Store people, and a change that is searched."""
    await store_people(url)
    engine, bench = engine_for(url), Workbench(CLINICAL, load_protocol(CLINICAL))
    values = {name: f"{one.value:g}" for name, one in bench.protocol.thresholds.items()}
    draft = bench.draft({THRESHOLDS: bench.with_thresholds(values | {"severe_pain": "9"})})
    why = "Pain of 8 that does not change was sent in too often."
    number = Proposals(engine).add(draft, by="admin", why=why, at=time.time())
    for kind in RunKind:
        Runs(engine).ask(number, kind, by="admin", at=time.time())
    search(url)


if __name__ == "__main__":
    url, what = sys.argv[1:]
    if what == "search":
        search(url)
    else:
        asyncio.run(make(url) if what == "made" else store_people(url))
