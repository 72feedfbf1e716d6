"""A list, a read-back and an answer are said whole once; then only what is new of them."""

from __future__ import annotations

import pytest

TOLD = (
    "my back hurts since last week, sore from my desk job, a 4, no leg pain, I can do everything, "
    "getting better, I'm 33"
)
LINES_OF_LIST = "\nB)"
LINE_OF_READ_BACK = "- Age:"


def last(replies):
    return replies[-1].text


async def answered(talk):
    """Answer all questions and agree to what is read back."""
    for text in (TOLD, "none", "none", "yes"):
        replies = await talk.say(text)
    return replies


async def test_a_list_is_asked_about_in_a_line_twice_and_then_said_whole(talk):
    await talk.say("my back hurts since last week")
    said = [
        last(await talk.say(text)) for text in ("I sit at a desk", "I am 33", "I can do everything")
    ]
    assert [LINES_OF_LIST in text for text in said] == [False, False, True]


async def test_what_was_ticked_leaves_the_rest_to_be_asked_in_a_line(talk):
    await talk.say("my back hurts since last week")
    await talk.say("none")
    replies = await talk.say("I take Eliquis")
    assert LINES_OF_LIST not in last(replies)
    assert "anything else" in last(replies)
    assert replies[-1].buttons, "who would rather tap can"
    await talk.say("no")
    answers = (await talk.slots())["illness_signs"]
    assert [item for item, one in answers.items() if one == "present"] == ["RF21"]


@pytest.mark.parametrize("text", ["what does that mean?", "why do you ask"])
async def test_who_asks_about_a_list_reads_it_whole(talk, text):
    await talk.say("my back hurts since last week")
    assert LINES_OF_LIST in last(await talk.say(text))


async def test_the_next_list_is_said_whole(talk):
    await talk.say("my back hurts since last week")
    await talk.say("it is a 6")
    assert LINES_OF_LIST in last(await talk.say("none"))


async def test_a_list_is_said_whole_after_other_questions(talk):
    await answered(talk)
    replies = await talk.say("I want to change my safety answers")
    assert LINES_OF_LIST in last(replies)


async def test_a_list_is_said_whole_to_another_person(talk):
    await talk.say("my back hurts since last week")
    await talk.say("it is a 6")
    replies = await talk.say("start over")
    assert LINES_OF_LIST not in last(replies)
    assert LINES_OF_LIST in last(await talk.say("my mother's back hurts, she is 70"))


async def test_of_a_read_back_only_what_was_put_right_is_read_again(talk):
    for text in (TOLD, "none", "none"):
        replies = await talk.say(text)
    assert LINE_OF_READ_BACK in last(replies)
    changed = last(await talk.say("the pain is a 5"))
    assert "5 of 10" in changed
    assert LINE_OF_READ_BACK not in changed
    await talk.say("yes")
    slots = await talk.slots()
    assert (slots["pain_severity"], slots["facts_confirmed"]) == (5, True)


async def test_a_sign_at_the_read_back_has_all_of_it_read_again(talk):
    for text in (TOLD, "none", "none"):
        await talk.say(text)
    replies = await talk.say("I also have osteoporosis")
    assert not any("This is what I have now" in one.text for one in replies)


async def test_a_question_in_the_words_of_a_yes_agrees_to_nothing(talk):
    for text in (TOLD, "none", "none"):
        await talk.say(text)
    replies = await talk.say("is it ok to swim")
    assert (await talk.slots())["facts_confirmed"] is None
    assert any("water" in one.text for one in replies)


async def test_an_answer_that_stands_is_not_given_again(talk):
    first = await answered(talk)
    await talk.say("the pain is a 5")
    replies = await talk.say("yes")
    assert "changes nothing" in replies[0].text
    assert len(replies) < len(first)
    assert (await talk.slots())["pain_severity"] == 5


async def test_another_answer_is_given_whole(talk):
    await answered(talk)
    await talk.say("it has been 4 months, not a week")
    replies = await talk.say("yes")
    assert any("(A11)" in one.text for one in replies)
