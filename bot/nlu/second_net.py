"""A second net beside the lexicon: the `backline_second_net` component.

A small encoder that was taught by many thousand sentences (`bot.nlu.encoder`) says how likely each
sign is, and how it is meant. This component stands behind the assertion component and reads what
the lexicon has made of a message. Where the lexicon heard nothing, what is very likely becomes a
finding, and what is less likely a doubt that the dialogue asks about; what is likely to be denied,
past or somebody else's is named as such. Where the two are of opposite minds, the sign becomes a
doubt too; where the encoder is sure that it is denied, past, a what-if or somebody else's, it is
named so: a sign that was heard as there is contested then, for the dialogue to ask. Words that the
lexicon hides from a sign, since they mean something else, do not speak for it here either. Nothing
that was heard is ever dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.assertion import PROXY
from bot.nlu.assertion_scope import THEIRS
from bot.nlu.encoder_reading import Reading
from bot.nlu.lexicon import CONTESTED, FIRM, SUSPECTED
from bot.nlu.lexicon_files import FINDING
from bot.nlu.lexicon_state import read_state, write_state
from bot.nlu.second_net_facts import missed_facts
from bot.nlu.second_net_hidden import Hidden, is_hidden, seen_chance
from bot.nlu.second_net_limits import FEWEST_WORDS, Limits, words_in
from bot.nlu.second_net_meaning import (
    OTHER_PERSON,
    SUREST,
    borne_out,
    is_of_family,
    otherwise_meant,
)

FACTORY = "backline_second_net"
PRESENT, ABSENT, UNSURE = "present", "absent", "unsure"
HEARD = frozenset({PRESENT, UNSURE})
NOT_NOW = frozenset({ABSENT, "hypothetical"})
FEWEST_TO_DOUBT = 8  # a few words say too little against a pattern that was written for them

Flags = Mapping[str, tuple[str, ...]]


class SecondNet:
    """Adds to `doc._.found` the signs that the encoder hears, and doubts what it does not.

    `flags` are the red flags of each sign that the lexicon knows.
    """

    def __init__(self, limits: Limits) -> None:
        self.flags: Flags = {}
        self._limits = limits

    def __call__(self, doc: Doc) -> Doc:
        """Compare what was heard with what is likely; without an encoder nothing changes."""
        count = words_in(doc)
        found: list[Entity] = list(doc._.found or ())
        # The encoder knows one language: another one is left to its lexicon.
        is_foreign = any("language" in one.details for one in found)
        reading: Reading | None = doc._.reading
        if reading is None or count < FEWEST_WORDS or is_foreign:
            return doc
        is_short = count < FEWEST_TO_DOUBT
        # Whoever writes for somebody tells of that person.
        patient = OTHER_PERSON if any(one.entity == PROXY for one in found) else None
        is_clear = not doc._.doubted
        found = [borne_out(one, reading, self._limits) for one in found]
        found = [
            one
            if is_short and not doc._.is_own and is_of_family(one, self._limits)
            else self._doubted(one, reading, patient, is_short=is_short, is_clear=is_clear)
            for one in found
        ]
        found += self._missed(reading, found, doc._.hidden)
        found += self._otherwise_meant(reading, found, doc._.hidden, is_clear=is_clear)
        found += missed_facts(reading, found, self._limits, doc._.hidden, left_out=doc._.of_others)
        doc._.found = found or None
        return doc

    def use(self, flags: Flags) -> None:
        """Take over which red flags each sign can raise."""
        self.flags = flags

    def _doubted(
        self,
        entity: Entity,
        reading: Reading,
        patient: str | None,
        *,
        is_short: bool,
        is_clear: bool,
    ) -> Entity:
        """Return a finding as it was heard, or as a doubt where the encoder is of another mind.

        `patient` is how the encoder means a sign of somebody whom the message is written for. Where
        a denial is taken back or denied itself (not `is_clear`), it only doubts what was heard.
        """
        told, chance = entity.details, reading.chances.get(str(entity.value))
        how, flags = told.get("assertion"), told.get("red_flag", ())
        if chance is None or not self._is_judged(entity, reading):
            return entity
        # What takes a denial back reads like one, and so do a few words of what cannot be done.
        may_deny = is_clear and (how != PRESENT or not is_short)
        way = otherwise_meant(entity, reading, self._limits, patient, may_deny=may_deny)
        if way is not None and (is_clear or how != ABSENT):
            contested = {CONTESTED: True} if how == PRESENT and flags else {}
            return replace(entity, details={**told, **_as_likely(way), **contested})
        is_of_patient = how == PRESENT and patient == self._meant(str(entity.value), reading)
        if not flags or (patient and is_of_patient):
            return entity
        # Of a denial in a few words the lexicon knows more.
        is_sure = is_clear and chance >= SUREST and not (is_short and how == ABSENT)
        if how != PRESENT and is_sure and entity.value not in self._limits.asks_first:
            return replace(entity, details={**told, "assertion": PRESENT})
        if how == PRESENT:
            is_doubted = not is_short and self._is_unlikely(entity, reading)
        else:
            is_doubted = chance >= self._limits.contradict_from
        return replace(entity, details={**told, **_as_likely(UNSURE)}) if is_doubted else entity

    def _is_judged(self, entity: Entity, reading: Reading) -> bool:
        how, flags = entity.details.get("assertion"), entity.details.get("red_flag", ())
        # What raises no flag is asked about already, where it stands.
        is_settled = how == PRESENT and not flags and entity.value in self._limits.stands
        is_told = entity.entity == FINDING and entity.end <= reading.end
        # What is said in so many words is no less there for what surrounds it.
        is_firm = (FIRM in entity.details and how == PRESENT) or THEIRS in entity.details
        return is_told and how != UNSURE and not is_settled and not is_firm

    def _meant(self, sign: str, reading: Reading) -> str | None:
        """Return how a sign is meant; None where that is not likely enough to tell."""
        way, chance = max(reading.meant(sign).items(), key=lambda pair: pair[1])
        return way if chance >= self._limits.meant_from else None

    def _is_unlikely(self, entity: Entity, reading: Reading) -> bool:
        """Tell whether nothing speaks for a sign, nor the words around it alone, nor for any other.

        Much else in a message makes a sign faint; and where anything dangerous is likely, what was
        heard beside it stands.
        """
        stands = self._limits.stands.intersection({entity.value, *entity.details["red_flag"]})
        if stands or max(reading.chances.values()) >= self._limits.suspect_from:
            return False
        readings = (reading, reading.around(entity.start, entity.end))
        likely = max(one.chances[str(entity.value)] for one in readings)
        return likely < self._limits.doubt_below

    def _otherwise_meant(
        self, reading: Reading, found: list[Entity], hidden: Hidden | None, *, is_clear: bool
    ) -> Iterator[Entity]:
        """Yield the signs that nobody heard and that are spoken of, but not as present.

        Where the message takes a denial back (not `is_clear`), none is taken from here.
        """
        values = {one.value for one in found if one.entity == FINDING}
        for sign, told in reading.told.items():
            is_open = sign in self.flags and sign not in values
            if not is_open or told < self._limits.told_from:
                continue
            how = self._meant(sign, reading)
            if how is not None and how != PRESENT:
                how = how if is_clear or how not in NOT_NOW else UNSURE
                start, end = reading.words_of_sign(sign, is_told=True)
                if how == ABSENT and is_hidden((start, end), sign, hidden):
                    continue
                details = {**_as_likely(how), "red_flag": list(self.flags[sign])}
                yield Entity(FINDING, sign, start, end, FACTORY, details=details)

    def _missed(
        self, reading: Reading, found: list[Entity], hidden: Hidden | None
    ) -> Iterator[Entity]:
        """Yield the signs that nobody heard: all that are sure, else the likeliest to ask about."""
        if not reading.may_tell(self._limits.suspect_from):
            return
        named = [one for one in found if one.entity == FINDING]
        values = {one.value for one in named}
        likely = sorted(
            (
                (seen, sign)
                for sign, chance in reading.chances.items()
                if chance >= self._limits.suspect_from and sign not in values and sign in self.flags
                if (seen := seen_chance(sign, reading, hidden)) >= self._limits.suspect_from
            ),
            reverse=True,
        )
        sure = [sign for chance, sign in likely if chance >= self._sure_from(sign)]
        flagged = {
            flag
            for one in named
            if one.details.get("assertion") in HEARD
            for flag in one.details.get("red_flag", ())
        }
        doubts = (sign for _, sign in likely if self._is_worth_asking(sign, flagged))
        for sign in sure or islice(doubts, 1):
            start, end = reading.words_of_sign(sign)
            if not sure and any(one.start < end and start < one.end for one in named):
                return  # those words were read already
            kind = {"assertion": PRESENT} if sure else {"assertion": UNSURE, SUSPECTED: True}
            details = {**kind, "red_flag": list(self.flags[sign])}
            yield Entity(FINDING, sign, start, end, FACTORY, details=details)

    def _sure_from(self, sign: str) -> float:
        limits = self._limits
        if sign in limits.asks_first or sign in limits.alarms_late:
            return max(limits.alarm_from, SUREST)
        # What is not worth a question lies near to what everybody has.
        return (limits.alarm_from + SUREST) / 2 if self._is_left_out(sign) else limits.alarm_from

    def _is_worth_asking(self, sign: str, flagged: set[str]) -> bool:
        flags = self.flags[sign]
        return bool(flags) and flagged.isdisjoint(flags) and not self._is_left_out(sign)

    def _is_left_out(self, sign: str) -> bool:
        return not self._limits.leaves_out.isdisjoint({sign, *self.flags[sign]})

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the red flags into a folder."""
        del exclude
        path.mkdir(parents=True, exist_ok=True)
        write_state(path, {sign: list(flags) for sign, flags in self.flags.items()})

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> SecondNet:
        """Read what `to_disk` wrote."""
        del exclude
        self.flags = {sign: tuple(flags) for sign, flags in read_state(path).items()}
        return self


