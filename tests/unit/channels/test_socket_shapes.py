"""Whatever the assistant says, Rasa's widgets get shapes that they show, and every button last."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.socketio_shapes import bot_uttered_frames
from bot.conversation.messages import BotMessage, Button

texts = st.one_of(st.none(), st.text(max_size=40), st.just("one\n\ntwo"))
buttons = st.lists(st.builds(Button, st.text(max_size=9), st.text(max_size=9)), max_size=3)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
customs = st.one_of(
    st.none(),
    st.dictionaries(
        st.sampled_from(["kind", "type", "text", "attachment", "payload"]), json_values
    ),
)
messages = st.builds(
    BotMessage,
    text=texts,
    buttons=buttons.map(tuple),
    image=st.one_of(st.none(), st.just("https://clinic.example/i.png")),
    attachment=st.one_of(st.none(), st.text(max_size=9), json_values),
    custom=customs,
)


def is_lean(frame):
    if "attachment" in frame:
        picture = frame["attachment"]
        return set(frame) == {"attachment"} and set(picture) == {"type", "payload"}
    return isinstance(frame["text"], str) and set(frame) <= {"text", "quick_replies"}


@given(st.lists(messages, max_size=5))
def test_frames_are_lean_and_all_buttons_ride_on_the_last(replies):
    frames = bot_uttered_frames(replies)
    assert all(is_lean(frame) for frame in frames)
    assert not any("quick_replies" in frame for frame in frames[:-1])
    offered = [(one.title, one.payload) for reply in replies for one in reply.buttons]
    last = frames[-1].get("quick_replies", []) if frames else []
    assert [(one["title"], one["payload"]) for one in last] == offered
    json.dumps(frames)


@given(st.lists(messages, max_size=5))
def test_no_word_is_lost(replies):
    shown = "".join(frame.get("text", "") for frame in bot_uttered_frames(replies))
    for reply in replies:
        for part in (reply.text or "").split("\n\n"):
            assert part.strip() in shown


@pytest.mark.parametrize(
    ("reply", "frames"),
    [
        (BotMessage(text="a\n\nb"), [{"text": "a"}, {"text": "b"}]),
        (BotMessage(text="a", custom={"kind": "scale"}), [{"text": "a"}]),
        (BotMessage(custom={"text": "in words"}), [{"text": "in words"}]),
        (BotMessage(custom={"type": "accordion", "elements": []}), []),
        (
            BotMessage(custom={"attachment": {"type": "image", "payload": {"src": "x.png"}}}),
            [{"attachment": {"type": "image", "payload": {"src": "x.png"}}}],
        ),
        (BotMessage(attachment={"type": "video", "payload": {"src": "x.mp4"}}), []),
    ],
    ids=["blank lines", "text beside a form", "only words", "unknown type", "picture", "video"],
)
def test_a_reply_becomes_frames(reply, frames):
    assert bot_uttered_frames([reply]) == frames
