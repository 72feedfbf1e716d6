"""The database is brought up to date, by ours and by the extension's migrations."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.console.correct_tables import metadata as correct
from bot.console.review_tables import metadata as review
from bot.console.tables import metadata as console
from bot.stores.database import open_database
from bot.stores.errors import StoreSetupError
from bot.stores.index.tables import conversation_index
from bot.stores.migrate import upgrade
from tests.integration.stores.turns import turn_of
from tests.new_tables import NewTables

UPGRADE = command.upgrade  # as it is before any test
BOOKINGS = '''"""A table of the clinic."""

import sqlalchemy as sa
from alembic import op

revision = "clinic_0001"
down_revision = None
branch_labels = ("clinic",)
depends_on = None


def upgrade():
    op.create_table("bookings", sa.Column("id", sa.Integer, primary_key=True))
    {more}
'''


@pytest.fixture(autouse=True)
def _in_earnest(monkeypatch):
    """Run the migrations themselves: elsewhere what they ran once is run again."""
    monkeypatch.setattr("bot.stores.migrate.command.upgrade", UPGRADE)


def extension(folder: Path, more: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clinic_0001.py").write_text(BOOKINGS.format(more=more), "utf-8")
    return folder


def tables(url: str) -> set[str]:
    database = open_database(url)
    try:
        with database.reading() as connection:
            return set(inspect(connection).get_table_names()) - set(BEHIND_WORDS)
    finally:
        database.close()


OURS = {
    "conversations",
    "turns",
    "events",
    "outbox",
    "ended_sessions",
    "phone_numbers",
    "receipts",
    "keep_keys",
    "keep_holds",
    "keep_deletions",
    "conversation_index",
    "conversation_facets",
    "index_facets",
    "index_progress",
    "index_words",
    "console_accounts",
    "console_sessions",
    "console_attempts",
    "console_audit",
    "correct_corrections",
    "correct_stories",
    "correct_withdrawals",
    "review_notes",
    "review_reviews",
    "review_tags",
    "review_tasks",
    "alembic_version",
}
# SQLite's full text keeps its own tables behind the one that is asked.
BEHIND_WORDS = tuple(f"index_words_{part}" for part in ("data", "idx", "content", "config"))


def _is_ours(name, kind, _parents):
    # Full text is no table that both databases know.
    return kind != "table" or not name.startswith("index_words")


def test_the_tables_are_made_and_a_second_upgrade_changes_nothing(url):
    upgrade(url)
    upgrade(url)
    assert tables(url) == OURS


def test_the_migrations_make_what_the_code_expects(url):
    upgrade(url)
    database = open_database(url)
    try:
        with database.reading() as connection:
            context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
            ours = [conversation_index.metadata, console, review, correct]
            assert compare_metadata(context, ours) == []
    finally:
        database.close()


def test_the_extension_brings_its_own_branch(url, tmp_path):
    upgrade(url)
    upgrade(url, (extension(tmp_path / "100% ours, with spaces"),))
    assert tables(url) == {*OURS, "bookings"}


def test_a_migration_that_fails_changes_nothing(url, tmp_path):
    broken = extension(tmp_path / "broken", more="op.execute('SELECT nonsense FROM nowhere')")
    with pytest.raises(StoreSetupError, match="nowhere"):
        upgrade(url, (broken,))
    assert tables(url) == set()
    upgrade(url, (extension(tmp_path / "mended"),))
    assert tables(url) == {*OURS, "bookings"}


def test_a_database_from_a_newer_version_is_refused(url):
    upgrade(url)
    database = open_database(url)
    with database.writing() as connection:
        newer = "UPDATE alembic_version SET version_num = 'from_the_future'"
        connection.execute(text(f"{newer} WHERE version_num = 'web_0001'"))
    database.close()
    with pytest.raises(StoreSetupError, match="from_the_future"):
        upgrade(url)


def test_processes_that_start_together_do_not_collide(url):
    failures = []

    def start():
        try:
            upgrade(url)
        except StoreSetupError as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert tables(url) == OURS


async def test_a_reopened_store_goes_on(url, opened):
    first = turn_of("anna")
    store = opened(url)
    await store.commit(first)
    await store.close()
    again = opened(url)
    await again.commit(turn_of(await again.load("anna")))
    assert (await again.load("anna")).version == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("", "no database URL"),
        ("var/backline.db", "no database URL"),
        ("postgresql://u:hunter2@host:port/name", "no database URL"),
        ("mysql://u:hunter2@host/name", "Use sqlite or postgresql"),
        ("sqlite:////proc/nowhere/backline.db", "cannot open the database file"),
        ("postgresql://u:hunter2@127.0.0.1:1/name", "cannot upgrade"),
    ],
)
def test_an_unusable_url_is_told_in_one_line_without_its_password(wrong, told):
    with pytest.raises(StoreSetupError, match=told) as refusal:
        upgrade(wrong)
    assert "\n" not in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be read as one" * 50)
    with pytest.raises(StoreSetupError, match="not a database"):
        upgrade(f"sqlite:///{tmp_path}/notes.txt")


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_every_usual_spelling_of_postgresql_works(postgres_url, prefix):
    upgrade(postgres_url.replace("postgresql://", prefix, 1))
    assert tables(postgres_url) == OURS


def test_the_file_is_its_owners_only(sqlite_url, tmp_path):
    upgrade(sqlite_url)
    assert [oct(p.stat().st_mode & 0o777) for p in tmp_path.glob("backline.db*")] == ["0o600"]


def described(url: str) -> list[tuple[str, str]]:
    database = open_database(url)
    try:
        with database.reading() as connection:
            made = connection.execute(text("SELECT name, sql FROM sqlite_master ORDER BY name"))
            marks = connection.execute(text("SELECT version_num, '' FROM alembic_version"))
            return [*map(tuple, made), *sorted(map(tuple, marks))]
    finally:
        database.close()


def test_the_databases_of_other_tests_are_what_the_migrations_make(tmp_path, monkeypatch):
    first, second, third = (f"sqlite:///{tmp_path}/{name}.db" for name in ("a", "b", "c"))
    upgrade(first)
    monkeypatch.setattr("bot.stores.migrate.command.upgrade", NewTables(UPGRADE))
    upgrade(second)
    monkeypatch.setattr("alembic.script.ScriptDirectory.run_env", None)  # no migration runs
    upgrade(third)
    assert described(first) == described(second) == described(third)
