"""What happens to a text that came in: who wrote, whether it is a command, and its answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.channels.sms.commands import Command, command_in
from bot.channels.sms.form import Inbound
from bot.channels.sms.linter import CHANNEL
from bot.channels.sms.manners import MEDIA_COUNT
from bot.channels.sms.notices import DELETION_WANTED, MEDIA_CAME, OPTED_OUT
from bot.channels.sms.ports import Conversation, Numbers, Outbox, Renders, Staff
from bot.channels.sms.threads import Placed, Threads
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.phones import Phone, Receipt

logger = logging.getLogger(__name__)

# Twilio waits for fifteen; a person with a slow answer gets it from the outbox.
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with. `texts` are by their id in the outbox, where they have one.

    `sender_id` and `message_id` name the turn whose texts these are.
    """

    sender_id: str = ""
    message_id: str = ""
    texts: tuple[tuple[int | None, str], ...] = ()


NOTHING = Answer()


@dataclass(frozen=True, slots=True)
class Texts:
    """What the channel says by itself."""

    stopped: BotMessage
    started: BotMessage
    help: BotMessage
    no_media: BotMessage
    deleting: BotMessage


# Sender id -> what must be read by whoever comes back.
Stands = Callable[[str], Awaitable[Sequence[BotMessage]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Takes texts in. `clock` gives seconds since 1970; `stands` what must be read first."""

    agent: Conversation
    manners: Renders
    numbers: Numbers
    outbox: Outbox
    staff: Staff
    says: Texts
    threads: Threads
    asks_to_stop: Callable[[str], bool]
    asks_to_delete: Callable[[str], bool]
    clock: Callable[[], float]
    patience_seconds: float
    stands: Stands
    _running: set[asyncio.Task[None] | asyncio.Task[Answer]] = field(default_factory=set)

    async def receive(self, inbound: Inbound) -> Answer:
        """Return the answer if it is ready in time; else nothing, and the outbox delivers it."""
        task = asyncio.create_task(self._answer(inbound, self.clock()))
        self._running.add(task)
        done, _ = await asyncio.wait({task}, timeout=self.patience_seconds)
        if done:
            self._running.discard(task)
            return task.result()
        task.add_done_callback(self._deliver)
        logger.info("answered late: the outbox delivers")
        return NOTHING

    async def was_sent(self, answer: Answer) -> None:
        """Keep that an answer went out."""
        if answer.message_id:
            await self.outbox.note_answered(answer.sender_id, answer.message_id)

    async def was_not_sent(self, answer: Answer) -> None:
        """Have the outbox deliver what nobody waited for any more."""
        if answer.message_id:
            await self.outbox.release(answer.sender_id, answer.message_id)

    def _deliver(self, task: asyncio.Task[Answer]) -> None:
        self._running.discard(task)
        if task.cancelled() or task.exception() is not None:
            return
        release = asyncio.create_task(self.was_not_sent(task.result()))
        self._running.add(release)
        release.add_done_callback(self._running.discard)

    async def _answer(self, inbound: Inbound, received_at: float) -> Answer:
        if inbound.number is None:
            return NOTHING
        phone = await self._who(inbound.number)
        message = UserMessage(
            phone.sender_id,
            inbound.text,
            CHANNEL,
            inbound.keys[0],
            {MEDIA_COUNT: inbound.media_count} if inbound.media_count else {},
            received_at,
        )
        known = await self._receipt(inbound)
        if known is not None:
            return await self._again(known, message)
        command = command_in(
            inbound.text, is_opted_out=phone.is_opted_out, opt_out_type=inbound.opt_out_type
        )
        if command is not None:
            await self._keep_receipt(inbound, message)
            return await self._obey(command, message, phone, is_told=bool(inbound.opt_out_type))
        placed = await self._place(message, phone)
        await self._keep_receipt(inbound, placed.message)
        if phone.is_opted_out:
            if self.asks_to_delete(inbound.text):
                await self._tell_staff(placed.message, DELETION_WANTED)
            return await self._hear_only(placed.message, staff_know=False)
        if self.asks_to_stop(inbound.text):
            return await self._stop_by_words(placed.message, phone)
        if self.asks_to_delete(inbound.text):
            return await self._pass_on_wish(placed)
        return await self._converse(placed.message, placed.asks)

    async def _who(self, number: str) -> Phone:
        """Return whose text it is; without a database, as far as the number itself tells."""
        try:
            return await self.numbers.meet(number)
        except Exception as error:
            logger.error("number not kept", extra={"error": type(error).__name__})
            return Phone(self.numbers.key(number))

    async def _place(self, message: UserMessage, phone: Phone) -> Placed:
        """Return the message in its conversation; without a database, in the one of its number."""
        try:
            return await self.threads.place(message, phone)
        except Exception as error:
            logger.error("thread not found", extra={"error": type(error).__name__})
            return Placed(message)

    async def _receipt(self, inbound: Inbound) -> Receipt | None:
        """Return where a text was taken before, if it was."""
        try:
            return await self.numbers.receipt(inbound.keys)
        except Exception as error:
            logger.error("receipt not read", extra={"error": type(error).__name__})
            return None

    async def _keep_receipt(self, inbound: Inbound, message: UserMessage) -> None:
        receipt = Receipt(message.sender_id, inbound.keys[0])
        try:
            await self.numbers.keep_receipt(inbound.keys, receipt)
        except Exception as error:
            logger.error("receipt not kept", extra={"error": type(error).__name__})

    async def _again(self, known: Receipt, message: UserMessage) -> Answer:
        """Answer a text that came before: the same reply, and nothing changes.

        Where its turn was never stored, it is answered now.
        """
        message = replace(message, sender_id=known.sender_id, message_id=known.message_id)
        return await self._taken(message, await self.agent.handle(message))

    async def _converse(self, message: UserMessage, asks: BotMessage | None) -> Answer:
        """Answer as every channel does; a picture without a word is only acknowledged."""
        has_media = MEDIA_COUNT in message.metadata
        if asks is not None:
            replies = await self.agent.exchange(message, [asks])
        elif has_media and not message.text.strip():
            replies = await self.agent.exchange(message, [self.says.no_media])
        else:
            replies = await self.agent.handle(message)
        answer = await self._taken(message, replies)
        if has_media:
            await self._tell_staff(message, MEDIA_CAME)
        return answer

    async def _obey(
        self, command: Command, message: UserMessage, phone: Phone, *, is_told: bool
    ) -> Answer:
        """Do what a command asks for; where the provider has answered it, say nothing more."""
        if command is not Command.HELP:
            is_opted_out = command is Command.STOP
            await self.numbers.set_opted_out(phone.key, is_opted_out=is_opted_out)
        reply = {
            Command.STOP: self.says.stopped,
            Command.START: self.says.started,
            Command.HELP: self.says.help,
        }[command]
        standing = await self._standing(message.sender_id) if command is Command.START else []
        is_silent = is_told or (command is not Command.START and phone.is_opted_out)
        replies = await self.agent.exchange(message, [] if is_silent else [*standing, reply])
        return await self._taken(message, replies)

    async def _standing(self, sender_id: str) -> list[BotMessage]:
        """Return what a person who comes back must read first; without a database, nothing."""
        try:
            return list(await self.stands(sender_id))
        except Exception as error:
            logger.error("standing text not read", extra={"error": type(error).__name__})
            return []

    async def _hear_only(self, message: UserMessage, *, staff_know: bool) -> Answer:
        """Hear a person who has opted out: nothing is sent, and staff are told."""
        await self.agent.handle(message)
        sender_id, message_id = message.sender_id, str(message.message_id)
        await self.outbox.suppress(sender_id, message_id, staff_know=staff_know)
        return NOTHING

    async def _stop_by_words(self, message: UserMessage, phone: Phone) -> Answer:
        """Opt a person out who asks for it in their own words, which are heard all the same."""
        await self.numbers.set_opted_out(phone.key, is_opted_out=True)
        await self._hear_only(message, staff_know=True)
        await self._tell_staff(message, OPTED_OUT)
        confirming = replace(message, message_id=f"{message.message_id}/stop")
        replies = await self.agent.exchange(confirming, [self.says.stopped])
        return await self._taken(confirming, replies)

    async def _pass_on_wish(self, placed: Placed) -> Answer:
        """Have staff delete what was kept of a person, and say so only when they have been told.

        What else the message says is heard like any other; the promise follows by itself.
        """
        message = placed.message
        try:
            await self.staff(
                message.sender_id, str(message.message_id), DELETION_WANTED, urgent=False
            )
        except Exception as error:
            logger.error("wish not passed on", extra={"error": type(error).__name__})
            return await self._converse(message, placed.asks)
        answer = await self._converse(message, placed.asks)
        promise = replace(message, message_id=f"{message.message_id}/delete")
        await self.agent.exchange(promise, [self.says.deleting])
        await self.outbox.release(promise.sender_id, str(promise.message_id))
        return answer

    async def _taken(self, message: UserMessage, replies: Sequence[BotMessage]) -> Answer:
        """Return what the outbox holds in answer; without a database, the reply itself."""
        sender_id, message_id = message.sender_id, str(message.message_id)
        try:
            texts = await self.outbox.take(sender_id, message_id)
        except Exception as error:
            logger.error("answer not taken", extra={"error": type(error).__name__})
            texts = None
        if texts is None:
            unstored = self.manners.outgoing(message, replies)
            return Answer(texts=tuple((None, one.text) for one in unstored))
        return Answer(sender_id, message_id, tuple(texts.items()))

    async def _tell_staff(self, message: UserMessage, kind: str) -> None:
        """Tell staff; a person's answer does not wait for that, nor fail with it."""
        try:
            await self.staff(message.sender_id, str(message.message_id), kind, urgent=False)
        except Exception as error:
            logger.error("staff not told", extra={"kind": kind, "error": type(error).__name__})
