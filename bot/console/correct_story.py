"""A conversation up to a corrected message as a test story, without what tells who it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.assistant.nlu_markup import AnnotatedEntity
from bot.assistant.nlu_writing import VERSION, marked_text
from bot.console.correct_files import annotated
from bot.console.correct_values import Choices, Correction, NotCorrected
from bot.conversation.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    TurnFailed,
    UserUttered,
)
from bot.conversation.tracker import ACTION_LISTEN, REQUESTED_SLOT
from bot.nlu.reader import FALLBACK_INTENT
from bot.privacy.dates import Dating
from bot.privacy.deidentify import Deidentifier
from bot.privacy.spans import Replacement, plain, replaced
from bot.stores.index.stored import StoredConversation, StoredTurn

# Stories are played on this day (bot/cli_check.py): dates are moved to be as far from it.
STORY_DAY = date(2026, 1, 5)
EVERY_TURN = frozenset(
    {ACTION_LISTEN, "action_session_start", "action_extract_slots", "action_unlikely_intent"}
)
BEFORE = "A message before it "
NO_MESSAGE = "was not written by the person but by staff or as a reminder, which no story can play."
NO_WORDS = "holds no words, and a story needs some."
FAILED = "failed, and a failure cannot be played."


@dataclass(frozen=True, slots=True)
class Draft:
    """A story as a file, and what was replaced in it."""

    text: str
    replacements: tuple[Replacement, ...]


def draft_story(
    stored: StoredConversation,
    correction: Correction,
    deidentifier: Deidentifier,
    choices: Choices,
) -> Draft:
    """Return the story of a correction. Raises NotCorrected where none can be made of it.

    It begins with the session in which the message was written. What the bot did in earlier turns
    is expected again; of the corrected message only what it means: nobody knows what should follow.
    """
    turns = _session(stored.turns, correction.turn)
    moving = replace(deidentifier, shift=STORY_DAY - deidentifier.written)
    lines: list[str] = []
    changed: list[Replacement] = []
    for turn in turns[:-1]:
        heard = _heard(turn)
        said = moving(heard.parsed.text)
        changed += said.replacements
        lines += _user(said.text.strip())
        # Another name or date in its place may be understood otherwise: then what it is to be
        # understood as is not said, only what followed from it.
        is_as_written = not said.replacements
        if heard.parsed.intent.name and is_as_written and not heard.parsed.is_payload:
            lines.append(f"    intent: {heard.parsed.intent.name}")
        lines += _after(turn.events)
    lines += _user(_corrected(correction, choices))
    is_outside = correction.meaning.intent == choices.outside
    lines.append(f"    intent: {FALLBACK_INTENT if is_outside else correction.meaning.intent}")
    name = f"correction {correction.id}: {correction.meaning.intent}"
    head = [f"# Made of a corrected conversation, de-identified.\n{VERSION}", "", "stories:", ""]
    text = "\n".join([*head, f"- story: '{name}'", "  steps:", *lines]) + "\n"
    return Draft(text, tuple(changed))


def _session(turns: Sequence[StoredTurn], last: str) -> Sequence[StoredTurn]:
    """Return the turns of the session up to the one that was corrected."""
    places = [place for place, turn in enumerate(turns) if turn.turn_id == last]
    if not places:
        raise NotCorrected("The message is not in the conversation any more.")
    upto = turns[: places[0] + 1]
    begins = [place for place, turn in enumerate(upto) if _begins(turn)]
    session = upto[begins[-1] :] if begins else upto
    for turn in session[:-1]:
        _heard(turn)
        if any(isinstance(event, TurnFailed) for event in turn.events):
            raise NotCorrected(f"{BEFORE}{FAILED}")
    return session


def _begins(turn: StoredTurn) -> bool:
    return any(isinstance(event, SessionStarted | Restarted) for event in turn.events)


def _heard(turn: StoredTurn) -> UserUttered:
    heard = next((event for event in turn.events if isinstance(event, UserUttered)), None)
    if heard is None:
        raise NotCorrected(f"{BEFORE}{NO_MESSAGE}")
    if not heard.parsed.text.strip():
        raise NotCorrected(f"{BEFORE}{NO_WORDS}")
    return heard


def _user(text: str) -> Iterator[str]:
    yield "  - user: |"
    yield f"      {text}"


def _after(events: Sequence[Event]) -> Iterator[str]:
    """Yield what the assistant did in a turn, as steps."""
    done, asked = False, ""
    for event in events:
        match event:
            case ActionExecuted() if event.name not in EVERY_TURN:
                done, asked = True, ""
                yield f"  - action: {event.name}"
            case SlotSet(name=name, value=str(value)) if done and name == REQUESTED_SLOT:
                if value == asked:
                    continue
                asked = value
                yield from ("  - slot_was_set:", f"    - {REQUESTED_SLOT}: {value}")
            case ActiveLoop(name=name) if done:
                yield f"  - active_loop: {'null' if name is None else name}"


def _corrected(correction: Correction, choices: Choices) -> str:
    """Return the corrected message with its marks, its dates as far from the day of stories."""
    meaning = correction.meaning
    written = date.fromisoformat(correction.written_on)
    said = replaced(meaning.text, Dating(written, STORY_DAY - written).of(plain(meaning.text)))
    marks = []
    for mark in meaning.marks:
        start, end = said.moved(mark.start, mark.end)
        is_length = mark.entity == choices.duration and not mark.role
        value = f"{meaning.high:g}" if is_length and meaning.high is not None else None
        one = annotated(mark, value)
        marks.append(AnnotatedEntity(one.entity, one.value, start, end, one.role))
    return marked_text(said.text, marks)
