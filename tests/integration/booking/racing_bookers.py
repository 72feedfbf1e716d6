"""Many processes that race for few slots; see test_races.py.

`python -m tests.integration.booking.racing_bookers URL BOOKERS`: each booker is a process of its
own that tries one of the free slots until it has booked one or none is free. Prints one line for
each booker: the reference that it got, or `none`.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from actions.booking.book import AppointmentBook
from actions.booking.database import engine_for
from actions.booking.values import Slot, SlotTaken, Whom
from tests.integration.booking.agenda import ANNA, CALENDAR, MONDAY, NOW, step

SLOTS = 20
T = TypeVar("T")


def slots_to_race_for() -> list[Slot]:
    return CALENDAR.slots_of_day("visit", MONDAY)[:SLOTS]


def race(book: AppointmentBook, number: int) -> str:
    name = f"booker {number}"
    choice = random.Random(number)
    while free := free_slots(book):
        slot = choice.choice(free)
        key = f"{name} {slot.clinician} {slot.start}"
        try:
            patiently(lambda: book.hold(slot, Whom(name), step(key)))  # noqa: B023
        except SlotTaken:
            continue
        return patiently(lambda: book.confirm(name, ANNA, step(f"{name} confirms"))).reference
    return "none"


def free_slots(book: AppointmentBook) -> list[Slot]:
    free = patiently(lambda: book.free("visit", CALENDAR.bounds_of_day(MONDAY), now=NOW))
    return [slot for slot in slots_to_race_for() if slot in free]


def patiently(work: Callable[[], T]) -> T:
    """Do work again while the database is too busy: the same step, which then counts once."""
    while True:
        try:
            return work()
        except OperationalError:
            continue


def main(url: str, bookers: int) -> None:
    book = AppointmentBook(engine_for(url), CALENDAR)
    # Loads the driver once for all; the connection is closed again, and each booker has its own.
    free_slots(book)
    # A closed pipe is the starting gun: all processes are there before the first one runs.
    ready, gun = os.pipe()
    children = []
    for number in range(bookers):
        child = os.fork()
        if child == 0:
            os.close(gun)
            os.read(ready, 1)
            sys.stdout.write(f"{race(book, number)}\n")
            sys.stdout.flush()
            os._exit(0)
        children.append(child)
    os.close(gun)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
