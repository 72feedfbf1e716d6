"""Stored conversations, read page by page."""

from __future__ import annotations

import pytest

from bot.stores import archive
from bot.stores.archive import Archive
from bot.stores.errors import StoreUnavailable
from tests.integration.stores.turns import turn_of


async def test_every_conversation_comes_once_over_several_pages(store, url, monkeypatch):
    monkeypatch.setattr(archive, "PAGE", 3)
    for number in range(8):
        await store.commit(turn_of(f"s{number}", slots=[("size", number)]))
    found = list(Archive(url).conversations())
    assert [(one.name, one.slots["size"]) for one in found] == [(f"s{n}", n) for n in range(8)]


async def test_events_come_as_rasa_writes_them(store, url):
    await store.commit(turn_of("odd\\name", text="hello", slots=[("size", 1)]))
    events = Archive(url).events("odd\\name")
    assert [event["event"] for event in events][:2] == ["user", "slot"]
    assert events[0]["text"] == "hello"
    assert Archive(url).events("nobody") == []


def test_a_database_without_tables_says_so(tmp_path):
    with pytest.raises(StoreUnavailable, match="reading stored conversations"):
        list(Archive(f"sqlite:///{tmp_path}/empty.db").conversations())
