"""Training with corrections: what gets worse is refused and the old model stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.assistant.assistant import load_assistant
from bot.assistant.nlu_writing import nlu_text
from bot.assistant.problems import AssistantError
from bot.assistant.training_data import Example, load_training_file
from bot.cli import app
from bot.nlu.comparing import train_with
from bot.nlu.comparison import read_comparison
from bot.nlu.corrected_examples import KEPT, merged
from bot.nlu.interpreter import Interpreter, current_model
from bot.nlu.training import TrainingRefused, model_is_stale, train
from tests.unit.nlu_model.conftest import EXAMPLES, NOW, ROOT

DOMAIN = """\
version: "3.1"
intents: [greet, goodbye, order_pizza, ask_opening_hours, out_of_scope]
entities: [size]
responses:
  utter_greet: [{text: Hello}]
"""
CONFIG = """\
language: en
pipeline:
- name: backline_spelling
- name: backline_lexicon
  folder: data/lexicon
- name: backline_assertion
- name: backline_intents
  suites: suites
policies:
- name: RulePolicy
"""
LEXICON = """\
skip: [the, a]
negators: [no, not]
entities:
  finding:
    burning:
      red_flags: [hot]
      say: [oven is burning, smoke]
"""
# Heard only because the spelling is put right.
SUITE = "cases:\n- {text: the oven is burnning, expected: {burning: present}}\n"
RIGHT = [Example("could I get a pizza to go", "order_pizza")]
CLOCK = lambda: 1_767_614_400.0  # noqa: E731 -- a moment is a moment


@pytest.fixture
def root(tmp_path):
    """A small project that trains in a second."""
    lexicon = tmp_path / "data" / "lexicon" / "en"
    lexicon.mkdir(parents=True)
    (lexicon / "words.yml").write_text(LEXICON)
    shutil.copy(ROOT / "data" / "lexicon" / "en" / "assertion.yml", lexicon)
    (tmp_path / "suites").mkdir()
    (tmp_path / "domain.yml").write_text(DOMAIN)
    (tmp_path / "config.yml").write_text(CONFIG)
    (tmp_path / "suites" / "one.yml").write_text(SUITE)
    own = [Example(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    (tmp_path / "data" / "nlu.yml").write_text(nlu_text(own))
    train(load_assistant(tmp_path), tmp_path / "models")
    return tmp_path


def corrected(root: Path, examples: list[Example], name: str = "new.yml"):
    """Train with these examples as an admin would."""
    path = root / name
    path.write_text(nlu_text(examples))
    return train_with(load_assistant(root), root / "models", path, clock=CLOCK)


def test_what_is_no_worse_is_put_in_force_with_its_examples(root):
    before = current_model(root / "models")
    steps = []
    path = root / "new.yml"
    path.write_text(nlu_text(RIGHT))
    found = train_with(
        load_assistant(root), root / "models", path, clock=CLOCK,
        progress=lambda step, share: steps.append(share),
    )  # fmt: skip
    assert found.is_accepted
    assert steps == sorted(steps)
    assert current_model(root / "models") != before
    assert load_training_file(root / KEPT).examples == tuple(RIGHT)
    assert not model_is_stale(load_assistant(root), root / "models"), (
        "the next start trains nothing"
    )
    assert read_comparison(root / "models") == found
    figures = {one.name: one for one in found.figures}
    assert figures["red-flag recall"].before == figures["red-flag recall"].after == 1.0
    assert figures["accuracy within scope"].total == 24
    assert figures["corrected messages"].after == 1.0
    parsed = Interpreter.load(root / "models").parse(RIGHT[0].text, now=NOW)
    assert parsed.intent.name == "order_pizza"


def test_worse_accuracy_is_refused_and_the_old_model_stays(root, monkeypatch):
    """All the way from the command line: before and after are shown, and the exit code tells."""
    monkeypatch.chdir(root)
    before = current_model(root / "models")
    wrong = [
        Example(f"{text} {more}", "goodbye")
        for text in (*EXAMPLES["order_pizza"], *EXAMPLES["ask_opening_hours"], *EXAMPLES["greet"])
        for more in ("now", "please")
    ]
    (root / "wrong.yml").write_text(nlu_text(wrong))
    refused = CliRunner().invoke(app, ["train", "--corrections", "wrong.yml"])
    assert refused.exit_code == 1
    assert "accuracy within scope would fall from" in refused.output
    assert "in force" not in refused.output
    assert current_model(root / "models") == before
    assert not (root / KEPT).exists()
    assert not model_is_stale(load_assistant(root), root / "models")
    kept = read_comparison(root / "models")
    assert not kept.is_accepted
    assert all(one.before == one.intent != one.after for one in kept.lost)
    assert kept.lost[0].text in refused.output
    assert kept.changed_intents()[0].change < 0
    (root / "right.yml").write_text(nlu_text(RIGHT))
    accepted = CliRunner().invoke(app, ["train", "--corrections", "right.yml"])
    assert accepted.exit_code == 0, accepted.output
    for part in ("accuracy within scope", "red-flag recall", "before", "after", "in force"):
        assert part in accepted.output
    assert current_model(root / "models") != before


def test_worse_red_flag_recall_is_refused(root):
    """A misspelt word that is learnt as a word is put right no more."""
    before = current_model(root / "models")
    unheard = [Example(f"burnning burnning pizza {number}", "order_pizza") for number in range(9)]
    with pytest.raises(TrainingRefused, match=r"red-flag recall would fall from 100\.00%"):
        corrected(root, unheard)
    assert current_model(root / "models") == before
    assert not (root / KEPT).exists()


def test_a_floor_holds_also_where_nothing_is_worse_than_before(root):
    config = (root / "config.yml").read_text()
    strict = config.replace("  suites: suites", "  suites: suites\n  minimum_accuracy: 1.1")
    (root / "config.yml").write_text(strict)
    with pytest.raises(TrainingRefused, match="below minimum_accuracy"):
        corrected(root, RIGHT)
    assert not (root / KEPT).exists()


def test_corrections_add_up_and_a_later_one_of_the_same_words_counts(root):
    (root / KEPT).write_text(nlu_text([*RIGHT, Example("hiya there", "greet")]))
    path = root / "new.yml"
    path.write_text(nlu_text([Example("Hiya  there", "goodbye"), Example("so long", "goodbye")]))
    new = merged(load_assistant(root), path)
    (root / KEPT).write_text(new.text)
    kept = [(one.text, one.intent) for one in load_training_file(root / KEPT).examples]
    assert sorted(kept) == [
        ("Hiya  there", "goodbye"), (RIGHT[0].text, "order_pizza"), ("so long", "goodbye"),
    ]  # fmt: skip
    assert [one.text for one in new.added] == ["Hiya  there", "so long"]
    assert load_assistant(root).digest == new.assistant.digest


@pytest.mark.parametrize(
    ("examples", "problem"),
    [
        ([Example("hello", "goodbye")], r"new.yml:\d+: 'hello' is an example of greet already"),
        ([Example("hm", "nonsense")], "declares no intent nonsense"),
        ([Example("hm", "greet"), Example("Hm", "goodbye")], "example of goodbye already|greet"),
        ([Example("hello", "greet")], "known already"),
        ([], "known already"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_changes_nothing(root, examples, problem):
    with pytest.raises(AssistantError, match=problem):
        corrected(root, examples)
    assert read_comparison(root / "models") is None
    assert not (root / KEPT).exists()
