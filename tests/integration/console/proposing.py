"""A console in which the protocol is changed, over stored conversations, and its people."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from actions.booking.database import engine_for
from actions.extension import MIGRATIONS
from actions.knowledge.loader import load_protocol
from actions.proof.proof import calm_presentation
from actions.proposals.assembly import ProtocolChanges
from actions.proposals.check_job import CheckJob
from actions.proposals.desk import ProtocolDesk
from actions.proposals.drafting import Workbench
from actions.proposals.values import RunKind
from actions.triage.decision import decide
from actions.triage.presentation import Presentation
from actions.triage.record import record_of
from bot.stores.archive import Archive
from bot.stores.tracker_store import open_store
from tests.conftest import ROOT, Clock
from tests.integration.console.house import PASSWORD, House, Person
from tests.integration.stores.turns import turn_of

CLINICAL = ROOT / "data" / "clinical"
PROTOCOL = load_protocol(CLINICAL)
SECRET = "a key for tests alone"
# Nothing is proved of other signs; the whole search is the business of tests/clinical.
ONLY = frozenset({"RF31"})
CALM = {
    "pain_severity": 3, "age": 40, "activity": "none", "injury_type": "soreness",
    "leg_pain": "none", "daily_function": "full", "pain_trend": "better",
}  # fmt: skip
PAGE = "/staff/protocol/thresholds"
SEVERE = ("thresholds.yml", "value: 8", "value: 9")
PEOPLE = {
    "three weeks": {"pain_duration": 21},
    "five weeks": {"pain_duration": 35},
    "eight weeks": {"pain_duration": 56},
    "severe": {"pain_duration": 3, "pain_severity": 8, "pain_trend": "same"},
    "worst": {"pain_duration": 3, "pain_severity": 10, "pain_trend": "same"},
}


@dataclass
class Clinic:
    """The console, its desk, and the folder of the files in force, which is a copy."""

    house: House
    desk: ProtocolDesk
    changes: ProtocolChanges
    folder: Path
    clock: Clock
    url: str

    async def propose(self, person: Person, **values: object) -> str:
        """Propose thresholds; return the address of the proposal."""
        fields = {f"value-{name}": value for name, value in values.items()}
        answer = await person.post(PAGE, page=PAGE, why="slower courses are missed", **fields)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def work(self, check: Mapping[str, Any] | None = None) -> None:
        """Do what waits; with `check` the search is not made but found already."""
        if check is None:
            jobs = (self.check_job(), self.changes.jobs[1])
        else:
            run = self.desk.runs.claim(RunKind.CHECK, self.clock())
            assert run is None or self.desk.runs.finish(run.id, self.clock(), check)
            jobs = (self.changes.jobs[1],)
        for job in jobs:
            await job.run()

    def check_job(self) -> CheckJob:
        """The job that searches a few signs."""
        desk, cases = self.desk, ROOT / "tests" / "clinical" / "cases"
        return CheckJob(desk.proposals, desk.runs, self.changes.clock, cases, ONLY)

    async def approve(self, person: Person, address: str, **fields: object) -> Any:
        """Send the form of approval as the page has it."""
        page = (await person.get(address)).text
        hidden = dict(re.findall(r'name="(check|replay)" value="(\d+)"', page))
        given = {"present": PASSWORD, "cases": "1"} | hidden | fields
        return await person.post(f"{address}/approve", page=address, **given)


def clinic_of(build: Any, url: str, clock: Clock, folder: Path, *, is_ready: bool) -> Clinic:
    """Return a clinic whose files are in `folder`."""
    clinical = folder / "data" / "clinical"
    shutil.copytree(CLINICAL, clinical)
    engine = engine_for(url)
    desk = ProtocolDesk(Workbench(clinical, PROTOCOL), engine, ZoneInfo("America/New_York"), SECRET)
    changes = ProtocolChanges(
        desk, Archive(url), lambda: datetime.fromtimestamp(clock(), UTC), folder / "no cases"
    )
    house = build(url, panels=[changes.panel], migrations=MIGRATIONS, is_ready=is_ready)
    return Clinic(house, desk, changes, clinical, clock, url)


def searched(edit: tuple[str, str, str], folder: Path) -> Mapping[str, Any]:
    """Return what the program that searches finds in the files with one text replaced."""
    after = folder / "data" / "clinical"
    shutil.copytree(CLINICAL, after)
    name, old, new = edit
    text = (after / name).read_text("utf-8")
    assert old in text
    (after / name).write_text(text.replace(old, new, 1), "utf-8")
    words = ["-m", "actions.proof.examination", str(CLINICAL), str(after), "--only", *sorted(ONLY)]
    run = subprocess.run([sys.executable, *words], capture_output=True, check=True, cwd=ROOT)
    found: Mapping[str, Any] = json.loads(run.stdout)
    return found


async def stored(url: str, clock: Clock, people: Mapping[str, Mapping[str, Any]]) -> None:
    """Store a decided conversation for each name, with these facts beside calm ones."""
    store = open_store(url, clock, MIGRATIONS)
    denied = calm_presentation(PROTOCOL).findings
    for name, facts in people.items():
        told = Presentation({**CALM, **facts}, denied)
        record = record_of(decide(told, PROTOCOL), told, concluded=True)
        await store.commit(turn_of(name, slots=[("decision_record", record)]))
    await store.close()


def anybody(count: int) -> dict[str, dict[str, object]]:
    """Return the facts of people of every kind, the same each time."""
    chance = random.Random(7)
    return {
        f"person {number}": {
            "pain_duration": chance.choice((1, 10, 20, 30, 42, 43, 90)),
            "pain_severity": chance.randrange(11),
            "age": chance.choice((20, 40, 55, 69, 71)),
            "leg_pain": chance.choice(("none", "above_knee", "below_knee")),
            "pain_trend": chance.choice(("better", "same", "worse")),
        }
        for number in range(count)
    }
