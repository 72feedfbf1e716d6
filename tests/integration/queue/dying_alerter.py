"""A process that sends an alert and is killed before it can say so: `url smtp_url now`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from actions.booking.database import engine_for
from actions.queue.addresses import AlertAddresses
from actions.queue.alert_job import AlertJob
from actions.queue.outbox import AlertOutbox, ClaimedAlert
from actions.queue.sending import routes_to


class DyingOutbox(AlertOutbox):
    """Never gets to mark anything."""

    def mark_sent(self, alert: ClaimedAlert, now: float) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    database, smtp, now = sys.argv[1:]
    routes = {
        route.name: route for route in routes_to(AlertAddresses(smtp), ZoneInfo("UTC"), "1.0.0")
    }
    outbox = DyingOutbox(engine_for(database), tuple(routes))
    job = AlertJob(outbox, routes, lambda: datetime.fromtimestamp(float(now), UTC))
    asyncio.run(job.run())


if __name__ == "__main__":
    main()