def _as_likely(how: str) -> dict[str, Any]:
    """Return the details of a sign that is only likely to be meant so."""
    return {"assertion": how, SUSPECTED: True}


@Language.factory(
    FACTORY,
    default_config={
        "alarm_from": 0.7,
        "suspect_from": 0.4,
        "doubt_below": 0.05,
        "contradict_from": 0.9,
        "told_from": 0.6,
        "meant_from": 0.8,
        "fact_from": 0.7,
        "facts": [],
        "leaves_out": [],
        "stands": [],
        "asks_first": [],
        "alarms_late": [],
        "histories": [],
    },
)
def make_second_net(  # noqa: PLR0913, PLR0917 - spaCy itself hands two of them in
    nlp: Language,
    name: str,
    alarm_from: float,
    suspect_from: float,
    doubt_below: float,
    contradict_from: float,
    told_from: float,
    meant_from: float,
    fact_from: float,
    facts: list[str],
    leaves_out: list[str],
    stands: list[str],
    asks_first: list[str],
    alarms_late: list[str],
    histories: list[str],
) -> SecondNet:
    """Make the component; the options are those of `Limits`."""
    del nlp, name
    attributes.register()
    limits = Limits(
        alarm_from,
        suspect_from,
        doubt_below,
        contradict_from,
        told_from,
        meant_from,
        fact_from,
        frozenset(facts),
        frozenset(leaves_out),
        frozenset(stands),
        frozenset(asks_first),
        frozenset(alarms_late),
        frozenset(histories),
    )
    return SecondNet(limits)
