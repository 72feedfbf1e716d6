"""Files of conversations: whole, in Rasa's form, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports.page import html_file
from bot.exports.period import BadPeriod, period_of
from bot.exports.table import csv_file, guarded
from bot.exports.trackers import json_file
from bot.stores.exporting import Exported
from tests.integration.stores.turns import NOON, turn_of

NEW_YORK = ZoneInfo("America/New_York")
SLOTS = ("amount", "kinds", "facts", "likes")


def exported(name: str = "anna", text: str = "hello", **slots: object) -> Exported:
    turn = turn_of(name, text, slots=list(slots.items()))
    return Exported(turn.tracker, turn.events, "rest", NOON, NOON + 60, False)


def table_of(*conversations: Exported) -> list[dict[str, str]]:
    text = b"".join(csv_file(conversations, SLOTS, NEW_YORK)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# ---- The table
def test_each_conversation_is_one_row_with_its_facts():
    slots = {"amount": 3.5, "kinds": ["a", "b"], "facts": {"x": "present"}, "likes": True}
    [row] = table_of(exported(**slots))
    assert row == {
        "conversation": "anna",
        "channel": "rest",
        "began": "2023-11-14T17:13:20-05:00",
        "latest": "2023-11-14T17:14:20-05:00",
        "messages": "1",
        "failed_turns": "0",
        "needs_attention": "no",
        "amount": "3.5",
        "kinds": "a; b",
        "facts": '{"x": "present"}',
        "likes": "yes",
    }


@given(st.text())
def test_no_text_is_a_formula_and_none_is_lost(text):
    shown = guarded(text)
    assert not shown.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert shown.removeprefix("'").isprintable() or not text.isprintable()
    kept = text.replace("\x00", "").encode("utf-8", "replace").decode()
    assert shown in (kept, f"'{kept}")


@pytest.mark.parametrize("bad", ['=HYPERLINK("http://x")', "+1 555", "-2", "@SUM(1)", " =1"])
def test_a_formula_from_a_person_is_shown_and_not_run(bad):
    [row] = table_of(exported(name=bad, amount=bad, kinds=[bad, "b"]))
    assert row["conversation"] == f"'{bad}"
    assert row["amount"] == f"'{bad}"
    assert row["kinds"] == f"'{bad}; b"


def test_a_negative_number_stays_a_number():
    assert table_of(exported(amount=-2.0))[0]["amount"] == "-2.0"


@given(st.lists(st.text(max_size=8), max_size=3))
def test_line_breaks_and_quotes_break_no_row(kinds):
    rows = table_of(exported(kinds=kinds), exported("ben"))
    assert [row["conversation"] for row in rows] == ["anna", "ben"]


# ---- Rasa's trackers
def test_trackers_are_a_list_with_rasas_fields():
    trackers = json.loads(b"".join(json_file([exported(amount=1.0), exported("ben")])))
    assert [one["sender_id"] for one in trackers] == ["anna", "ben"]
    assert {"slots", "events", "latest_message", "active_loop", "paused"} <= set(trackers[0])
    assert trackers[0]["events"][0]["text"] == "hello"
    assert trackers[0]["slots"]["amount"] == 1.0
    assert json.loads(b"".join(json_file([]))) == []


# ---- The page
def test_nothing_that_a_person_wrote_runs_in_the_page():
    bad = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    page = b"".join(html_file([exported(bad, bad, amount=bad)], bad, NEW_YORK)).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") >= 4
    assert "default-src 'none'" in page


# ---- One at a time
@pytest.mark.parametrize(
    "pieces",
    [
        lambda found: csv_file(found, SLOTS, NEW_YORK),
        json_file,
        lambda found: html_file(found, "t", NEW_YORK),
    ],
)
def test_a_file_never_waits_for_more_than_one_conversation(pieces):
    taken = []

    def found():
        for number in range(1_000_000):
            taken.append(number)
            yield exported()

    file = pieces(found())
    for written in range(1, 5):
        next(file)
        assert len(taken) <= written


# ---- The days
def test_days_are_whole_ones_of_the_house_also_when_clocks_change():
    period = period_of("2026-11-01", "2026-11-01", NEW_YORK, date(2026, 12, 1))
    assert period.until - period.since == 25 * 3600


def test_without_days_it_is_the_month_so_far():
    period = period_of("", "", NEW_YORK, date(2026, 11, 28))
    assert (period.first, period.last) == (date(2026, 11, 1), date(2026, 11, 28))
    period = period_of("", "2026-10-31", NEW_YORK, date(2026, 11, 28))
    assert period.first == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("soon", "", "no day"),
        ("2026-02-30", "", "no day"),
        ("2026-11-02", "2026-11-01", "after"),
        ("2026-11-29", "", "after"),
        ("0001-01-01", "", "too far"),
        ("", "9999-12-31", "too far"),  # no day comes after it
    ],
)
def test_what_are_no_days_is_said_in_a_line(first, last, words):
    with pytest.raises(BadPeriod, match=words):
        period_of(first, last, NEW_YORK, date(2026, 11, 28))
