"""Ordinary talk of a sore back is not urgent, whatever one was doing and cannot do without pain."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from actions.slots import TODAY
from tests.conftest import Talk
from tests.language.suite import load

MOST_URGENT = 0.004  # of the sentences; one of 1,746 when the test was written


def _plain_talk() -> Iterator[str]:
    """Yield the sentences that `tests/language/plain_talk.yml` is made of."""
    parts = load("plain_talk.yml")
    for (act, doing), frame in product(parts["acts"], parts["frames"]):
        yield frame.replace("{ing}", doing).replace("{}", act)
    for one in parts["besides"]:
        yield from (one, f"my lower back hurts and {one}", f"{one} and now my back hurts")
    pairs = product(enumerate(parts["backs"]), enumerate(parts["since"]))
    yield from (f"{back} {since}" for (n, back), (m, since) in pairs if (n + m) % 4 == 0)
    for one in parts["also"]:
        yield from (one, f"back pain 2 weeks. {one}")


async def test_ordinary_talk_is_not_urgent(running, clock):
    urgent = []
    sentences = list(dict.fromkeys(_plain_talk()))
    async with running() as app:
        for sentence in sentences:
            person = Talk(app, clock, sentence)
            await person.say(sentence)
            slots = await person.slots()
            if {slots["disposition"], slots["urgency_so_far"]} & TODAY:
                urgent.append(sentence)
    assert len(urgent) <= MOST_URGENT * len(sentences), urgent
