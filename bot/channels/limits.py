"""How often one sender, and one address, may write."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from bot.channels.failures import Refused

SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
MAX_KEYS = 50_000
# A ward or a library may sit behind one address.
SOCKETS_PER_ADDRESS = 100


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages in so many seconds."""

    count: int
    seconds: float


# Several people often share one address (a household, a ward), so it gets more where nobody
# decided. An operator's own figure holds for both alike.
DEFAULT_SENDER_RATE = Rate(60, 60.0)
DEFAULT_ADDRESS_RATE = Rate(600, 60.0)


def rates(setting: str) -> tuple[Rate, Rate] | None:
    """Return the rate of a sender and of an address for `60/minute`, or None for `off`."""
    if setting == "off":
        return None
    if not setting:
        return DEFAULT_SENDER_RATE, DEFAULT_ADDRESS_RATE
    count, _, unit = setting.partition("/")
    rate = Rate(int(count), SECONDS[unit])
    return rate, rate


@dataclass(slots=True)
class Limiter:
    """A leaky bucket for each key: bursts up to the count, then one message each interval.

    `now` is a monotonic clock in seconds. At most 50,000 keys are kept; the one that was unused
    longest goes first, so memory stays bounded whatever ids a caller makes up.
    """

    rate: Rate
    now: Callable[[], float]
    max_keys: int = MAX_KEYS
    _empty_at: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def wait_seconds(self, key: str) -> float:
        """Count one message and return 0, or return how long to wait and count nothing."""
        now = self.now()
        interval = self.rate.seconds / self.rate.count
        empty_at = max(self._empty_at.get(key, now), now)
        # Compared with half an interval to spare: sums of fractions must not refuse the last one.
        if empty_at - now > self.rate.seconds - interval / 2:
            return empty_at - now - self.rate.seconds + interval
        self._empty_at[key] = empty_at + interval
        self._empty_at.move_to_end(key)
        if len(self._empty_at) > self.max_keys:
            self._empty_at.popitem(last=False)
        return 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits together; None stands for no limit."""

    senders: Limiter | None
    addresses: Limiter | None
    sockets_per_address: int | None = None

    def check_address(self, address: str) -> None:
        """Count one message of an address. Raises Refused with 429 and `Retry-After`."""
        _check(self.addresses, address)

    def check_sender(self, sender_id: str) -> None:
        """Count one message of a sender. Raises Refused with 429 and `Retry-After`."""
        _check(self.senders, sender_id)


def limits(setting: str, now: Callable[[], float]) -> Limits:
    """Return the limits that a setting such as `60/minute` or `off` asks for."""
    both = rates(setting)
    if both is None:
        return Limits(None, None)
    return Limits(Limiter(both[0], now), Limiter(both[1], now), SOCKETS_PER_ADDRESS)


def _check(limiter: Limiter | None, key: str) -> None:
    wait = 0.0 if limiter is None else limiter.wait_seconds(key)
    if wait > 0:
        seconds = math.ceil(wait)
        raise Refused(
            f"Too many messages. Please try again in {seconds} seconds.",
            HTTPStatus.TOO_MANY_REQUESTS,
            {"Retry-After": str(seconds)},
        )
