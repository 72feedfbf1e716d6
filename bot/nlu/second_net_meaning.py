"""How a sign is meant that the lexicon heard, where the encoder knows better."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.turn import Entity
from bot.nlu.assertion import LOOSELY
from bot.nlu.encoder_reading import Reading
from bot.nlu.lexicon import SUSPECTED
from bot.nlu.second_net_limits import Limits

PRESENT, ABSENT = "present", "absent"
OTHER_PERSON = "other_person"
SUREST = 0.95  # from where on the encoder alone is believed, whatever else was heard
AGREED, UNLIKELY = 0.9, 0.02  # from and up to where the encoder bears out what only a list says
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


def borne_out(finding: Entity, reading: Reading, limits: Limits) -> Entity:
    """Return a sign that a list may deny, or date, as the encoder bears out: so, or as there.

    Where it is sure of neither, the sign stays a doubt; so does one that is rather asked about.
    """
    how, sign = finding.details.get(LOOSELY), str(finding.value)
    is_judged = sign in reading.chances and finding.end <= reading.end
    if how is None or not is_judged or sign in limits.asks_first:
        return finding
    chance = reading.chances[sign]
    is_so = how == ABSENT and reading.meant(sign)[how] >= AGREED and chance < UNLIKELY
    if not is_so and chance < SUREST:
        return finding
    details = {name: one for name, one in finding.details.items() if name != SUSPECTED}
    return replace(finding, details={**details, "assertion": how if is_so else PRESENT})


def is_of_family(finding: Entity, limits: Limits) -> bool:
    """Tell whether a sign is what families have, told of one of them.

    "My mother has diabetes" says nothing of a writer who does not come in: the encoder takes her
    for the patient.
    """
    is_others = finding.details.get("assertion") == OTHER_PERSON
    return is_others and finding.value in limits.histories
