"""Signs whose age is not known, where what follows depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.triage.closure import closure
from actions.triage.conditions import Aspect, Truth, about
from actions.triage.decision import level_so_far
from actions.triage.findings import Finding, Presence
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition, Protocol
from actions.triage.untold import read_patient

# The threshold of thresholds.yml below which a sign, or pain, counts as new.
NEW_WITHIN = "new_within"


def undated(presentation: Presentation, protocol: Protocol) -> tuple[str, ...]:
    """Return the red flags to ask "new or worse?" about: the level depends on their age."""
    open_flags = _of_unknown_age(presentation, protocol)
    flags = tuple(one for one in open_flags if _matters(one, open_flags, presentation, protocol))
    # Two such signs at once are hardly an old trouble: no question holds up an emergency.
    is_clear = len(flags) > 1 and _level(presentation, protocol) is Disposition.EMERGENCY
    return () if is_clear else flags


def with_age(
    presentation: Presentation, flags: Iterable[str], protocol: Protocol, *, is_new: bool
) -> Presentation:
    """Return the presentation with these red flags, and what raises them, known as new or old."""
    findings = dict(presentation.findings)
    for flag in flags:
        for sign in (flag, *closure([flag], protocol)):
            known = findings.get(sign)
            if known is not None and known.presence is Presence.PRESENT and known.is_new is None:
                findings[sign] = replace(known, is_new=is_new)
        own = findings.get(flag)
        if own is None or own.presence is not Presence.PRESENT:
            # A fact raises it: what the list said of it before is overruled.
            findings[flag] = Finding(flag, Presence.PRESENT, is_new)
    return replace(presentation, findings=findings)


def old_after(flags: Iterable[str], protocol: Protocol) -> float:
    """Return the days after which a sign of these red flags, or pain, is an old one."""
    named = (protocol.red_flags[flag].old_after for flag in flags)
    ids = (NEW_WITHIN, *(one for one in named if one is not None))
    return max(protocol.thresholds[one].value for one in ids)


def _of_unknown_age(presentation: Presentation, protocol: Protocol) -> tuple[str, ...]:
    reading = read_patient(presentation, protocol, concluded=False)
    return tuple(
        flag.id
        for flag in protocol.red_flags.values()
        if flag.ask_if_new is not None
        and not _is_old(presentation, flag.id)
        and reading.presence(flag.id) is Truth.TRUE
        and about(Aspect.RECENT, flag.id).read(reading) is not Truth.TRUE
    )


def _is_old(presentation: Presentation, flag: str) -> bool:
    own = presentation.findings.get(flag)
    return own is not None and own.is_new is False


def _matters(
    flag: str, flags: tuple[str, ...], presentation: Presentation, protocol: Protocol
) -> bool:
    """Tell whether the age of this flag changes the level, whatever the age of the others."""
    others = [one for one in flags if one != flag]
    return any(
        _level(with_age(known, [flag], protocol, is_new=True), protocol)
        is not _level(with_age(known, [flag], protocol, is_new=False), protocol)
        for known in (
            with_age(presentation, others, protocol, is_new=True),
            with_age(presentation, others, protocol, is_new=False),
        )
    )


def _level(presentation: Presentation, protocol: Protocol) -> Disposition | None:
    return level_so_far(read_patient(presentation, protocol, concluded=False), protocol)
