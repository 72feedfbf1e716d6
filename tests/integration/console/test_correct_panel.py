"""Correcting a message page by page: what was understood, what would be kept, and the files."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bot.assistant.test_stories import parse_test_stories
from bot.assistant.training_data import load_training_file
from bot.conversation.events import ActionExecuted
from bot.nlu.comparison import Comparison, Figure, Moved, write_comparison
from bot.nlu.suites import read_suite
from bot.stores.erasing import BY_NAME
from tests.conftest import NOON
from tests.integration.console.correcting import Bench, correction, heard
from tests.integration.console.house import words

FORM = "/staff/corrections/of?conversation=one&turn=t2"


@pytest.fixture(params=["sqlite", "postgres"])
async def bench(request, clock, tmp_path):
    url = str(request.getfixturevalue(f"{request.param}_url"))
    found = Bench(url, clock, model_dir=tmp_path)
    await found.add_one()
    yield found
    await found.close()


@pytest.fixture
def house(build, bench):
    return build(bench.url, panels=bench.panels())


class Form(HTMLParser):
    """The fields of the forms that correct something, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.is_ours, self.name, self.shown = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_ours = given.get("action", "").startswith("/staff/corrections")
        name = given.get("name", "")
        if tag == "input" and self.is_ours and given.get("type") != "checkbox":
            self.fields[name] = given.get("value", "")
        if tag in ("textarea", "select") and self.is_ours:
            self.name, self.fields[name] = name, ""
        if tag == "option" and "selected" in given:
            self.fields[self.name] = given.get("value", "")
            self.shown = "" if "value" in given else self.name
        if tag == "textarea":
            self.shown = name

    def handle_endtag(self, tag):
        self.shown = ""

    def handle_data(self, data):
        if self.shown:
            self.fields[self.shown] += data


def filled(page: str, **changes: str) -> dict[str, str]:
    """Return the fields of the form on a page, some of them changed."""
    fields = Form(page).fields
    fields.pop("csrf", None)
    return fields | changes


async def test_what_was_understood_is_put_right_seen_and_kept(house, bench):
    ana = await house.staff("ana", "reviewer")
    form = await ana.get(FORM)
    assert "Ada" not in re.sub(r"<del>.*?</del>", "", form.text)
    for part in ("order", "61 %", "burnt", "absent", "for 14 days", "name", "phone"):
        assert part in words(form), part
    fields = filled(form.text, intent="complain", low="10")
    (row,) = (name[-1] for name, value in fields.items() if value == "finding")
    fields[f"assertion-{row}"] = "present"
    seen = await ana.post("/staff/corrections/check", page=FORM, **fields)
    assert seen.status_code == 200
    assert "- intent: complain" in seen.text
    assert "expected" in seen.text
    assert "<script>alert" not in seen.text
    assert await bench.corrections.in_force() == [], "nothing is kept by looking at it"
    unread = await ana.post("/staff/corrections/keep", page=FORM, **filled(seen.text))
    assert unread.status_code == 422
    assert await bench.corrections.in_force() == [], "nor without having read it"
    kept = await ana.post("/staff/corrections/keep", page=FORM, **filled(seen.text, read="yes"))
    assert kept.headers["location"] == "/staff/transcripts/one?conversation=one"
    (one,) = await bench.corrections.in_force()
    assert (one.by, one.turn, one.meaning.intent) == ("ana", "t2", "complain")
    assert one.changes == ("intent", "findings", "duration")
    assert (one.meaning.low, one.meaning.high) == (10, 14)
    assert one.meaning.findings[0].assertion == "present"
    assert "Ada" not in str(one)
    assert "0187" not in str(one)
    does = [row[:4] for row in await house.audit() if row[1].startswith("correct.")]
    assert does == [
        ("ana", "correct.view", "one", "done"),
        *[("ana", "correct.view", "one", "done")],
        ("ana", "correct.check", "one", "done"),
        ("ana", "correct.view", "one", "done"),
        ("ana", "correct.keep", "one", "done"),
        ("ana", "correct.view", "one", "done"),
        ("ana", "correct.keep", "one", "done"),
    ]
    assert "Ada" not in str(await house.audit())
    page = words(await ana.get("/staff/transcripts/one?conversation=one"))
    assert "corrected by ana: complain (intent, findings, duration)" in page


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"text": "Ada says it is burnt"}, "still holds what this person is known by"),
        ({"text": "it is burnt, 212 555 0187"}, "still holds what this person is known by"),
        ({"text": ""}, "no words left"),
        ({"text": "x" * 3000}, "At most"),
        ({"intent": "nothing_known"}, "Choose what the person wanted"),
        ({"low": "many"}, "Write the days as numbers"),
        ({"low": "20", "high": "10"}, "Days go from the lower"),
        ({"low": "-1"}, "Days go from the lower"),
        ({"words-7": "not there", "kind-7": "size"}, "does not stand in the text"),
        ({"words-7": "burnt"}, "Say what"),
        ({"words-7": "burnt", "kind-7": "finding", "value-7": "cold"}, "how “burnt” is meant"),
        (
            {"words-7": "burnt", "kind-7": "finding", "value-7": "brunt", "assertion-7": "past"},
            "Did you mean burnt?",
        ),
    ],
)
async def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    build, clock, sqlite_url, changes, fault
):
    bench = Bench(sqlite_url, clock)
    await bench.add_one()
    house = build(sqlite_url, panels=bench.panels())
    ana = await house.staff("ana", "reviewer")
    fields = filled((await ana.get(FORM)).text, **changes)
    for path in ("check", "keep"):
        answer = await ana.post(f"/staff/corrections/{path}", page=FORM, read="yes", **fields)
        assert answer.status_code == 422
        assert fault in words(answer)
        back = filled(answer.text)
        typed = {value for name, value in fields.items() if value != changes.get("intent")}
        assert typed <= {*back.values()}
    assert await bench.corrections.in_force() == []
    await bench.close()


