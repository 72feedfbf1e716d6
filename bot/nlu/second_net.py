"""A second net beside the lexicon: the `backline_second_net` component.

A small encoder that was taught by many thousand sentences says how likely each sign is meant as
present now. It stands behind the assertion component and reads what the lexicon has made of a
message. Where the lexicon heard nothing, what is very likely becomes a finding, and what is less
likely a doubt that the dialogue asks about; where the two are of opposite minds, the sign becomes a
doubt too. Nothing that was heard is ever dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from shutil import copyfile

from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.encoder import Encoder, Reading, read_encoder
from bot.nlu.lexicon import FINDING, SUSPECTED
from bot.nlu.lexicon_state import read_state, write_state

FACTORY = "backline_second_net"
FILE = "second_net.onnx"
PRESENT, UNSURE = "present", "unsure"
HEARD = frozenset({PRESENT, UNSURE})
FEWEST_WORDS = 3
NEAR = 30  # characters before and after the words of a sign
FEWEST_TO_DOUBT = 9  # a few words say too little against a pattern that was written for them

Flags = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Limits:
    """From which probability on, 0 to 1, the encoder's word counts.

    `alarm_from`: a sign that nobody heard is taken as told; `suspect_from`: it is asked about;
    `doubt_below`: a sign that was heard as present is asked about; `contradict_from`: a sign that
    was heard as denied, past or somebody else's is asked about. `leaves_out` are signs and red
    flags that are not worth a question, `stands` those that are never doubted.
    """

    alarm_from: float
    suspect_from: float
    doubt_below: float
    contradict_from: float
    leaves_out: frozenset[str] = frozenset()
    stands: frozenset[str] = frozenset()


class SecondNet:
    """Adds to `doc._.found` the signs that the encoder hears, and doubts what it does not.

    `flags` are the red flags of each sign that the lexicon knows.
    """

    def __init__(self, encoder: Encoder | None, limits: Limits) -> None:
        self.encoder = encoder
        self.flags: Flags = {}
        self._limits = limits

    def __call__(self, doc: Doc) -> Doc:
        """Compare what was heard with what is likely; without an encoder nothing changes."""
        count = len({token.lower_ for token in doc if not token.is_punct})
        found: list[Entity] = list(doc._.found or ())
        # The encoder knows one language: another one is left to its lexicon.
        is_foreign = any("language" in one.details for one in found)
        if self.encoder is None or count < FEWEST_WORDS or is_foreign:
            return doc
        reading = self.encoder.read(doc.text)
        if count >= FEWEST_TO_DOUBT:
            found = [self._doubted(one, reading, doc.text) for one in found]
        doc._.found = [*found, *self._missed(reading, found)] or None
        return doc

    def use(self, flags: Flags) -> None:
        """Take over which red flags each sign can raise."""
        self.flags = flags

    def _doubted(self, entity: Entity, reading: Reading, text: str) -> Entity:
        """Return a finding as it was heard, or as a doubt where the encoder is of another mind."""
        told = entity.details
        flags = told.get("red_flag", ())
        is_open = bool(flags) and self._limits.stands.isdisjoint({entity.value, *flags})
        if entity.entity != FINDING or not is_open or entity.end > reading.end:
            return entity
        chance = reading.chances.get(str(entity.value))
        if chance is None or told.get("assertion") == UNSURE:
            return entity
        is_doubted = (
            self._is_unlikely(entity, reading, text)
            if told.get("assertion") == PRESENT
            else chance >= self._limits.contradict_from
        )
        doubt = {**told, "assertion": UNSURE, SUSPECTED: True}
        return replace(entity, details=doubt) if is_doubted else entity

    def _is_unlikely(self, entity: Entity, reading: Reading, text: str) -> bool:
        """Tell whether nothing speaks for a sign, nor the words around it alone, nor for any other.

        Much else in a message makes a sign faint; and where anything dangerous is likely, what was
        heard beside it stands.
        """
        if self.encoder is None or max(reading.chances.values()) >= self._limits.suspect_from:
            return False
        around = text[max(entity.start - NEAR, 0) : entity.end + NEAR]
        readings = (reading, self.encoder.read(around))
        likely = max(one.chances[str(entity.value)] for one in readings)
        return likely < self._limits.doubt_below

    def _missed(self, reading: Reading, found: list[Entity]) -> Iterator[Entity]:
        """Yield the signs that nobody heard: all that are sure, else the likeliest to ask about."""
        named = [one for one in found if one.entity == FINDING]
        values = {one.value for one in named}
        likely = sorted(
            (
                (chance, sign)
                for sign, chance in reading.chances.items()
                if chance >= self._limits.suspect_from and sign not in values and sign in self.flags
            ),
            reverse=True,
        )
        sure = [sign for chance, sign in likely if chance >= self._limits.alarm_from]
        flagged = {
            flag
            for one in named
            if one.details.get("assertion") in HEARD
            for flag in one.details.get("red_flag", ())
        }
        doubts = (sign for _, sign in likely if self._is_worth_asking(sign, flagged))
        for sign in sure or islice(doubts, 1):
            start, end = reading.words_of(sign)
            if not sure and any(one.start < end and start < one.end for one in named):
                return  # those words were read already
            kind = {"assertion": PRESENT} if sure else {"assertion": UNSURE, SUSPECTED: True}
            details = {**kind, "red_flag": list(self.flags[sign])}
            yield Entity(FINDING, sign, start, end, FACTORY, details=details)

    def _is_worth_asking(self, sign: str, flagged: set[str]) -> bool:
        flags = self.flags[sign]
        has_news = bool(flags) and flagged.isdisjoint(flags)
        return has_news and self._limits.leaves_out.isdisjoint({sign, *flags})

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the encoder and the red flags into a folder; nothing where there is none."""
        del exclude
        path.mkdir(parents=True, exist_ok=True)
        if self.encoder is not None:
            copyfile(self.encoder.path, path / FILE)
        write_state(path, {sign: list(flags) for sign, flags in self.flags.items()})

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> SecondNet:
        """Read what `to_disk` wrote."""
        del exclude
        self.encoder = read_encoder(path / FILE)
        self.flags = {sign: tuple(flags) for sign, flags in read_state(path).items()}
        return self


@Language.factory(
    FACTORY,
    default_config={
        "folder": "data/lexicon",
        "alarm_from": 0.7,
        "suspect_from": 0.4,
        "doubt_below": 0.05,
        "contradict_from": 0.9,
        "leaves_out": [],
        "stands": [],
        "root": "",
    },
)
def make_second_net(  # noqa: PLR0913, PLR0917 - spaCy itself hands two of them in
    nlp: Language,
    name: str,
    folder: str,
    alarm_from: float,
    suspect_from: float,
    doubt_below: float,
    contradict_from: float,
    leaves_out: list[str],
    stands: list[str],
    root: str,
) -> SecondNet:
    """Make the component; `folder` is taken relative to `root`, without which it waits for disk."""
    del name
    attributes.register()
    file = Path(root) / folder / str(nlp.lang) / FILE
    limits = Limits(
        alarm_from,
        suspect_from,
        doubt_below,
        contradict_from,
        frozenset(leaves_out),
        frozenset(stands),
    )
    return SecondNet(read_encoder(file) if root else None, limits)
