"""The due job that tells the staff on call of what waits for them."""

from __future__ import annotations

import asyncio
import logging
import smtplib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import httpx
from sqlalchemy import Engine

from actions.queue.outbox import AlertOutbox, ClaimedAlert
from actions.queue.sending import Route

logger = logging.getLogger(__name__)

# An emergency is to be seen within minutes: seconds of waiting here do not matter.
EVERY_SECONDS = 5.0
MOST_IN_ONE_RUN = 100


def alert_jobs(
    engine: Engine, routes: Sequence[Route], clock: Callable[[], datetime]
) -> tuple[AlertJob, ...]:
    """Return the due jobs; without a way to reach staff there is nothing to alert."""
    if not routes:
        return ()
    outbox = AlertOutbox(engine, [route.name for route in routes])
    return (AlertJob(outbox, {route.name: route for route in routes}, clock),)


class AlertJob:
    """Sends each alert once by each route, and again after a pause where that failed."""

    name = "alerts"
    every_seconds = EVERY_SECONDS

    def __init__(
        self, outbox: AlertOutbox, routes: Mapping[str, Route], clock: Callable[[], datetime]
    ) -> None:
        """Send what `outbox` holds by `routes`. `clock` gives aware times."""
        self._outbox = outbox
        self._routes = routes
        self._clock = clock

    async def run(self) -> None:
        """Send what is due. Raises SQLAlchemyError when the database cannot be used."""
        await asyncio.to_thread(self._outbox.plan, self._now())
        for _ in range(MOST_IN_ONE_RUN):
            # One thread for claim, sending and mark: a stop between two alerts loses nothing.
            if not await asyncio.to_thread(self._send_next):
                return

    def _send_next(self) -> bool:
        """Send one alert; False when none is due."""
        alert = self._outbox.claim(self._now())
        if alert is None:
            return False
        if self._is_sent(alert):
            self._outbox.mark_sent(alert, self._now())
        return True

    def _is_sent(self, alert: ClaimedAlert) -> bool:
        try:
            self._routes[alert.route].send(alert)
        except (OSError, smtplib.SMTPException, httpx.HTTPError) as error:
            logger.error(
                "alert not sent, to be tried again",
                extra={"alert": alert.id, "route": alert.route, "error": type(error).__name__},
            )
            return False
        logger.info("alert sent", extra={"alert": alert.id, "route": alert.route})
        return True

    def _now(self) -> float:
        return self._clock().timestamp()
