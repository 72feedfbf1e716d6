"""What a server that runs for months does without.

Libraries load parts of themselves that nobody here calls: spaCy its command line with a client for
the web, rasa-sdk a second web server, python-socketio its clients. Together they take 25 MB.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

# Asked for with `try: import`: the library does without. Who means to use one imports it later.
OPTIONAL = ("aiohttp", "pygments", "redis", "requests", "websocket")
# Asked for by name, and never called: `rasa_sdk.plugin` names the class in an annotation.
UNCALLED = {"sanic": "Sanic", "spacy.cli": "app", "spacy.cli.info": "info"}
M_ARENA_MAX = -8  # of malloc.h


@contextmanager
def unused_libraries_left_out() -> Iterator[None]:
    """Import in a `with` block without the parts of libraries that serving never calls.

    After the block each of them can be imported as ever. Nothing that is imported becomes garbage:
    the collector, which would look through all of it again and again, rests meanwhile, and does not
    come back to it.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    stands_in: dict[str, ModuleType | None] = dict.fromkeys(OPTIONAL)
    for name, attribute in UNCALLED.items():
        stands_in[name] = ModuleType(name)
        setattr(stands_in[name], attribute, None)
    ours = {name: one for name, one in stands_in.items() if name not in sys.modules}
    # None is how Python itself writes down that a module must not be found.
    sys.modules.update(ours)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in ours:
            del sys.modules[name]
        gc.freeze()
        if was_collecting:
            gc.enable()


def keep_for_good() -> None:
    """Hand memory that is free back to the system, where the C library can: after a start.

    What is left is the server's own, and no garbage until it ends.
    """
    gc.collect()
    _ask_c_library("malloc_trim", 0)
    gc.freeze()


def use_one_heap() -> None:
    """Let all threads share one heap: else each keeps its own, with what it once needed most."""
    _ask_c_library("mallopt", M_ARENA_MAX, 1)


def _ask_c_library(name: str, *numbers: int) -> None:
    function = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    if function is not None:  # musl has none
        function(*numbers)
