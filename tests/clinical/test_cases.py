"""Written patients meet the rule that they should, and `explain` can show why."""

from __future__ import annotations

import shutil
from dataclasses import replace
from html import escape

import pytest
from typer.testing import CliRunner

from actions.knowledge.cases import load_cases
from actions.knowledge.explain import explain_lines
from actions.knowledge.loader import load_protocol
from actions.knowledge.page import protocol_page
from actions.knowledge.problems import ClinicalDataError
from actions.knowledge.stored_commands import clinical_commands
from actions.triage.decision import decide
from tests.clinical.conftest import NOBODY, ROOT

FOLDER = ROOT / "tests" / "clinical" / "cases"
PROTOCOL = load_protocol(ROOT / "data" / "clinical")
CASES = [case for path in sorted(FOLDER.glob("*.yml")) for case in load_cases(path, PROTOCOL)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_case(case):
    decision = decide(case.presentation, PROTOCOL)
    assert (decision.rule_id, decision.disposition) == (case.rule_id, case.disposition), case.story
    assert set(case.advice) <= set(decision.advice)
    assert not set(case.no_advice) & set(decision.advice)


def test_there_are_enough_cases_and_they_reach_most_rules():
    assert len(CASES) >= 40
    assert len({case.title for case in CASES}) == len(CASES)
    assert len({case.rule_id for case in CASES}) >= 25


def test_explain_shows_rules_what_they_saw_and_the_decision():
    case = next(one for one in CASES if one.title == "Numb when wiping")
    lines = list(explain_lines(case.presentation, PROTOCOL))
    text = "\n".join(lines)
    assert "D02 Nerves of the bladder and bowel (emergency, line" in text
    assert "new RF01: true (saw nothing)" in text
    assert "present saddle_numbness: true (saw present)" in text
    assert "new RF02: unknown (saw nothing)" in text
    assert "D02: emergency within 0 hours" in text
    assert "never asked: RF02" in text


@pytest.fixture
def run(monkeypatch):
    monkeypatch.chdir(ROOT)
    return lambda *words: CliRunner().invoke(
        clinical_commands(NOBODY), [str(word) for word in words]
    )


def test_explain_command(run):
    result = run("explain", FOLDER / "nerves.yml")
    assert result.exit_code == 0
    assert "Case: Numb when wiping" in result.stdout
    assert "UNEXPECTED" not in result.stdout


def test_explain_reports_what_was_not_met(run, tmp_path):
    path = tmp_path / "case.yml"
    path.write_text(
        "cases:\n- title: a\n  story: b\n  findings: [RF02]\n"
        "  expect: {rule: D40, disposition: routine}\n"
    )
    result = run("explain", path)
    assert result.exit_code == 1
    assert "UNEXPECTED: expected D40, got D02" in result.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cases:\n- title: a\n  story: b\n  slotz: {}\n", "Did you mean slots?"),
        ("cases:\n- title: a\n  story: b\n  findings: [bladder]\n", "Did you mean bladder_trouble"),
        ("cases:\n- title: a\n  story: b\n  slots: {age: 150}\n", "outside of 0 to 120"),
        ("cases:\n- title: a\n", "key 'story' is missing"),
        ("nothing: 1\n", "unknown key 'nothing'"),
    ],
)
def test_a_bad_case_is_refused_with_its_line(run, tmp_path, text, says):
    path = tmp_path / "case.yml"
    path.write_text(text)
    with pytest.raises(ClinicalDataError, match=r"case\.yml:\d+: ") as refused:
        load_cases(path, PROTOCOL)
    assert says in str(refused.value)
    assert run("explain", path).exit_code == 1


def test_wrong_usage_is_two(run):
    assert run("explain").exit_code == 2
    assert run("explain", "no-such-file.yml").exit_code == 2


def test_page_holds_the_whole_protocol(run, tmp_path):
    out = tmp_path / "page.html"
    assert run("page", "--out", out).exit_code == 0
    text = out.read_text()
    assert "Not approved. No physician has signed" in text
    names = [*PROTOCOL.red_flags, *PROTOCOL.findings, *PROTOCOL.sources, *PROTOCOL.advice.items]
    names += [rule.id for rule in PROTOCOL.rules]
    assert [name for name in names if name not in text] == []
    for source in PROTOCOL.sources:
        assert f'id="{source}"' in text


def test_every_printed_page_says_which_version_and_whether_it_is_approved(protocol):
    assert f"{protocol.version}, NOT APPROVED" in protocol_page(protocol)
    assert "counter(pages)" in protocol_page(protocol)
    reviews = tuple(replace(one, authored_by="A", checked_by="B") for one in protocol.reviews)
    signed = protocol_page(replace(protocol, reviews=reviews))
    assert f"{protocol.version}, signed" in signed
    assert "Not approved" not in signed


def test_the_page_words_conditions_for_people(protocol):
    text = protocol_page(protocol)
    assert "age: at least 65 years <small>(fragile_bone_age)</small>" in text
    assert "new or worse, or of unknown age: bladder trouble <small>(RF02)</small>" in text
    assert "<b>new nerve sign</b>" in text
    assert "within 336 hours (14 days)" in text
    for wording in protocol.texts.values():
        for other in wording.translations.values():
            assert escape(other.web) in text


def test_texts_are_escaped_on_the_page(run, tmp_path):
    folder = shutil.copytree(ROOT / "data" / "clinical", tmp_path / "clinical")
    path = folder / "findings.yml"
    path.write_text(
        path.read_text().replace("words: fever or chills", "words: <b>fever</b> & chills")
    )
    out = tmp_path / "page.html"
    assert run("page", "--folder", folder, "--out", out).exit_code == 0
    assert "&lt;b&gt;fever&lt;/b&gt; &amp; chills" in out.read_text()
