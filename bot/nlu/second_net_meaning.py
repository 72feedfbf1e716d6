"""How a sign is meant that the lexicon heard, where the encoder knows better."""

from __future__ import annotations

from bot.conversation.turn import Entity
from bot.nlu.encoder_reading import Reading
from bot.nlu.second_net_limits import Limits

PRESENT, ABSENT = "present", "absent"
OTHER_PERSON = "other_person"
SURE = 0.9  # from where on the encoder knows better how a sign is meant, where it is not there


def otherwise_meant(
    finding: Entity, reading: Reading, limits: Limits, patient: str | None, *, may_deny: bool
) -> str | None:
    """Return how a sign is meant; None where it stands as it was heard.

    `patient` is how the encoder means a sign of somebody whom the message seems to be written for;
    a history may still be that of another. To make a denial of what was heard as there, it must be
    sure, and in a message that `may_deny`.
    """
    sign, how = str(finding.value), finding.details.get("assertion")
    way, likely = max(reading.meant(sign).items(), key=lambda pair: pair[1])
    if way in {PRESENT, how}:
        return None
    chance = reading.chances[sign]
    if way == patient and sign not in limits.histories:
        return None
    if likely >= max(SURE, limits.meant_from) and chance < limits.doubt_below / 2:
        return way if may_deny or way != ABSENT else None
    is_likely = likely >= limits.meant_from and chance < limits.doubt_below
    return way if is_likely and how == PRESENT and way not in {ABSENT, patient} else None


def is_of_family(finding: Entity, limits: Limits) -> bool:
    """Tell whether a sign is what families have, told of one of them.

    "My mother has diabetes" says nothing of a writer who does not come in: the encoder takes her
    for the patient.
    """
    is_others = finding.details.get("assertion") == OTHER_PERSON
    return is_others and finding.value in limits.histories
