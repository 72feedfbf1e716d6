"""What the agent needs of the parts that it brings together, and what a house adds to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from random import Random
from typing import Any, Protocol

from sqlalchemy import Column
from starlette.routing import BaseRoute

from bot.conversation.events import Event
from bot.conversation.held import StaffTurn
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.records import OutgoingText, TurnRecord
from bot.conversation.tracker import Tracker
from bot.conversation.turn import ParsedMessage, Prediction
from bot.execution.jobs import Job
from bot.staff_ports import FiguresPlan, Insight, ReviewPlan, StaffPanel
from bot.stores.keeping import Keeper


class Store(Protocol):
    """Keeps conversations; a turn is written whole or not at all."""

    async def load(self, sender_id: str) -> Tracker | None:
        """Return a conversation, or None for a new one."""

    async def commit(self, record: TurnRecord) -> None:
        """Write a turn; raises ConversationChanged or DuplicateMessage."""

    async def stored_reply(self, sender_id: str, message_id: str) -> tuple[BotMessage, ...] | None:
        """Return what this message was answered before, if it was."""


class Locks(Protocol):
    """Lets one turn of a conversation happen at a time."""

    def holding(self, sender_id: str) -> AbstractAsyncContextManager[Any]:
        """Return a context in which no other turn of this conversation runs."""


class Journal(Protocol):
    """Keeps what the store could not take, until it can."""

    async def keep(self, record: TurnRecord) -> None:
        """Write a turn where it survives until the store is back."""


class Understanding(Protocol):
    """Turns text into intent and entities."""

    def __call__(self, text: str, *, offered: tuple[str, ...], channel: str) -> ParsedMessage:
        """Return the message as understood."""

    def may_tell(self, text: str) -> bool:
        """Tell whether words say of any finding that it is there, or likely."""


class ChannelManners(Protocol):
    """What a channel without buttons does in its own way."""

    def tapped(self, message: UserMessage, tracker: Tracker) -> str | None:
        """Return the payload that a message stands for, or None when it is words."""

    def outgoing(
        self, message: UserMessage, replies: Sequence[BotMessage]
    ) -> tuple[OutgoingText, ...]:
        """Return the texts that go out in answer to a message, in order."""

    def fits(self, reply: BotMessage) -> bool:
        """Tell whether nothing of a reply would be cut."""


class Reach(Protocol):
    """A way for what staff say to a visitor who has not just written."""

    async def why_not(self, sender_id: str) -> str | None:
        """Return why nothing can be sent, a `bot.handover.refusals.Why`; None when it can."""

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Bring what is stored to the visitor now; it does not raise, as it is stored already."""


class Actions(Protocol):
    """Runs actions."""

    async def run(self, prediction: Prediction, tracker: Tracker) -> tuple[Event, ...]:
        """Return the events of one action."""

    async def screen(self, tracker: Tracker) -> tuple[Event, ...]:
        """Return what the assistant looks for in every message."""


class Notice(Protocol):
    """What the house wants said to a person who has not just written.

    `key` names it: the same one is said once. `responses` are names with their values; with an
    `action` a session begins with it instead, with these `facts`. `useless_after` is seconds since
    1970.
    """

    @property
    def conversation(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def responses(self) -> Sequence[tuple[str, Mapping[str, str]]]: ...
    @property
    def action(self) -> str | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def useless_after(self) -> float: ...


class Speaker(Protocol):
    """Says what the house wants said, where the person agreed to be written to."""

    async def __call__(self, notice: Notice) -> str:
        """Return said, opted_out, unreachable, or busy when it is to be tried later.

        Raises what fails; then nothing was said, or the next try finds that it was.
        """


class Extension(Protocol):
    """What a clinic, or any other house, adds to the engine."""

    @property
    def actions(self) -> Sequence[Any]:
        """The rasa-sdk actions."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Further HTTP routes."""

    @property
    def commands(self) -> Mapping[str, Any]:
        """Further commands: a typer application by name."""

    @property
    def facts(self) -> Mapping[str, str]:
        """Values for the placeholders of responses."""

    @property
    def title(self) -> str:
        """What the house is called."""

    @property
    def time_zone(self) -> str:
        """The IANA name of the house's time zone."""

    @property
    def staff_answer_minutes(self) -> int:
        """For how long a visitor waits for a person who has taken over before being told more."""

    @property
    def migrations(self) -> Sequence[Path]:
        """Folders of database migrations."""

    async def flag_turn(self, conversation: str, turn_id: str, at: float) -> None:
        """Have staff look at a turn that failed. `at` is seconds since 1970. Does not raise."""

    async def note(self, conversation: str, turn_id: str, kind: str, *, urgent: bool) -> None:
        """Have staff know of what happened to a conversation, of whatever `kind`; may raise."""

    @property
    def jobs(self) -> Sequence[Job]:
        """What is done again and again while the assistant runs."""

    def speaking_jobs(self, speaker: Speaker) -> Sequence[Job]:
        """Return what is done again and again that says something unasked, through `speaker`."""

    def quiet_until(self, at: float) -> float | None:
        """Return until when nothing unasked is sent, at a moment; None when it may be.

        Both are seconds since 1970.
        """

    @property
    def keeper(self) -> Keeper:
        """How long the house keeps what is stored, and what of it must stay."""

    @property
    def sealed(self) -> Sequence[Column[Any]]:
        """The columns of its tables that are sealed, to be sealed anew with another key."""

    @property
    def visitors(self) -> VisitorCare:
        """What the house has to say to visitors of its web page."""

    def rehearse(self, until: float, *, since: float, by: str, random: Random) -> int:
        """For a demonstration, do what the house's staff did until then; return how much it was."""

    @property
    def review_plan(self) -> ReviewPlan:
        """What staff review, and in which order."""

    @property
    def figures_plan(self) -> FiguresPlan:
        """What staff count."""

    @property
    def panels(self) -> Sequence[StaffPanel]:
        """The house's own parts of the staff console."""

    @property
    def insight(self) -> Insight:
        """What the house tells staff about a conversation."""


class VisitorCare(Protocol):
    """The house's side of a visit to its web page."""

    def clinic(self) -> Mapping[str, Any]:
        """Return the house's name and phone numbers, always in reach in the widget."""

    def language(self, slots: Mapping[str, Any]) -> str | None:
        """Return the code of the visitor's language, where it is not the assistant's own."""

    async def card(self, slots: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return what must stay on the visitor's screen, as the facts are."""
