"""The way of a message, from the words of a person to the reply."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from bot.conversation.events import BotUttered, SlotSet, TurnFailed, UserUttered
from bot.conversation.messages import BotMessage, UserMessage, button_titled, words_of
from bot.conversation.open_turn import Turn
from bot.conversation.pieces import Readings, read_in_pieces
from bot.conversation.questions import with_question
from bot.conversation.records import ConversationChanged, DuplicateMessage, TurnRecord
from bot.conversation.tracker import ACTION_LISTEN, Tracker
from bot.conversation.turn import ParsedMessage, Prediction
from bot.ports import Actions, ChannelManners, Journal, Locks, Store, Understanding

logger = logging.getLogger(__name__)

_TRIES = 3
FEWEST_WORDS = 2  # of a title that is taken for a tap where it is typed
Once = Callable[[Turn], Awaitable[tuple[BotMessage, ...]]]
_TURN_NAMESPACE = uuid.UUID("7d0c8f0e-6d0f-4f4e-9a43-0d5ab2f5b2a1")


@dataclass(frozen=True, slots=True)
class Agent:
    """Takes a message all the way to its reply; see DESIGN's way of a message."""

    store: Store
    locks: Locks
    journal: Journal
    understand: Understanding
    fill_slots: Callable[[Tracker], tuple[SlotSet, ...]]
    actions: Actions
    predict: Callable[[Tracker], Prediction]
    begin: Callable[[str, Tracker | None, float], tuple[Tracker, bool]]
    apology: Callable[[Tracker], BotMessage]
    interrupts: frozenset[str]
    clock: Callable[[], float]
    new_id: Callable[[], str] = field(default=lambda: uuid.uuid4().hex)
    channels: Mapping[str, ChannelManners] = field(default_factory=dict)
    maximum_actions: int = 10

    async def handle(self, message: UserMessage) -> tuple[BotMessage, ...]:
        """Answer one message; whatever fails, the words are kept and the person gets a reply."""
        return await self._safely(message, self._answer_once)

    async def exchange(
        self, message: UserMessage, replies: Sequence[BotMessage]
    ) -> tuple[BotMessage, ...]:
        """Keep a message that its channel answers by itself, such as a carrier's command.

        It stands in the transcript, and changes nothing that is known of the conversation.
        """
        return await self._safely(message, lambda turn: self._keep_once(turn, replies))

    async def tell(self, message: UserMessage, replies: Sequence[BotMessage]) -> None:
        """Say something unasked, such as a reminder; what is known of the conversation stays.

        `message` stands for the one that nobody wrote. Its id names what is said, once only.
        Raises what fails: nobody waits for it, and who is to say it tries again.
        """
        turn = self._turn(message)
        async with self.locks.holding(message.sender_id):
            if not await self._is_said(message):
                await self._keep_once(turn, replies, is_asked=False)

    async def speak_first(
        self, message: UserMessage, action: str, facts: Mapping[str, Any]
    ) -> bool:
        """Begin a session unasked, with these facts and this action, and go on until we listen.

        As `tell`. Returns False where the person has just written, or staff write: not now.
        """
        turn = self._turn(message)
        async with self.locks.holding(message.sender_id):
            if await self._is_said(message):
                return True
            stored = await self.store.load(message.sender_id)
            turn.start, is_new_session = self.begin(message.sender_id, stored, self.clock())
            if stored is None or stored.is_paused or not is_new_session:
                return False
            # What was said last belongs to the session before. Without a channel the session begins
            # in silence: the action says who writes.
            turn.tracker = replace(turn.start, latest_message=None, latest_channel=None)
            await self._act(turn, Prediction("action_session_start", "session"))
            turn.tracker = replace(turn.tracker, latest_channel=message.channel)
            turn.add(*(SlotSet(name=name, value=value) for name, value in facts.items()))
            await self._act(turn, Prediction(action, "unasked"))
            await self._act_until_listening(turn)
            await self.store.commit(self._record(turn))
            return True

    async def _is_said(self, message: UserMessage) -> bool:
        return await self.store.stored_reply(message.sender_id, str(message.message_id)) is not None

    async def _safely(self, message: UserMessage, once: Once) -> tuple[BotMessage, ...]:
        turn = self._turn(message)
        try:
            async with self.locks.holding(message.sender_id):
                for _ in range(_TRIES - 1):
                    with suppress(ConversationChanged, DuplicateMessage):
                        return await self._unless_stored(turn, once)
                    # Another process was faster: look again at what is stored now.
                    turn = self._turn(message)
                return await self._unless_stored(turn, once)
        except Exception as error:  # the one place: nobody who writes to us meets silence
            return await self._give_up(turn, error)

    def parse(self, text: str) -> ParsedMessage:
        """Return what a text is understood as, outside of any conversation."""
        return self.understand(text, offered=(), channel="")

    async def _unless_stored(self, turn: Turn, once: Once) -> tuple[BotMessage, ...]:
        """Return the stored reply to a message that came twice, else what `once` answers."""
        message = turn.message
        if message.message_id is not None:
            stored = await self.store.stored_reply(message.sender_id, message.message_id)
            if stored is not None:
                return stored
        return await once(turn)

    async def _answer_once(self, turn: Turn) -> tuple[BotMessage, ...]:
        """Answer a message and write the turn down."""
        await self._take(turn)
        turn.step = "store"
        await self.store.commit(self._record(turn))
        return turn.tracker.replies()

    async def _keep_once(
        self, turn: Turn, replies: Sequence[BotMessage], *, is_asked: bool = True
    ) -> tuple[BotMessage, ...]:
        """Write a message down with its answer, the conversation's facts as they were."""
        turn.step = "load"
        stored = await self.store.load(turn.message.sender_id)
        turn.start, _ = self.begin(turn.message.sender_id, stored, self.clock())
        turn.tracker = turn.start
        if is_asked:
            turn.hear_if_unheard()
        turn.add(*(BotUttered(message=reply) for reply in replies))
        turn.step = "store"
        record = self._record(turn)
        unchanged = replace(turn.start, version=record.tracker.version)
        await self.store.commit(replace(record, tracker=unchanged))
        return record.replies

    def _record(self, turn: Turn) -> TurnRecord:
        """Return the turn as it is written down, with what its channel has to deliver."""
        record = turn.record()
        manners = self.channels.get(turn.message.channel)
        if manners is None:
            return record
        return replace(record, outgoing=manners.outgoing(record.message, record.replies))

    async def _take(self, turn: Turn) -> None:
        """Do everything that a message asks for, short of writing it down."""
        message = turn.message
        try:
            turn.step = "load"
            stored = await self.store.load(message.sender_id)
            turn.start, is_new_session = self.begin(message.sender_id, stored, self.clock())
            turn.tracker = replace(turn.start, latest_channel=message.channel)
            if is_new_session:
                turn.step = "session"
                await self._act(turn, Prediction("action_session_start", "session"))
            if turn.tracker.unheard_text is not None:
                await self._listen_again(turn, turn.tracker.unheard_text)
            turn.step = "nlu"
            turn.hear(self._understand(turn))
            turn.step = "slots"
            turn.add(*self.fill_slots(turn.tracker))
            turn.step = "screen"
            turn.add(*await self.actions.screen(turn.tracker))
            if turn.tracker.is_paused:
                await self._interrupt_only(turn)
            else:
                await self._act_until_listening(turn)
        except Exception as error:
            if turn.step == "load":
                raise
            self._fail(turn, error)

    def _understand(self, turn: Turn) -> ParsedMessage:
        """Return the message as understood; a channel without buttons has its own way to tap."""
        message, offered = turn.message, turn.tracker.offered_payloads
        manners = self.channels.get(message.channel)
        tapped = _typed_title if manners is None else manners.tapped
        payload = tapped(message, turn.tracker)
        if payload is not None:
            turn.typed(payload)
            return self.understand(payload, offered=(payload,), channel=message.channel)
        parsed = self.understand(message.text, offered=offered, channel=message.channel)
        parsed = with_question(parsed, turn.start, self.parse)
        if parsed.question is not None:
            return parsed
        reading = Readings(self.parse, self.understand.may_tell)
        return read_in_pieces(parsed, turn.start, now=self.clock(), readings=reading)

    async def _listen_again(self, turn: Turn, text: str) -> None:
        """Look for what matters in the words of a turn that failed, before going on."""
        turn.step = "unheard"
        tracker = turn.tracker
        parsed = self.understand(text, offered=(), channel=tracker.latest_channel or "")
        said = UserUttered(parsed=parsed, channel=tracker.latest_channel or "")
        replay = tracker.applying(said)
        told = self.fill_slots(replay)
        seen = await self.actions.screen(replay.applying(*told))
        turn.add(*told, *(event for event in seen if isinstance(event, SlotSet)))

    async def _interrupt_only(self, turn: Turn) -> None:
        """Stay silent while a person has taken over, but for what may interrupt anything."""
        turn.step = "policies"
        prediction = self.predict(turn.tracker)
        if prediction.action in self.interrupts:
            await self._act(turn, prediction)
            # What that action would have had follow is the person's business now.
            await self._act(turn, Prediction(ACTION_LISTEN, prediction.policy))

    async def _act_until_listening(self, turn: Turn) -> None:
        """Let policies and actions take turns until it is the person's turn."""
        for _ in range(self.maximum_actions):
            turn.step = "policies"
            prediction = self.predict(turn.tracker)
            if prediction.action == ACTION_LISTEN:
                break
            await self._act(turn, prediction)
        else:
            raise TooManyActions
        if not turn.tracker.has_replied_this_turn():
            raise NothingSaid
        await self._act(turn, Prediction(ACTION_LISTEN, prediction.policy))

    async def _act(self, turn: Turn, prediction: Prediction) -> None:
        turn.step = prediction.action
        turn.add(*await self.actions.run(prediction, turn.tracker))

    def _fail(self, turn: Turn, error: Exception) -> None:
        """Keep the words, apologise, and flag the turn for staff."""
        logger.error(
            "turn failed", extra={"turn_id": turn.turn_id, "step": turn.step, "error": _kind(error)}
        )
        turn.hear_if_unheard()
        turn.add(TurnFailed(step=turn.step, error=_kind(error)))
        turn.add(BotUttered(message=self.apology(turn.tracker)))
        turn.failed = True

    async def _give_up(self, turn: Turn, error: Exception) -> tuple[BotMessage, ...]:
        """Answer although nothing could be stored; the journal keeps the turn for later."""
        said = turn.tracker.replies()
        # What interrupts, warns: it is said even when it could not be stored.
        warned = not self.interrupts.isdisjoint(turn.tracker.actions_this_turn())
        self._fail(turn, error)
        try:
            await self.journal.keep(turn.record())
        except Exception as lost:
            logger.critical("turn lost", extra={"turn_id": turn.turn_id, "error": _kind(lost)})
        return (*said, *turn.tracker.replies()[-1:]) if warned else turn.tracker.replies()[-1:]

    def _turn(self, message: UserMessage) -> Turn:
        return Turn(self.clock, message, Tracker(message.sender_id), self._turn_id(message))

    def _turn_id(self, message: UserMessage) -> str:
        """Return a name for the turn that is the same when the same message is tried again."""
        if message.message_id is None:
            return self.new_id()
        return uuid.uuid5(_TURN_NAMESPACE, f"{message.sender_id}\n{message.message_id}").hex


class TooManyActions(RuntimeError):
    """The policies did not come to an end within the cap."""


class NothingSaid(RuntimeError):
    """The turn ended without a word to the person."""


def _kind(error: Exception) -> str:
    """Return what may be logged of an error: its class. Its text may quote the person."""
    return type(error).__name__


def _typed_title(message: UserMessage, tracker: Tracker) -> str | None:
    """Return the payload of the button whose title was typed: who types its words means it.

    Titles of one word are words that people say anyway: those are understood as such.
    """
    if tracker.is_paused or len(words_of(message.text)) < FEWEST_WORDS:
        return None
    button = button_titled(message.text, tracker.choices)
    return None if button is None else button.payload
