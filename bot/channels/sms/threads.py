"""Whose conversation it is: several people may share a phone.

After a long silence nothing of an earlier conversation is used or shown before the person has said
that it is still about the same one. Danger in the new message is answered at once, in a thread that
knows nothing of the past.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.channels.sms.choices import chosen
from bot.channels.sms.ports import Numbers
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.phones import Phone, sender_id_of


@dataclass(frozen=True, slots=True)
class Placed:
    """A message in the conversation that it belongs to. `asks` is said instead of an answer."""

    message: UserMessage
    asks: BotMessage | None = None


@dataclass(frozen=True, slots=True)
class Threads:
    """Finds the conversation that a message belongs to.

    `would_carry_over` tells whether a new session of a conversation would use something of its
    past, `is_alarming` whether a text needs an answer at once, and `words` returns what a person
    has said in a conversation. `clock` gives seconds since 1970.
    """

    numbers: Numbers
    question: BotMessage
    would_carry_over: Callable[[str], Awaitable[bool]]
    is_alarming: Callable[[str], Awaitable[bool]]
    words: Callable[[str], Awaitable[str]]
    clock: Callable[[], float]

    async def place(self, message: UserMessage, phone: Phone) -> Placed:
        """Return the message where it belongs, or the question whose it is."""
        if phone.asks_about is not None:
            return await self._after_question(message, phone, phone.asks_about)
        if not await self.would_carry_over(phone.sender_id):
            return Placed(message)
        fresh = replace(phone, thread=int(self.clock()), asks_about=phone.thread)
        is_alarming = await self.is_alarming(message.text)
        if is_alarming:
            fresh = replace(fresh, asks_about=None)
        await self.numbers.move(fresh)
        moved = replace(message, sender_id=fresh.sender_id)
        return Placed(moved, None if is_alarming else self.question)

    async def _after_question(self, message: UserMessage, phone: Phone, about: int) -> Placed:
        """Go on with what was written before the question, in the thread that was named.

        What is no clear yes stays in the new thread, and is heard with it.
        """
        button = chosen(message.text, self.question.buttons)
        is_same = button is not None and button == self.question.buttons[0]
        earlier = await self.words(phone.sender_id)
        text = earlier if button is not None else f"{earlier}\n{message.text}"
        thread = about if is_same else phone.thread
        await self.numbers.move(replace(phone, thread=thread, asks_about=None))
        metadata = {**message.metadata, "typed": message.text}
        return Placed(
            replace(
                message,
                sender_id=sender_id_of(phone.key, thread),
                text=text,
                metadata=metadata,
                # It was written before the question came, and answers nothing else.
                received_at=None,
            )
        )
