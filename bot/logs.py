"""Logs that tell the story without the person."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

OWN_LOGGERS = ("bot", "actions")
KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class PlaceOnlyFormatter(logging.Formatter):
    """Formats an exception as its classes and places; its text may quote what a person wrote.

    What a log call hands over as `extra` follows the message as name=value.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line of a record, without its exception."""
        extras = [f"{name}={value}" for name, value in vars(record).items() if name not in KNOWN]
        return " ".join([super().formatMessage(record), *extras])

    def formatException(  # noqa: N802 - logging's own name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return one line for an exception and each of its causes."""
        error = ei[1]
        lines = []
        while error is not None:
            lines.append(f"  {type(error).__qualname__} at {_place(error.__traceback__)}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def configure(level: str) -> None:
    """Send log lines to standard error, this project's at `level` and others' from warnings on.

    Libraries stay at warnings whatever the level: their debug lines may hold a message's text.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlaceOnlyFormatter(FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(level)


def _place(trace: TracebackType | None) -> str:
    """Return the file and line where an exception was raised."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    file = trace.tb_frame.f_code.co_filename.rpartition("/")[2]
    return f"{file}:{trace.tb_lineno}"
