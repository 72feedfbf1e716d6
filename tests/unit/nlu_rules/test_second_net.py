"""The second net on the encoder that ships: what it adds, what it doubts, what it leaves alone."""

from __future__ import annotations

import pytest
import spacy

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.encoder import FILE, read_encoder
from bot.nlu.second_net import FACTORY, SecondNet
from bot.nlu.second_net_limits import Limits
from tests.conftest import ROOT

WET = "Woke up in a soaked bed for the second night and I never noticed it coming"
DRY = "My waterworks are all in order, thank god, I go and I stop when I want to"
FLAGS = {"bladder_trouble": ("RF02",), "suicidal": ("RF34",), "thoracic_pain": ()}
ENCODER = read_encoder(ROOT / "data" / "lexicon" / "en" / FILE)
USUAL = {
    "alarm_from": 0.9,
    "suspect_from": 0.3,
    "doubt_below": 0.02,
    "contradict_from": 0.95,
    "told_from": 1.1,
    "meant_from": 1.1,
    "fact_from": 1.1,
    "facts": frozenset({"daily_function"}),
}


def net(*, leaves_out=(), **limits):
    made = SecondNet(Limits(**USUAL | limits, leaves_out=frozenset(leaves_out)))
    made.use(FLAGS)
    return made


def heard(made, text, found=(), encoder=ENCODER, hidden=None):
    attributes.register()
    doc = spacy.blank("en")(text)
    doc._.hidden = hidden
    doc._.found = list(found) or None
    doc._.reading = encoder and encoder.read(text)
    return list(made(doc)._.found or ())


def finding(value, text, assertion="present", flags=("RF02",)):
    details = {"assertion": assertion, "red_flag": list(flags)}
    return Entity("finding", value, 0, len(text), "x", details=details)


def test_what_is_sure_is_told_and_what_is_less_sure_is_asked_about():
    chance = ENCODER.read(WET).chances["bladder_trouble"]
    (told,) = heard(net(alarm_from=chance - 0.01), WET)
    assert (told.value, told.details["assertion"]) == ("bladder_trouble", "present")
    (asked,) = heard(net(alarm_from=chance + 0.01, suspect_from=chance - 0.01), WET)
    assert asked.details == {"assertion": "unsure", "suspected": True, "red_flag": ["RF02"]}
    assert heard(net(alarm_from=1.0, suspect_from=chance + 0.01), WET) == []


def test_the_words_that_speak_of_it_are_named():
    text = f"Good morning, I saw your number on the website of my cousin. {WET}"
    (found,) = heard(net(), text)
    assert found.start >= text.index("Woke") - len("cousin. ")
    assert found.extractor == FACTORY


def test_words_that_are_hidden_from_a_sign_do_not_speak_for_it():
    greeting = "Good morning to you all."
    text = f"{greeting} {WET}"
    told = [(0, len(greeting))]
    (still,) = heard(net(), text, hidden=lambda sign: told if sign == "bladder_trouble" else [])
    assert still.value == "bladder_trouble"
    whole = [(len(greeting) + 1, len(text))]
    assert heard(net(), text, hidden=lambda sign: whole if sign == "bladder_trouble" else []) == []
    (other,) = heard(net(), text, hidden=lambda sign: whole if sign == "suicidal" else [])
    assert other.value == "bladder_trouble"


@pytest.mark.parametrize("assertion", ["present", "unsure", "absent", "past", "other_person"])
def test_of_a_sign_that_the_lexicon_read_nothing_is_added(assertion):
    was = finding("bladder_trouble", WET, assertion)
    assert heard(net(contradict_from=1.0, told_from=0.0, meant_from=0.0), WET, [was])[0] == was


@pytest.mark.parametrize("assertion", ["absent", "past", "other_person", "hypothetical"])
def test_where_the_two_are_of_opposite_minds_it_is_asked_about(assertion):
    was = finding("bladder_trouble", WET, assertion)
    (doubt,) = heard(net(contradict_from=0.3), WET, [was])
    assert (doubt.details["assertion"], doubt.details["suspected"]) == ("unsure", True)


SISTER = "My sister had her bladder give out on her two years ago, I just have a sore back"


def test_what_the_encoder_is_sure_is_of_another_is_named_so_and_asked_about():
    was = finding("bladder_trouble", SISTER)
    sure = {"doubt_below": 0.2, "meant_from": 0.6}
    (named,) = heard(net(**sure), SISTER, [was])
    assert named.details["assertion"] in {"other_person", "past"}
    assert named.details["contested"]
    assert heard(net(doubt_below=0.0, meant_from=0.6), SISTER, [was]) == [was]
    assert (
        heard(net(**sure), WET, [finding("bladder_trouble", WET)])[0].details.get("contested")
        is None
    )


