"""Proposing a change of the protocol: what is typed, what is searched, who would move."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from actions.knowledge.loader import load_protocol
from actions.proof.stored_report import mover_json
from actions.proposals.check_job import PROGRAM
from actions.proposals.drafting import next_version, protocol_of
from actions.proposals.runs import LEASE_SECONDS
from actions.proposals.values import RunKind, RunState
from actions.triage.protocol import Disposition
from bot.stores.archive import Archive
from tests.conftest import ROOT
from tests.integration.console.house import words
from tests.integration.console.proposing import CLINICAL, PAGE, PROTOCOL, anybody, stored

CHANGES = (
    {"severe_pain": "9"},
    {"escalate_after_days": "21"},
    {"strong_pain": "4", "old_age": "50"},
)


async def test_exactly_those_move_whom_the_command_names(clinic, found):
    """The console and `clinical diff --conversations` are two ways to the same figures."""
    await stored(clinic.url, clinic.clock, anybody(60))
    ana = await clinic.house.staff("ana", "reviewer")
    for change in CHANGES:
        await clinic.propose(ana, **change)
        await clinic.work(found)
        (proposal,) = clinic.desk.proposals.latest(1)
        (run,) = clinic.desk.runs.of(proposal.id, RunKind.REPLAY)
        after = protocol_of(proposal.draft.files)
        pieces = mover_json(Archive(clinic.url), PROTOCOL, after, words=False)
        told = json.loads("{" + "".join(pieces).removeprefix(", ") + "}")["conversations"]
        moved = clinic.desk.moves.of(run.id, None, most=100)
        assert {(one.conversation, one.from_level, one.to_level, one.to_rule) for one in moved} == {
            (each["conversation"], each["from"]["disposition"], *each["to"].values())
            for each in told["moved"]
        }
        assert len(moved) > 1
        assert _by_way(run.result["moves"]) == _by_way(told["counts"]["moves"])
        levels = [Disposition(one) for one in (moved[0].from_level, moved[0].to_level)]
        assert moved[0].is_less == (levels[1].urgency < levels[0].urgency)


def _by_way(moves):
    return {(one["from"], one["to"]): one["count"] for one in moves}


async def test_the_search_runs_beside_the_server_and_a_broken_claim_is_final(quiet):
    """A real search, of one sign: pain above 10 is never severe, so that no rule minds it."""
    ana = await quiet.house.staff("ana", "reviewer")
    text_of = (quiet.folder / "triage_rules.yml").read_text("utf-8")
    calmer = text_of.replace(
        "title: It has lasted too long\n  level: clinic",
        "title: It has lasted too long\n  level: routine",
    )
    files = {"file-triage_rules.yml": calmer.replace("\n", "\r\n")}
    answer = await ana.post("/staff/protocol/files", page=PAGE, why="fewer visits", **files)
    address = answer.headers["location"]
    assert "waits for its turn" in words(await ana.get(address))
    await quiet.work()
    page = words(await ana.get(address))
    assert "longer pain is never calmer" in page
    assert "it cannot be approved" in page
    assert "Only RF31 were searched." in page
    assert (await quiet.approve(ana, address, check="1", replay="1")).status_code == 409
    assert quiet.desk.proposals.get(1).acts == []


def test_the_search_ends_with_the_server_that_wanted_it():
    words_of_it = ["-m", PROGRAM, str(CLINICAL), str(CLINICAL), "--stop-with-input"]
    with subprocess.Popen(
        [sys.executable, *words_of_it], stdin=subprocess.PIPE, cwd=ROOT
    ) as search:
        search.stdin.close()
        assert search.wait(60) == 1


async def test_what_was_cut_off_begins_anew_and_what_was_withdrawn_ends(quiet, found):
    ana = await quiet.house.staff("ana", "reviewer")
    address = await quiet.propose(ana, severe_pain="9")
    run = quiet.desk.runs.claim(RunKind.CHECK, quiet.clock())
    assert quiet.desk.runs.claim(RunKind.CHECK, quiet.clock()) is None, "somebody works on it"
    later = quiet.clock() + LEASE_SECONDS + 1
    assert quiet.desk.runs.claim(RunKind.CHECK, later).id == run.id
    assert not quiet.desk.runs.ask(1, RunKind.CHECK, by="ana", at=later)
    assert (await ana.post(f"{address}/withdraw", page=address)).status_code == 303
    assert not quiet.desk.runs.hold(run.id, later)
    assert not quiet.desk.runs.finish(run.id, later, found)
    assert quiet.desk.runs.get(run.id).state is RunState.ENDED
    assert (await ana.post(f"{address}/withdraw", page=address)).status_code == 409
    assert (await quiet.approve(ana, address)).status_code == 409


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"value-severe_pain": "nine"}, "severe_pain: 'nine' is no number"),
        ({"value-escalate_after_days": "60"}, "thresholds.yml:8: 60 is outside of 14 to 42"),
        ({"value-severe_pain": "8.0"}, "nothing is changed"),
        ({"value-severe_pain": "9", "why": ""}, "Say why"),
        ({"value-severe_pain": "9", "why": "x" * 501}, "At most 500"),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_is_lost(quiet, fields, says):
    ana = await quiet.house.staff("ana", "reviewer")
    given = {"why": "a reason of mine"} | fields
    answer = await ana.post(PAGE, page=PAGE, **given)
    assert answer.status_code == 422
    assert says in words(answer)
    assert all(value in answer.text for value in given.values())
    assert quiet.desk.proposals.latest(5) == []


async def test_a_file_that_the_loader_refuses_comes_back_with_its_line(quiet):
    ana = await quiet.house.staff("ana", "reviewer")
    bad = (
        (quiet.folder / "triage_rules.yml")
        .read_text("utf-8")
        .replace("level: crisis", "levle: crisis")
    )
    line = bad[: bad.index("levle")].count("\n") + 1
    answer = await ana.post(
        "/staff/protocol/files", page=PAGE, why="x", **{"file-triage_rules.yml": bad}
    )
    assert answer.status_code == 422
    assert f"clinical/triage_rules.yml:{line}: unknown key 'levle'. Did you mean level?" in words(
        answer
    )
    assert "levle: crisis" in answer.text


async def test_a_signature_falls_with_the_text_under_it_and_a_new_one_stands(quiet):
    """Both ways: nobody's name stays under what they did not sign, and signing is a change."""
    bench = quiet.desk.bench
    name, other = "advice.yml", "topics.yml"
    signed = "authored_by: Dr A, checked_by: Dr B"
    for one in (name, other):
        path = quiet.folder / one
        text = path.read_text("utf-8")
        path.write_text(
            text.replace("authored_by: unsigned, checked_by: unsigned", signed), "utf-8"
        )
    bench = replace(bench, protocol=load_protocol(quiet.folder))
    texts = bench.texts()
    draft = bench.draft({name: texts[name] + "# a thought\n"})
    assert "authored_by: unsigned, checked_by: unsigned" in draft.files[name]
    assert signed in draft.files[other]
    again = bench.draft({name: texts[name].replace("Dr A", "Dr C") + "# a thought\n"})
    assert "authored_by: Dr C, checked_by: Dr B" in again.files[name]
    assert all(
        f"version: {next_version(bench.protocol.version)}" in one for one in draft.files.values()
    )
