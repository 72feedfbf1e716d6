"""A conversation's turns as staff read them: the words as they were seen, and why it went so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.transcript import SHOWN
from bot.console.transcript_words import Piece, pieces_of
from bot.conversation.checklist import INTENT as LIST_ANSWER
from bot.conversation.checklist import read_answer
from bot.conversation.events import (
    ActionExecuted,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    TurnFailed,
    UserUttered,
)
from bot.conversation.messages import BotMessage
from bot.conversation.serialization import event_to_json
from bot.conversation.tracker import ACTION_LISTEN, Tracker
from bot.conversation.turn import Entity, Intent
from bot.staff_ports import (
    Insight,
    InsightRow,
)
from bot.stores.index.projection import TYPED, UNKNOWN, is_fallback
from bot.stores.index.stored import StoredConversation, StoredTurn
from bot.stores.index.words import Query

CHECKLIST = "checklist"
# Under this key of a message's or event's metadata stands who of staff it is from.
BY = "by"
_LIKELIEST = 3
_NO_QUERY = Query(())


@dataclass(frozen=True, slots=True)
class Heard:
    """What a person sent. `ticked` are the items of a list with how each was answered."""

    pieces: tuple[Piece, ...]
    tapped: str = ""
    typed: str = ""
    ticked: tuple[tuple[str, str], ...] = ()
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of it."""

    intent: str
    confidence: float
    scope: str
    others: tuple[Intent, ...]
    entities: tuple[tuple[Entity, str], ...]
    is_payload: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One message to the person. `items` of a list, `card` with what must stay in sight."""

    text: str
    buttons: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    card: Mapping[str, Any] | None = None
    image: str = ""
    other: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A slot that a turn changed, the values as JSON."""

    slot: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn. `facts` and `notes` are the house's words, `changes` the slots behind them."""

    turn_id: str
    number: int
    at: float
    heard: Heard | None = None
    understood: Understood | None = None
    answers: tuple[Answer, ...] = ()
    facts: tuple[InsightRow, ...] = ()
    notes: tuple[InsightRow, ...] = ()
    changes: tuple[Changed, ...] = ()
    actions: tuple[str, ...] = ()
    happened: tuple[str, ...] = ()
    failed: tuple[str, str] | None = None
    is_fallback: bool = False
    sent: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Shown:
    """What the person has seen so far: what a payload is called."""

    buttons: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)

    def see(self, message: BotMessage) -> None:
        self.buttons |= {button.payload: button.title for button in message.buttons}
        self.items |= dict(_items(message))


def turn_views(
    stored: StoredConversation, insight: Insight, query: Query | None = None
) -> Iterator[TurnView]:
    """Yield the turns of a conversation, oldest first; what `query` asks for is marked."""
    tracker, shown = Tracker(stored.tracker.sender_id), _Shown()
    for number, turn in enumerate(stored.turns, start=1):
        before = tracker
        tracker = replace(tracker.applying(*turn.events), turn=(), unsaved=())
        view = _view(turn, number, insight, (before.slots, tracker.slots))
        heard = next((one for one in turn.events if isinstance(one, UserUttered)), None)
        if heard is not None:
            view = replace(view, heard=_heard(heard, shown, query or _NO_QUERY))
        for event in turn.events:
            if isinstance(event, BotUttered):
                shown.see(event.message)
        yield view


