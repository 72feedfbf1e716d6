"""With a key, whoever gets hold of the database reads nothing of what anybody said in it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from tempfile import TemporaryDirectory

import pytest

from actions.booking.database import engine_for
from actions.extension import MIGRATIONS
from actions.queue.store import StaffQueue
from bot.assistant.domain import Domain
from bot.stores.migrate import upgrade
from bot.stores.sealing import Keyring
from tests.conftest import Talk
from tests.integration.keep.raw import everything, found, words_of
from tests.integration.sms.conftest import PATIENT, carrier  # noqa: F401 - a fixture

KEY = "a key of some length for tests"
SHORT_NUMBER = 4
NAME, NUMBER, TIMES = "Wilhelmina Okonkwo", "555 010 0112", "Thursdays after the bakery closes"
SAID = (
    "Good morning from Poughkeepsie",
    "My lower back hurts since I carried cartons of flour upstairs for grandmother's birthday",
    "none",
    "none of those either",
    "thirteen weeks",
    "can someone from the clinic call me back?",
    NAME,
    NUMBER,
    TIMES,
    "My neighbour Bartholomew says I should rub turpentine on it",
)


@cache
def empty_database() -> str:
    """Return what stands in a database in which nobody has said anything: our names of tables."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.db"
        upgrade(url, tuple(MIGRATIONS))
        return everything(url)


def own_words(domain: Domain) -> set[str]:
    """Return the words that were said, but for names that are ours: of actions, of tables."""
    names: Iterable[str] = [*domain.intents, *domain.actions, *domain.slots, *domain.responses]
    ours = f"{' '.join(names)} {empty_database()} callback clinic".lower()
    own = {word for word in words_of(*SAID) if word.lower() not in ours}
    # Four digits stand in any long number by chance: the number counts as a whole.
    return {word for word in own if not (word.isdigit() and len(word) <= SHORT_NUMBER)} | {NUMBER}


@pytest.fixture
def played(running, clock, url):
    """Return a function that plays a conversation and returns the assistant's domain."""

    async def play(**environ: str) -> Domain:
        async with running(BACKLINE_DATABASE_URL=url, **environ) as app:
            await Talk(app, clock, "web-1").says(*SAID)
            domain: Domain = app.assistant.domain
            # The log of SQLite is folded into the file when the last connection ends.
            if environ:
                assert found(own_words(domain), url) == set()
            return domain

    return play


async def test_no_word_name_or_number_stands_in_the_database(played, url):
    domain = await played(BACKLINE_ENCRYPTION_KEY=KEY)
    assert {"Okonkwo", "Poughkeepsie", NUMBER, "turpentine"} <= own_words(domain)
    assert found(own_words(domain), url) == set()
    assert "Thank you" not in everything(url), "what the bot said tells of a person too"
    [item] = StaffQueue(engine_for(url, Keyring([KEY]).sealer)).items()
    assert (item.name, item.phone) == (NAME, NUMBER)


async def test_without_a_key_all_of_them_do(played, url):
    """What is looked for above can be found: the search is no blind one."""
    domain = await played()
    assert found(own_words(domain), url) == own_words(domain)


async def test_a_conversation_by_text_message_shows_neither_number_nor_words(
    carrier,  # noqa: F811
    tmp_path,
):
    await carrier.says(*SAID[:4])
    [url] = [f"sqlite:///{file}" for file in (tmp_path / "var").glob("*.db")]
    assert found(own_words(carrier.app.assistant.domain), url) == set()
    assert PATIENT.lstrip("+") not in everything(url)
    assert "Example Pain and Spine Clinic" not in everything(url), "nor what is sent to them"
