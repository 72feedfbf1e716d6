"""What the clinic's staff would have done in the month of a demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from actions.booking.operations import Operations
from actions.booking.values import AppointmentState, Step, Window
from actions.knowledge.staff_desk import Outcome
from actions.queue.items import QueueItem
from actions.queue.store import StaffQueue

NOTE = "demonstration"
# Some are late, as it is.
SHARE_OF_TARGET = (0.05, 1.3)
ATTENDED = 0.85


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Closes what is old in the queue, and marks who came and who did not."""

    queue: StaffQueue
    operations: Operations
    outcomes: tuple[Outcome, ...]

    def work_until(self, until: float, *, since: float, by: str, random: Random) -> int:
        """Do what staff did until then; return how many things. Seconds since 1970."""
        done = 0
        for item in self.queue.items():
            at = self._seen_at(item, random)
            if at <= until:
                self.queue.close(item.id, by=by, outcome=self._outcome(random), at=at)
                done += 1
        window = Window(datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC))
        for visit in self.operations.between(window):
            if visit.state is not AppointmentState.BOOKED:
                continue
            came = random.random() < ATTENDED
            state = AppointmentState.FULFILLED if came else AppointmentState.NOSHOW
            marked_at = visit.slot.end + timedelta(minutes=5)
            self.operations.mark(visit.reference, state, Step(f"demo-{visit.id}", marked_at, by))
            done += 1
        return done

    def _seen_at(self, item: QueueItem, random: Random) -> float:
        return item.opened_at + (item.due_at - item.opened_at) * random.uniform(*SHARE_OF_TARGET)

    def _outcome(self, random: Random) -> str:
        return f"{random.choice(self.outcomes).text} ({NOTE})"
