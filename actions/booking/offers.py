"""Which few slots to offer: early ones, on different days, at different parts of the day. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from actions.booking.values import Slot
from actions.booking.wishes import Direction, Wish

MOST = 3
NOON = time(12)
APART = timedelta(hours=1)


class Fit(StrEnum):
    """How what is offered stands to what was wished."""

    # As wished.
    GRANTED = "granted"
    # Near the time that was named, which itself is not free.
    NEAR = "near"
    # As wished, yet later than the person should be seen.
    TOO_LATE = "too_late"
    # The clinic has such times, and all are taken.
    TAKEN = "taken"
    # The clinic never has such times.
    NEVER = "never"
    # Nothing lies before, or behind, what was offered.
    NO_EARLIER = "no_earlier"
    NO_LATER = "no_later"
    # The same, of that kind; of other kinds there is what is offered.
    EARLIER_OTHERWISE = "earlier_otherwise"
    LATER_OTHERWISE = "later_otherwise"
    # Everything that fits was shown.
    ALL_SHOWN = "all_shown"
    # Nothing is free at all.
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is: what is `free`, all that the calendar has, and until when it is early enough.

    `early_until` is None where nothing presses.
    """

    free: Sequence[Slot]
    calendar: Sequence[Slot]
    early_until: datetime | None
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Offer:
    """Up to three slots in order of time; with another fit than GRANTED they are the next best."""

    slots: tuple[Slot, ...]
    fit: Fit


def offer(
    supply: Supply, wish: Wish, shown: Sequence[Slot] = (), seen: Iterable[datetime] = ()
) -> Offer:
    """Return what to offer. `shown` stands before the person; `seen` are all beginnings shown."""
    if not supply.free:
        return Offer((), Fit.NOTHING)
    already = frozenset(seen)
    wished = [one for one in supply.free if wish.grants(_local(one, supply.zone))]
    candidates = _beside(wished, wish, shown, already, supply.zone)
    early = [one for one in candidates if _is_early(one, supply)]
    for found, fit in ((early, Fit.GRANTED), (candidates, _later_fit(supply))):
        if found:
            picked = _picked(found, wish, supply.zone)
            is_near = fit is Fit.GRANTED and not _is_exact(picked, wish, supply.zone)
            return Offer(picked, Fit.NEAR if is_near else fit)
    otherwise = _otherwise(supply, wish, shown)
    if otherwise is not None:
        return otherwise
    if wished:
        best = _picked(wished, wish, supply.zone)
    else:
        best = _picked(_instead(supply, wish), wish.nearest(), supply.zone)
    kept = () if wish.names_time() else _kept(shown, supply.free)
    return Offer(kept or best, _why(supply, wish, wished))


def _instead(supply: Supply, wish: Wish) -> Sequence[Slot]:
    """Return what there is instead of a wish: early enough and on a day that was wished, if any."""
    early = [one for one in supply.free if _is_early(one, supply)] or supply.free
    if not wish.names_day():
        return early
    return [one for one in early if wish.grants_day(_local(one, supply.zone).date())] or early


def _is_exact(picked: Sequence[Slot], wish: Wish, zone: ZoneInfo) -> bool:
    return any(wish.distance(_local(one, zone).time()) == 0 for one in picked)


def _otherwise(supply: Supply, wish: Wish, shown: Sequence[Slot]) -> Offer | None:
    """Return what lies earlier or later all the same, where it is not as was wished before."""
    fits = {
        Direction.EARLIER: Fit.EARLIER_OTHERWISE,
        Direction.LATER: Fit.LATER_OTHERWISE,
    }
    if wish.direction not in fits or not shown:
        return None
    open_wish = Wish(
        no_weekdays=wish.no_weekdays,
        no_days=wish.no_days,
        no_hours=wish.no_hours,
        direction=wish.direction,
    )
    granted = [one for one in supply.free if open_wish.grants(_local(one, supply.zone))]
    found = _beside(granted, open_wish, shown, frozenset(), supply.zone)
    best = [one for one in found if _is_early(one, supply)] or found
    if not best:
        return None
    return Offer(_picked(best, open_wish, supply.zone), fits[wish.direction])


def _later_fit(supply: Supply) -> Fit:
    return Fit.GRANTED if supply.early_until is None else Fit.TOO_LATE