def _view(
    turn: StoredTurn,
    number: int,
    insight: Insight,
    slots: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> TurnView:
    events, (before, after) = turn.events, slots
    heard = next((one for one in events if isinstance(one, UserUttered)), None)
    failed = next((one for one in events if isinstance(one, TurnFailed)), None)
    changed = {name: after[name] for name in after if before.get(name) != after[name]}
    # What staff look at is what the person's turn changed, also where a new session emptied it.
    facts = (insight.fact(name, value) for name, value in changed.items() if value is not None)
    return TurnView(
        turn_id=turn.turn_id,
        number=number,
        at=heard.timestamp if heard else events[0].timestamp,
        understood=None if heard is None else _understood(heard),
        answers=tuple(_answer(one) for one in events if isinstance(one, BotUttered)),
        facts=tuple(fact for fact in facts if fact is not None),
        notes=tuple(insight.notes([event_to_json(one) for one in events], before)),
        changes=tuple(
            Changed(name, _shortly(before.get(name)), _shortly(value))
            for name, value in changed.items()
        ),
        actions=tuple(_actions(events)),
        happened=tuple(_happened(events)),
        failed=None if failed is None else (failed.step, failed.error),
        is_fallback=any(map(is_fallback, events)),
        sent=tuple((text, state.value) for text, state in turn.sent),
    )


def _heard(event: UserUttered, shown: _Shown, query: Query) -> Heard:
    """Return the words as the person saw them: a tap by its title, a list by its items."""
    text, typed = event.parsed.text, event.metadata.get(TYPED)
    if not event.parsed.is_payload:
        return Heard(tuple(pieces_of(text, event.parsed.entities, query)))
    seen = event.metadata.get(SHOWN)
    name, _, rest = text.removeprefix("/").partition("{")
    answer = read_answer(_json_object(f"{{{rest}")) if name == LIST_ANSWER else None
    ticked = () if answer is None else tuple(answer.assertions())
    return Heard(
        pieces=(),
        tapped=seen if isinstance(seen, str) and seen != text else shown.buttons.get(text, ""),
        typed=typed if isinstance(typed, str) else "",
        ticked=tuple((shown.items.get(item, item), how) for item, how in ticked),
        payload=text,
    )


def _json_object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _understood(event: UserUttered) -> Understood:
    parsed = event.parsed
    return Understood(
        intent="" if parsed.intent.name in UNKNOWN else str(parsed.intent.name),
        confidence=parsed.intent.confidence,
        scope=parsed.scope.value,
        others=tuple(one for one in parsed.ranking[:_LIKELIEST] if one.name != parsed.intent.name),
        entities=tuple((entity, _details(entity)) for entity in parsed.entities),
        is_payload=parsed.is_payload,
    )


def _details(entity: Entity) -> str:
    """Return what is known of an entity beside its value, in one line."""
    details = {"role": entity.role, "group": entity.group, **entity.details}
    return ", ".join(
        f"{name} {value if isinstance(value, str) else _shortly(value)}"
        for name, value in details.items()
        if value not in (None, [], {})
    )


def _answer(event: BotUttered) -> Answer:
    message = event.message
    custom = dict(message.custom or {})
    kind = custom.get("kind")
    is_card = "heading" in custom or "call" in custom
    is_known = kind == CHECKLIST or is_card or not custom
    by = message.metadata.get(BY)
    return Answer(
        text=message.text or "",
        buttons=tuple(button.title for button in message.buttons),
        items=tuple(label for _, label in _items(message)),
        card=custom if is_card else None,
        image=message.image or "",
        other=""
        if is_known and message.attachment is None
        else _shortly([custom, message.attachment]),
        by=by if isinstance(by, str) else "",
    )


def _items(message: BotMessage) -> Iterator[tuple[str, str]]:
    custom = message.custom or {}
    items = custom.get("items") if custom.get("kind") == CHECKLIST else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping) and "id" in item:
            yield str(item["id"]), str(item.get("label", item["id"]))


def _actions(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        if isinstance(event, ActionExecuted) and event.name != ACTION_LISTEN:
            yield event.name if event.policy is None else f"{event.name} ({event.policy})"


def _happened(events: Sequence[Event]) -> Iterator[str]:
    words: dict[type[Event], str] = {
        SessionStarted: "A new session began",
        Restarted: "Begun again from the start",
        ConversationPaused: "Taken over by staff",
        ConversationResumed: "Given back to the assistant",
    }
    for event in events:
        said = words.get(type(event))
        if said is not None:
            by = event.metadata.get(BY)
            yield f"{said}: {by}" if isinstance(by, str) else said
    if any(isinstance(event, SlotSet) and event.name == "requested_slot" for event in events):
        asked = [
            one.value for one in events if isinstance(one, SlotSet) and one.name == "requested_slot"
        ]
        if isinstance(asked[-1], str):
            yield f"Asked next: {asked[-1]}"


def _shortly(value: Any) -> str:
    """Return a value as compact JSON; nothing for no value."""
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=str)
