"""The form in which staff say what a message meant: filled, read, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.console.correct_values import ASSERTIONS, Choices, Mark, Meaning, NotCorrected
from bot.console.panels import Call
from bot.conversation.turn import Entity, ParsedMessage
from bot.nlu.reader import FALLBACK_INTENT
from bot.privacy.spans import Deidentified, one_line

MAX_TEXT = 2_000
MOST_ROWS = 40
SPARE_ROWS = 3
MOST_DAYS = 40_000
COLUMNS = ("words", "kind", "value", "assertion", "near")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form, as typed. `near` is where the words stood before."""

    words: str = ""
    kind: str = ""
    value: str = ""
    assertion: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """The whole form, as typed."""

    text: str
    intent: str
    rows: Sequence[Row] = ()
    low: str = ""
    high: str = ""

    def shown_rows(self) -> Sequence[Row]:
        """Return the lines with some empty ones to add to."""
        return (*self.rows, *[Row()] * min(SPARE_ROWS, MOST_ROWS - len(self.rows)))

    def named(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of every field, to be sent again unchanged."""
        yield from (("text", self.text), ("intent", self.intent))
        yield from (("low", self.low), ("high", self.high))
        for number, row in enumerate(self.rows):
            for column in COLUMNS:
                yield f"{column}-{number}", getattr(row, column)


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes a meaning of what was understood, and of what was typed."""

    choices: Choices

    def understood(self, parsed: ParsedMessage, said: Deidentified) -> Meaning:
        """Return what was understood of a message, in its words without what is private."""
        marks = []
        for entity in parsed.entities:
            start, end = said.moved(entity.start, entity.end)
            words = said.text[start:end]
            if words.strip():
                marks.append(self._mark(entity, words, start))
        low, high = self._days(parsed.entities)
        name = parsed.intent.name
        intent = self.choices.outside if name in (None, FALLBACK_INTENT) else str(name)
        return Meaning(said.text, intent, tuple(marks), low, high)

    def fields(self, meaning: Meaning) -> Fields:
        """Return the form filled with a meaning."""
        rows = [
            Row(one.words, one.kind, one.value, one.assertion, str(one.start))
            for one in meaning.marks
        ]
        return Fields(
            meaning.text, meaning.intent, rows, _number(meaning.low), _number(meaning.high)
        )

    def typed(self, call: Call) -> Fields:
        """Return the form as it was sent."""
        rows = [
            Row(**{column: call.given(f"{column}-{number}") for column in COLUMNS})
            for number in range(MOST_ROWS)
        ]
        filled = [row for row in rows if row.words or row.value]
        text = one_line(call.given("text")).strip().lstrip("-/").strip()
        return Fields(text, call.given("intent"), filled, call.given("low"), call.given("high"))

    def meaning(self, fields: Fields, before: Meaning) -> Meaning:
        """Return what was typed as a meaning; `before` was understood. Raises NotCorrected."""
        if not fields.text:
            raise NotCorrected(
                "There are no words left: a correction needs the words of a message."
            )
        if len(fields.text) > MAX_TEXT:
            raise NotCorrected(f"At most {MAX_TEXT} characters of a message can be learnt from.")
        if fields.intent not in self.choices.intents:
            raise NotCorrected("Choose what the person wanted.")
        marks = tuple(self._read(row, fields.text, before) for row in fields.rows)
        low, high = _days_typed(fields)
        return Meaning(fields.text, fields.intent, _sorted(marks), low, high)

    def _mark(self, entity: Entity, words: str, start: int) -> Mark:
        assertion = str(entity.details.get("assertion") or "")
        value = "" if entity.entity == self.choices.duration else _text(entity.value)
        return Mark(
            entity=entity.entity,
            words=words,
            start=start,
            value=value,
            role=entity.role or "",
            assertion=assertion if entity.entity == self.choices.finding else "",
        )

    def _days(self, entities: Sequence[Entity]) -> tuple[float | None, float | None]:
        """Return the lowest and the highest number of days of the only length that is told."""
        lengths = [
            one for one in entities if one.entity == self.choices.duration and one.role is None
        ]
        if len(lengths) != 1:
            return None, None
        details = lengths[0].details
        low, high = (details.get(name, lengths[0].value) for name in ("low", "high"))
        return float(low), float(high)

    def _read(self, row: Row, text: str, before: Meaning) -> Mark:
        entity, _, role = row.kind.partition(":")
        if entity not in self.choices.values:
            raise NotCorrected(f"Say what \u201c{row.words or row.value}\u201d is.")
        start = _nearest(text, row.words, row.near)
        if not row.words or start is None:
            raise NotCorrected(
                f"\u201c{row.words}\u201d does not stand in the text. Copy the words from it as"
                " they are, or empty the line."
            )
        is_finding = entity == self.choices.finding
        if is_finding and row.assertion not in ASSERTIONS:
            raise NotCorrected(f"Say how \u201c{row.words}\u201d is meant.")
        known = self.choices.values[entity]
        heard = {one.value for one in before.marks if one.entity == entity}
        if (
            known
            and row.value not in heard
            and (row.value or is_finding)
            and row.value not in known
        ):
            near = get_close_matches(row.value, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else " Choose one of the list."
            raise NotCorrected(f"There is no {entity} \u201c{row.value}\u201d.{hint}")
        return Mark(entity, row.words, start, row.value, role, row.assertion if is_finding else "")


def _nearest(text: str, words: str, near: str) -> int | None:
    """Return where words stand in a text, the place next to where they stood before."""
    if not words:
        return None
    wanted = int(near) if near.isascii() and near.isdecimal() and len(near) < len("100000") else 0
    places = [place for place in range(len(text)) if text.startswith(words, place)]
    return min(places, key=lambda place: abs(place - wanted), default=None)


def _sorted(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(dict.fromkeys(marks), key=lambda one: (one.start, one.end, one.kind)))


def _days_typed(fields: Fields) -> tuple[float | None, float | None]:
    """Return the days that were typed; one alone is both. Raises NotCorrected."""
    given = [text for text in (fields.low, fields.high) if text]
    if not given:
        return None, None
    try:
        days = [float(text) for text in (fields.low or fields.high, fields.high or fields.low)]
    except ValueError:
        raise NotCorrected("Write the days as numbers, like 14 or 3.5.") from None
    if not 0 <= days[0] <= days[1] <= MOST_DAYS:
        raise NotCorrected(f"Days go from the lower to the higher, 0 to {MOST_DAYS:,}.")
    return days[0], days[1]


def _number(days: float | None) -> str:
    return "" if days is None else f"{days:g}"


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)
