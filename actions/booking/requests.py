"""Requests for a visit or a call, kept for the clinic's staff."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Engine,
    MetaData,
    RowMapping,
    String,
    Table,
    and_,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from actions.sealing import SealedText

metadata = MetaData()

contact_requests = Table(
    "contact_requests",
    metadata,
    # One turn asks for one thing: a turn that is tried again finds its own row.
    Column("turn_id", String(64), primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column("sender_id", String(255), nullable=False, index=True),
    Column("purpose", String(16), nullable=False),
    Column("disposition", String(16)),
    Column("rule_id", String(8)),
    Column("name", SealedText("contact_requests.name"), nullable=False),
    Column("phone", SealedText("contact_requests.phone"), nullable=False),
    Column("times", SealedText("contact_requests.times")),
    # FHIR's word: a request that nobody has agreed to yet is `proposed`.
    Column("state", String(16), nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
)

# Letters and digits that are not mistaken for one another when read aloud.
ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
REFERENCE_LETTERS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRequest:
    """One request. `turn_id` is the turn in which it was made; `times` is the person's wish.

    `reference` is known once the request is kept; `state` is one of FHIR's words.
    """

    turn_id: str
    sender_id: str
    purpose: str
    name: str
    phone: str
    requested_at: datetime
    times: str | None = None
    disposition: str | None = None
    rule_id: str | None = None
    reference: str | None = None
    state: str = "proposed"


class ContactRequests:
    """Writes requests into the database; the same turn is written once."""

    def __init__(self, engine: Engine) -> None:
        """Write through `engine`."""
        self._engine = engine

    def add(self, request: ContactRequest) -> str:
        """Keep a request and return its reference; adding it again returns the same one."""
        for attempt in range(len(ALPHABET)):
            reference = reference_for(request.turn_id, attempt)
            try:
                self._insert(request, reference)
            except IntegrityError:
                kept = self._kept(request.turn_id)
                if kept is not None:
                    return kept
            else:
                return reference
        raise RuntimeError("no free reference")

    def has(self, sender_id: str, reference: str) -> bool:
        """Tell whether a conversation made this request."""
        query = select(contact_requests.c.turn_id).where(_is_of(sender_id, reference))
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def put_right(self, sender_id: str, reference: str, phone: str) -> bool:
        """Write another number into a request of a conversation; tell whether there is one."""
        change = update(contact_requests).where(_is_of(sender_id, reference)).values(phone=phone)
        with self._engine.begin() as connection:
            return connection.execute(change).rowcount > 0

    def _insert(self, request: ContactRequest, reference: str) -> None:
        row = {
            "turn_id": request.turn_id,
            "reference": reference,
            "sender_id": request.sender_id,
            "purpose": request.purpose,
            "disposition": request.disposition,
            "rule_id": request.rule_id,
            "name": request.name,
            "phone": request.phone,
            "times": request.times,
            "state": request.state,
            "requested_at": request.requested_at,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(contact_requests).values(row))

    def _kept(self, turn_id: str) -> str | None:
        query = select(contact_requests.c.reference).where(contact_requests.c.turn_id == turn_id)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()


def _is_of(sender_id: str, reference: str) -> ColumnElement[bool]:
    is_sender = contact_requests.c.sender_id == sender_id
    return and_(is_sender, contact_requests.c.reference == reference)


def request_of(row: RowMapping) -> ContactRequest:
    """Return a row of contact_requests as a value."""
    requested_at = row["requested_at"]
    if requested_at.tzinfo is None:
        # SQLite keeps no zone; what was written is UTC.
        requested_at = requested_at.replace(tzinfo=UTC)
    names = ("turn_id", "sender_id", "purpose", "name", "phone", "times")
    return ContactRequest(
        **{name: row[name] for name in names},
        requested_at=requested_at,
        disposition=row["disposition"],
        rule_id=row["rule_id"],
        reference=row["reference"],
        state=row["state"],
    )


def reference_for(turn_id: str, attempt: int) -> str:
    """Return a reference such as BL-7KM2PQ4 that follows from the turn, and tells nothing of it."""
    digest = hashlib.blake2b(f"{turn_id}/{attempt}".encode(), digest_size=16).digest()
    number = int.from_bytes(digest)
    letters = []
    for _ in range(REFERENCE_LETTERS):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "BL-" + "".join(letters)
