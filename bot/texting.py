"""Text messages put together: how they read, who takes them in, and what delivers them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from starlette.routing import BaseRoute

from bot.agent import Agent
from bot.assistant.assistant import Assistant
from bot.channels.sms.courier import Courier
from bot.channels.sms.linter import (
    CHANNEL,
    DELETING,
    HELP,
    HINT,
    NO_MEDIA,
    SAME_PERSON,
    STARTED,
    STOPPED,
)
from bot.channels.sms.manners import SmsManners
from bot.channels.sms.reception import PATIENCE_SECONDS, Reception, Texts
from bot.channels.sms.rendering import SmsRenderer
from bot.channels.sms.threads import Threads
from bot.channels.sms.twilio import Account, TwilioSender
from bot.channels.sms.webhook import STATUS, Webhooks, closed_routes
from bot.channels.sms.wishes import DELETE_DATA, OPT_OUT, read_wish_words
from bot.conversation.events import SlotSet, UserUttered
from bot.conversation.messages import BotMessage
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Prediction
from bot.execution.jobs import Job
from bot.execution.responses import ResponseWriter
from bot.handover.reach import ByText
from bot.ports import Extension, Reach, Speaker
from bot.settings import Settings
from bot.speaking import TextSpeaker, mute
from bot.stores.database import Database, open_database
from bot.stores.journaled import JournaledStore
from bot.stores.outbox import Outbox
from bot.stores.phone_numbers import PhoneNumbers
from bot.stores.rows import purpose_of
from bot.stores.tables import outbox as outbox_table
from bot.stores.tables import phone_numbers as numbers_table

logger = logging.getLogger(__name__)

NUMBER_TYPE = "float"
_OWN = (STOPPED, STARTED, HELP, NO_MEDIA, DELETING)
SESSION_START = Prediction("action_session_start", "session")


@dataclass(frozen=True, slots=True)
class Texting:
    """The channel as it runs: its routes, its due job and what it holds open."""

    routes: Sequence[BaseRoute]
    jobs: Sequence[Job] = ()
    database: Database | None = None
    sender: TwilioSender | None = None
    reach: Mapping[str, Reach] = field(default_factory=dict)
    speaker: Speaker = mute

    async def close(self) -> None:
        """Let go of connections."""
        if self.sender is not None:
            await self.sender.close()
        if self.database is not None:
            self.database.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """What the channel is built on."""

    assistant: Assistant
    house: Extension
    agent: Agent
    store: JournaledStore
    clock: Callable[[], float]


def texting(parts: Parts, settings: Settings) -> Texting:
    """Return the channel; where something is missing it is off, not open, and a line says why."""
    missing = missing_settings(parts.assistant, settings)
    if missing is not None:
        if settings.twilio_auth_token is not None:
            logger.warning("text messages are off: %s", missing)
        return Texting(closed_routes())
    database = open_database(settings.database_url)
    numbers = phone_numbers(settings, database, parts.clock)
    sealer = settings.keyring.sealer(purpose_of(outbox_table.c.payload))
    outbox = Outbox(database, parts.clock, sealer, parts.house.quiet_until)
    sender = _sender(settings)
    reception = _reception(parts, numbers, outbox)
    webhooks = Webhooks(str(settings.twilio_auth_token), settings.public_url, reception, outbox)
    courier = Courier(CHANNEL, (outbox, numbers), sender, parts.house.note, parts.clock)
    reach = {CHANNEL: ByText(numbers, outbox, can_send=sender is not None)}
    responses = ResponseWriter(parts.assistant.domain, parts.house.facts)
    speaker = TextSpeaker(parts.agent, numbers, responses, CHANNEL)
    return Texting(webhooks.routes(), (courier,), database, sender, reach, speaker)


def missing_settings(assistant: Assistant, settings: Settings) -> str | None:
    """Return why the channel cannot run, or None when it can."""
    if CHANNEL not in assistant.credentials.channels:
        return f"credentials.yml has no {CHANNEL}"
    if settings.twilio_auth_token is None:
        return "TWILIO_AUTH_TOKEN is not set, so no request could be trusted"
    if settings.encryption_key is None:
        return "BACKLINE_ENCRYPTION_KEY is not set, so no number could be kept"
    return None


def phone_numbers(
    settings: Settings, database: Database, clock: Callable[[], float]
) -> PhoneNumbers:
    """Return the numbers; both keys are set."""
    sealer = settings.keyring.sealer(purpose_of(numbers_table.c.number))
    return PhoneNumbers(database, sealer, str(settings.secret_key), clock)


def sms_manners(assistant: Assistant, responses: ResponseWriter) -> dict[str, SmsManners]:
    """Return the manners of text messages, by channel; empty where the project has no such."""
    options = assistant.credentials.channels.get(CHANNEL)
    if options is None:
        return {}
    numbers = [name for name, slot in assistant.domain.slots.items() if slot.type == NUMBER_TYPE]
    manners = SmsManners(
        renderer=SmsRenderer(channel_text(HINT, responses).text or ""),
        number_slots=frozenset(numbers),
        unclear_choice=options.get("unclear_choice"),
        media_reply=channel_text(NO_MEDIA, responses),
    )
    return {CHANNEL: manners}


def channel_text(name: str, responses: ResponseWriter) -> BotMessage:
    """Return what the channel says by itself, outside of any conversation."""
    return responses.write(name, Tracker("", latest_channel=CHANNEL))


def _sender(settings: Settings) -> TwilioSender | None:
    """Return what hands texts to Twilio; None, with a line, where that is not set up."""
    if settings.public_url is None:
        logger.warning("BACKLINE_PUBLIC_URL is not set: no reports of delivery will come")
    if settings.twilio_account_sid is None or settings.twilio_from is None:
        logger.warning("TWILIO_ACCOUNT_SID or TWILIO_FROM is not set: late answers cannot be sent")
        return None
    report_to = None if settings.public_url is None else f"{settings.public_url}{STATUS}"
    return TwilioSender(
        Account(
            settings.twilio_account_sid,
            str(settings.twilio_auth_token),
            settings.twilio_from,
            settings.twilio_api_base,
            report_to,
        )
    )


def _reception(parts: Parts, numbers: PhoneNumbers, outbox: Outbox) -> Reception:
    agent, responses = parts.agent, ResponseWriter(parts.assistant.domain, parts.house.facts)
    manners = agent.channels[CHANNEL]
    pasts = _Pasts(agent, parts.store, parts.clock)
    return Reception(
        agent=agent,
        manners=manners,
        numbers=numbers,
        outbox=outbox,
        staff=parts.house.note,
        says=Texts(*(channel_text(name, responses) for name in _OWN)),
        threads=Threads(
            numbers,
            channel_text(SAME_PERSON, responses),
            pasts.would_carry_over,
            pasts.is_alarming,
            pasts.words,
            parts.clock,
        ),
        asks_to_stop=read_wish_words(parts.assistant.root, OPT_OUT),
        asks_to_delete=read_wish_words(parts.assistant.root, DELETE_DATA),
        clock=parts.clock,
        patience_seconds=PATIENCE_SECONDS,
        stands=partial(_standing, parts),
    )


async def _standing(parts: Parts, sender_id: str) -> list[BotMessage]:
    """Return the emergency that stands in a conversation, for whoever comes back to it."""
    stored = await parts.store.load(sender_id)
    card = None if stored is None else await parts.house.visitors.card(stored.slots)
    return [] if card is None else [BotMessage(text=str(card["text"]))]


@dataclass(frozen=True, slots=True)
class _Pasts:
    """Looks at conversations without going on with them."""

    agent: Agent
    store: JournaledStore
    clock: Callable[[], float]

    async def would_carry_over(self, sender_id: str) -> bool:
        """Tell whether a session that begins now would know something that a new one does not."""
        stored = await self.store.load(sender_id)
        if stored is None or stored.session_started_at is None:
            return False
        tracker, is_new_session = self.agent.begin(sender_id, stored, self.clock())
        if not is_new_session:
            return False
        anew, _ = self.agent.begin(sender_id, None, self.clock())
        return bool(await self._kept(tracker) - await self._kept(anew))

    async def _kept(self, tracker: Tracker) -> frozenset[str]:
        begun = replace(tracker, latest_channel=CHANNEL)
        events = await self.agent.actions.run(SESSION_START, begun)
        return frozenset(
            event.name for event in events if isinstance(event, SlotSet) and event.value is not None
        )

    async def is_alarming(self, text: str) -> bool:
        """Tell whether the text would interrupt a conversation that knows nothing yet."""
        blank, _ = self.agent.begin("", None, self.clock())
        parsed = self.agent.understand(text, offered=(), channel=CHANNEL)
        heard = blank.applying(UserUttered(parsed=parsed, channel=CHANNEL, timestamp=self.clock()))
        heard = heard.applying(*self.agent.fill_slots(heard))
        heard = heard.applying(*await self.agent.actions.screen(heard))
        return self.agent.predict(heard).action in self.agent.interrupts

    async def words(self, sender_id: str) -> str:
        """Return what a person has said in a conversation."""
        events = await self.store.events(sender_id)
        return "\n".join(event.parsed.text for event in events if isinstance(event, UserUttered))
