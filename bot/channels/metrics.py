"""Counts for operators, in Prometheus' text format. They name no person and hold no text."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.rest import Handle
from bot.conversation.messages import BotMessage, UserMessage

BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(slots=True)
class Metrics:
    """What this process has served since it started."""

    responses: Counter[int] = field(default_factory=Counter)
    turns: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_SECONDS) + 1))
    turn_seconds: float = 0.0

    def count_turn(self, seconds: float) -> None:
        """Count one turn and how long it took."""
        self.turns[bisect_left(BUCKETS_SECONDS, seconds)] += 1
        self.turn_seconds += seconds

    def as_text(self) -> str:
        """Return all counts as Prometheus reads them."""
        lines = ["# TYPE backline_http_responses_total counter"]
        for status, count in sorted(self.responses.items()):
            lines.append(f'backline_http_responses_total{{status="{status}"}} {count}')
        lines.append("# TYPE backline_turn_seconds histogram")
        total = 0
        for bound, count in zip((*BUCKETS_SECONDS, "+Inf"), self.turns, strict=True):
            total += count
            lines.append(f'backline_turn_seconds_bucket{{le="{bound}"}} {total}')
        lines.append(f"backline_turn_seconds_sum {self.turn_seconds:.6f}")
        lines.append(f"backline_turn_seconds_count {total}")
        return "\n".join(lines) + "\n"


def metered(handle: Handle, metrics: Metrics, now: Callable[[], float]) -> Handle:
    """Return `handle` with its time counted; `now` is a monotonic clock in seconds."""

    async def handle_and_count(message: UserMessage) -> tuple[BotMessage, ...]:
        began = now()
        try:
            return await handle(message)
        finally:
            metrics.count_turn(now() - began)

    return handle_and_count


@dataclass(frozen=True, slots=True)
class ResponseCounter:
    """Counts responses by their status."""

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.metrics.responses[message["status"]] += 1
            await send(message)

        await self.app(scope, receive, send_and_count)
