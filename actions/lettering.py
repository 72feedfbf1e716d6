"""The letters of a list: each item keeps its own, however often and in whatever part it is asked.

I is left out: as a word of its own it is the person who writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.triage.protocol import Protocol

LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"

# Which item each letter names.
Lettering = Mapping[str, str]


def list_of(items: Sequence[str], protocol: Protocol) -> str | None:
    """Return the list to which items belong that were asked together; None where it is none."""
    lists = protocol.screens.values()
    return next((one.id for one in lists for item in items if item in one.asks), None)


def lettering(items: Sequence[str], protocol: Protocol) -> Lettering:
    """Return what each letter names on the list of which these items were asked.

    What is asked with a list and stands on none comes behind the list's own letters.
    """
    screen = list_of(items, protocol)
    asks = () if screen is None else protocol.screens[screen].asks
    others = [item for item in items if item not in asks]
    return dict(zip(LETTERS, (*asks, *others), strict=False))
