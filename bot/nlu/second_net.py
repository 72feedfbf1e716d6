"""A second net beside the lexicon: the `backline_second_net` component.

A small encoder that was taught by many thousand sentences says how likely each sign is meant as
present now. It stands behind the assertion component and reads what the lexicon has made of a
message. Where the lexicon heard nothing, what is very likely becomes a finding, and what is less
likely a doubt that the dialogue asks about; where the lexicon heard a sign that the encoder calls
most unlikely, the sign becomes a doubt too. Nothing that was heard is ever dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
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

Flags = Mapping[str, tuple[str, ...]]


class SecondNet:
    """Adds to `doc._.found` the signs that the encoder hears, and doubts what it does not.

    `flags` are the red flags of each sign; a sign without one is passed over.
    """

    def __init__(
        self,
        encoder: Encoder | None,
        *,
        alarm_from: float,
        suspect_from: float,
        doubt_below: float,
        leaves_out: Collection[str] = (),
    ) -> None:
        self.encoder = encoder
        self.flags: Flags = {}
        self._alarm_from = alarm_from
        self._suspect_from = suspect_from
        self._doubt_below = doubt_below
        self._leaves_out = frozenset(leaves_out)

    def __call__(self, doc: Doc) -> Doc:
        """Compare what was heard with what is likely; without an encoder nothing changes."""
        if self.encoder is None or len({token.lower_ for token in doc}) < FEWEST_WORDS:
            return doc
        reading = self.encoder.read(doc.text)
        found: list[Entity] = [self._doubted(one, reading) for one in doc._.found or ()]
        doc._.found = [*found, *self._missed(reading, found)] or None
        return doc

    def use(self, flags: Flags) -> None:
        """Take over which red flags each sign can raise."""
        self.flags = flags

    def _doubted(self, entity: Entity, reading: Reading) -> Entity:
        """Return a finding as it was heard, or as a doubt where it is most unlikely."""
        is_stated = entity.entity == FINDING and entity.details.get("assertion") == PRESENT
        chance = reading.chances.get(str(entity.value), 1.0)
        if not is_stated or chance >= self._doubt_below or not entity.details.get("red_flag"):
            return entity
        return replace(entity, details={**entity.details, "assertion": UNSURE, SUSPECTED: True})

    def _missed(self, reading: Reading, found: list[Entity]) -> Iterator[Entity]:
        """Yield the signs that nobody heard: all that are sure, else the likeliest."""
        named = [one for one in found if one.entity == FINDING]
        flagged = {
            flag
            for one in named
            if one.details.get("assertion") in HEARD
            for flag in one.details.get("red_flag", ())
        }
        missed = sorted(
            (
                (chance, sign)
                for sign, chance in reading.chances.items()
                if chance >= self._suspect_from
                and self._counts(sign)
                and flagged.isdisjoint(self.flags[sign])
                and all(one.value != sign for one in named)
            ),
            reverse=True,
        )
        sure = [sign for chance, sign in missed if chance >= self._alarm_from]
        for sign in sure or [sign for _, sign in missed[:1]]:
            start, end = reading.words_of(sign)
            kind = {"assertion": PRESENT} if sure else {"assertion": UNSURE, SUSPECTED: True}
            details = {**kind, "red_flag": list(self.flags[sign])}
            yield Entity(FINDING, sign, start, end, FACTORY, details=details)

    def _counts(self, sign: str) -> bool:
        flags = self.flags.get(sign, ())
        return bool(flags) and self._leaves_out.isdisjoint({sign, *flags})

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
        "alarm_from": 0.9,
        "suspect_from": 0.5,
        "doubt_below": 0.02,
        "leaves_out": [],
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
    leaves_out: list[str],
    root: str,
) -> SecondNet:
    """Make the component; `folder` is taken relative to `root`, without which it waits for disk.

    The three limits are probabilities, 0 to 1: from which on a sign that nobody heard is taken as
    told, from which on it is asked about, and below which a sign that was heard is asked about.
    `leaves_out` are signs and red flags that are not worth a question.
    """
    del name
    attributes.register()
    file = Path(root) / folder / str(nlp.lang) / FILE
    return SecondNet(
        read_encoder(file) if root else None,
        alarm_from=alarm_from,
        suspect_from=suspect_from,
        doubt_below=doubt_below,
        leaves_out=leaves_out,
    )
