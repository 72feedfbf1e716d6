"""A change of the protocol: proposed, searched, replayed, approved by two, never by a slip."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from actions.knowledge.stored_commands import clinical_commands
from actions.proposals.applying import apply_command
from actions.proposals.store import NotDone
from actions.proposals.tables import acts
from actions.proposals.values import Act, ActKind, RunKind, State
from bot.console.one_time_codes import STEP_SECONDS, code_at, new_secret
from bot.stores.archive import Archive
from tests.integration.console.house import words
from tests.integration.console.proposing import (
    PAGE,
    SECRET,
)


async def test_two_people_approve_what_they_have_read(clinic, found):
    ana = await clinic.house.staff("ana", "reviewer")
    ben = await clinic.house.staff("ben", "admin")
    address = await clinic.propose(ana, severe_pain="9")
    assert "Approve" not in (await ana.get(address)).text, "nothing is known of it yet"
    await clinic.work(found)
    page = await ana.get(address)
    assert "threshold severe_pain: 8 -> 9 points" in words(page)
    moved = words(await ana.get(f"{address}/moves"))
    assert "same day" in moved
    assert "less urgent" in moved

    refused = await clinic.approve(ana, address)
    assert refused.status_code == 409
    assert "Read every conversation" in words(refused)
    run = re.search(r'name="run" value="(\d+)"', (await ana.get(f"{address}/moves")).text)[1]
    await ana.post(f"{address}/look", page=address, run=run, shown="severe", read="severe")
    assert (await clinic.approve(ana, address)).status_code == 303
    assert (await ana.get(f"{address}/bundle")).status_code == 409, "one name is not two"
    again = await clinic.approve(ana, address)
    assert (again.status_code, "somebody else" in words(again)) == (409, True)
    assert (await clinic.approve(ben, address, reason="read on paper")).status_code == 303
    done = [(who, does) for who, does, *_ in await clinic.house.audit()]
    assert ("ben", "protocol.approve") in done


async def test_what_two_approved_is_written_once_with_their_names(clinic, found, tmp_path):
    ana = await clinic.house.staff("ana", "reviewer")
    ben = await clinic.house.staff("ben", "admin")
    address = await clinic.propose(ana, severe_pain="9")
    await clinic.work(found)
    for person in (ana, ben):
        await clinic.approve(person, address, reason="read on paper")
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes((await ben.get(f"{address}/bundle")).content)
    before = (clinic.folder / "CHANGELOG.md").read_text("utf-8")
    assert applied(clinic, bundle, "--dry-run").exit_code == 0
    assert (clinic.folder / "CHANGELOG.md").read_text("utf-8") == before
    assert applied(clinic, bundle).exit_code == 0
    log = (clinic.folder / "CHANGELOG.md").read_text("utf-8")
    assert "Approved by ana (reviewer) and ben (admin)" in log
    assert "read on paper" not in log, "a reason may name a person"
    assert "version: 1.7.0" in (clinic.folder / "triage_rules.yml").read_text("utf-8")
    assert "value: 9\n" in (clinic.folder / "thresholds.yml").read_text("utf-8")
    assert "nothing to do" in applied(clinic, bundle).output


def applied(clinic, bundle, *more):
    command = clinical_commands(Archive("sqlite://"), apply_command(SECRET, clinic.changes.clock))
    wanted = ["apply", str(bundle), "--folder", str(clinic.folder), *more]
    return CliRunner().invoke(command, wanted)


async def test_a_narrower_replay_shows_and_approves_nothing(clinic, found):
    ana = await clinic.house.staff("ana", "reviewer")
    address = await clinic.propose(ana, severe_pain="9")
    await clinic.work(found)
    (whole,) = clinic.desk.runs.of(1, RunKind.REPLAY)
    for fields, count in (
        ({"channel": "sms"}, 0),
        ({"first": "2023-11-14"}, 5),
        ({"last": "2023-11-13"}, 0),
    ):
        await ana.post(f"{address}/replay", page=address, **fields)
        await clinic.work(found)
        assert clinic.desk.runs.of(1, RunKind.REPLAY)[0].result["conversations"] == count
    assert f'name="replay" value="{whole.id}"' in (await ana.get(address)).text
    assert (await ana.post(f"{address}/replay", first="soon")).status_code == 400


async def test_figures_that_nobody_saw_are_not_approved(clinic, found):
    ana = await clinic.house.staff("ana", "reviewer")
    address = await clinic.propose(ana, severe_pain="9")
    await clinic.work(found)
    old = re.search(r'name="replay" value="(\d+)"', (await ana.get(address)).text)[1]
    await ana.post(f"{address}/replay", page=address)
    await clinic.work(found)
    answer = await clinic.approve(ana, address, replay=old, reason="seen")
    assert (answer.status_code, "newer figures" in words(answer)) == (409, True)


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("scheduler", 403), ("reviewer", 303), ("admin", 303)]
)
async def test_who_may_approve(quiet, found, role, status):
    ana = await quiet.house.staff("ana", "admin")
    address = await quiet.propose(ana, severe_pain="9")
    await quiet.work(found)
    person = await quiet.house.staff("ben", role)
    page = (await ana.get(address)).text
    hidden = dict(re.findall(r'name="(check|replay)" value="(\d+)"', page))
    answer = await quiet.approve(person, address, **hidden)
    assert answer.status_code == status
    assert (await person.get(address)).status_code == 200
    assert len(quiet.desk.proposals.get(1).acts) == (status == 303)


async def test_a_name_is_given_with_the_password_and_the_page_keeps_what_was_typed(quiet, found):
    ana = await quiet.house.staff("ana", "reviewer")
    address = await quiet.propose(ana, severe_pain="9")
    await quiet.work(found)
    for wrong in ("", "another one", "123456"):
        answer = await quiet.approve(ana, address, present=wrong)
        assert answer.status_code == 401
        assert "Your present password is wrong." in words(answer)
        assert not wrong or wrong not in answer.text
    assert (await quiet.house.audit())[-1][3:] == ("refused", "password")
    assert (await ana.browser.post(f"{address}/approve", data={"present": "x"})).status_code == 403
    assert quiet.desk.proposals.get(1).acts == []
    for _ in range(4):
        answer = await quiet.approve(ana, address, present="a guess")
    assert "Too many tries" in words(answer)


async def test_a_protocol_that_has_changed_since_takes_no_approval_and_no_file(
    quiet, found, tmp_path
):
    ana = await quiet.house.staff("ana", "reviewer")
    ben = await quiet.house.staff("ben", "reviewer")
    address = await quiet.propose(ana, severe_pain="9")
    await quiet.work(found)
    for person in (ana, ben):
        assert (await quiet.approve(person, address)).status_code == 303
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes((await ben.get(f"{address}/bundle")).content)
    path = quiet.folder / "advice.yml"
    path.write_text(path.read_text("utf-8") + "\n# a later thought\n", "utf-8")
    result = applied(quiet, bundle)
    assert result.exit_code == 1
    assert "the protocol has changed since" in result.output
    assert "version: 1.6.0" in (quiet.folder / "thresholds.yml").read_text("utf-8")
    answer = await ana.get(PAGE)
    assert (answer.status_code, "restart it" in words(answer)) == (409, True)


@pytest.mark.parametrize("member", ["record.json", "clinical/thresholds.yml"])
async def test_a_bundle_that_was_touched_is_refused(quiet, found, tmp_path, member):
    ana, ben = [await quiet.house.staff(name, "admin") for name in ("ana", "ben")]
    address = await quiet.propose(ana, severe_pain="9")
    await quiet.work(found)
    for person in (ana, ben):
        await quiet.approve(person, address)
    content = (await ben.get(f"{address}/bundle")).content
    folder, bundle = tmp_path / "open", tmp_path / "bundle.zip"
    bundle.write_bytes(content)
    shutil.unpack_archive(bundle, folder)
    path = folder / member
    path.write_text(path.read_text("utf-8").replace("9", "8", 1), "utf-8")
    touched = shutil.make_archive(str(tmp_path / "touched"), "zip", folder)
    result = applied(quiet, touched)
    assert result.exit_code == 1
    assert ("seal does not fit" in result.output) == (member == "record.json")


async def test_what_was_proposed_and_approved_only_grows(clinic, found):
    ana = await clinic.house.staff("ana", "reviewer")
    address = await clinic.propose(ana, severe_pain="9")
    await clinic.work(found)
    await clinic.approve(ana, address, reason="read")
    engine = clinic.desk.engine
    for statement in (
        "UPDATE protocol_proposals SET why = 'x'",
        "DELETE FROM protocol_proposals",
        "UPDATE protocol_acts SET at = 0",
        "DELETE FROM protocol_acts",
    ):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    with engine.begin() as connection:
        connection.execute(acts.update().values(reason="sealed anew"))


async def test_of_many_at_once_two_names_count_and_nobody_twice(clinic, found):
    ana = await clinic.house.staff("ana", "reviewer")
    await clinic.propose(ana, severe_pain="9")
    names = ["ana", "ana", "ben", "ben", "cleo", "cleo"]

    def approve(name):
        act = Act(ActKind.APPROVED, name, "reviewer", 0.0, {}, "")
        try:
            return clinic.desk.proposals.act(1, act)
        except NotDone:
            return None

    with ThreadPoolExecutor(len(names)) as pool:
        states = Counter(pool.map(approve, names))
    assert states == {State.OPEN: 1, State.APPROVED: 1, None: 4}
    assert len({one.by for one in clinic.desk.proposals.get(1).approvals}) == 2


async def test_a_code_of_the_second_factor_serves_once_in_place_of_the_password(quiet, found):
    ana = await quiet.house.staff("ana", "reviewer")
    first, second = [await quiet.propose(ana, severe_pain=value) for value in ("9", "10")]
    await quiet.work(found)
    await quiet.work(found)
    secret, parts = new_secret(), quiet.house.console.parts
    account = await parts.accounts.called("ana")
    await parts.accounts.set_second_factor(account, parts.cipher.seal(secret))
    code = code_at(secret, int(quiet.clock() // STEP_SECONDS))
    assert (await quiet.approve(ana, first, present=code)).status_code == 303
    again = await quiet.approve(ana, second, present=code)
    assert (again.status_code, "a code that still opens" in words(again)) == (401, True)
    assert (await quiet.approve(ana, second)).status_code == 303, "the password does as well"
