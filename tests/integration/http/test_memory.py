"""What a server does without, and that it can still be had."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SERVING = """
import sys
from bot.memory import OPTIONAL, UNCALLED, unused_libraries_left_out

with unused_libraries_left_out():
    import bot.app
print(*sorted({*OPTIONAL, *UNCALLED} & set(sys.modules)))
"""
LATER = """
import aiohttp, pygments, redis, requests, sanic, spacy.cli
print(sanic.Sanic.__name__, callable(spacy.cli.download))
"""


def printed(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_what_serving_never_calls_is_not_imported():
    assert printed(SERVING) == ""


def test_what_was_left_out_can_be_imported_later():
    assert printed(SERVING + LATER) == "Sanic True"
