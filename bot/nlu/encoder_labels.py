"""The labels of the encoder: in which column of its scores stands what."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property

# How a sign is meant, in the order of the columns.
MEANT = ("present", "absent", "past", "other_person", "hypothetical", "unsure")


@dataclass(frozen=True)
class Labels:
    """What the encoder tells apart; each part of the columns follows the one before.

    For each sign the score that it is present, and the score that it is spoken of at all; how
    signs are meant, read at the pieces that speak of one; values of facts; intents.
    """

    signs: tuple[str, ...]
    fact_values: tuple[tuple[str, str], ...]
    intent_names: tuple[str, ...]

    @cached_property
    def present(self) -> slice:
        """Return the columns of the signs as present."""
        return slice(0, len(self.signs))

    @cached_property
    def told(self) -> slice:
        """Return the columns of the signs as spoken of."""
        return slice(len(self.signs), 2 * len(self.signs))

    @cached_property
    def meant(self) -> slice:
        """Return the columns of how a sign is meant, in the order of `MEANT`."""
        return slice(self.told.stop, self.told.stop + len(MEANT))

    @cached_property
    def facts(self) -> slice:
        """Return the columns of the values of facts."""
        return slice(self.meant.stop, self.meant.stop + len(self.fact_values))

    @cached_property
    def intents(self) -> slice:
        """Return the columns of the intents."""
        return slice(self.facts.stop, self.facts.stop + len(self.intent_names))

    @cached_property
    def count(self) -> int:
        """Return how many columns there are."""
        return int(self.intents.stop)

    def as_json(self) -> str:
        """Return the labels as JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))


def labels_from_json(text: str) -> Labels:
    """Read what `as_json` gave. Raises KeyError and ValueError for something else."""
    stored = json.loads(text)
    return Labels(
        tuple(stored["signs"]),
        tuple((str(name), str(value)) for name, value in stored["fact_values"]),
        tuple(stored["intent_names"]),
    )
