"""Texts on their way to a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Delivery(StrEnum):
    """How far a text has come. It only ever moves forward; see `EARLIER`."""

    WAITING = "waiting"
    SENDING = "sending"
    # Handed over in the answer to the provider's own request.
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    # Never sent: the person had opted out, or it had become too old to be of use.
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"


_ON_ITS_WAY = (
    Delivery.WAITING,
    Delivery.SENDING,
    Delivery.ANSWERED,
    Delivery.ACCEPTED,
    Delivery.SENT,
)
# From which states a text may come into each state.
EARLIER = {
    Delivery.ACCEPTED: _ON_ITS_WAY[:3],
    Delivery.SENT: _ON_ITS_WAY[:4],
    **dict.fromkeys(
        (
            Delivery.DELIVERED,
            Delivery.UNDELIVERED,
            Delivery.FAILED,
            Delivery.SUPPRESSED,
            Delivery.EXPIRED,
        ),
        _ON_ITS_WAY,
    ),
}
NEVER_ARRIVED = frozenset(
    {Delivery.UNDELIVERED, Delivery.FAILED, Delivery.SUPPRESSED, Delivery.EXPIRED}
)


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A text that this process alone sends now. Times are seconds since 1970.

    `is_in_doubt` when an earlier try may have reached the provider without our hearing of it.
    `useless_after` is set where nobody asked for the text.
    """

    id: int
    recipient: str
    text: str
    is_urgent: bool
    is_farewell: bool
    attempts: int
    first_tried_at: float
    is_in_doubt: bool
    useless_after: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a text, as far as its provider says. `code` is the provider's, of an error."""

    state: Delivery
    provider_id: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Unreached:
    """A text that staff have to know of, because it did not reach the person."""

    id: int
    recipient: str
    turn_id: str
    state: Delivery
    is_urgent: bool
