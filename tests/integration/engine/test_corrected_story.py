"""A real conversation becomes a story that plays, with nobody's name in it."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.assistant.test_stories import load_test_stories
from bot.cli_check import played_files
from bot.console.correct_messages import Messages
from bot.console.correct_story import draft_story
from bot.console.correct_values import Correction
from bot.nlu.known_values import entries_of_files, ordinary_words
from bot.privacy.private_words import read_private_words
from bot.settings import read_settings
from bot.staff import choices_of
from bot.stores.database import open_database
from bot.stores.index.stored import StoredConversations
from bot.stores.rows import Seals
from bot.stores.sealing import NO_KEYS
from tests.conftest import ROOT, Talk

SAID = (
    "I would like somebody to call me",
    "Ada Lovelace",
    "212 555 0187",
    "my back has been hurting since 1/20, my mom Bettina is with me",
)


async def test_a_story_of_a_real_conversation_plays_up_to_the_corrected_message(
    running, clock, tmp_path
):
    clock.now += 40 * 86_400
    async with running() as app:
        talk = Talk(app, clock)
        await talk.says(*SAID)
        database = open_database(f"sqlite:///{tmp_path}/var/backline.db")
        stored = StoredConversations(database, Seals.of(NO_KEYS))
        words = (read_private_words(ROOT), ordinary_words(app.assistant))
        choices = choices_of(app.assistant, entries_of_files(app.assistant))
        zone = ZoneInfo("America/New_York")
        messages = Messages(stored, choices, lambda: words, zone, "a secret")
        turns = (await stored.conversation("someone")).turns
        message = await messages.one("someone", turns[-1].turn_id)
        database.close()
    meant = replace(message.before, intent="ask_yoga")
    correction = Correction(
        "someone", message.turn, "ana", clock.now, message.before, meant,
        message.written_on.isoformat(), 7,
    )  # fmt: skip
    draft = draft_story(message.stored, correction, message.deidentifier, choices)
    for private in ("Ada", "Lovelace", "0187", "since 1/20", "Bettina"):
        assert private not in draft.text, draft.text
    path = tmp_path / "test_correction_7.yml"
    path.write_text(draft.text)
    (told,) = load_test_stories(path)
    played = await played_files(ROOT, read_settings(tmp_path, {}), [path])
    (problem,) = played[path][0].problems
    assert "the story says ask_yoga" in problem, draft.text
    path.write_text(draft.text.replace("ask_yoga", str(message.before.intent)))
    played = await played_files(ROOT, read_settings(tmp_path, {}), [path])
    assert played[path][0].problems == (), draft.text
    assert len(told.steps) > len(SAID)