async def test_what_still_looks_private_is_pointed_at(house):
    ana = await house.staff("ana", "reviewer")
    fields = filled((await ana.get(FORM)).text, text="it is burnt, said Wilhelmina of Dortmund")
    fields["words-1"] = ""
    seen = await ana.post("/staff/corrections/check", page=FORM, **fields)
    assert "This may still tell who it was: Dortmund , Wilhelmina" in words(seen)
    back = await ana.post("/staff/corrections/check", page=FORM, **filled(seen.text, do="change"))
    assert back.status_code == 200
    assert "Wilhelmina" in back.text


@pytest.mark.parametrize("role", ["viewer", "scheduler"])
async def test_only_reviewers_correct(house, bench, role):
    number = await bench.corrections.keep(correction())
    person = await house.staff("vic", role)
    assert (await person.get(FORM)).status_code == 403
    assert (await person.post("/staff/corrections/keep", conversation="one")).status_code == 403
    withdrawn = await person.post("/staff/corrections/withdraw", correction=str(number))
    assert withdrawn.status_code == 403
    for path in ("examples", "suite", f"story?correction={number}"):
        assert (await person.get(f"/staff/corrections/{path}")).status_code == 403
    page = await person.get("/staff/corrections")
    assert "it is burnt" in words(page)
    assert "Withdraw" not in words(page)
    transcript = await person.get("/staff/transcripts/one?conversation=one")
    assert "/staff/corrections/of" not in transcript.text


async def test_the_files_are_what_training_and_suites_read(house, bench, tmp_path):
    ana = await house.staff("ana", "reviewer")
    fields = filled((await ana.get(FORM)).text, intent="complain", read="yes")
    await ana.post("/staff/corrections/keep", page=FORM, **fields)
    for name in ("examples", "suite"):
        answer = await ana.get(f"/staff/corrections/{name}?intent=complain")
        assert answer.headers["content-disposition"].startswith("attachment")
        (tmp_path / f"{name}.yml").write_bytes(answer.content)
    (example,) = load_training_file(tmp_path / "examples.yml").examples
    assert example.intent == "complain"
    assert example.text.endswith("<script>alert(1)</script>")
    assert [one.entity for one in example.entities] == ["duration"]
    suites = read_suite(tmp_path / "suite.yml")
    assert [one.expected for one in suites.findings] == [("burnt", "absent")]
    (length,) = suites.durations
    assert length.expected == (14, 14)
    assert length.at.weekday() == 0, "the message was written on a Monday"
    empty = await ana.get("/staff/corrections/examples?intent=greet")
    (tmp_path / "empty.yml").write_bytes(empty.content)
    assert load_training_file(tmp_path / "empty.yml").examples == ()


