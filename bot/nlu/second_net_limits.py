"""The limits of the second net, as config.yml sets them."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.attrs import IS_PUNCT, LOWER
from spacy.tokens import Doc

FEWEST_WORDS = 4  # of a message that is judged


@dataclass(frozen=True, slots=True)
class Limits:
    """From which probability on, 0 to 1, the encoder's word counts.

    `alarm_from`: a sign that nobody heard is taken as told; `suspect_from`: it is asked about;
    `doubt_below`: a sign that was heard as present is asked about; `contradict_from`: a sign that
    was heard as denied, past or somebody else's is asked about; `told_from` and `meant_from`: a
    sign that nobody heard is spoken of, and is denied or past, or somebody else's; `fact_from`: a
    fact is told that nobody heard, of those in `facts`. `leaves_out` are signs and red flags that
    are not worth a question, and values of facts that only the lexicon may tell; `stands` are those
    that are never doubted, `asks_first` signs that are rather asked about. Those of `leaves_out`,
    `asks_first` and `alarms_late` need to be likelier than others. `histories` are the signs and
    facts that families have: they may be somebody else's in a message written for one of them.
    """

    alarm_from: float
    suspect_from: float
    doubt_below: float
    contradict_from: float
    told_from: float
    meant_from: float
    fact_from: float
    facts: frozenset[str] = frozenset()
    leaves_out: frozenset[str] = frozenset()
    stands: frozenset[str] = frozenset()
    asks_first: frozenset[str] = frozenset()
    alarms_late: frozenset[str] = frozenset()
    histories: frozenset[str] = frozenset()


def words_in(doc: Doc) -> int:
    """Return how many different words a message has; marks are none."""
    told = doc.to_array([LOWER, IS_PUNCT]).tolist()
    return len({word for word, is_mark in told if not is_mark})
