"""Correcting messages: what one meant, kept without who said it, for training and for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from bot.assistant.nlu_writing import marked_text
from bot.console.correct_files import annotated, case_lines, examples_file, suite_file
from bot.console.correct_form import MAX_TEXT, Fields, Reader
from bot.console.correct_messages import Message, Messages
from bot.console.correct_values import ASSERTIONS, Correction, Meaning, NotCorrected, Sought
from bot.console.corrections import STATES, Corrections
from bot.console.panels import Call, Download, Page, Redirect, Refusal
from bot.console.rendering import with_query
from bot.console.side_panels import SidePanel
from bot.console.transcript_words import pieces_of
from bot.console.transcripts import transcript_address
from bot.conversation.turn import Entity
from bot.nlu.comparison import read_comparison
from bot.stores.index.words import Query

NAME = "corrections"
HOME = f"/staff/{NAME}"
CHANGES = ("intent", "entities", "findings", "duration")
YAML = "application/yaml"
READ_IT = "Read the text to its end, and say with the tick that nobody can be recognised by it."


@dataclass(frozen=True, slots=True)
class CorrectParts:
    """What correcting is built on. `model_dir` is where trainings leave their comparison."""

    corrections: Corrections
    messages: Messages
    model_dir: Path


@dataclass(frozen=True, slots=True)
class CorrectPages:
    """The handlers."""

    parts: CorrectParts

    async def show(self, call: Call) -> Page:
        """Show corrections, the newest first, as the address asks for."""
        sought = _sought(call)
        found, more = await self.parts.corrections.page(sought)
        intents, people = await self.parts.corrections.known()
        given = {name: call.asked(name) for name in ("intent", "by", "state", "change")}
        values = {
            "rows": found,
            "given": given,
            "choices": {"intent": intents, "by": people, "state": STATES, "change": CHANGES},
            "is_filtered": any(given.values()),
            "older": None if more is None else given | {"older": more},
            "is_first": sought.before is None,
            "address": _message_address,
            "downloads": {one: with_query(f"{HOME}/{one}", given) for one in ("examples", "suite")},
        }
        return Page(f"{NAME}/list.html", values)

    async def ask(self, call: Call) -> Page:
        """Show what was understood of a message, to be put right."""
        message = await self._message(call.asked("conversation"), call.asked("turn"))
        kept = (await self.parts.corrections.of(message.conversation)).get(message.turn)
        meaning = message.before if kept is None else kept.meaning
        return self._form(message, self._reader.fields(meaning), kept=kept)

    async def check(self, call: Call) -> Page:
        """Show what would be kept, before it is."""
        message, fields = await self._given(call)
        if call.given("do") == "change":
            return self._form(message, fields)
        try:
            meaning = self._meaning(message, fields)
        except NotCorrected as error:
            return self._form(message, fields, fault=str(error))
        return self._preview(message, fields, meaning)

    async def keep(self, call: Call) -> Page | Redirect:
        """Keep a correction that was read, and lead back to the transcript or on to a story."""
        message, fields = await self._given(call)
        try:
            meaning = self._meaning(message, fields)
            if call.given("read") != "yes":
                return self._preview(message, fields, meaning, fault=READ_IT)
            correction = self._correction(message, meaning, call)
            number = await self.parts.corrections.keep(correction)
        except NotCorrected as error:
            return self._form(message, fields, fault=str(error))
        if call.given("do") == "story":
            return Redirect(f"{HOME}/story?correction={number}", "The correction is kept.")
        return Redirect(
            transcript_address(message.conversation), "Kept. It stands under Corrections."
        )

    async def withdraw(self, call: Call) -> Redirect:
        """Take a correction back."""
        number = call.given("correction")
        try:
            await self.parts.corrections.withdraw(number_of(number), call.staff, _now(call))
        except NotCorrected as error:
            raise Refusal(HTTPStatus.CONFLICT, str(error)) from None
        return Redirect(HOME, "The correction is withdrawn: it goes into no file any more.")

    async def examples(self, call: Call) -> Download:
        """Give the corrections in force as training examples."""
        found = await self.parts.corrections.in_force(_sought(call))
        content = examples_file(found, self.parts.messages.choices)
        return Download("corrections.yml", YAML, content.encode())

    async def suite(self, call: Call) -> Download:
        """Give the corrections in force as a suite."""
        found = await self.parts.corrections.in_force(_sought(call))
        content = suite_file(found, self.parts.messages.choices)
        return Download("corrections_suite.yml", YAML, content.encode())

    async def training(self, _call: Call) -> Page:
        """Show what the latest training with corrections changed."""
        return Page(f"{NAME}/training.html", {"found": read_comparison(self.parts.model_dir)})

    def side(self) -> SidePanel:
        """Return what stands beside each message of a transcript."""
        return SidePanel(f"{NAME}/beside.html", "turn", self._beside)

    async def _beside(self, conversation: str, call: Call) -> Mapping[str, Any]:
        corrections = self.parts.corrections
        kept = await corrections.of(conversation)
        return {
            turn: {"address": _message_address(conversation, turn), "kept": kept.get(turn)}
            for turn in await corrections.turns(conversation)
        }

    @property
    def _reader(self) -> Reader:
        return Reader(self.parts.messages.choices)

    async def _message(self, conversation: str, turn: str) -> Message:
        return await self.parts.messages.one(conversation, turn)

    async def _given(self, call: Call) -> tuple[Message, Fields]:
        message = await self._message(call.given("conversation"), call.given("turn"))
        return message, self._reader.typed(call)

    def _meaning(self, message: Message, fields: Fields) -> Meaning:
        """Return what was typed. Raises NotCorrected, also where it still tells who wrote it."""
        known = message.deidentifier.still_there(fields.text)
        if known:
            listed = ", ".join(f"\u201c{one}\u201d" for one in known)
            raise NotCorrected(f"The text still holds what this person is known by: {listed}.")
        meaning = self._reader.meaning(fields, message.before)
        try:
            marked_text(meaning.text, [annotated(one) for one in meaning.marks])
        except ValueError as error:
            raise NotCorrected(f"It cannot be written into a file: {error}.") from None
        return meaning

    def _correction(self, message: Message, meaning: Meaning, call: Call) -> Correction:
        return Correction(
            conversation=message.conversation,
            turn=message.turn,
            by=call.staff,
            at=_now(call),
            before=message.before,
            meaning=meaning,
            written_on=message.written_on.isoformat(),
        )

    def _form(
        self, message: Message, fields: Fields, *, fault: str = "", kept: Correction | None = None
    ) -> Page:
        choices = self.parts.messages.choices
        values = {
            **_about(message),
            "fields": fields,
            "fault": fault,
            "kept": kept,
            "choices": choices,
            "kinds": sorted(choices.values),
            "assertions": ASSERTIONS,
            "max_text": MAX_TEXT,
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
        return Page(f"{NAME}/form.html", values, status)

    def _preview(self, message: Message, fields: Fields, meaning: Meaning, fault: str = "") -> Page:
        made = {one.new for one in message.said.replacements}
        choices = self.parts.messages.choices
        correction = Correction(
            message.conversation, message.turn, "", 0.0, message.before, meaning,
            message.written_on.isoformat(),
        )  # fmt: skip
        values = {
            **_about(message),
            "fields": fields,
            "fault": fault,
            "meaning": meaning,
            "changes": correction.changes,
            "example": examples_file([correction], choices),
            "cases": case_lines(correction, choices),
            "suspects": message.deidentifier.suspects(meaning.text, made),
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
        return Page(f"{NAME}/preview.html", values, status)


def number_of(text: str) -> int:
    """Return the id that was sent. Raises NotCorrected for what is none."""
    if not (text.isascii() and text.isdecimal() and len(text) < len(str(2**62))):
        raise NotCorrected("There is no such correction.")
    return int(text)


def _about(message: Message) -> dict[str, Any]:
    return {
        "conversation": message.conversation,
        "turn": message.turn,
        "transcript": f"{transcript_address(message.conversation)}#turn-{message.turn}",
        "at": message.heard.timestamp,
        "said": message.said,
        "before": message.before,
        "pieces": list(pieces_of(message.before.text, _entities(message.before), Query(()))),
        "confidence": message.heard.parsed.intent.confidence,
    }


def _entities(meaning: Meaning) -> list[Entity]:
    return [Entity(one.entity, one.value, one.start, one.end, "") for one in meaning.marks]


def _sought(call: Call) -> Sought:
    older = call.asked("older")
    before = int(older) if older.isascii() and older.isdecimal() and len(older) < 18 else None  # noqa: PLR2004 -- digits of an id
    return Sought(
        call.asked("intent"), call.asked("by"), call.asked("state"), call.asked("change"), before
    )


def _message_address(conversation: str, turn: str) -> str:
    return with_query(f"{HOME}/of", {"conversation": conversation, "turn": turn})


def _now(call: Call) -> float:
    return call.at.timestamp()
