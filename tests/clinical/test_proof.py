"""The proof holds for what ships, and finds what is planted."""

from __future__ import annotations

import datetime
import random
import shutil

import numpy as np
import pytest
from typer.testing import CliRunner

from actions.knowledge.loader import load_protocol
from actions.knowledge.review import signature_lines
from actions.knowledge.stored_commands import clinical_commands
from actions.proof.advice_claims import search_advice
from actions.proof.claims import Claim, Search
from actions.proof.diff import compare, diff_lines
from actions.proof.proof import conditions_of, grid_of, prove
from actions.proof.report import proof_lines
from actions.proof.signs import Signs, State, bases
from actions.proof.verdicts import LARGEST, LOWER_BITS, Verdicts
from actions.triage.decision import decide
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition
from tests.clinical.conftest import NOBODY, ROOT
from tests.clinical.people import person


@pytest.fixture
def changed(tmp_path):
    """Return a function that loads the protocol with some words replaced."""

    def load(*edits):
        folder = tmp_path / "data" / "clinical"
        if not folder.exists():
            shutil.copytree(ROOT / "data" / "clinical", folder)
        for file, old, new in edits:
            text = (folder / file).read_text()
            assert old in text
            (folder / file).write_text(text.replace(old, new, 1))
        return load_protocol(folder)

    return load


def search(protocol, *only):
    grid, signs = grid_of(protocol), Signs(protocol, conditions_of(protocol))
    return Search(grid, signs, Verdicts(protocol, grid)).run(bases(protocol), frozenset(only))


RULES = "triage_rules.yml"
PLANTED = [
    ([(RULES, "title: New nerve signs that are stable\n  level: same_day",
       "title: New nerve signs that are stable\n  level: clinic")],
     Claim.ADDING, ["RF06", "RF31"], "an open question outranks the sign itself"),
    ([(RULES, "title: It has lasted too long\n  level: clinic",
       "title: It has lasted too long\n  level: routine")],
     Claim.LONGER, ["RF31"], "after six weeks it becomes calmer"),
    ([(RULES, "when: {present: RF31}", "when: {any: [{present: RF31}, {not: {unknown: RF21}}]}")],
     Claim.UNKNOWN, ["RF21", "RF31"], "a denied item sends to the clinic, an unknown one does not"),
    ([(RULES, "- {at_least: {pain_severity: strong_pain}}",
       "- {less_than: {pain_severity: strong_pain}}")],
     Claim.STRONGER, ["leg_numbness"], "strong leg pain is seen later than slight"),
    ([(RULES, "    less_than: {pain_severity: severe_pain}",
       "    any: [{less_than: {pain_severity: severe_pain}}, {unknown: pain_severity}]")],
     Claim.MEASURED, ["RF31"], "home care without knowing how strong the pain is"),
    ([(RULES, "{longstanding: [RF01, RF02, RF03, RF04, RF05, RF06, RF08, RF36, RF38, RF39]}",
       "{any: [{longstanding: [RF01, RF02, RF03, RF04, RF05, RF06]}, {not: {unknown: RF08}}]}"),
      (RULES, "- when: {new: RF08}", "- when: {recent: RF08}")],
     Claim.ADDING, ["RF08"], "a crash of unknown date is calmer than no answer"),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "claim", "signs", "why"), PLANTED)
def test_a_planted_fault_is_found_and_told(changed, edits, claim, signs, why):
    found = search(changed(*edits), *signs)
    assert found.broken.get(claim, 0) > 0, why
    example = next(one for one in found.examples if one.claim is claim)
    assert "->" in example.words


def test_what_ships_holds_for_the_same_signs(protocol):
    signs = {sign for *_, signs, _ in PLANTED for sign in signs}
    assert search(protocol, *signs).broken == {}


def test_a_rule_that_never_decides_is_reported(changed):
    protocol = changed((RULES, "when: {present: despair}",
                        "when: {all: [{present: despair}, {present: RF33}]}"))  # fmt: skip
    verdicts = Verdicts(protocol, grid_of(protocol))
    decided = set()
    for base in bases(protocol):
        decided |= set(np.unique(verdicts.deciding(verdicts.matches(base, ()))).tolist())
    names = {verdicts.rules[position].id for position in decided}
    assert "D28" not in names
    assert {"D16", "D40", "D30", "D23"} <= names


