"""Stories of corrected conversations: shown, kept, and given out; and the panel of corrections."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from bot.assistant.problems import AssistantError
from bot.assistant.test_stories import parse_test_stories
from bot.console.correct_panel import HOME, NAME, YAML, CorrectPages, CorrectParts, number_of
from bot.console.correct_story import Draft, draft_story
from bot.console.correct_values import Correction, NotCorrected, Story
from bot.console.panels import Call, Download, Page, Panel, Redirect, Refusal, Route
from bot.console.rendering import TEMPLATES

MAX_STORY = 100_000
READ_IT = "Read every message of it, and say with the tick that nobody can be recognised."


@dataclass(frozen=True, slots=True)
class StoryPages:
    """The handlers."""

    parts: CorrectParts

    async def ask(self, call: Call) -> Page:
        """Show the story of a correction as it was kept, or as it would be made."""
        correction = await self._correction(call.asked("correction"))
        draft = await self._draft(correction)
        kept = await self.parts.corrections.story(correction.id)
        text = draft.text if kept is None else kept.content
        return _page(correction, draft, text, is_kept=kept is not None)

    async def keep(self, call: Call) -> Page | Redirect:
        """Keep a story that was read."""
        correction = await self._correction(call.given("correction"))
        draft = await self._draft(correction)
        text = call.given("content").replace("\r\n", "\n") + "\n"
        fault = await self._fault(correction, text) if call.given("read") == "yes" else READ_IT
        if fault:
            return _page(correction, draft, text, fault=fault)
        story = Story(correction.id, call.staff, call.at.timestamp(), text)
        try:
            await self.parts.corrections.keep_story(story)
        except NotCorrected as error:
            raise Refusal(HTTPStatus.CONFLICT, str(error)) from None
        return Redirect(HOME, f"The story of correction {correction.id} is kept: take its file.")

    async def file(self, call: Call) -> Download:
        """Give a story that was kept as a file."""
        correction = await self._correction(call.asked("correction"))
        kept = await self.parts.corrections.story(correction.id)
        if kept is None or not correction.counts:
            raise Refusal(HTTPStatus.NOT_FOUND, "There is no story of it yet. Make one first.")
        return Download(story_name(correction.id), YAML, kept.content.encode())

    async def _correction(self, given: str) -> Correction:
        try:
            found = await self.parts.corrections.one(number_of(given))
        except NotCorrected:
            found = None
        if found is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "There is no such correction.")
        return found

    async def _draft(self, correction: Correction) -> Draft:
        message = await self.parts.messages.one(correction.conversation, correction.turn)
        choices = self.parts.messages.choices
        try:
            return draft_story(message.stored, correction, message.deidentifier, choices)
        except (NotCorrected, ValueError) as error:
            raise Refusal(HTTPStatus.CONFLICT, f"No story can be made: {error}") from None

    async def _fault(self, correction: Correction, text: str) -> str:
        """Return why a story cannot be kept, or an empty text."""
        if len(text) > MAX_STORY:
            return f"At most {MAX_STORY:,} characters fit."
        message = await self.parts.messages.one(correction.conversation, correction.turn)
        known = message.deidentifier.still_there(text)
        if known:
            return f"It still holds what this person is known by: {', '.join(known)}."
        return _problems_of(text)


def story_name(correction: int) -> str:
    """Return what the file of a story is called."""
    return f"test_correction_{correction}.yml"


def correct_panel(pages: CorrectPages, stories: StoryPages) -> Panel:
    """Return the panel."""
    one, story = "conversation", "correction"
    return Panel(
        NAME,
        "Corrections",
        35,
        TEMPLATES / NAME,
        (
            Route("GET", "", "viewer", pages.show, "correct.list"),
            Route("GET", "/of", "reviewer", pages.ask, "correct.view", one),
            Route("POST", "/check", "reviewer", pages.check, "correct.check", one),
            Route("POST", "/keep", "reviewer", pages.keep, "correct.keep", one),
            Route("POST", "/withdraw", "reviewer", pages.withdraw, "correct.withdraw", story),
            Route("GET", "/examples", "reviewer", pages.examples, "correct.export"),
            Route("GET", "/suite", "reviewer", pages.suite, "correct.export"),
            Route("GET", "/training", "viewer", pages.training, "correct.training"),
            Route("GET", "/story", "reviewer", stories.ask, "correct.story.view", story),
            Route("POST", "/story", "reviewer", stories.keep, "correct.story.keep", story),
            Route("GET", "/story/file", "reviewer", stories.file, "correct.story.export", story),
        ),
    )


def _page(
    correction: Correction, draft: Draft, text: str, *, fault: str = "", is_kept: bool = False
) -> Page:
    values = {
        "correction": correction,
        "replacements": draft.replacements,
        "content": text,
        "rows": text.count("\n") + 2,
        "fault": fault,
        "is_kept": is_kept,
        "name": story_name(correction.id),
        "max_story": MAX_STORY,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return Page(f"{NAME}/story.html", values, status)


def _problems_of(text: str) -> str:
    """Return what is wrong with a story, or an empty text."""
    try:
        parse_test_stories(text, "line")
    except AssistantError as error:
        return str(error)
    return ""
