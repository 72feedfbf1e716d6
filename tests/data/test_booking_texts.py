"""What booking says exists, fits and speaks plainly: texts of reminders, pages and calendar."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from actions.booking.links import Links, LinkTimes
from actions.booking.notice import REMINDERS_PROMISE
from actions.booking.page_words import read_page_words
from actions.booking.visit_reminders import LINK
from actions.knowledge.clinic import load_clinic
from bot.assistant.assistant import load_assistant
from bot.channels.sms.alphabet import plain, septets
from bot.channels.sms.rendering import ROOM_OF_ONE
from tests.clinical.reading_age import too_hard
from tests.conftest import ROOT

CLINIC = load_clinic(ROOT / "data" / "clinic.yml")
WORDS = read_page_words(ROOT / "data" / "site", CLINIC.facts())
HIGHEST_GRADE = 7
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def responses():
    return load_assistant(ROOT).domain.responses


def test_every_reminder_has_its_text_and_both_promises_are_worded_for_both_channels(responses):
    for reminder in CLINIC.reminders.before_visit:
        assert f"utter_remind_{reminder.id}" in responses
    for name in (REMINDERS_PROMISE, "utter_recheck_promise"):
        assert {variation.channel for variation in responses[name]} == {None, "twilio"}


def test_a_reminder_with_its_link_is_one_text_message(responses):
    times = LinkTimes(CLINIC.links.keep, CLINIC.links.change)
    links = Links("secret", "https://backline.clinic.example", times, lambda: NOON)
    values = CLINIC.facts() | {
        "visit_day": "Wednesday, September 30",
        "visit_time": "10:30 AM",
        "manage_url": links.manage_url("BL-7KM2PQ4"),
    }
    link = filled(responses[LINK][0].text, values)
    for reminder in CLINIC.reminders.before_visit:
        text = filled(responses[f"utter_remind_{reminder.id}"][0].text, values)
        assert septets(plain(f"{text}\n{link}")) <= ROOM_OF_ONE


def test_the_pages_are_easy_to_read():
    texts = {name: re.sub(r"\{\w+\}", "9", text) for name, text in WORDS.texts.items()}
    assert too_hard(texts, HIGHEST_GRADE) == {}


def test_what_a_calendar_shows_names_nothing_medical():
    shown = " ".join(text for name, text in WORDS.texts.items() if name.startswith("calendar_"))
    clinic_name = re.escape("{clinic_name}")
    assert not re.search(rf"{clinic_name}|pain|spine|back |doctor|clinic\b", shown.lower())


def filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], text)
