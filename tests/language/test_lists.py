"""A denial, or a date of the past, in front of a comma wipes nothing that is told behind it."""

from __future__ import annotations

import pytest

from bot.assistant import yaml_text
from tests.language.suite import ROOT, entities, findings

PHRASES = ROOT / "data" / "lexicon" / "en" / "red_flag_phrases.yml"
LEADS = (
    "back pain 3 days, no leg pain, {}",
    "no injury, {}",
    "sore back, never had surgery, {} since this morning",
    "knee replaced 2 years ago, {}",
    "same thing last year, back pain, {}",
)
HEARD = {"present", "unsure"}
FEWEST_FLAGS = 25
FEW = 0.02  # that contradict their own beginning: "no injury, car wreck"
LONGEST = 6  # words: what stands behind a comma, and is no sentence of its own


def told() -> list[tuple[str, str]]:
    """Return red flags with short English phrases that tell them, and leave no doubt alone."""
    phrases = yaml_text.read(PHRASES).items()
    return [
        (flag, text)
        for flag, texts in phrases
        for text in texts
        if len(text.split()) <= LONGEST and flag in flags(text, {"present"})
    ]


def flags(text: str, meant: set[str]) -> set[str]:
    return {
        flag
        for entity in entities(text)
        if entity.entity == "finding"
        and (entity.details["assertion"] in meant or "contested" in entity.details)
        and "language" not in entity.details
        for flag in entity.details["red_flag"]
    }


def test_there_are_phrases():
    assert len({flag for flag, _ in told()}) > FEWEST_FLAGS


@pytest.mark.parametrize("lead", LEADS)
def test_what_stands_behind_a_comma_is_told_or_asked_about(lead):
    lost = [(flag, text) for flag, text in told() if flag not in flags(lead.format(text), HEARD)]
    assert len(lost) <= FEW * len(told()), lost


@pytest.mark.parametrize(
    ("text", "sign", "how"),
    [
        ("no fever, chills, night sweats or weight loss", "weight_loss", "absent"),
        ("denies numbness, weakness or trouble peeing", "bladder_trouble", "absent"),
        ("no fever, chills", "fever", "absent"),
        ("back hurts, no numbness, no weakness, no fever", "fever", "absent"),
        ("no leg pain, fever 101", "fever", "present"),
        ("no injury, back pain, trouble peeing", "bladder_trouble", "present"),
        ("covid last year, back pain, fever and chills", "fever", "present"),
    ],
)
def test_a_list_says_how_far_its_denial_goes(text, sign, how):
    assert findings(text)[sign] == {how}
