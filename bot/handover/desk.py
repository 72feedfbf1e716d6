"""What staff do in a conversation: each of it is a turn of its own, whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.conversation.events import (
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    SlotSet,
)
from bot.conversation.held import LATE_TURN, STAFF_TURN, staff_turns
from bot.conversation.messages import (
    BY,
    LABELLED,
    PERSON,
    SPEAKER,
    TURN,
    BotMessage,
    UserMessage,
)
from bot.conversation.records import ConversationChanged, DuplicateMessage, TurnRecord
from bot.conversation.tracker import REQUESTED_SLOT, Tracker
from bot.handover.refusals import HandoverRefused, Why
from bot.ports import ChannelManners, Locks, Reach, Store

# What the visitor reads; the house words it.
JOINED = "utter_person_joined"
LEFT = "utter_person_left"
LATE = "utter_person_late"
LABEL = "utter_person_label"
ABOUT_PERSONS = frozenset({JOINED, LEFT, LATE, LABEL})

URGENT = "urgent"
MAX_TEXT = 4_000
_TRIES = 3
_NAMESPACE = uuid.UUID("0a3f6c0e-3a51-4c53-9f0e-5f1b4b1a7d52")

Write = Callable[[str, Tracker], BotMessage]
Work = Callable[[Tracker], tuple[Event, ...]]


@dataclass(frozen=True, slots=True)
class _Step:
    """What staff want to happen; without `must_reach` even where no word gets through."""

    turn_id: str
    work: Work
    must_reach: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Takes conversations over. `clock` gives seconds since 1970; `write` words a response.

    `reach` holds the ways to a visitor by channel: without one, nobody can be answered there.
    `channels` are the manners of channels that send texts. Names are user names of staff.
    Methods raise HandoverRefused, and what the store and the locks raise.
    """

    store: Store
    locks: Locks
    write: Write
    clock: Callable[[], float]
    reach: Mapping[str, Reach]
    channels: Mapping[str, ChannelManners] = field(default_factory=dict)
    new_id: Callable[[], str] = field(default=lambda: uuid.uuid4().hex)

    async def take(self, sender_id: str, by: str, *, instead_of: str | None = None) -> None:
        """Silence the assistant and tell the visitor that a person writes.

        Where somebody else is in the conversation already, it needs their name as `instead_of`.
        Repeats harmlessly.
        """

        def work(tracker: Tracker) -> tuple[Event, ...]:
            if tracker.held_by == by:
                return ()
            if tracker.held_by not in (None, instead_of):
                raise HandoverRefused(Why.HELD, tracker.held_by)
            paused = ConversationPaused(metadata={BY: by})
            if tracker.held_by is not None:
                # To the visitor it is a person as before.
                return (paused,)
            return (paused, *_question_closed(tracker), self._line(JOINED, tracker, by))

        await self._turn(sender_id, _Step(STAFF_TURN + self.new_id(), work))

    async def say(self, sender_id: str, by: str, text: str, message_id: str) -> None:
        """Say something to the visitor; the same `message_id` is said once.

        Only whoever holds the conversation can.
        """
        words = text.strip()
        if not words:
            raise HandoverRefused(Why.EMPTY)

        def work(tracker: Tracker) -> tuple[Event, ...]:
            _must_hold(tracker, by)
            label = self.write(LABEL, tracker).text or ""
            about = {SPEAKER: PERSON, BY: by, LABELLED: label, URGENT: True}
            message = BotMessage(text=words, metadata=about)
            manners = self.channels.get(tracker.latest_channel or "")
            if len(words) > MAX_TEXT or not (manners is None or manners.fits(message)):
                raise HandoverRefused(Why.TOO_LONG)
            return (BotUttered(message=message),)

        await self._turn(sender_id, _Step(_turn_id(STAFF_TURN, sender_id, message_id), work))

    async def release(self, sender_id: str, by: str) -> None:
        """Let the assistant answer again, and tell the visitor where that is possible."""

        def work(tracker: Tracker) -> tuple[Event, ...]:
            _must_hold(tracker, by)
            return ConversationResumed(metadata={BY: by}), self._line(LEFT, tracker, by)

        await self._turn(sender_id, _Step(STAFF_TURN + self.new_id(), work, must_reach=False))

    async def say_late(self, sender_id: str, since: float) -> None:
        """Tell a visitor who has waited since then for a person how else to be heard; once."""

        def work(tracker: Tracker) -> tuple[Event, ...]:
            return (self._line(LATE, tracker, None),) if tracker.is_paused else ()

        with suppress(HandoverRefused):
            await self._turn(sender_id, _Step(self.late_turn_id(sender_id, since), work))

    def late_turn_id(self, sender_id: str, since: float) -> str:
        """Return what the turn is called in which a visitor is told so."""
        return _turn_id(LATE_TURN, sender_id, repr(since))

    def _line(self, name: str, tracker: Tracker, by: str | None) -> BotUttered:
        """Return what the assistant says about a person."""
        message = self.write(name, tracker)
        about = {} if by is None else {BY: by}
        return BotUttered(message=replace(message, metadata={**message.metadata, **about}))

    async def _turn(self, sender_id: str, step: _Step) -> None:
        """Add a step to the conversation, and carry to the visitor what was said."""
        async with self.locks.holding(sender_id):
            record = await self._stored(sender_id, step)
        if record is None:
            return
        reach = self.reach.get(record.message.channel)
        for turn in staff_turns(record.events):
            if reach is not None:
                await reach.carry(sender_id, turn)

    async def _stored(self, sender_id: str, step: _Step) -> TurnRecord | None:
        """Return what was stored now; None when nothing had to be."""
        for tries_left in reversed(range(_TRIES)):
            tracker = await self.store.load(sender_id)
            if tracker is None or tracker.latest_channel is None:
                raise HandoverRefused(Why.UNKNOWN)
            events = await self._possible(tracker, step)
            if not events:
                return None
            record = self._record(tracker, step.turn_id, events)
            try:
                await self.store.commit(record)
            except DuplicateMessage:
                return None
            except ConversationChanged:
                # The visitor was faster, through another process: look again at what is stored.
                if not tries_left:
                    raise
            else:
                return record
        return None

    async def _possible(self, tracker: Tracker, step: _Step) -> tuple[Event, ...]:
        """Return what happens, without the words where they could not reach anybody."""
        events = step.work(tracker)
        if not any(isinstance(event, BotUttered) for event in events):
            return events
        reach = self.reach.get(tracker.latest_channel or "")
        why_not = Why.UNREACHABLE if reach is None else await reach.why_not(tracker.sender_id)
        if why_not is not None and step.must_reach:
            raise HandoverRefused(Why(why_not))
        said = [event for event in events if why_not is None or not isinstance(event, BotUttered)]
        return tuple(said)

    def _record(self, tracker: Tracker, turn_id: str, events: tuple[Event, ...]) -> TurnRecord:
        """Return the turn as it is written down, with the texts that have to go out."""
        now = self.clock()
        happened = [replace(_named(event, turn_id), timestamp=now) for event in events]
        after = tracker.applying(*happened)
        message = UserMessage(tracker.sender_id, "", tracker.latest_channel or "", turn_id)
        manners = self.channels.get(message.channel)
        outgoing = () if manners is None else manners.outgoing(message, after.replies())
        return TurnRecord(
            turn_id=turn_id,
            message=message,
            tracker=replace(after, version=tracker.version + 1),
            events=after.unsaved,
            replies=after.replies(),
            failed=False,
            received_at=now,
            outgoing=outgoing,
        )


def _turn_id(prefix: str, sender_id: str, name: str) -> str:
    """Return the id of a turn, the same for the same name."""
    return prefix + uuid.uuid5(_NAMESPACE, f"{sender_id}\n{name}").hex


def _must_hold(tracker: Tracker, by: str) -> None:
    if tracker.held_by != by:
        raise HandoverRefused(
            Why.NOT_HELD if tracker.held_by is None else Why.HELD, tracker.held_by
        )


def _question_closed(tracker: Tracker) -> tuple[Event, ...]:
    """Return the end of what the assistant was asking: a "no" to a person is no answer to it."""
    if tracker.active_loop is None and tracker.requested_slot is None:
        return ()
    return ActiveLoop(name=None), SlotSet(name=REQUESTED_SLOT, value=None)


def _named(event: Event, turn_id: str) -> Event:
    """Return an event that tells its turn, where it is something said."""
    if not isinstance(event, BotUttered):
        return event
    message = event.message
    return replace(event, message=replace(message, metadata={**message.metadata, TURN: turn_id}))
