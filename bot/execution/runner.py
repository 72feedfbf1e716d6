"""Runs an action, whatever its kind, and returns what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.assistant.domain import Domain
from bot.conversation.events import (
    ActionExecuted,
    ActionRejected,
    BotUttered,
    Event,
    SlotSet,
)
from bot.conversation.messages import NOTHING, BotMessage, Button
from bot.conversation.serialization import event_from_json
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Prediction
from bot.execution.custom_actions import (
    ActionAnswer,
    ActionFailed,
    ActionRejectedItself,
    ActionServer,
    action_request,
)
from bot.execution.form_action import FormAction
from bot.execution.responses import ResponseWriter
from bot.execution.slot_filling import SCREEN, custom_mapping_actions

_RESPONSE_KEYS = frozenset(
    {
        "text", "buttons", "elements", "custom", "template", "response", "image", "attachment",
        "metadata",
    }
)  # fmt: skip


class ActionRunner:
    """Finds an action by its name and runs it.

    A custom action goes before a default one of the same name, as in Rasa.
    """

    def __init__(
        self,
        domain: Domain,
        responses: ResponseWriter,
        server: ActionServer,
        defaults: Mapping[str, Callable[[Tracker], tuple[Event, ...]]],
    ) -> None:
        """Bring together what actions are made of."""
        self._domain = domain
        self._responses = responses
        self._server = server
        self._defaults = defaults
        self._custom = frozenset(name for name in domain.actions if not name.startswith("utter_"))
        self._forms = {
            name: FormAction(domain, form, self._events_of) for name, form in domain.forms.items()
        }

    async def run(self, prediction: Prediction, tracker: Tracker) -> tuple[Event, ...]:
        """Return the events of one action, the execution itself first.

        Raises ActionFailed when a custom action does not give a sound answer.
        """
        name = prediction.action
        executed = ActionExecuted(
            name=name, policy=prediction.policy, confidence=prediction.confidence
        )
        try:
            if name in self._forms:
                return executed, *await self._forms[name].run(tracker)
            return executed, *await self._events_of(name, tracker, ())
        except ActionRejectedItself:
            return (ActionRejected(name=name, policy=prediction.policy),)

    async def screen(self, tracker: Tracker) -> tuple[Event, ...]:
        """Run the actions of custom slot mappings, last `action_validate_slot_mappings`."""
        names = [*custom_mapping_actions(self._domain, tracker), SCREEN]
        events: tuple[Event, ...] = ()
        for name in dict.fromkeys(name for name in names if name in self._custom):
            events += await self._events_of(name, tracker.applying(*events), ())
        return events

    async def _events_of(
        self, name: str, tracker: Tracker, candidates: Sequence[SlotSet]
    ) -> tuple[Event, ...]:
        """Return the events of an action that is no form."""
        if name in self._custom:
            request = action_request(name, tracker, self._domain.as_json, candidates)
            answer = await self._server.call(request)
            return self._read(name, answer, tracker)
        if name in self._domain.responses:
            return (BotUttered(message=self._responses.write(name, tracker)),)
        if name in self._defaults:
            return self._defaults[name](tracker)
        raise ActionFailed(f"no action is called {name}")

    def _read(self, name: str, answer: ActionAnswer, tracker: Tracker) -> tuple[Event, ...]:
        """Return a custom action's answer as events, its replies first, as in Rasa."""
        try:
            events = tuple(event_from_json(data) for data in answer.events)
        except (KeyError, TypeError, AttributeError) as error:
            raise ActionFailed(f"{name} gave a broken event: {type(error).__name__}") from None
        unknown = [
            event.name
            for event in events
            if isinstance(event, SlotSet)
            and event.name not in self._domain.slots
            and event.name != "requested_slot"
        ]
        if unknown:
            raise ActionFailed(f"{name} set a slot that the domain lacks: {unknown[0]}")
        if not answer.responses:
            return events
        # Slots that the action set may be part of its own wording.
        after = tracker.applying(*events)
        replies = tuple(
            BotUttered(message=self._reply(response, after)) for response in answer.responses
        )
        return *replies, *events

    def _reply(self, data: Mapping[str, Any], tracker: Tracker) -> BotMessage:
        """Return one of an action's responses as a message, named responses filled in."""
        name = data.get("response") or data.get("template")
        own = BotMessage(
            text=data.get("text"),
            buttons=tuple(Button(b["title"], b["payload"]) for b in data.get("buttons") or ()),
            image=data.get("image"),
            attachment=data.get("attachment"),
            custom=data.get("custom") or None,
            metadata=data.get("metadata") or NOTHING,
        )
        if name is None:
            return own
        values = {key: value for key, value in data.items() if key not in _RESPONSE_KEYS}
        named = self._responses.write(name, tracker, values)
        return BotMessage(
            text=own.text or named.text,
            buttons=named.buttons + own.buttons,
            image=own.image or named.image,
            attachment=own.attachment or named.attachment,
            custom=own.custom or named.custom,
            utter_action=name,
            metadata={**named.metadata, **own.metadata},
        )