def test_exercise_in_an_emergency_is_found(changed):
    protocol = changed((RULES, "advice: [A10]\n", "advice: [A10, A1]\n"))
    assert search_advice(protocol).broken == ("D15 names A1, which is not for same_day",)


def test_the_grid_and_a_single_decision_agree(protocol):
    """The proof is about what patients get: cells of the grid against `decide`."""
    grid, signs = grid_of(protocol), Signs(protocol, conditions_of(protocol))
    verdicts = Verdicts(protocol, grid)
    chance = random.Random(7)
    for _ in range(400):
        base = chance.choice(bases(protocol))
        named = chance.sample(signs.all, 2)
        changes = tuple((sign, chance.choice(signs.states(sign))) for sign in named)
        cell = tuple(chance.randrange(size) for size in grid.shape)
        findings = {**base.findings, **{sign: state.finding(sign) for sign, state in changes}}
        told = {sign: finding for sign, finding in findings.items() if finding is not None}
        decision = decide(Presentation(grid.facts_of(cell), told), protocol)
        matches = verdicts.matches(base, changes)
        urgency = int(verdicts.urgency(matches)[cell])
        assert urgency >> LOWER_BITS == decision.disposition.urgency
        assert LARGEST - (urgency & LARGEST) == decision.within_hours
        assert verdicts.rules[int(verdicts.deciding(matches)[cell])].id == decision.rule_id


def test_classes_are_exact(protocol):
    """A sign is exchangeable only with signs that every condition treats alike."""
    classes = Signs(protocol, conditions_of(protocol)).classes
    together = {sign: group for group in classes for sign in group}
    # Along with hives, being short of breath is an allergic reaction.
    assert set(together["chest_pain"]) == {
        "chest_pain", "arm_jaw_pain", "coughing_blood", "pain_on_breathing",
    }  # fmt: skip
    assert together["wound_problem"] == ("wound_problem", "headache_upright")
    assert together["fainted"] == ("fainted", "shock_signs")  # confusion worsens a kidney infection
    assert together["RF01"] == ("RF01",)


def test_every_number_class_of_the_rules_is_on_the_grid(protocol):
    axes = {axis.fact: axis.values for axis in grid_of(protocol).axes}
    assert axes["pain_duration"] == (0, 8, 14, 15, 28, 29, 43, 85, None)
    assert axes["pain_severity"] == (0, 7, 8, None)
    assert {5, 18, 45, 60, 65, 70} < set(axes["age"])
    assert grid_of(protocol).factored_out == ("activity",)


def test_diff_tells_who_moves(protocol, changed):
    later = changed(("thresholds.yml", "value: 42", "value: 21"))
    moves = {moved.move: moved for moved in compare(protocol, later, frozenset())}
    offered_to_clinic = moves[Disposition.ROUTINE_OFFER, Disposition.CLINIC]
    assert offered_to_clinic.count > 0
    assert "pain_duration" in offered_to_clinic.examples[0]
    month = person(protocol, {"pain_duration": 25})
    lines = list(diff_lines(protocol, later, [("a month", month)]))
    assert "case 'a month': routine_offer (D30) -> clinic (D23)" in lines
    assert any("MORE urgent" in line for line in lines)
    assert not any("LESS urgent" in line for line in lines)


def test_diff_of_the_same_says_nobody_moves(protocol):
    assert any("Nobody moves" in line for line in diff_lines(protocol, protocol, []))


@pytest.mark.slow
def test_everything_that_is_claimed_holds(protocol):
    proof = prove(protocol)
    lines = list(proof_lines(proof, protocol))
    assert proof.holds, "\n".join(lines)
    assert proof.findings.configurations > 150_000
    assert not any("BROKEN" in line for line in lines)
    assert sum(line.startswith("  holds") for line in lines) >= 13
    assert any("UNSIGNED" in line for line in signature_lines(protocol, datetime.date(2027, 1, 1)))
    assert State.PRESENT in proof.signs.states("RF01")


def test_check_refuses_a_broken_file_with_its_line(tmp_path, monkeypatch):
    folder = shutil.copytree(ROOT / "data" / "clinical", tmp_path / "clinical")
    (folder / "findings.yml").write_text("version: 1.0.0\n")
    result = CliRunner().invoke(clinical_commands(NOBODY), ["check", "--folder", str(folder)])
    assert result.exit_code == 1
    assert "findings.yml:1: key 'review' is missing" in result.output
