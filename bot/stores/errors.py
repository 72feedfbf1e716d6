"""What can go wrong with the store. No text of these errors comes from a row."""

from __future__ import annotations

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError


class StoreSetupError(Exception):
    """The database cannot be used as configured; one line says why."""


class StoreFailure(Exception):
    """The database did not do what it was asked."""


class StoreUnavailable(StoreFailure):
    """The database did not answer, is full, or is read-only; the same request may succeed later."""


class StoreRefused(StoreFailure):
    """The database refused these values; the same request will fail again."""


class Unreadable(StoreFailure):
    """A stored value does not open: its key is not here, or it was changed."""


def failure_of(error: SQLAlchemyError, doing: str) -> StoreFailure:
    """Return a failure that names the kind of error only.

    A driver's own message can quote a row, and with it the words of a patient.
    """
    kind = StoreRefused if isinstance(error, IntegrityError | DataError) else StoreUnavailable
    return kind(f"the database failed while {doing}: {kind_of(error)}")


def kind_of(error: SQLAlchemyError) -> str:
    """Return the class of a database error with its SQL state or SQLite name."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return type(error).__name__
    original = error.orig
    code = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    return f"{type(original).__name__} {code}" if code else type(original).__name__
