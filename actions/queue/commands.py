"""`backline queue`: what waits for staff, on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.exc import SQLAlchemyError

from actions.queue.items import NotClosed, QueueItem
from actions.queue.notes import notes_of
from actions.queue.store import StaffQueue

Name = Annotated[str, typer.Option("--by", help="Who closes it: a person's name.")]
Outcome = Annotated[str, typer.Option("--outcome", help="What came of it.")]
ClosedToo = Annotated[bool, typer.Option("--all", help="Show closed items as well.")]


def queue_commands(
    queue: StaffQueue, zone: ZoneInfo, clock: Callable[[], datetime], rules: str
) -> typer.Typer:
    """Return the commands on this queue; times are shown in `zone`, `rules` is their version."""
    app = typer.Typer(help="What waits for staff: see it, close it.", no_args_is_help=True)

    @app.command("list")
    def show(*, closed_too: ClosedToo = False) -> None:
        """Show what is open, the most urgent first."""
        with _plain_errors():
            items, notes = queue.items(closed_too=closed_too), notes_of(queue.engine)
        for item in items:
            for line in lines_of(item, zone, clock().timestamp()):
                typer.echo(line)
            for note in notes.get(item.id, ()):
                typer.echo(f"    {note}")
        typer.echo(f"{sum(item.closed_at is None for item in items)} open.")
        typer.echo(f"Rules: {rules}.")

    @app.command()
    def close(
        item_id: Annotated[int, typer.Argument(metavar="ID")], by: Name, outcome: Outcome
    ) -> None:
        """Close an item; an emergency that it stands for is over with that."""
        with _plain_errors():
            queue.close(item_id, by=by, outcome=outcome, at=clock().timestamp())
        typer.echo(f"Item {item_id} is closed.")

    return app


def lines_of(item: QueueItem, zone: ZoneInfo, now: float) -> Iterator[str]:
    """Yield the lines that show one item; `now` is seconds since 1970."""
    is_overdue = item.closed_at is None and item.due_at <= now
    yield _printable(f"{item.id}  {item.level.value}  {item.rule_id or '-'}  {item.conversation}")
    yield (
        f"    since {_local(item.opened_at, zone)}, due {_local(item.due_at, zone)}"
        f"{', OVERDUE' if is_overdue else ''}"
    )
    yield _printable(f"    {item.name or 'no name'}, {item.phone or 'no number'}")
    if item.closed_at is not None:
        closed = f"    closed {_local(item.closed_at, zone)} by {item.closed_by}: {item.outcome}"
        yield _printable(closed)


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except NotClosed as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except SQLAlchemyError as error:
        kind = type(error).__name__
        typer.echo(
            f"The queue cannot be read ({kind}). Its tables are made by the first `backline run`.",
            err=True,
        )
        raise typer.Exit(1) from None


def _printable(text: str) -> str:
    """Return a line without what would steer a terminal: patients write names."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _local(seconds: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(seconds, zone):%Y-%m-%d %H:%M}"
