"""Who signed a clinical file, and whether the review is still in date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from actions.knowledge.yaml_reader import Node
from actions.triage.protocol import Protocol, Review

UNSIGNED = "unsigned"
NOT_APPROVED = "UNSIGNED, not approved by any physician"


def read_review(root: Mapping[str, Node]) -> Review:
    """Return the version and the signatures of one file."""
    node = root["review"]
    parts = node.keys("authored_by", "checked_by", "date_reviewed", "next_review")
    author, checker = parts["authored_by"].text(), parts["checked_by"].text()
    if author == checker and author != UNSIGNED:
        parts["checked_by"].fail(f"{author} cannot both write and check a file")
    reviewed, due = parts["date_reviewed"].date(), parts["next_review"].date()
    if due <= reviewed:
        parts["next_review"].fail("the next review must come after the last one")
    version = root["version"].text()
    return Review(node.file, version, author, checker, reviewed.isoformat(), due.isoformat())


def overdue(reviews: Iterable[Review], today: datetime.date) -> tuple[str, ...]:
    """Return one warning for each file whose review date has passed."""
    return tuple(
        f"{review.file}: the review was due on {review.next_review}"
        for review in reviews
        if datetime.date.fromisoformat(review.next_review) < today
    )


def standing(protocol: Protocol) -> str:
    """Return the version for staff to read, which says when no physician has approved it."""
    return protocol.version if protocol.signed else f"{protocol.version}, {NOT_APPROVED}"


def signature_lines(protocol: Protocol, today: datetime.date) -> Iterator[str]:
    """Yield what is unsigned or overdue."""
    names = unsigned(protocol.reviews)
    if names:
        yield f"{NOT_APPROVED}: " + ", ".join(names)
    yield from (f"OVERDUE: {line}" for line in overdue(protocol.reviews, today))


def unsigned(reviews: Iterable[Review]) -> tuple[str, ...]:
    """Return the files that no author and checker have signed."""
    return tuple(review.file for review in reviews if not review.signed)
