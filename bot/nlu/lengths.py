"""Which length of a message is that of the present trouble: the `backline_lengths` component.

Rules find the lengths of time in a message and say what each is (`bot.nlu.durations_role`). They
know the wordings that they were written for; where a message says more than a plain length, a
linear model weighs each length by the words around it and by where the encoder sees it. The rules
have a vote. At most one length stays that of the present trouble; the others become history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile

from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.durations import Duration
from bot.nlu.durations_role import Role
from bot.nlu.encoder_reading import Reading, Scores
from bot.nlu.lengths_features import features_of
from bot.nlu.lengths_weights import FILE, LengthWeights, read_weights
from bot.nlu.matching_words import Words, read_words
from bot.nlu.quantities import entity_of

FACTORY = "backline_lengths"
DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Votes:
    """What the rules' word counts, for a length or against it, beside what the weights say.

    Up to `plain_words` a message with one length is left as it is. Up to
    `short_words` their word counts `short`, as they were written for few words; else `long`.
    """

    plain_words: int
    short_words: int
    short: float
    long: float

    def of(self, words: Words) -> float:
        """Return what the word of the rules counts in a message."""
        return self.short if len(words) <= self.short_words else self.long


class LengthsComponent:
    """Settles which of the lengths in `doc._.lengths` is that of the present trouble."""

    def __init__(self, path: Path | None, votes: Votes) -> None:
        self._path = path
        self._weights = read_weights(path) if path is not None else None
        self._votes = votes

    def __call__(self, doc: Doc) -> Doc:
        """Change the roles of the lengths that were found; without weights nothing changes."""
        lengths: Sequence[Duration] = doc._.lengths
        if not lengths or self._weights is None or doc._.reading is None:
            return doc
        found: list[Entity] = list(doc._.found or ())
        words = read_words(doc)
        # The weights know one language: another one is left to its lexicon.
        is_foreign = any("language" in one.details for one in found)
        if is_foreign or self._is_plain(lengths, words):
            return doc
        chosen = self._chosen(lengths, words, doc._.reading, self._weights)
        settled = [one for one in lengths if one.role is not Role.NONE or one is chosen]
        doc._.found = [
            *(one for one in found if one.entity != DURATION),
            *(entity_of(_as_settled(one, chosen), words) for one in settled),
        ] or None
        return doc

    def _is_plain(self, lengths: Sequence[Duration], words: Words) -> bool:
        """Tell whether a message says one length and little else."""
        return len(words) <= self._votes.plain_words and len(lengths) == 1

    def _chosen(
        self, lengths: Sequence[Duration], words: Words, reading: Reading, weights: LengthWeights
    ) -> Duration | None:
        """Return the length of the present trouble; None where too little speaks for any."""
        features = features_of(lengths, words)
        vote = self._votes.of(words)
        scored = [
            (
                weights.score(seen, state_of(one, words, reading))
                + (vote if one.role is Role.PRESENT else -vote),
                place,
            )
            for place, (one, seen) in enumerate(zip(lengths, features, strict=True))
        ]
        best, place = max(scored)
        return lengths[place] if best >= 0 else None

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights into a folder; nothing where there are none."""
        del exclude
        path.mkdir(parents=True, exist_ok=True)
        if self._path is not None and self._path.is_file():
            copyfile(self._path, path / FILE)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> LengthsComponent:
        """Read what `to_disk` wrote."""
        del exclude
        self._path = path / FILE
        self._weights = read_weights(self._path)
        return self


def state_of(one: Duration, words: Words, reading: Reading) -> Scores | None:
    """Return where the encoder sees a length, shape (width,)."""
    return reading.state_at(words.starts[one.first], words.ends[one.last - 1])


def _as_settled(one: Duration, chosen: Duration | None) -> Duration:
    return replace(one, role=Role.PRESENT if one is chosen else Role.HISTORY)


@Language.factory(
    FACTORY,
    default_config={
        "folder": "data/lexicon",
        "root": "",
        "plain_words": 6,
        "short_words": 16,
        "short_vote": 1.4,
        "long_vote": 0.6,
    },
)
def make_lengths(  # noqa: PLR0913, PLR0917 - spaCy itself hands two of them in
    nlp: Language,
    name: str,
    folder: str,
    root: str,
    plain_words: int,
    short_words: int,
    short_vote: float,
    long_vote: float,
) -> LengthsComponent:
    """Make the component; `folder` is taken relative to `root`, without which it waits for disk."""
    del name
    attributes.register()
    path = Path(root) / folder / str(nlp.lang) / FILE if root else None
    return LengthsComponent(path, Votes(plain_words, short_words, short_vote, long_vote))
