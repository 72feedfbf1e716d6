"""A process may be killed anywhere in a step: nothing of it is there, or all of it, once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from actions.booking.values import AppointmentState
from tests.integration.booking.agenda import ANNA, NOW, occupied_minutes, slot

ROOT = Path(__file__).parents[3]
STEPS = ("hold", "confirm", "move", "cancel")


def test_a_step_whose_process_is_killed_leaves_no_half(book, url):
    command = [sys.executable, "-m", "tests.integration.booking.dying_booker", url]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    told = [line.split(",") for line in run.stdout.splitlines()]
    for name in STEPS:
        killed = [change for step, point, change in told if step == name and point != "0"]
        assert len(killed) >= 6, "each statement and the commit are points to die at"
        assert set(killed) == {"same"}
        assert [name, "0", "changed"] in told
        assert [f"{name} again", "0", "same"] in told
    visits = {
        one.conversation: one for one in book.of_conversation("anna") + book.of_conversation("bert")
    }
    assert (visits["anna"].slot, visits["anna"].person) == (slot("09:00"), ANNA)
    assert visits["bert"].state is AppointmentState.CANCELLED
    assert book.upcoming(now=NOW) == [visits["anna"]]
    assert occupied_minutes(book.ledger.engine) == {"one": 30}
