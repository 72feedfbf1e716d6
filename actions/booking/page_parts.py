"""The parts that the pages of a booking are made of, as HTML; every text is escaped here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from actions.knowledge.clinic import Clinic
from actions.knowledge.problems import ClinicalDataError, Problem

FRAME = "booking.html"


@dataclass(frozen=True, slots=True)
class Choice:
    """A radio button. `note` stands smaller beside its label."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The page around a content; `facts` are the clinic's, as HTML, by place."""

    template: Template
    facts: Mapping[str, str]

    def page(self, title: str, parts: Iterable[str]) -> str:
        """Return a whole page; `parts` are HTML, the title is text."""
        main = "\n".join([f"<h1>{_safe(title)}</h1>", *parts])
        return self.template.substitute(self.facts, title=_safe(title), main=main)


def read_frame(folder: Path, clinic: Clinic) -> Frame:
    """Return the frame in a folder, or raise ClinicalDataError for a bad one."""
    facts = {name: html.escape(text) for name, text in clinic.facts().items()}
    facts |= {
        "clinic_phone_link": _call(clinic.phone),
        "emergency_link": _call(clinic.emergency_number),
    }
    try:
        frame = Frame(Template((folder / FRAME).read_text("utf-8")), facts)
        frame.page("", ())
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(f"site/{FRAME}", 1, "the file is missing or not readable as UTF-8")
        raise ClinicalDataError([problem]) from error
    except (KeyError, ValueError) as error:
        known = ", ".join(sorted([*facts, "title", "main"]))
        message = f"a place that nothing fills: {error}; there are {known}"
        raise ClinicalDataError([Problem(f"site/{FRAME}", 1, message)]) from error
    return frame


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{_safe(text)}</p>"


def status(text: str) -> str:
    """Return the line that says how things stand."""
    return f'<p class="status" role="status">{_safe(text)}</p>'


def refusal(text: str) -> str:
    """Return the line that says why nothing was done."""
    return f'<p class="refusal" role="alert" id="refusal">{_safe(text)}</p>'


def details(rows: Sequence[tuple[str, str]]) -> str:
    """Return facts with their names."""
    inner = "\n".join(f"<dt>{_safe(name)}</dt><dd>{_safe(text)}</dd>" for name, text in rows)
    return f"<dl>\n{inner}\n</dl>"


def links(*made: tuple[str, str], filled: bool = True) -> str:
    """Return links that look like buttons: (text, address) each. `filled` tells of the first."""
    inner = "\n".join(
        f'<a class="button{"" if filled and not place else " quiet"}" href="{_safe(address)}">'
        f"{_safe(text)}</a>"
        for place, (text, address) in enumerate(made)
    )
    return f'<p class="buttons">\n{inner}\n</p>'


def form(parts: Iterable[str], button: str, back: tuple[str, str], *, warns: bool = False) -> str:
    """Return a form that posts to its own page, with a button and a way back."""
    look = "button warns" if warns else "button"
    ends = (
        f'<p class="buttons"><button class="{look}" type="submit">{_safe(button)}</button>\n'
        f'<a class="button quiet" href="{_safe(back[1])}">{_safe(back[0])}</a></p>'
    )
    return "\n".join(['<form method="post">', *parts, ends, "</form>"])


def choices(legend: str, name: str, made: Sequence[Choice]) -> str:
    """Return radio buttons with a heading of their own; one of all such groups can be chosen."""
    rows = "\n".join(
        f'<li><label><input type="radio" name="{name}" value="{_safe(one.value)}" required>'
        f"<span>{_safe(one.label)}{_note(one)}</span></label></li>"
        for one in made
    )
    return (
        f'<fieldset class="slots"><legend>{_safe(legend)}</legend>\n<ul>\n{rows}\n</ul></fieldset>'
    )


def _note(choice: Choice) -> str:
    return f" <small>{_safe(choice.note)}</small>" if choice.note else ""


def _safe(text: str) -> str:
    return html.escape(text)


def _call(number: str) -> str:
    return "tel:" + re.sub(r"[^\d+]", "", number)
