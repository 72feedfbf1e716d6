import json
import re
from itertools import pairwise

import numpy as np
import pytest

from bot.nlu.evaluation import evaluate
from bot.nlu.evaluation_page import evaluation_page
from bot.nlu.evaluation_report import Share
from bot.nlu.judgement import rejection
from bot.nlu.suite_scores import suite_shares, unheard
from bot.nlu.suites import Meant, read_suites
from tests.unit.nlu_model.conftest import EXAMPLES, lines

OTHER_DATA = """version: "3.1"
nlu:
- intent: play_music
  examples: |
    - play some jazz
    - put on a song please
    - play the next song
    - I want to hear some music
    - play my favourite album
    - turn on the music
- intent: set_alarm
  examples: |
    - wake me up at seven
    - set an alarm for six
    - I need an alarm for tomorrow
    - alarm at half past five
    - set my alarm please
    - wake me at noon
- intent: oos
  examples: |
    - how tall is the tower
    - is the shop open
    - do fish sleep at night
"""


@pytest.fixture(scope="module")
def report(small_assistant):
    return evaluate(small_assistant)


def test_every_example_is_judged_once(report):
    assert report.examples == len(lines()) == sum(score.support for score in report.intents)
    assert [found.name for found in report.rejections] == ["out_of_scope"]
    assert 0.9 <= report.kept <= 1.0
    assert report.right_and_kept <= min(report.kept, report.accuracy)
    assert sum(found.count for found in report.reliability) == len(lines())
    assert "out_of_scope" in report.as_text()


def test_accuracy_is_that_of_the_messages_within_scope(report):
    inside = [score for score in report.intents if score.name != "out_of_scope"]
    right = sum(round(score.recall * score.support) for score in inside)
    assert report.accuracy == pytest.approx(right / sum(score.support for score in inside))


def test_keeping_fewer_turns_more_away(report):
    curve = report.rejections[0].curve
    assert curve[0][0] == 1.0
    assert all(later[1] >= earlier[1] for earlier, later in pairwise(curve))


def test_a_declined_message_counts_as_turned_away_whatever_its_score():
    belonging = np.linspace(0.0, 1.0, 101, dtype=np.float32)
    strange = np.array([-np.inf, 0.02, 0.5, 2.0], dtype=np.float32)
    found = rejection("near", belonging, strange, outside_below=0.01)
    assert (found.recall, found.recall_at_95) == (0.25, 0.5)


def test_a_page_holds_the_figures_and_needs_nothing_from_outside(report):
    page = evaluation_page(report, title="Understanding <measured>", written="today")
    assert f"{report.accuracy * 100:.1f} %" in page
    assert "Understanding &lt;measured&gt;" in page
    assert page.count("<svg") == 2
    assert not re.search(r"<script|src=|href=|url\(|@import|https?:", page)
    assert not re.search(r"\bnan\b", page)


def test_a_report_is_plain_json(report):
    assert json.loads(json.dumps(report.as_json()))["accuracy"] == report.accuracy


def test_another_subject_is_learnt_without_our_own_words(small_assistant, tmp_path):
    train, test = tmp_path / "train.yml", tmp_path / "test.yml"
    train.write_text(OTHER_DATA)
    test.write_text(
        'version: "3.1"\nnlu:\n'
        "- intent: play_music\n  examples: |\n    - play a song\n"
        "- intent: set_alarm\n  examples: |\n    - set an alarm for nine\n"
        "- intent: oos\n  examples: |\n    - qwx zzkj fhg\n"
        "- intent: never_seen\n  examples: |\n    - vbn hjkl trewq\n"
    )
    report = evaluate(small_assistant, train=train, test=test)
    assert report.examples == 4
    assert report.accuracy == 1.0
    assert {score.name for score in report.intents} == {"play_music", "set_alarm", "oos"}
    assert {found.name for found in report.rejections} == {"oos", "never_seen"}
    assert set(report.seconds) == {"train", "test"}


def test_suites_are_read_by_what_their_items_hold(tmp_path):
    (tmp_path / "one.yml").write_text(
        "unseen: {intents: 0.9}\n"
        "intents:\n- {text: hi, intent: greet}\n"
        "noisy:\n- {text: hii, intent: greet}\n"
        "cases:\n- {text: a week, days: 7}\n- {text: a while, low: 5, high: 50}\n"
        "- {text: at noon, days: null}\n"
        "- {text: two larges, expected: {size: large, smoke: absent}, none: [drink]}\n"
        "present:\n- {text: it burns, finding: smoke}\n"
        "findings:\n  smoke: [it smells burnt]\n"
        "out_of_scope:\n  far: [who won]\n"
        "quiet: [all is well]\n"
    )
    suites = read_suites(tmp_path)
    assert [meant.group for meant in suites.intents] == ["intents", "noisy"]
    assert [meant.expected for meant in suites.durations] == [(7.0, 7.0), (5.0, 50.0), None]
    assert [meant.expected for meant in suites.facts] == [("size", "large"), ("drink", None)]
    assert {meant.expected for meant in suites.findings} == {
        ("smoke", "absent"),
        ("smoke", "present"),
    }
    assert sorted(suites.red_flags()) == [("smoke", "it burns"), ("smoke", "it smells burnt")]
    assert suites.strangers == {"far": ["who won"]}
    assert suites.quiet == ["all is well"]


def test_a_suite_that_is_no_yaml_is_named_with_its_line(tmp_path):
    (tmp_path / "one.yml").write_text("intents:\n- {text: hi\n")
    with pytest.raises(ValueError, match=r"one\.yml:\d+: "):
        read_suites(tmp_path)


def test_suites_are_counted_by_group_and_part(interpreter, tmp_path):
    (tmp_path / "one.yml").write_text(
        "intents:\n"
        f"- {{text: {EXAMPLES['greet'][0]}, intent: greet}}\n"
        f"- {{text: {EXAMPLES['goodbye'][0]}, intent: greet}}\n"
        "present:\n- {text: the oven burns, finding: smoke}\n"
    )
    suites = read_suites(tmp_path)
    assert Share("Intents", "intents", 1, 2) in suite_shares(interpreter, suites)
    assert unheard(interpreter, suites) == (1, ("the oven burns",))
    assert suites.findings == [Meant("the oven burns", ("smoke", "present"))]
