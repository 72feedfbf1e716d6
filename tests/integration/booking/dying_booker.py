"""Processes that are killed in the middle of a step; see test_kill.py.

`python -m tests.integration.booking.dying_booker URL`: for each step of a booking, one process
after another begins it and kills itself at its first, second, ... statement and at the commit; the
last one gets through, and its answer is lost. Prints `step,point,same|changed` for each (point 0 is
the last one), and what doing the step again has changed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from actions.booking.book import AppointmentBook
from actions.booking.database import engine_for
from actions.booking.values import Whom
from tests.integration.booking.agenda import (
    AFTER_THE_HOLD,
    ANNA,
    BERT,
    CALENDAR,
    booked,
    contents,
    slot,
    step,
)

NEVER = 0


def main(url: str) -> None:
    book = AppointmentBook(engine_for(url), CALENDAR)
    old = booked(book, slot("15:00"), "bert", person=BERT)
    # What the first step takes over has run out; what it lets go of has not.
    book.hold(slot("09:00"), Whom("late"), step())
    book.hold(slot("11:00"), Whom("anna"), step(at=AFTER_THE_HOLD))
    steps: dict[str, Callable[[], Any]] = {
        "hold": lambda: book.hold(slot("09:00"), Whom("anna"), step("k1", at=AFTER_THE_HOLD)),
        "confirm": lambda: book.confirm("anna", ANNA, step("k2", at=AFTER_THE_HOLD)),
        "move": lambda: book.move(old.reference, slot("16:00"), step("k3", at=AFTER_THE_HOLD)),
        "cancel": lambda: book.cancel(old.reference, "", step("k4", at=AFTER_THE_HOLD)),
    }
    for name, work in steps.items():
        before, point = contents(book.ledger.engine), 1
        while killed_at(point, work, book):
            tell(name, point, before, book)
            point += 1
        tell(name, NEVER, before, book)
        after = contents(book.ledger.engine)
        work()
        tell(f"{name} again", NEVER, after, book)


def tell(name: str, point: int, before: Any, book: AppointmentBook) -> None:
    is_same = contents(book.ledger.engine) == before
    sys.stdout.write(f"{name},{point},{'same' if is_same else 'changed'}\n")
    sys.stdout.flush()


def killed_at(point: int, work: Callable[[], Any], book: AppointmentBook) -> bool:
    """Do work in a process that dies at a statement; False when it got through to the end."""
    child = os.fork()
    if child == 0:
        seen = 0

        def count(*_: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == point:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(book.ledger.engine, "after_cursor_execute", count)
        event.listen(book.ledger.engine, "commit", count)
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    main(sys.argv[1])
