"""Stored decisions are taken again, and compared under a changed protocol."""

from __future__ import annotations

import json
import shutil
import tracemalloc

import pytest
from typer.testing import CliRunner

from actions.knowledge.loader import load_protocol
from actions.knowledge.stored_commands import clinical_commands
from actions.proof.stored import RECORD, Tally, latest_record, movers
from actions.triage.record import decide_again, decided
from bot.stores.archive import Archive, Stored
from tests.conftest import ROOT, Talk

CLINICAL = ROOT / "data" / "clinical"
EMERGENCY = "I can't pee since this morning and my back hurts"
FEVER = "I have a fever of 101.5 and my back hurts since yesterday"


@pytest.fixture
def stored(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    return Archive(f"sqlite:///{tmp_path}/var/backline.db")


@pytest.fixture
def stricter(tmp_path):
    """The protocol with six weeks turned into two, in a folder."""
    folder = shutil.copytree(CLINICAL, tmp_path / "stricter" / "clinical")
    path = folder / "thresholds.yml"
    path.write_text(path.read_text().replace("value: 42", "value: 14", 1))
    return folder


def run(stored, *words):
    return CliRunner().invoke(clinical_commands(stored), [str(word) for word in words])


async def finished(talk: Talk) -> dict[str, object]:
    """Answer until a decision is there, whatever the order of the questions."""
    answers = {
        "danger_signs": "None of these", "illness_signs": "None of these", "leg_pain": "none",
        "daily_function": "a normal day is fine", "pain_trend": "getting better", "age": "47",
        "activity": "gardening", "injury_type": "just sore", "pain_severity": "4",
        "facts_confirmed": "yes",
    }  # fmt: skip
    await talk.says("my lower back has been sore for 3 weeks after gardening")
    for _ in range(14):
        slots = await talk.slots()
        if slots.get("disposition"):
            return slots
        await talk.says(answers[str(slots["requested_slot"])])
    raise AssertionError(slots)


async def test_a_decision_holds_all_that_it_was_made_from(talk, stored):
    slots = await finished(talk)
    record = slots[RECORD]
    assert slots["rule_id"] == "D30"
    assert record["concluded"]
    assert record["facts"]["pain_duration"] == 21
    assert record["findings"]["RF01"] == {
        "presence": "absent", "new": None, "origin": "asked", "words": None,
    }  # fmt: skip
    assert record["not_asked"] == []
    assert record["protocol_version"] == slots["protocol_version"]
    again = decide_again(record, load_protocol(CLINICAL))
    assert again is not None
    assert decided(again) == record["decided"]


async def test_replay_tells_that_it_is_the_same(talk, stored):
    await talk.says(EMERGENCY)
    result = run(stored, "replay", "someone")
    assert result.exit_code == 0, result.output
    assert "D02: emergency within 0 hours" in result.stdout
    assert "never asked: RF01, RF03" in result.stdout
    assert "UNSIGNED" in result.stdout
    assert result.stdout.endswith("The same as then.\n")
    assert "pee" not in result.stdout
    assert '("can\'t pee")' in run(stored, "replay", "someone", "--words").stdout


async def test_what_was_forced_before_the_end_is_replayed_as_such(talk, stored):
    await talk.says(FEVER)
    record = (await talk.slots())[RECORD]
    assert not record["concluded"]
    assert run(stored, "replay", "someone").exit_code == 0


async def test_replay_finds_the_decision_of_an_earlier_session(talk, stored, clock):
    await finished(talk)
    clock.now += 48 * 3600
    await talk.says("hello again")
    assert (await talk.slots()).get(RECORD) is None
    assert latest_record(stored.events("someone"))["decided"]["rule_id"] == "D30"
    result = run(stored, "diff", CLINICAL, CLINICAL, "--conversations", "--json")
    assert json.loads(result.stdout)["conversations"]["counts"]["decided"] == 1


async def test_replay_under_other_rules_says_what_differs(talk, stored, stricter):
    await finished(talk)
    result = run(stored, "replay", "someone", "--folder", stricter)
    assert result.exit_code == 1
    assert "NOT the same: disposition, within_hours, rule_id" in result.stdout


@pytest.mark.parametrize("said", [None, "hello"])
async def test_without_a_decision_there_is_one_line(talk, stored, said):
    if said:
        await talk.says(said)
    result = run(stored, "replay", "someone")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


async def test_diff_lists_who_would_move(talk, stored, stricter, clock):
    await finished(talk)
    await Talk(talk.app, clock, "other").says(EMERGENCY)
    await Talk(talk.app, clock, "third").says("hello")
    lines = run(stored, "diff", CLINICAL, stricter, "--conversations").stdout.splitlines()
    place = lines.index("someone: routine_offer (D30) -> clinic (D23), MORE urgent")
    assert "pain_duration 21" in lines[place + 1]
    assert lines[-2].startswith("3 conversations: 2 decided again, 1 of them would move; 1 without")
    assert lines[-1] == "  routine_offer -> clinic: 1"


async def test_diff_as_json_holds_words_only_when_asked(talk, stored, stricter):
    await finished(talk)
    plain, wordy = (
        json.loads(
            run(stored, "diff", CLINICAL, stricter, "--conversations", "--json", *more).stdout
        )
        for more in ((), ("--words",))
    )
    (moved,) = plain["conversations"]["moved"]
    assert moved["from"] == {"disposition": "routine_offer", "rule_id": "D30"}
    assert moved["to"] == {"disposition": "clinic", "rule_id": "D23"}
    assert moved["told"]["facts"]["pain_duration"] == 21
    assert all("words" not in one for one in moved["told"]["findings"].values())
    (moved,) = wordy["conversations"]["moved"]
    assert all("words" in one for one in moved["told"]["findings"].values())
    assert plain["combinations"]


class Many:
    """So many conversations with the same decision, made one at a time."""

    def __init__(self, count, record):
        self.count, self.record = count, json.dumps(record)

    def conversations(self, **_):
        for number in range(self.count):
            yield Stored(f"c{number}", {RECORD: json.loads(self.record)}, "rest", 0.0)

    def events(self, conversation):
        return []


async def test_memory_does_not_grow_with_the_conversations(talk, stored, stricter):
    record = (await finished(talk))[RECORD]
    old, new = load_protocol(CLINICAL), load_protocol(stricter)

    def peak(count):
        tally = Tally()
        tracemalloc.start()
        moved = sum(1 for _ in movers(Many(count, record), old, new, tally))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (moved, tally.decided) == (count, count)
        return size

    # Kept, a thousand of them would take more than ten megabytes.
    assert peak(1_000) < 2_000_000


async def test_what_is_no_record_of_ours_does_not_end_the_comparison(stored):
    protocol, tally = load_protocol(CLINICAL), Tally()
    assert list(movers(Many(2, {"concluded": True}), protocol, protocol, tally)) == []
    assert tally.unreadable == 2
