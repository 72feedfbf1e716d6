"""Staff find and read transcripts; nothing that was written there does anything but stand there."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

import pytest

from bot.console.panels import Panel
from bot.console.side_panels import SidePanel
from bot.conversation.events import BotUttered, TurnFailed, UserUttered
from bot.conversation.messages import BotMessage, Button
from bot.conversation.records import OutgoingText
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Entity, Intent, ParsedMessage, Scope
from tests.integration.console.house import templates, words
from tests.integration.console.readings import Readings
from tests.integration.stores import indexed as ix
from tests.integration.stores.turns import NOON

HOME = "/staff/transcripts"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{ 7 * 7 }}"


@pytest.fixture
def open_console(sqlite_url, build):
    """Return a function that opens a console with transcripts on a database."""

    def open_one(url=sqlite_url, sides=(), panels=()):
        console = build(url, panels=())
        console.close()
        readings = Readings(url, sides)
        return build(url, panels=[readings.panel, *panels]), readings

    return open_one


def a_turn(text="soup", sender="ada", number=0, **more):
    return ix.a_turn(Tracker(sender), text, number=number, **more)


def with_events(record, *events):
    said = tuple(replace(event, timestamp=NOON) for event in events)
    return replace(record, events=said, tracker=record.tracker)


def one(sender, **more):
    return f"{HOME}/one?" + "&".join(
        f"{name}={quote(value, safe='')}"
        for name, value in {"conversation": sender, **more}.items()
    )


async def test_a_list_of_transcripts_leads_to_each(open_console):
    house, readings = open_console()
    readings.write(a_turn("a soup, please", dish="soup"), a_turn("hello", "bob", 5))
    person = await house.staff("rita", "viewer")
    page = await person.get(HOME)
    assert "2 conversations" in words(page)
    assert re.findall(r"conversation=(\w+)", page.text) == ["bob", "ada"]
    shown = words(await person.get(one("ada")))
    assert "a soup, please" in shown
    assert "Wants: soup" in shown.replace("Wants soup", "Wants: soup")


async def test_filters_live_in_the_address_and_stay_in_the_links(open_console):
    house, readings = open_console()
    readings.write(*(a_turn("soup", f"n{n}", n, dish="soup") for n in range(60)))
    readings.write(a_turn("bread", "bob", 99, dish="bread"))
    person = await house.staff("rita", "viewer")
    page = await person.get(f"{HOME}?dish=soup&q=soups&since=2020-01-01&state=")
    assert "60 conversations that fit" in words(page)
    assert '<option value="soup" selected>Soup of the day</option>' in page.text
    assert "<mark>soup</mark>" in page.text
    older = re.search(r'href="([^"]*older=[^"]*)"', page.text)[1].replace("&amp;", "&")
    assert {"dish=soup", "q=soups", "since=2020-01-01"} <= set(re.split(r"[?&]", older))
    second = await person.get(older)
    assert "60 conversations that fit" in words(second)
    assert len(re.findall("data-row", second.text)) == 10
    newer = re.search(r'href="([^"]*newer=[^"]*)"', second.text)[1].replace("&amp;", "&")
    first = await person.get(newer)
    assert re.findall(r"conversation=(\w+)", first.text) == re.findall(
        r"conversation=(\w+)", page.text
    )


async def test_a_number_that_was_not_counted_is_not_said(open_console, monkeypatch):
    monkeypatch.setattr("bot.stores.index.search.COUNTED_TO", 3)
    house, readings = open_console()
    readings.write(*(a_turn("soup", f"n{n}", n) for n in range(4)))
    person = await house.staff("rita", "viewer")
    assert "More than 3 conversations" in words(await person.get(HOME))


async def test_days_are_those_of_the_house(open_console):
    """NOON is 22:13 UTC on 14 November 2023: 17:13 in New York. Eight hours later is the 15th."""
    house, readings = open_console()
    readings.write(a_turn("soup", "ada", 0), a_turn("soup", "bob", 8 * 3600))
    person = await house.staff("rita", "viewer")
    first = await person.get(f"{HOME}?until=2023-11-14")
    assert re.findall(r"conversation=(\w+)", first.text) == ["ada"]
    second = await person.get(f"{HOME}?since=2023-11-15&until=2023-11-15")
    assert re.findall(r"conversation=(\w+)", second.text) == ["bob"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("since=yesterday", 400),
        ("until=2023-02-30", 400),
        ("since=0001-01-01", 200),
        ("older=x", 400),
        ("newer=-1", 400),
        ("older=99999999999999999999", 400),
        ("older=\u0663", 400),
        ("q=" + quote('\'; DROP TABLE events; -- NEAR("a" b)*'), 200),
        ("q=%00%27", 200),
        ("dish=" + quote("' OR 1=1 --"), 200),
        ("dish=%00&tag=%F0%9F&state=%22", 200),
        ("q=!!!", 200),
        ("q=" + "a" * 3000, 200),
    ],
)
async def test_bad_input_gets_a_plain_answer_and_changes_nothing(open_console, query, status):
    house, readings = open_console()
    readings.write(a_turn())
    person = await house.staff("rita", "viewer")
    answer = await person.get(f"{HOME}?{query}")
    assert answer.status_code == status, words(answer)
    assert "1 conversation" in words(await person.get(HOME))


async def test_what_anybody_wrote_is_never_a_tag(open_console):
    house, readings = open_console()
    shown = BotMessage(
        EVIL,
        (Button(EVIL, "/evil"),),
        custom={"kind": "checklist", "about": "x", "items": [{"id": "a", "label": EVIL}]},
    )
    card = BotMessage(EVIL, custom={"heading": EVIL, "call": [{"label": EVIL, "number": EVIL}]})
    odd = BotMessage(None, custom={EVIL: EVIL}, image=EVIL, metadata={"by": EVIL})
    parsed = ParsedMessage(
        EVIL,
        Intent(EVIL, 0.3),
        (Intent(EVIL, 0.3), Intent("b" + EVIL, 0.2)),
        (Entity(EVIL, EVIL, 0, 9, EVIL, EVIL, details={EVIL: EVIL}),),
        Scope.UNCLEAR,
    )
    record = a_turn(EVIL, EVIL, dish=EVIL, channel=EVIL)
    events = (
        UserUttered(parsed=parsed, channel=EVIL, timestamp=NOON),
        *record.events[1:],
        *(BotUttered(one, timestamp=NOON) for one in (shown, card, odd)),
        TurnFailed(EVIL, EVIL, timestamp=NOON),
    )
    tap = UserUttered(ParsedMessage("/evil", Intent("evil", 1.0), is_payload=True), EVIL)
    readings.write(replace(record, events=events, outgoing=(OutgoingText(EVIL),)))
    second = ix.a_turn(record.tracker, "x", number=0)
    readings.write(replace(second, events=(tap,)))
    await readings.index.set_facet(EVIL, "tag", [EVIL])
    await readings.index.set_facet(EVIL, "reviewer", [EVIL])
    await readings.index.set_facet(EVIL, "reviewed", ["yes"])
    person = await house.staff("rita", "viewer")
    for address in (
        HOME,
        f"{HOME}?q={quote('alert')}",
        f"{HOME}?q={quote(EVIL)}&tag={quote(EVIL)}&dish={quote(EVIL)}&state={quote(EVIL)}",
        one(EVIL),
        one(EVIL, q="alert script"),
    ):
        page = await person.get(address)
        assert page.status_code == 200, address
        assert "<script>alert" not in page.text, address
        assert not re.search(r"<[^>]*\sonerror=", re.sub(r'"[^"]*"', '""', page.text)), address
        assert "49" not in re.findall(r">\s*(49)\s*<", page.text), address
        assert "alert(1)" in page.text


async def test_a_name_with_any_sign_is_found_by_both_addresses(open_console):
    house, readings = open_console()
    names = [
        "a/b",
        "a?b=c&d#e",
        "50% off",
        "..",
        'it\'s "me"',
        "back\\slash",
        "tab\there",
        "x" * 400,
    ]
    readings.write(*(a_turn(f"word{n}", name, n) for n, name in enumerate(names)))
    person = await house.staff("rita", "viewer")
    listed = await person.get(HOME)
    links = [
        link.replace("&amp;", "&")
        for link in re.findall(r'href="(/staff/transcripts/one[^"]*)"', listed.text)
    ]
    for link, number in zip(links, reversed(range(len(names))), strict=True):
        assert f"word{number}" in words(await person.get(link)), names[number]
    for number, name in enumerate(names):
        if name != "..":
            page = await person.get(f"{HOME}/{quote(name, safe='')}")
            assert f"word{number}" in words(page), name


async def test_an_unknown_conversation_is_told_so(open_console):
    house, _ = open_console()
    person = await house.staff("rita", "viewer")
    for address in (one("nobody"), one(""), f"{HOME}/nobody", one("' OR '1'='1")):
        answer = await person.get(address)
        assert answer.status_code == 404
        assert "There is no conversation of this name" in words(answer)


async def test_whoever_reads_a_transcript_stands_in_its_audit(open_console):
    house, readings = open_console()
    readings.write(a_turn())
    stranger = house.person()
    assert (await stranger.get(one("ada"))).status_code == 303
    person = await house.staff("rita", "viewer")
    page = await person.get(one("ada"))
    await person.get(one("nobody"))
    kept = [entry[:4] for entry in await house.audit() if entry[1] == "transcript.view"]
    assert ("rita", "transcript.view", "ada", "done") in kept
    assert ("rita", "transcript.view", "nobody", "refused") in kept
    audit = re.search(r'href="(/staff/audit/of[^"]*)"', page.text)[1]
    assert "transcript.view" in words(await person.get(audit))


async def test_a_tap_is_shown_by_its_title_and_a_list_by_its_items(open_console):
    house, readings = open_console()
    items = [{"id": "a", "label": "First"}, {"id": "b", "label": "Second"}]
    asked = BotMessage(
        "Which?",
        (Button("None of them", "/deny"),),
        custom={"kind": "checklist", "about": "x", "items": items},
    )
    begun = with_events(
        a_turn(),
        *a_turn().events[:1],
        BotUttered(asked),
        BotUttered(BotMessage("Well?", metadata={"by": "rita"})),
    )
    tap = UserUttered(ParsedMessage("/deny", Intent("deny", 1.0), is_payload=True), "rest")
    payload = '/answer_list{"about": "x", "shown": ["a", "b"], "present": ["b"]}'
    ticks = UserUttered(ParsedMessage(payload, Intent("answer_list", 1.0), is_payload=True), "rest")
    typed = replace(tap, metadata={"typed": "N"})
    readings.write(begun)
    tracker = begun.tracker
    for event in (tap, ticks, typed):
        record = with_events(ix.a_turn(tracker, "x", number=0), event)
        readings.write(record)
        tracker = record.tracker
    person = await house.staff("rita", "viewer")
    shown = words(await person.get(one("ada")))
    assert "tapped None of them" in shown
    assert "\u2610 First \u2611 Second" in shown
    assert "by typing N" in shown
    assert "rita, staff: Well?" in shown


async def test_other_panels_put_their_parts_beside_the_words(open_console, tmp_path):
    async def beside(conversation, call):
        return {"who": f"{conversation} for {call.staff}"} if conversation == "ada" else None

    async def by_turn(conversation, _call):
        return {f"{conversation}-0": {"who": "this turn"}}

    folder = templates(tmp_path, "review", part="<p>part {{ side.who }} {{ conversation }}</p>")
    sides = [
        SidePanel("review/part.html", "top", beside),
        SidePanel("review/part.html", "side", beside),
        SidePanel("review/part.html", "turn", by_turn),
    ]

    house, readings = open_console(sides=sides, panels=[Panel("review", "", 1, folder, ())])
    readings.write(a_turn(), a_turn("hi", "bob"))
    person = await house.staff("rita", "viewer")
    shown = words(await person.get(one("ada")))
    assert shown.count("part ada for rita ada") == 2
    assert shown.count("part this turn ada") == 1
    assert "part bob" not in words(await person.get(one("bob")))


async def test_the_list_says_when_it_is_still_being_made(open_console, monkeypatch):
    monkeypatch.setattr("bot.console.transcripts.MANY_EVENTS", 2)
    house, readings = open_console()
    person = await house.staff("rita", "viewer")
    assert "still being made" not in words(await person.get(HOME))
    monkeypatch.setattr(readings.job, "catch_up", lambda: 0)
    readings.write(a_turn())
    assert "still being made: about 3 events" in words(await person.get(HOME))