async def test_a_correction_is_withdrawn_once(house, bench):
    number = await bench.corrections.keep(correction())
    ana = await house.staff("ana", "reviewer")
    home = "/staff/corrections"
    for expected in (303, 409):
        answer = await ana.post(f"{home}/withdraw", page=home, correction=str(number))
        assert answer.status_code == expected
    assert "withdrawn by ana" in words(await ana.get(f"{home}?state=withdrawn"))
    assert "Nothing fits" in words(await ana.get(f"{home}?state=in+force"))
    assert (await ana.post(f"{home}/withdraw", correction="x")).status_code == 409


async def test_a_story_is_shown_without_names_read_and_kept(house, bench):
    ana = await house.staff("ana", "reviewer")
    fields = filled((await ana.get(FORM)).text, intent="complain", read="yes", do="story")
    answer = await ana.post("/staff/corrections/keep", page=FORM, **fields)
    here = answer.headers["location"]
    page = await ana.get(here)
    story = filled(page.text)
    assert "Byron" not in story["content"]
    (told,) = parse_test_stories(story["content"], "it")
    kinds = [type(step).__name__ for step in told.steps]
    assert kinds == ["UserStep", "ActionStep", "SlotStep", "UserStep"]
    # The first message had a name in it: of other words than were written no intent is claimed.
    assert (told.steps[0].intent, told.steps[-1].intent) == (None, "complain")
    assert ("duration", "14") in [(one.entity, one.value) for one in told.steps[-1].entities]
    file = here.replace("story?", "story/file?")
    assert (await ana.get(file)).status_code == 404
    for changes, fault in (
        ({}, "say with the tick"),
        ({"read": "yes", "content": story["content"].replace("hello", "Ada")}, "known by"),
        ({"read": "yes", "content": "stories: 7"}, "line:1"),
    ):
        refused = await ana.post("/staff/corrections/story", page=here, **(story | changes))
        assert refused.status_code == 422
        assert fault in words(refused)
    kept = await ana.post("/staff/corrections/story", page=here, **story, read="yes")
    assert kept.status_code == 303
    taken = await ana.get(file)
    assert taken.text.strip() == story["content"].strip()
    assert "test_correction_" in taken.headers["content-disposition"]


async def test_no_story_is_made_of_what_no_story_can_play(build, clock, sqlite_url):
    bench = Bench(sqlite_url, clock)
    said_by_staff = (ActionExecuted(name="action_listen", timestamp=NOON),)
    await bench.add("two", [heard("hello"), said_by_staff, heard("it is burnt")])
    house = build(sqlite_url, panels=bench.panels())
    number = await bench.corrections.keep(correction(conversation="two", turn="two-t3"))
    ana = await house.staff("ana", "reviewer")
    refused = await ana.get(f"/staff/corrections/story?correction={number}")
    assert refused.status_code == 409
    assert "written by the person but by staff" in words(refused)
    for unknown in ("999999", "x", ""):
        answer = await ana.get(f"/staff/corrections/story?correction={unknown}")
        assert answer.status_code == 404
    await bench.close()


@pytest.mark.parametrize(
    "query",
    ["conversation=one&turn=nowhere", "conversation=nobody&turn=t1", "", "conversation=one"],
)
async def test_a_message_that_is_not_there(house, query):
    ana = await house.staff("ana", "reviewer")
    assert (await ana.get(f"/staff/corrections/of?{query}")).status_code == 404


async def test_the_latest_training_is_shown_side_by_side(house, bench):
    ana = await house.staff("ana", "viewer")
    assert "Nobody has trained" in words(await ana.get("/staff/corrections/training"))
    found = Comparison(
        NOON, "corrections.yml", 2, ("it would fall",),
        (Figure("", "accuracy within scope", 0.9, 0.85, 200), Figure("", "recall", None, None, 0)),
        (Figure("", "greet", 0.9, 0.8, 20), Figure("", "order", 0.9, 0.9, 20)),
        (Moved("<b>hi</b>", "greet", "greet", "order"),),
    )  # fmt: skip
    write_comparison(found, bench.model_dir)
    page = await ana.get("/staff/corrections/training")
    text = words(page)
    for part in ("refused", "it would fall", "90.00 %", "85.00 %", "-5.00", "greet", "none"):
        assert part in text, part
    assert "<b>hi" not in page.text


def test_corrections_go_with_their_conversation():
    named = {one.name for one, _ in BY_NAME}
    assert {"correct_corrections", "correct_withdrawals", "correct_stories"} <= named
