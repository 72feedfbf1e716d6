"""What lies behind a red flag: the signs that raise it, however far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from actions.triage.conditions import referenced
from actions.triage.protocol import Protocol

KEPT = 4  # protocols


def closure(signs: Iterable[str], protocol: Protocol) -> frozenset[str]:
    """Return the signs and all that raises them, however far behind."""
    behind = _behind(protocol)
    own = frozenset(signs)
    return own.union(*(behind[sign] for sign in own if sign in behind))


@lru_cache(maxsize=KEPT)
def _behind(protocol: Protocol) -> Mapping[str, frozenset[str]]:
    """Return all that raises each red flag: a turn asks dozens of times, and none of it changes."""
    raising = {name: referenced([flag.raised_by]) for name, flag in protocol.red_flags.items()}
    return {name: _all_behind(signs, raising) for name, signs in raising.items()}


def _all_behind(signs: Iterable[str], raising: Mapping[str, set[str]]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = list(signs)
    while waiting:
        sign = waiting.pop()
        if sign not in seen:
            seen.add(sign)
            waiting.extend(raising.get(sign, ()))
    return frozenset(seen)
