"""The accounts of staff."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.console.roles import ROLES
from bot.console.tables import accounts, sessions
from bot.stores.blocking import read, write
from bot.stores.database import Database

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")
LONGEST_FULL_NAME = 80
HOUR_SECONDS = 3600.0
# A password that somebody else made must be used while both still remember it.
ONE_TIME_SECONDS = 72 * HOUR_SECONDS


class AccountProblem(Exception):
    """The accounts cannot be changed like that; str() is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """One member of staff. `second_factor` is encrypted; None where there is none."""

    id: int
    name: str
    full_name: str
    role: str
    password_hash: str
    must_change: bool
    password_until: float | None
    second_factor: str | None
    second_factor_draft: str | None
    latest_code_step: int
    created_at: float
    latest_log_in_at: float | None
    disabled_at: float | None

    @property
    def is_disabled(self) -> bool:
        """Whether it opens nothing any more."""
        return self.disabled_at is not None


class Accounts:
    """Reads and writes accounts. Methods raise StoreFailure; `clock` gives seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def called(self, name: str) -> Account | None:
        """Return an account by its name, in whatever case it was typed."""
        query = select(accounts).where(accounts.c.name == name.strip().lower())
        row = await read(
            self._database, lambda one: one.execute(query).mappings().one_or_none(), "reading staff"
        )
        return None if row is None else account_of(row)

    async def all(self) -> tuple[Account, ...]:
        """Return all accounts by name, disabled ones last."""
        query = select(accounts).order_by(accounts.c.disabled_at.is_not(None), accounts.c.name)
        rows = await read(
            self._database, lambda one: one.execute(query).mappings().all(), "reading staff"
        )
        return tuple(account_of(row) for row in rows)

    async def exist(self) -> bool:
        """Tell whether there is any account that can log in."""
        query = select(accounts.c.id).where(accounts.c.disabled_at.is_(None)).limit(1)
        found = await read(self._database, lambda one: one.execute(query).scalar(), "reading staff")
        return found is not None

    async def add(self, name: str, full_name: str, role: str, password_hash: str) -> None:
        """Make an account whose password must be changed. Raises AccountProblem."""
        values = {
            "name": usable_name(name),
            "full_name": usable_full_name(full_name),
            "role": usable_role(role),
            "created_at": self._clock(),
        } | self._one_time(password_hash)

        def work(connection: Connection) -> None:
            try:
                connection.execute(insert(accounts).values(values))
            except IntegrityError:
                raise AccountProblem(f"There is an account called {values['name']}.") from None

        await write(self._database, work, "adding staff")

    async def reset(self, name: str, password_hash: str) -> None:
        """Give a new one-time password, take the second factor away, and end all sessions.

        A disabled account is enabled again. Raises AccountProblem.
        """
        values = self._one_time(password_hash) | {
            "second_factor": None,
            "second_factor_draft": None,
            "disabled_at": None,
        }
        await self._change(name, values, ends_sessions=True)

    async def disable(self, name: str) -> None:
        """Close an account and end its sessions. Raises AccountProblem, also for the last admin."""
        await self._change(name, {"disabled_at": self._clock()}, ends_sessions=True)

    async def set_role(self, name: str, role: str) -> None:
        """Give an account another role, from its next request on. Raises AccountProblem."""
        await self._change(name, {"role": usable_role(role)})

    async def set_password(self, account: Account, password_hash: str) -> None:
        """Keep a password that its owner chose, and end all sessions."""
        values = {"password_hash": password_hash, "must_change": False, "password_until": None}
        await self._change(account.name, values, ends_sessions=True)

    async def set_outdated_hash(self, account: Account, password_hash: str) -> None:
        """Keep the same password with today's parameters."""
        await self._change(account.name, {"password_hash": password_hash})

    async def note_log_in(self, account: Account) -> None:
        """Keep when somebody last came in."""
        await self._change(account.name, {"latest_log_in_at": self._clock()})

    async def draft_second_factor(self, account: Account, encrypted: str) -> None:
        """Keep a secret that its owner's phone has not shown yet."""
        await self._change(account.name, {"second_factor_draft": encrypted})

    async def set_second_factor(self, account: Account, encrypted: str | None) -> None:
        """Ask for codes of this secret from now on, or for none."""
        values = {"second_factor": encrypted, "second_factor_draft": None}
        await self._change(account.name, values)

    async def use_code(self, account: Account, step: int) -> bool:
        """Use up a code; tell whether it was still unused."""
        change = (
            update(accounts)
            .where(accounts.c.id == account.id, accounts.c.latest_code_step < step)
            .values(latest_code_step=step)
        )
        return await write(
            self._database, lambda one: one.execute(change).rowcount == 1, "using a code"
        )

    def _one_time(self, password_hash: str) -> dict[str, Any]:
        return {
            "password_hash": password_hash,
            "must_change": True,
            "password_until": self._clock() + ONE_TIME_SECONDS,
        }

    async def _change(
        self, name: str, values: Mapping[str, Any], *, ends_sessions: bool = False
    ) -> None:
        def work(connection: Connection) -> None:
            row = _locked(connection, name)
            if row.disabled_at is None and _takes_an_admin(row, values):
                _check_not_last(connection, row.id)
            connection.execute(update(accounts).where(accounts.c.id == row.id).values(**values))
            if ends_sessions:
                connection.execute(sessions.delete().where(sessions.c.account_id == row.id))

        await write(self._database, work, "changing staff")


def account_of(row: RowMapping) -> Account:
    """Return the account in a row that has all columns of the table."""
    return Account(**{column.name: row[column] for column in accounts.c})


def usable_name(name: str) -> str:
    """Return a user name in lower case. Raises AccountProblem."""
    lower = name.strip().lower()
    if not NAME.fullmatch(lower):
        raise AccountProblem(
            "A user name has up to 40 letters a to z, digits, dots, dashes and underscores."
        )
    return lower


def usable_full_name(full_name: str) -> str:
    """Return a person's name as it is shown. Raises AccountProblem."""
    text = " ".join(full_name.split())
    if len(text) > LONGEST_FULL_NAME or not text.isprintable():
        raise AccountProblem(f"A name has up to {LONGEST_FULL_NAME} printable characters.")
    return text


def usable_role(role: str) -> str:
    """Return a role. Raises AccountProblem."""
    if role not in ROLES:
        raise AccountProblem(f"There is no role {role!r}. There are {', '.join(ROLES)}.")
    return role


def _locked(connection: Connection, name: str) -> Any:
    query = select(accounts).where(accounts.c.name == name.strip().lower())
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise AccountProblem(f"There is no account called {name}.")
    return row


def _takes_an_admin(row: Any, values: Mapping[str, Any]) -> bool:
    is_demoted = values.get("role", row.role) != "admin"
    return row.role == "admin" and (is_demoted or values.get("disabled_at") is not None)


def _check_not_last(connection: Connection, account_id: int) -> None:
    """Raise AccountProblem where nobody else could undo it."""
    # The rows are locked: two admins who disable each other at once must not both succeed.
    others = (
        select(accounts.c.id)
        .where(
            accounts.c.role == "admin",
            accounts.c.disabled_at.is_(None),
        )
        .order_by(accounts.c.id)
        .with_for_update()
    )
    if not set(connection.execute(others).scalars()) - {account_id}:
        raise AccountProblem("This is the last admin. Make another admin first.")
