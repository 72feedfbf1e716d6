"""data/site/booking.yml: every sentence of the pages of a booking and of its calendar file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.knowledge.problems import ClinicalDataError, Problem, ShapeError, did_you_mean
from actions.knowledge.yaml_reader import Node, parse_yaml

FILE = "booking.yml"
NAMES = (
    "view_title", "view_booked", "view_moved", "view_cancelled", "view_over",
    "view_noshow", "view_again", "label_when", "label_with", "label_where", "label_reference",
    "label_questions", "time_span", "questions", "action_move", "action_cancel",
    "action_calendar", "action_calendar_gone", "action_back", "texts_yes", "texts_no",
    "before_days", "before_day", "before_hours", "before_hour", "before_joined", "worse",
    "move_title", "move_now", "move_until", "move_by_then", "move_none", "move_button",
    "move_more", "move_first", "move_nothing_chosen", "move_taken", "move_gone",
    "cancel_title", "cancel_sure", "cancel_effect", "cancel_button", "cancel_keep",
    "refused_title", "refused_altered", "refused_expired", "refused_changed",
    "refused_not_possible", "refused_unknown", "refused_now", "refused_help",
    "calendar_summary", "calendar_gone_summary", "calendar_description", "calendar_location",
    "calendar_file",
)  # fmt: skip
PLACES = frozenset({"day", "time", "until", "reference", "clinician", "link"})
# What reminders are said to come before a visit.
_COUNTS = frozenset({"before", "number", "first", "last"})
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class PageWords:
    """The sentences by name; `facts` are the clinic's own, by placeholder."""

    texts: Mapping[str, str]
    facts: Mapping[str, str]

    def say(self, name: str, **values: str) -> str:
        """Return a sentence with its places filled in: plain text, not HTML."""
        known = {**self.facts, **values}
        return _PLACEHOLDER.sub(lambda match: known.get(match[1], ""), self.texts[name]).strip()


def read_page_words(folder: Path, facts: Mapping[str, str]) -> PageWords:
    """Return the words in a folder, or raise ClinicalDataError with the line that is wrong."""
    path = folder / FILE
    name = f"{folder.name}/{FILE}"
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = "the file is missing or not readable as UTF-8"
        raise ClinicalDataError([Problem(name, 1, message)]) from error
    try:
        keys = parse_yaml(text, name).keys(*NAMES)
        return PageWords({key: _sentence(node, facts) for key, node in keys.items()}, facts)
    except ShapeError as error:
        raise ClinicalDataError([error.problem]) from error


def _sentence(node: Node, facts: Mapping[str, str]) -> str:
    text = " ".join(node.text().split())
    known = sorted(PLACES | _COUNTS | facts.keys())
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            node.fail(f"unknown placeholder {{{name}}}.{did_you_mean(name, known)}")
    return text