def test_a_person_who_is_written_for_is_nobody_else():
    text = "I write for my mother, she has her bladder give out on her since Monday"
    proxy = Entity("proxy", "mother", 12, 18, "x")
    found = heard(net(doubt_below=1.0, meant_from=0.0), text, [proxy, finding("fever", text)])
    assert all(one.details.get("assertion") != "other_person" for one in found)


def test_a_denial_that_nobody_heard_is_likely_and_no_more():
    sure = {"alarm_from": 0.99, "suspect_from": 0.98}
    (denied,) = heard(net(told_from=0.3, meant_from=0.5, **sure), DRY)
    assert denied.value == "bladder_trouble"
    assert denied.details == {"assertion": "absent", "suspected": True, "red_flag": ["RF02"]}
    assert heard(net(told_from=0.3, meant_from=1.0, **sure), DRY) == []
    assert heard(net(told_from=1.0, meant_from=0.5, **sure), DRY) == []
    assert all(
        one.details["assertion"] != "absent"
        for one in heard(net(told_from=0.3, meant_from=0.5, **sure), WET)
    )


def test_what_is_asked_first_is_told_only_where_it_is_very_likely():
    text = "i dont want to book anymore, could you take my name off"
    chance = ENCODER.read(text).chances["suicidal"]
    low = {"alarm_from": chance / 2, "suspect_from": chance / 3}
    (told,) = heard(net(**low), text)
    (asked,) = heard(net(**low, asks_first=frozenset({"suicidal"})), text)
    assert [one.details["assertion"] for one in (told, asked)] == ["present", "unsure"]


def test_a_red_flag_that_another_sign_raises_is_not_asked_about():
    was = finding("leaking", WET)
    assert heard(net(alarm_from=1.0), WET, [was]) == [was]


def test_a_sign_that_is_most_unlikely_becomes_a_doubt_and_is_not_dropped():
    text = "When do you open on Friday, and is there a place to park?"
    (doubt,) = heard(net(), text, [finding("bladder_trouble", text)])
    assert (doubt.details["assertion"], doubt.details["suspected"]) == ("unsure", True)
    stated = finding("bladder_trouble", text, "absent")
    assert heard(net(), text, [stated]) == [stated], "a denial is believed"
    unknown = finding("no_such_sign", text)
    assert heard(net(), text, [unknown]) == [unknown]
    short = "When do you open?"
    believed = finding("bladder_trouble", short)
    assert heard(net(), short, [believed]) == [believed], "a few words are read too poorly"
    kept = net(stands=frozenset({"RF02"}))
    (stands,) = heard(kept, text, [finding("bladder_trouble", text)])
    assert stands.details["assertion"] == "present"
    harmless = finding("bladder_trouble", text, flags=())
    assert heard(net(), text, [harmless]) == [harmless]


@pytest.mark.parametrize("left_out", ["bladder_trouble", "RF02"])
def test_what_is_left_out_is_not_asked_about(left_out):
    assert heard(net(alarm_from=1.0, leaves_out=[left_out]), WET) == []


def test_a_sign_without_a_red_flag_is_nothing_to_ask_about():
    made = net(suspect_from=0.0, alarm_from=1.1)
    made.use({"thoracic_pain": ()})
    assert heard(made, "it hurts between my shoulder blades") == []


def test_a_message_in_another_language_is_left_to_its_lexicon():
    details = {"assertion": "present", "red_flag": ["RF02"], "language": "es"}
    was = Entity("finding", "bladder_trouble", 0, 5, "x", details=details)
    assert heard(net(doubt_below=1.0, suspect_from=0.0), WET, [was]) == [was]


def test_without_an_encoder_and_for_a_word_or_two_nothing_changes():
    assert heard(net(), WET, encoder=None) == []
    assert heard(net(suspect_from=0.0), "no no") == []


def test_a_fact_that_nobody_found_is_told_where_it_is_likely():
    text = "The wife has to do my socks and shoes now and I cannot see me going in to work"
    facts = {one.entity: one for one in heard(net(fact_from=0.0), text) if one.entity != "finding"}
    assert facts.keys() == {"daily_function"}
    assert facts["daily_function"].extractor == FACTORY
    was = Entity("daily_function", "full", 0, 5, "x")
    again = heard(net(fact_from=0.0), text, [was])
    assert [one.value for one in again if one.entity == "daily_function"] == ["full"]
    assert heard(net(), text) == []


def test_it_is_the_same_after_disk(tmp_path):
    net().to_disk(tmp_path)
    assert net().from_disk(tmp_path).flags == FLAGS


def test_what_the_encoder_has_not_read_is_left_to_the_lexicon():
    text = "well it is my poor old back that hurts today, so " * 1_000
    details = {"assertion": "present", "red_flag": ["RF02"]}
    last = Entity("finding", "bladder_trouble", len(text) - 5, len(text), "x", details=details)
    assert last in heard(net(doubt_below=1.0), text, [last])
    first = Entity("finding", "bladder_trouble", 0, 5, "x", details=details)
    assert first not in heard(net(doubt_below=1.0), text, [first])
