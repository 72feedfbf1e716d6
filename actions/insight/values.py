"""What staff read, as values. The engine's console shows them and knows no more of them."""

from __future__ import annotations

from dataclasses import dataclass

# How much a row matters: urgency first, then what staff should not overlook.
NOW, TODAY, LATER, WARNING, PLAIN = "now", "today", "later", "warning", ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is about, what is so, and in small print why or by whom."""

    label: str
    text: str
    detail: str = ""
    tone: str = PLAIN


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading."""

    title: str
    rows: tuple[Row, ...]
