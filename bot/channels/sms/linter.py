"""What `data validate` checks of every response that can be sent as a text message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.assistant.placeholders import PLACEHOLDER
from bot.assistant.problems import Problem
from bot.assistant.responses import ResponseVariation
from bot.channels.sms.alphabet import UNKNOWN, plain, septets
from bot.channels.sms.choices import menu
from bot.channels.sms.commands import COMMANDS, is_command
from bot.channels.sms.rendering import ROOM_OF_ONE
from bot.conversation.messages import Button

CHANNEL = "twilio"
FILE = "domain.yml"
FIRST_CONTACT = "utter_introduction"
HINT = "utter_sms_choose"
STOPPED = "utter_sms_stopped"
STARTED = "utter_sms_started"
HELP = "utter_sms_help"
NO_MEDIA = "utter_sms_no_media"
SAME_PERSON = "utter_sms_same_person"
DELETING = "utter_sms_deletion_wanted"
# What the channel says by itself.
RESPONSES = frozenset(
    {FIRST_CONTACT, HINT, STOPPED, STARTED, HELP, NO_MEDIA, SAME_PERSON, DELETING}
)
# These tell people how to opt out and in: nothing else may ask for one of the carriers' commands.
ABOUT_COMMANDS = frozenset({FIRST_CONTACT, HELP, STARTED, STOPPED})
# What a placeholder is expected to hold where no fact of the house fills it.
PLACEHOLDER_WIDTH = 14

_ASKS_FOR_COMMAND = re.compile(
    rf"\b(?:reply|text|type|send|say|write|answer)\W+(?:with\W+)?(?:{'|'.join(sorted(COMMANDS))})\b",
    re.IGNORECASE,
)


def sms_problems(
    responses: Mapping[str, tuple[ResponseVariation, ...]], facts: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield what cannot be sent as a text message, with the house's `facts` filled in."""
    hint = next((v.text or "" for v in responses.get(HINT, ())), "")
    for name, variations in responses.items():
        for variation in on_sms(variations):
            for message in _problems(name, variation, facts, hint):
                yield Problem(FILE, variation.line, f"{name}: {message}")
        for message, line in _hidden(variations):
            yield Problem(FILE, line, f"{name}: {message}")
    for name in sorted(RESPONSES - responses.keys()):
        yield Problem(FILE, 1, f"response {name} is missing: the {CHANNEL} channel says it")
    yield from _first_contact_problems(responses.get(FIRST_CONTACT, ()))


def _hidden(variations: tuple[ResponseVariation, ...]) -> Iterator[tuple[str, int]]:
    """Yield the conditions that no text message would meet: the channel goes before them."""
    own = {one.conditions for one in variations if one.channel == CHANNEL}
    for one in variations:
        if own and one.channel is None and one.conditions and one.conditions not in own:
            slots = " and ".join(f"{slot} {value!r}" for slot, value in one.conditions)
            message = f"text messages would not hear the words for {slots}"
            yield f"{message}; add them with `channel: {CHANNEL}`", one.line


def on_sms(variations: tuple[ResponseVariation, ...]) -> tuple[ResponseVariation, ...]:
    """Return the variations that text messages use: the channel's own, else those of all."""
    own = tuple(one for one in variations if one.channel == CHANNEL)
    return own or tuple(one for one in variations if one.channel is None)


def rendered(variation: ResponseVariation, facts: Mapping[str, str], hint: str) -> str:
    """Return a response as it is sent, each unknown placeholder at its expected width."""
    buttons = [Button(title, payload) for title, payload in variation.buttons]
    lines = [variation.text or "", *([hint, menu(buttons)] if buttons else [])]
    return PLACEHOLDER.sub(
        lambda match: facts.get(match[1], "0" * PLACEHOLDER_WIDTH), "\n".join(filter(None, lines))
    )


def _problems(
    name: str, variation: ResponseVariation, facts: Mapping[str, str], hint: str
) -> Iterator[str]:
    written = rendered(variation, facts, hint)
    # An accent may be dropped; a sign that would be left out or become a question mark is a loss.
    strange = sorted({one for one in written if plain(one) in ("", UNKNOWN)} - {UNKNOWN})
    text = plain(written)
    if strange:
        yield f"text messages cannot show {' '.join(strange)}; use plain characters"
    if septets(text) > ROOM_OF_ONE:
        yield (
            f"as a text message this has {septets(text)} characters, at most {ROOM_OF_ONE} fit; "
            f"add a shorter variation with `channel: {CHANNEL}`"
        )
    for title, _ in variation.buttons:
        if is_command(title):
            yield f"carriers take the answer {title!r} as a command; word the button otherwise"
    if name not in ABOUT_COMMANDS and _ASKS_FOR_COMMAND.search(text):
        yield "this asks for a word that carriers take as a command"


def _first_contact_problems(variations: tuple[ResponseVariation, ...]) -> Iterator[Problem]:
    for variation in on_sms(variations):
        missing = [word for word in ("STOP", "HELP") if word not in (variation.text or "")]
        if missing:
            message = f"{FIRST_CONTACT}: by text message the first words tell of {missing[0]}"
            yield Problem(FILE, variation.line, message)
