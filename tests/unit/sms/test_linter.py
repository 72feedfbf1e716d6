"""What `data validate` says of responses that cannot be sent as a text message."""

from __future__ import annotations

import pytest

from bot.assistant.responses import ResponseVariation
from bot.channels.sms.linter import FIRST_CONTACT, RESPONSES, sms_problems

SOUND = {name: (ResponseVariation(text="Fine."),) for name in RESPONSES} | {
    FIRST_CONTACT: (ResponseVariation(text="Hi. HELP for help, STOP to opt out."),)
}


def problems(**responses: tuple[ResponseVariation, ...]) -> list[str]:
    found = sms_problems(SOUND | responses, {"clinic": "A Clinic"})
    return [problem.message for problem in found]


def test_sound_responses_pass():
    assert problems() == []


@pytest.mark.parametrize(
    ("variation", "complaint"),
    [
        (ResponseVariation(text="a" * 306), "306 characters"),
        (ResponseVariation(text="{clinic} " * 60), "characters"),
        (ResponseVariation(text="A smile \U0001f600"), "cannot show"),
        (ResponseVariation(text="Reply STOP to begin"), "command"),
        (ResponseVariation(text='Type "help" for more'), "command"),
        (ResponseVariation(text="Go on?", buttons=(("Cancel", "/deny"),)), "'Cancel'"),
        (
            ResponseVariation(
                text="Which?", buttons=tuple((f"Choice {n}", "/x") for n in range(40))
            ),
            "characters",
        ),
    ],
)
def test_what_cannot_be_sent_is_named(variation, complaint):
    (message,) = problems(utter_x=(variation,))
    assert complaint in message


@pytest.mark.parametrize(
    "text", ["\u00bfC\u00f3mo est\u00e1?", "It won\u2019t stop", "a" * 305, "Call to cancel it"]
)
def test_what_can_be_sent_passes(text):
    assert problems(utter_x=(ResponseVariation(text=text),)) == []


def test_a_channels_own_words_stand_for_the_long_ones():
    long, short = ResponseVariation(text="a" * 900), ResponseVariation(text="a", channel="twilio")
    assert problems(utter_x=(long, short)) == []


def test_words_for_a_condition_must_not_be_hidden_by_the_channel():
    condition = (("language", "es"),)
    variations = (
        ResponseVariation(text="Hola", conditions=condition),
        ResponseVariation(text="Hello"),
        ResponseVariation(text="Hi", channel="twilio"),
    )
    (message,) = problems(utter_x=variations)
    assert "would not hear" in message
    own = ResponseVariation(text="Hola", channel="twilio", conditions=condition)
    assert problems(utter_x=(*variations, own)) == []


def test_the_first_words_tell_how_to_leave_and_to_get_help():
    (message,) = problems(**{FIRST_CONTACT: (ResponseVariation(text="Hi. STOP ends."),)})
    assert "HELP" in message
