"""How long things are kept: what the house has to say about it, and values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection

DAY_SECONDS = 86_400.0
# Kinds of what is kept that every house has; conversations have the house's own kinds.
RECEIPTS = "receipts"
ENDED_SESSIONS = "ended_sessions"
AUDIT = "audit"

# Why something was deleted.
BY_AGE = "retention"
BY_VISITOR = "visitor"
BY_STAFF = "staff"


# Looks up the facts of those of the conversations that are stored.
SlotsOf = Callable[[Connection, Sequence[str]], Mapping[str, Mapping[str, Any]]]


class Keeper(Protocol):
    """The house's side. Each method works in the transaction that it is given."""

    @property
    def days(self) -> Mapping[str, int]:
        """For how many days each kind is kept."""

    @property
    def promised_days(self) -> int:
        """After how many days a conversation goes in which nothing was agreed upon."""

    def kinds(self, connection: Connection, conversations: Sequence[str]) -> Mapping[str, str]:
        """Return the kind of each conversation, which says for how long it is kept."""

    def reasons(
        self, connection: Connection, slots: Mapping[str, Mapping[str, Any]], now: float, cause: str
    ) -> Mapping[str, str]:
        """Return why a conversation may not go, for those that may not.

        `slots` are the facts of each conversation; `now` is seconds since 1970; `cause` is one of
        those above.
        """

    def wishes(self, connection: Connection) -> Sequence[tuple[str, float]]:
        """Return who has asked to have all deleted, and when, the longest ago first."""

    def delete(
        self, connection: Connection, conversations: Sequence[str]
    ) -> Mapping[str, Mapping[str, int]]:
        """Delete the house's rows of them; return how many of each table, by conversation."""

    def outlived(
        self, connection: Connection, now: float, slots_of: SlotsOf, *, delete: bool
    ) -> Mapping[str, int]:
        """Count what else is older than its kind is kept, some at a time, and delete it.

        Counts are by kind. With `delete`, call again until there is none.
        """


@dataclass(frozen=True, slots=True)
class Judged:
    """A conversation that is older than its kind is kept. `kept_because` is empty when it goes."""

    conversation: str
    kind: str
    days: int
    latest_at: float
    kept_because: str = ""
