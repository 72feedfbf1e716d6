"""The longest answers there can be still fit: the read-back, and all advice page by page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from itertools import product

import pytest

from actions.knowledge.loader import load_protocol
from actions.slots import FACTS
from actions.triage.protocol import Disposition
from bot.app import App
from bot.channels.sms.alphabet import plain, segment_count
from bot.channels.sms.splitting import MAX_MESSAGES, MAX_SEGMENTS
from bot.conversation.events import BotUttered, UserUttered
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Intent, ParsedMessage, Prediction
from tests.conftest import ROOT

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
LEVELS = [Disposition.CLINIC, Disposition.ROUTINE_OFFER, Disposition.ROUTINE]
LONGEST_REASON = max((case.because for rule in PROTOCOL.rules for case in rule.cases), key=len)
LONGEST_ACTIVITY = max(
    PROTOCOL.advice.activity_notes, key=lambda one: len(PROTOCOL.advice.activity_notes[one].sms)
)
SAID = UserMessage("someone", "x", "twilio")


@pytest.fixture
async def app(running) -> AsyncIterator[App]:
    async with running() as app:
        yield app


def heard(**slots: object) -> Tracker:
    blank = Tracker("someone", slots=slots, latest_channel="twilio")
    parsed = ParsedMessage("x", Intent("affirm", 1.0))
    return blank.applying(
        UserUttered(parsed=parsed, channel="twilio", metadata={"turn_id": "t"}, timestamp=1.0)
    )


async def after(app: App, tracker: Tracker, *actions: str) -> Tracker:
    for action in actions:
        events = await app.agent.actions.run(Prediction(action, "test"), tracker)
        tracker = tracker.applying(*events)
    return tracker


def assert_whole(app: App, tracker: Tracker) -> str:
    """Check that all replies of the turn are sent, in full and within the limits."""
    replies = tuple(event.message for event in tracker.turn if isinstance(event, BotUttered))
    texts = [one.text for one in app.agent.channels["twilio"].outgoing(SAID, replies)]
    assert len(texts) <= MAX_MESSAGES
    assert all(segment_count(text) <= MAX_SEGMENTS for text in texts)
    sent = "".join("".join(re.sub(r"^\(\d/\d\) ", "", text).split()) for text in texts)
    for reply in replies:
        assert "".join(plain(reply.text or "").split()) in sent, reply.text
    return "\n".join(texts)


def longest_facts() -> dict[str, object]:
    kinds = [PROTOCOL.facts[name] for name in FACTS]
    return {
        kind.id: kind.at_most
        if kind.is_number
        else max(kind.values, key=lambda v: len(kind.values[v]))
        for kind in kinds
    }


async def test_the_longest_read_back_fits(app):
    kinds = product([longest_facts(), {}], ["present", "absent"], [True, False])
    for facts, assertion, for_other in kinds:
        findings = {name: {"assertion": assertion} for name in PROTOCOL.findings}
        tracker = heard(**facts, findings=findings, writes_for_other=for_other)
        tracker = await after(app, tracker, "utter_what_to_change", "action_ask_facts_confirmed")
        assert "more" in assert_whole(app, tracker)


async def test_all_advice_comes_in_pages_and_the_safety_net_at_once(app):
    for injury, level in product(sorted(PROTOCOL.advice.plans), LEVELS):
        await read_all_advice(app, injury, level)


async def read_all_advice(app: App, injury: str, level: Disposition) -> None:
    codes = list(PROTOCOL.advice.items)
    where = PROTOCOL.dispositions[level].text.sms
    decision = BotMessage(text=f"For the person you write for: {where}\nWhy: {LONGEST_REASON}")
    slots = {"advice": codes, "injury_type": injury, "activity": LONGEST_ACTIVITY}
    tracker = heard(**slots, disposition=level.value, contact_purpose="consultation")
    tracker = tracker.applying(BotUttered(message=decision, timestamp=1.0))
    tracker = await after(app, tracker, "action_give_advice", "action_offer_next_step")
    pages = [assert_whole(app, tracker)]
    assert "Go to the ER at once" in pages[0]
    while tracker.slots.get("advice_left"):
        assert "MORE" in pages[-1]
        left = tracker.slots["advice_left"]
        tracker = heard(**{**tracker.slots, "advice_left": left})
        tracker = await after(app, tracker, "action_give_more_advice", "action_offer_next_step")
        pages.append(assert_whole(app, tracker))
    everything = " ".join(" ".join(pages).split())
    for code in codes:
        start = " ".join(PROTOCOL.advice.items[code].text.sms.split()[:3])
        assert start in re.sub(r" ?\(\d/\d\) ?", " ", everything), code


@pytest.mark.parametrize("level", ["crisis", "emergency"])
def test_the_line_that_matters_is_whole_in_the_first_segment(level):
    text = PROTOCOL.dispositions[Disposition(level)].text.sms
    first = text.replace("{emergency_number}", "911").replace("{crisis_number}", "988")
    # "(1/3) " stands before it.
    assert first.index(".") < 147
