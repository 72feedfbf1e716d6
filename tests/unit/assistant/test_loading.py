"""A folder as one assistant: all that is wrong is said at once, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant.assistant import load_assistant
from bot.assistant.dialogue_files import is_dialogue
from tests.unit.assistant.reading import NLU, RULES

ROOT = Path(__file__).parents[3]


def test_a_sound_folder(folder):
    assistant = folder.load()
    assert list(assistant.domain.intents) == ["greet", "order"]
    assert [rule.name for rule in assistant.rules][:2] == ["say hello", "take an order"]
    assert (assistant.rules[0].file, assistant.rules[0].line) == ("data/rules.yml", 3)
    assert [example.text for example in assistant.training_data.examples] == [
        "hello",
        "a large pizza",
    ]
    assert assistant.endpoints.action_url is None
    assert assistant.credentials.channels == {}


def test_this_project_is_sound():
    assistant = load_assistant(ROOT)
    assert assistant.training_data.examples
    assert assistant.rules


def test_every_problem_of_every_file_is_told_at_once(folder):
    folder.change("domain.yml", "entities:\n", "entitys:\n")
    folder.change("domain.yml", "type: categorical", "type: categoric")
    folder.change("config.yml", "RulePolicy", "RulPolicy")
    folder.change("data/nlu.yml", "- hello", "hello")
    folder.change("data/rules.yml", "- intent: greet", "- intnt: greet")
    folder.write("endpoints.yml", "action_endpoint: {uri: x}\n")
    folder.write("credentials.yml", "sms:\n")
    places = [problem.split(": ")[0] for problem in folder.problems()]
    assert places == [
        "config.yml:6",
        "credentials.yml:1",
        "data/nlu.yml:3",
        "data/nlu.yml:5",
        "data/rules.yml:5",
        "domain.yml:5",
        "domain.yml:9",
        "endpoints.yml:1",
        "endpoints.yml:1",
    ]


@pytest.mark.parametrize("name", ["domain.yml", "config.yml"])
def test_a_missing_file_is_named(folder, name):
    (folder.root / name).unlink()
    assert folder.problems() == [f"{name}:1: the file is missing"]


def test_a_folder_without_examples_is_refused(folder):
    (folder.root / "data/nlu.yml").unlink()
    assert folder.problems() == ["data/nlu.yml:1: there are no examples of any intent"]


def test_training_data_and_rules_may_be_split_over_files(folder):
    (folder.root / "data/nlu.yml").unlink()
    (folder.root / "data/rules.yml").unlink()
    folder.write("data/talk/greet.yml", NLU + RULES.removeprefix('version: "3.1"\n'))
    folder.write("data/more.yaml", "nlu:\n- lookup: topping\n  examples: |\n    - ham\n")
    assistant = folder.load()
    assert len(assistant.training_data.examples) == 2
    assert assistant.training_data.lookups == {"topping": ("ham",)}
    assert assistant.rules[0].file == "data/talk/greet.yml"


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ('version: "3.1"\n\nnlu: []\n', True),
        ("nlu: []\n", True),
        ("stories: []\n", True),
        ("rules:\n- rule: a\n", True),
        ('version: "3.1"\nruels: []\n', True),  # misspelt, so that it is refused and not skipped
        ("version: 2.0\nrules: []\n", True),  # too old, and so told
        ("version: 3.1.0\nrules: []\n", False),  # a house's own file with a version of its own
        ("version: 1\nrules: []\n", False),
        ("name: x\nhours:\n  rules: []\n", False),
        ("# nlu:\nname: x\n", False),
        ("", False),
    ],
)
def test_which_files_are_dialogue_files(text, is_ours):
    assert is_dialogue(text) is is_ours


def test_files_of_the_house_are_left_alone(folder):
    folder.write("data/house/rules.yml", "version: 1.2.0\nrules: [anything]\n")
    folder.write("data/house.yml", "unknown: [\n")
    assert folder.problems() == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("stories: []\n", "data/x.yml:1: key 'stories' is not supported: this engine has rules"),
        ('version: "3.1"\nruels: []\n', "data/x.yml:2: unknown key 'ruels'. Did you mean rules?"),
        ('version: "2.0"\nrules: []\n', "data/x.yml:1: version '2.0' cannot be read here"),
        ("version: 3.1\nrules: []\n", 'data/x.yml:1: put the version in quotes: version: "3.1"'),
        (RULES, "data/x.yml:3: the rule at data/rules.yml:3 is called 'say hello' too"),
    ],
)
def test_a_dialogue_file_with_a_fault_is_refused(folder, text, problem):
    folder.write("data/x.yml", text)
    assert any(one.startswith(problem) for one in folder.problems()), folder.problems()


def test_variables_of_the_environment_are_handed_in(folder):
    folder.write("endpoints.yml", "action_endpoint:\n  url: http://${HOST}/webhook\n")
    assert folder.load(HOST="actions:5055").endpoints.action_url == "http://actions:5055/webhook"
    assert folder.problems() == ["endpoints.yml:2: the environment has no variable HOST"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("domain.yml", "text: Hello", "text: Good day"),
        ("data/rules.yml", "say hello", "greet back"),
        ("config.yml", "language: en", "# a remark\nlanguage: en"),
        ("data/nlu.yml", "\nnlu:", "\n# a remark\nnlu:"),
    ],
)
def test_what_training_does_not_see_leaves_the_digest(folder, file, old, new):
    before = folder.load().digest
    folder.change(file, old, new)
    assert folder.load().digest == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/nlu.yml", "- hello", "- hello there"),
        ("data/nlu.yml", "[large](size)", "large"),
        ("config.yml", "language: en", "language: es"),
        ("config.yml", "some_component", "other_component"),
        ("data/words/en/list.txt", "ham", "olives"),
    ],
)
def test_what_training_depends_on_changes_the_digest(folder, file, old, new):
    folder.write("data/words/en/list.txt", "ham\n")
    before = folder.load().digest
    folder.change(file, old, new)
    assert folder.load().digest != before


def test_another_file_in_a_folder_of_the_pipeline_changes_the_digest(folder):
    before = folder.load().digest
    folder.write("data/words/more.txt", "")
    assert folder.load().digest != before


def test_a_folder_behind_links_is_read_alike(folder, tmp_path_factory):
    folder.write("data/words/list.txt", "ham\n")
    other = tmp_path_factory.mktemp("linked")
    for path in folder.root.iterdir():
        (other / path.name).symlink_to(path)
    assert load_assistant(other, environment={}).digest == folder.load().digest