def _is_early(slot: Slot, supply: Supply) -> bool:
    return supply.early_until is None or slot.start < supply.early_until


def _kept(shown: Sequence[Slot], free: Sequence[Slot]) -> tuple[Slot, ...]:
    """Return what is before the person already and still free: it need not change for nothing."""
    return tuple(one for one in shown if one in free)


def _beside(
    wished: list[Slot],
    wish: Wish,
    shown: Sequence[Slot],
    seen: frozenset[datetime],
    zone: ZoneInfo,
) -> list[Slot]:
    """Return the slots that lie where the wish looks to from those shown."""
    if wish.direction is Direction.OTHER:
        # A quarter of an hour later is hardly another time.
        others = [one for one in wished if all(abs(one.start - s) >= APART for s in seen)]
        return others or [one for one in wished if one.start not in seen]
    if wish.direction is None or not shown:
        return wished
    starts = [one.start for one in shown]
    times = [_local(one, zone).time() for one in shown]
    lies: dict[Direction, Callable[[Slot], bool]] = {
        Direction.EARLIER: lambda one: one.start < min(starts),
        Direction.LATER: lambda one: one.start > max(starts),
        Direction.EARLIER_IN_THE_DAY: lambda one: _local(one, zone).time() < min(times),
        Direction.LATER_IN_THE_DAY: lambda one: _local(one, zone).time() > max(times),
    }
    return list(filter(lies[wish.direction], wished))


def _why(supply: Supply, wish: Wish, wished: Sequence[Slot]) -> Fit:
    """Return why there is nothing as wished."""
    match wish.direction:
        case Direction.EARLIER | Direction.EARLIER_IN_THE_DAY if wished:
            return Fit.NO_EARLIER
        case Direction.LATER | Direction.LATER_IN_THE_DAY if wished:
            return Fit.NO_LATER
        case Direction.OTHER if wished:
            return Fit.ALL_SHOWN
        case _:
            has_such = any(wish.grants(_local(one, supply.zone)) for one in supply.calendar)
            return Fit.TAKEN if has_such else Fit.NEVER


def _picked(candidates: Sequence[Slot], wish: Wish, zone: ZoneInfo) -> tuple[Slot, ...]:
    """Return up to three: the first, then ones of other days and other parts of the day."""
    ordered = sorted(
        _one_each(candidates),
        key=lambda one: (wish.distance(_local(one, zone).time()), one.start),
    )
    picked = ordered[:1]
    while len(picked) < MOST:
        left = [one for one in ordered if one not in picked]
        if not left:
            break
        # The soonest means the soonest: nobody who is in a hurry is spread over days.
        rank = _nearness if wish.soonest else _sameness if wish.around is None else _same_day
        picked.append(min(left, key=lambda one: rank(one, picked, zone)))
    return tuple(sorted(picked, key=lambda one: one.start))


def _one_each(slots: Sequence[Slot]) -> list[Slot]:
    """Return one slot for each beginning: whom it is with is no choice that was asked for."""
    firsts: dict[datetime, Slot] = {}
    for one in slots:
        firsts.setdefault(one.start, one)
    return list(firsts.values())


def _sameness(slot: Slot, picked: Sequence[Slot], zone: ZoneInfo) -> tuple[int, int, int]:
    """Return how much a slot is like those picked; of equals the first in order is taken."""
    local, others = _local(slot, zone), [_local(one, zone) for one in picked]
    same_day = sum(one.date() == local.date() for one in others)
    same_part = sum((one.time() < NOON) == (local.time() < NOON) for one in others)
    return same_day, same_part, _nearness(slot, picked, zone)[0]


def _same_day(slot: Slot, picked: Sequence[Slot], zone: ZoneInfo) -> tuple[int, int]:
    """Return the same for who named a time: the parts of the day are no choice then."""
    same_day, _, near = _sameness(slot, picked, zone)
    return same_day, near


def _nearness(slot: Slot, picked: Sequence[Slot], _: ZoneInfo) -> tuple[int]:
    return (sum(abs(one.start - slot.start) < APART for one in picked),)


def _local(slot: Slot, zone: ZoneInfo) -> datetime:
    return slot.start.astimezone(zone)
