"""No text beyond the limits can leave, whatever the replies hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.sms.alphabet import BASIC, EXTENDED, plain, segment_count
from bot.channels.sms.rendering import SmsRenderer
from bot.channels.sms.splitting import MAX_MESSAGES, MAX_SEGMENTS, packed
from bot.conversation.messages import BotMessage, Button

any_text = st.text(max_size=1_200) | st.text("abc {}€.!?\n,-'’é", max_size=1_200)
replies = st.builds(
    BotMessage,
    text=st.none() | any_text,
    buttons=st.lists(st.builds(Button, st.text(max_size=60), st.just("/x")), max_size=12).map(
        tuple
    ),
    metadata=st.sampled_from([{}, {"urgent": True}]),
)


def is_within_limits(text: str) -> bool:
    return set(text) <= BASIC | EXTENDED and segment_count(text) <= MAX_SEGMENTS


@given(st.lists(replies, max_size=6))
def test_every_turn_keeps_the_limits(said):
    texts = SmsRenderer("Reply with a number:").texts(said)
    assert len(texts) <= MAX_MESSAGES
    assert all(is_within_limits(one.text) for one in texts)


@given(st.lists(any_text.map(plain), max_size=4))
def test_cutting_loses_no_word(blocks):
    said = "".join("".join(block.split()) for block in blocks)
    assert "".join("".join(part.split()) for part in packed(blocks)) == said


@given(replies)
def test_the_same_reply_reads_the_same_again(reply):
    renderer = SmsRenderer("Reply with a number:")
    assert renderer.texts([reply]) == renderer.texts([reply])


@given(any_text)
def test_what_is_plain_stays_as_it_is(text):
    assert plain(plain(text)) == plain(text)
