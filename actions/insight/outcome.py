"""What became of a conversation, in the few words that a line of a list has room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from actions.insight.facets import (
    BOOKING,
    BOOKINGS,
    DISPOSITION,
    DISPOSITIONS,
    NO_BOOKING,
    RED_FLAG,
    RULE,
    TITLES,
    UNDECIDED,
)
from actions.insight.values import Row
from actions.insight.wording import TONES, level


def outcome_of(facets: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """Yield the dispositions, the most urgent first, then rule, red flags and booking."""
    values = facets.get(DISPOSITION, ())
    decided = [value for value in values if value != UNDECIDED] or values
    for value in sorted(decided, key=lambda one: [*DISPOSITIONS, one].index(one)):
        yield Row(TITLES[DISPOSITION], level(value), tone=TONES.get(value, ""))
    for name in (RULE, RED_FLAG):
        if facets.get(name):
            yield Row(TITLES[name], " ".join(facets[name]))
    booked = [value for value in facets.get(BOOKING, ()) if value != NO_BOOKING]
    if booked:
        yield Row(TITLES[BOOKING], ", ".join(BOOKINGS.get(one, one) for one in booked))
