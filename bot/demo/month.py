"""The days of the demonstration: who writes when, and what staff did about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from random import Random
from zoneinfo import ZoneInfo

from bot.conversation.phones import PREFIX
from bot.demo.people import Kind, People
from bot.demo.player import Player, Somebody

NAMES = "demo-"
TEXTED = f"{PREFIX}demo"
TEXTS = "twilio"
# When people write: mornings and evenings most; the weight of each hour of a day.
HOURS = (1, 1, 1, 1, 1, 2, 4, 7, 9, 9, 8, 7, 6, 6, 6, 6, 6, 7, 8, 9, 8, 6, 4, 2)
SATURDAY = 5
WEEKEND_SHARE = 0.6
# Nobody is still writing when the demonstration is looked at.
LAST_BEFORE_NOW_SECONDS = 1_200.0
DAY_HOURS = 24
RECENT_SECONDS = 5 * 3600.0
OLDEST_BORN, YOUNGEST_BORN = 1941, 2002


@dataclass(frozen=True, slots=True)
class Month:
    """How many conversations, over how many days up to `now` (seconds since 1970)."""

    conversations: int
    days: int
    now: float
    zone: ZoneInfo


def schedule(month: Month, random: Random) -> list[float]:
    """Return when conversations begin, in order."""
    today = datetime.fromtimestamp(month.now, month.zone).date()
    days = [today - timedelta(days=one) for one in range(month.days)]
    shares = [WEEKEND_SHARE if day.weekday() >= SATURDAY else 1.0 for day in days]
    begins: list[float] = []
    while len(begins) < month.conversations:
        at = _moment(random.choices(days, shares)[0], month.zone, random)
        if at <= month.now - LAST_BEFORE_NOW_SECONDS:
            begins.append(at)
    return sorted(begins)


def _moment(day: date, zone: ZoneInfo, random: Random) -> float:
    hour = random.choices(range(DAY_HOURS), HOURS)[0]
    local = datetime(day.year, day.month, day.day, hour, random.randrange(60), tzinfo=zone)
    return local.timestamp() + random.uniform(0, 60)


def casting(month: Month, people: People, random: Random) -> Iterator[tuple[float, Somebody]]:
    """Yield who writes when, in order."""
    weights = [kind.weight for kind in people.kinds]
    today = [kind for kind in people.kinds if kind.is_today]
    latest = month.now - LAST_BEFORE_NOW_SECONDS
    cast = [(at, random.choices(people.kinds, weights)[0]) for at in schedule(month, random)]
    cast += [(random.uniform(latest - RECENT_SECONDS, latest), kind) for kind in today]
    for number, (at, kind) in enumerate(sorted(cast, key=itemgetter(0)), 1):
        yield at, Somebody(kind, _sender(kind, number), _facts(people, number, random))


def _sender(kind: Kind, number: int) -> str:
    return f"{TEXTED}{number:04}" if kind.channel == TEXTS else f"{NAMES}{number:04}"


def _facts(people: People, number: int, random: Random) -> dict[str, str]:
    born = f"{random.randint(1, 12)}/{random.randint(1, 28)}/"
    return {
        "name": random.choice(people.names),
        # Numbers that no line has: they are kept for stories.
        "phone": f"202-555-01{number % 100:02}",
        "born": f"{born}{random.randint(OLDEST_BORN, YOUNGEST_BORN)}",
    }


@dataclass(frozen=True, slots=True)
class Played:
    """What was played: the conversations with their beginnings, and how much was written."""

    began: tuple[tuple[str, float], ...]
    messages: int


async def play_month(
    month: Month, people: People, player: Player, tell: Callable[[float], None]
) -> Played:
    """Play all conversations. `tell` hears the share that is done."""
    messages, began = 0, list[tuple[str, float]]()
    cast = list(casting(month, people, player.random))
    for at, somebody in cast:
        messages += await player.play(somebody, at)
        began.append((somebody.sender_id, at))
        tell(len(began) / len(cast))
    return Played(tuple(began), messages)
