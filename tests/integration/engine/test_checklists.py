"""A whole list answered in one message: what is ticked counts, and nothing is cleared unseen."""

from __future__ import annotations

import json

import pytest

LISTS = ("danger_signs", "illness_signs")


def answer(about, shown, present=(), unsure=()):
    parts = {"about": about, "shown": shown, "present": list(present), "unsure": list(unsure)}
    return f"/answer_list{json.dumps(parts)}"


async def opened(talk):
    """Begin the triage, and return the ids of the first list."""
    replies = await talk.say("my back hurts since yesterday")
    (custom,) = [reply.custom for reply in replies if reply.custom]
    assert (custom["kind"], custom["about"]) == ("checklist", "danger_signs")
    return [item["id"] for item in custom["items"]]


async def test_a_list_stands_beside_the_same_question_in_words_and_buttons(talk):
    replies = await talk.say("my back hurts since yesterday")
    reply = replies[-1]
    assert reply.buttons
    for item in reply.custom["items"]:
        assert item["label"] in reply.text


async def test_nothing_ticked_clears_the_whole_list(talk):
    shown = await opened(talk)
    await talk.say(answer("danger_signs", shown))
    slots = await talk.slots()
    assert slots["danger_signs"] == dict.fromkeys(shown, "absent")
    assert slots["requested_slot"] == "illness_signs"


async def test_several_ticks_and_a_doubt_arrive_in_one_message(talk):
    shown = await opened(talk)
    await talk.say(answer("danger_signs", shown))
    items = ["RF10", "RF11", "RF12", "RF13", "RF14", "RF21", "RF22", "RF26"]
    await talk.say(answer("illness_signs", items, present=["RF10", "RF21"], unsure=["RF13"]))
    slots = await talk.slots()
    assert set(slots["red_flags"]) >= {"RF10", "RF21"}
    assert slots["unsure_counts"] == {"RF13": 1}
    assert slots["illness_signs"] is None, "what is not sure is asked once more"
    assert slots["screen_items"] == ["RF13"]
    await talk.say(answer("illness_signs", ["RF13"], unsure=["RF13"]))
    answers = (await talk.slots())["illness_signs"]
    assert {item for item, one in answers.items() if one == "unsure"} == {"RF13"}
    assert {item for item, one in answers.items() if one == "present"} >= {"RF10", "RF21"}


async def test_a_ticked_emergency_is_answered_at_once_with_its_card(talk):
    shown = await opened(talk)
    replies = await talk.say(answer("danger_signs", shown, present=["RF01"]))
    cards = [reply.custom for reply in replies if reply.custom]
    assert [card["kind"] for card in cards] == ["emergency"]
    assert cards[0]["call"][0]["href"] == "tel:911"
    assert (await talk.slots())["disposition"] == "emergency"


BAD = [
    ("another list", lambda shown: answer("illness_signs", shown)),
    ("an item less", lambda shown: answer("danger_signs", shown[1:])),
    ("an item more", lambda shown: answer("danger_signs", [*shown, "RF33"])),
    ("another order", lambda shown: answer("danger_signs", shown[::-1])),
    ("an item twice", lambda shown: answer("danger_signs", [*shown, shown[0]])),
    ("both at once", lambda shown: answer("danger_signs", shown, shown[:1], shown[:1])),
    ("unknown key", lambda shown: answer("danger_signs", shown).replace("unsure", "absent")),
    ("no ids", lambda shown: '/answer_list{"about": "danger_signs", "shown": [1, {}]}'),
    ("no list", lambda shown: '/answer_list{"about": "danger_signs"}'),
    ("no JSON", lambda shown: "/answer_list{"),
    ("bare", lambda shown: "/answer_list"),
]


@pytest.mark.parametrize(("_reason", "payload"), BAD, ids=[row[0] for row in BAD])
async def test_an_answer_to_any_other_list_clears_nothing(talk, _reason, payload):
    shown = await opened(talk)
    await talk.say(payload(shown))
    slots = await talk.slots()
    assert slots["danger_signs"] is None
    assert not slots["findings"]
    assert slots["screen_items"] == shown, "the list is asked again, whole"


@pytest.mark.parametrize("about", LISTS)
async def test_what_was_ticked_on_an_old_list_is_heard_all_the_same(talk, about):
    shown = await opened(talk)
    await talk.say(answer("danger_signs", shown))
    # The other tab still shows the first list, and RF01 gets ticked there.
    replies = await talk.say(answer(about, shown, present=["RF01"]))
    assert (await talk.slots())["disposition"] == "emergency"
    assert "911" in " ".join(reply.text or "" for reply in replies)


async def test_typing_letters_goes_on_working_beside_the_list(talk):
    await opened(talk)
    await talk.say("none")
    assert (await talk.slots())["requested_slot"] == "illness_signs"


async def test_a_list_answered_before_any_was_asked_is_no_answer(talk):
    await talk.say(answer("danger_signs", ["RF01"]))
    assert not (await talk.slots())["findings"]
