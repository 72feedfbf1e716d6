"""Hazard H-01: danger that is mentioned as the answer to another question must not be filed as one.

Every slot of every form, times a phrase for every sign that the assistant listens for.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.assistant.assistant import load_assistant
from bot.conversation.events import UserUttered
from bot.conversation.tracker import Tracker
from tests.conftest import ROOT

RED_FLAG_ACTION = "action_respond_to_red_flags"
ASSISTANT = load_assistant(ROOT)
QUESTIONS = [
    (form.name, slot) for form in ASSISTANT.domain.forms.values() for slot in form.required_slots
]
# One plain sentence for each; the language suites hold the many ways of saying it.
PHRASES = {
    "RF01": "I am numb between my legs",
    "RF02": "I can't pee",
    "RF03": "I pooped myself without feeling it",
    "RF04": "I have no feeling during sex since my back went out",
    "RF05": "both my legs are numb",
    "RF06": "my leg keeps giving way",
    "RF07": "my hands are clumsy and I walk like I'm drunk",
    "RF08": "it started after a car crash",
    "RF10": "I had breast cancer",
    "RF11": "I have a fever",
    "RF12": "I inject heroin",
    "RF13": "I have HIV",
    "RF14": "I have been on prednisone for a year",
    "RF15": "it is a tearing pain, the worst of my life",
    "RF16": "I have chest pain",
    "RF17": "I passed out this morning",
    "RF18": "it burns when I pee and I have blood in my urine",
    "RF20": "my stools are black",
    "RF21": "I take warfarin",
    "RF22": "I am pregnant",
    "RF26": "I had a spine injection last week",
    "RF27": "I can't walk at all",
    "RF28": "there are blisters along the pain",
    "RF30": "my calf is swollen and hot",
    "RF37": "I take oxycodone with a few beers",
    "RF32": "I took too many painkillers, way more than the label says",
    "RF36": "I was stabbed in the leg",
    "RF38": "one side of my face droops and my speech is slurred",
    "RF39": "I had a seizure this morning",
    "RF40": "my tongue is swelling up",
    "RF41": "my neck is stiff and I have a fever",
    "RF42": "the bleeding will not stop",
    "RF43": "a dog bit my leg",
    "RF33": "I want to kill myself",
}


def asked(app, form, slot):
    domain = app.assistant.domain
    initial = {name: spec.initial_value for name, spec in domain.slots.items()}
    tracker = Tracker("p", slots=initial, initial_slots=initial)
    return replace(
        tracker,
        active_loop=form,
        slots={**initial, "introduced": True, "requested_slot": slot},
        version=1,
    )


@pytest.mark.parametrize("flag", PHRASES)
async def test_a_red_flag_is_heard_in_every_question(running, flag):
    missed = []
    async with running() as app:
        agent = app.agent
        for form, slot in QUESTIONS:
            tracker = asked(app, form, slot)
            parsed = agent.understand(PHRASES[flag], offered=(), channel="rest")
            tracker = tracker.applying(UserUttered(parsed=parsed, channel="rest"))
            tracker = tracker.applying(*agent.fill_slots(tracker))
            tracker = tracker.applying(*await agent.actions.screen(tracker))
            if agent.predict(tracker).action != RED_FLAG_ACTION:
                missed.append((form, slot))
            elif flag not in (tracker.slots["red_flags"] or ()):
                missed.append((form, slot, tracker.slots["red_flags"]))
    assert missed == []
