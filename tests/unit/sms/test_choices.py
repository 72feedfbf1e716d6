"""A number answers the question that it was shown with, and no other."""

from __future__ import annotations

import pytest

from bot.channels.sms.choices import chosen, menu, number_in
from bot.channels.sms.commands import Command, command_in, is_command
from bot.channels.sms.manners import SmsManners
from bot.channels.sms.rendering import SmsRenderer
from bot.conversation.events import BotUttered, SlotSet
from bot.conversation.messages import BotMessage, Button, UserMessage
from bot.conversation.tracker import Tracker

YES_NO = (Button("Yes, please", "/affirm"), Button("No, thanks", "/deny"))
LEGS = (
    Button("No", "/none"),
    Button("Yes, above the knee", "/above"),
    Button("Yes, both legs", "/both"),
)
STRAY = "/ask_how_to_answer"


def test_choices_are_lines_with_numbers():
    assert menu(YES_NO) == "1) Yes, please\n2) No, thanks"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        (" 2. ", 2),
        ("2)", 2),
        ("(3)", 3),
        ("#1", 1),
        ("one", 1),
        ("Two!", 2),
        ("option 2", 2),
        ("number 11", 11),
        ("1st", 1),
        ("1 week", None),  # a length of time
        ("3/10", None),  # a score
        ("123", None),  # no menu is that long
        ("one or two", None),
        ("", None),
    ],
)
def test_a_whole_message_is_a_number(text, number):
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "shown", "payload"),
    [
        ("1", YES_NO, "/affirm"),
        ("two", YES_NO, "/deny"),
        ("yes", YES_NO, "/affirm"),
        ("Y", YES_NO, "/affirm"),
        ("n.", YES_NO, "/deny"),
        ("No thanks", YES_NO, "/deny"),
        ("3", YES_NO, None),
        ("0", YES_NO, None),
        ("1", (), None),
        ("no", LEGS, "/none"),
        ("yes", LEGS, None),  # which of the two?
        ("yes both legs", LEGS, "/both"),
        ("yes but only a little", YES_NO, None),  # words, for the understanding
    ],
)
def test_a_message_names_a_button(text, shown, payload):
    button = chosen(text, shown)
    assert (None if button is None else button.payload) == payload


def after(*replies: BotMessage, asked: str | None = None, at: float = 100.0) -> Tracker:
    events = [BotUttered(message=reply, timestamp=at) for reply in replies]
    return Tracker("someone").applying(*events, SlotSet(name="requested_slot", value=asked))


@pytest.fixture
def manners() -> SmsManners:
    return SmsManners(SmsRenderer(), number_slots={"score"}, unclear_choice=STRAY)


QUESTION = BotMessage(text="A visit?", buttons=YES_NO)


@pytest.mark.parametrize(
    ("text", "tracker", "payload"),
    [
        ("1", after(QUESTION), "/affirm"),
        ("7", after(QUESTION), STRAY),
        ("1", after(), STRAY),  # no question is open
        ("7", after(BotMessage(text="How bad?"), asked="score"), None),  # a score, no choice
        ("7", after(BotMessage(text="Your name?"), asked="name"), STRAY),
        # The menu is not the latest thing that was asked.
        ("1", after(QUESTION, BotMessage(text="How bad?"), asked="score"), None),
        ("my back hurts", after(QUESTION), None),
    ],
)
def test_numbers_belong_to_the_latest_question(manners, text, tracker, payload):
    assert manners.tapped(UserMessage("someone", text), tracker) == payload


@pytest.mark.parametrize(
    ("text", "payload"), [("1", STRAY), ("yes", STRAY), ("A", STRAY), ("it is worse now", None)]
)
def test_what_was_written_before_the_question_does_not_answer_it(manners, text, payload):
    earlier = UserMessage("someone", text, received_at=99.0)
    assert manners.tapped(earlier, after(QUESTION, at=100.0)) == payload


def test_a_picture_is_mentioned_before_the_question_that_follows():
    manners = SmsManners(SmsRenderer(), (), media_reply=BotMessage(text="No pictures."))
    message = UserMessage("someone", "look", metadata={"media_count": 1})
    replies = (BotMessage(text="Hm."), BotMessage(text="What now?"))
    assert [one.text for one in manners.outgoing(message, replies)] == [
        "Hm.\nNo pictures.\nWhat now?"
    ]


@pytest.mark.parametrize("text", ["STOP", "stop", " Stop. ", "STOPALL", "unsubscribe", "End",
    "QUIT", "cancel", "revoke", "OPTOUT", "opt out", "Stop all"])  # fmt: skip
def test_words_that_opt_out(text):
    assert command_in(text, is_opted_out=False) is Command.STOP
    assert is_command(text)


@pytest.mark.parametrize(
    "text",
    [
        "I can't stop the pain",
        "cancel my appointment",
        "stop it hurts",
        "please help me",
        "it won't end",
        "start",  # nobody opted out: it may be the wish to begin
        "yes",
    ],
)
def test_words_that_are_no_command(text):
    assert command_in(text, is_opted_out=False) is None


@pytest.mark.parametrize("text", ["START", "unstop", "yes", "Yes!"])
def test_words_that_opt_in_again(text):
    assert command_in(text, is_opted_out=True) is Command.START


def test_a_word_that_can_only_opt_in_does_so_without_an_opting_out():
    assert command_in("Unstop", is_opted_out=False) is Command.START


def test_the_provider_may_say_what_it_took_a_message_for():
    assert command_in("Arret", is_opted_out=False, opt_out_type="STOP") is Command.STOP
    assert command_in("hi", is_opted_out=False, opt_out_type="NEW") is None
