"""The page of staff: who may come in, as what; for admins."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from http import HTTPStatus

from bot.console.accounts import AccountProblem
from bot.console.panels import Call, Page, Panel, Redirect, Refusal, Route
from bot.console.passwords import one_time_password
from bot.console.rendering import TEMPLATES
from bot.console.roles import ROLES
from bot.console.site import Parts

NAME = "people"
HOME = f"/staff/{NAME}"


@dataclass(frozen=True, slots=True)
class StaffPages:
    """The handlers."""

    parts: Parts

    async def show(self, call: Call) -> Page:
        """Show all accounts."""
        return await self._page(call)

    async def add(self, call: Call) -> Page:
        """Make an account and show its one-time password, once."""
        password = one_time_password()
        name, full_name, role = call.given("name"), call.given("full_name"), call.given("role")
        try:
            await self.parts.accounts.add(
                name, full_name, role, await self.parts.passwords.hash(password)
            )
        except AccountProblem as problem:
            given = {"name": name, "full_name": full_name, "role": role}
            return await self._page(call, problem=str(problem), given=given)
        return Page("people/password.html", {"name": name.lower(), "password": password})

    async def reset(self, call: Call) -> Page:
        """Give an account a new one-time password and take its second factor away."""
        self._check_other(call)
        password, name = one_time_password(), call.path["name"]
        kept = await self.parts.passwords.hash(password)
        await _refusing(self.parts.accounts.reset(name, kept))
        return Page("people/password.html", {"name": name, "password": password})

    async def disable(self, call: Call) -> Redirect:
        """Close an account; its sessions end at once."""
        self._check_other(call)
        await _refusing(self.parts.accounts.disable(call.path["name"]))
        return Redirect(HOME, f"{call.path['name']} is disabled and logged out everywhere.")

    async def set_role(self, call: Call) -> Redirect:
        """Give an account another role."""
        self._check_other(call)
        name, role = call.path["name"], call.given("role")
        await _refusing(self.parts.accounts.set_role(name, role))
        return Redirect(HOME, f"{name} is {role} from now on.")

    def _check_other(self, call: Call) -> None:
        if call.path["name"] == call.staff:
            raise Refusal(HTTPStatus.CONFLICT, "Another admin has to change your own account.")

    async def _page(
        self, call: Call, problem: str = "", given: dict[str, str] | None = None
    ) -> Page:
        values = {
            "accounts": await self.parts.accounts.all(),
            "roles": ROLES,
            "own": call.staff,
            "problem": problem,
            "given": given or {"name": "", "full_name": "", "role": "viewer"},
        }
        return Page(
            "people/people.html", values, HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK
        )


def staff_panel(parts: Parts) -> Panel:
    """Return the panel."""
    pages = StaffPages(parts)
    one = "/{name}"
    return Panel(
        NAME,
        "Staff",
        900,
        TEMPLATES / NAME,
        (
            Route("GET", "", "admin", pages.show, "staff.list"),
            Route("POST", "", "admin", pages.add, "staff.add", "name"),
            Route("POST", f"{one}/role", "admin", pages.set_role, "staff.role", "name"),
            Route("POST", f"{one}/reset", "admin", pages.reset, "staff.reset", "name"),
            Route("POST", f"{one}/disable", "admin", pages.disable, "staff.disable", "name"),
        ),
    )


async def _refusing(change: Awaitable[None]) -> None:
    """Make a change; what cannot be done is told to whoever asked."""
    try:
        await change
    except AccountProblem as problem:
        raise Refusal(HTTPStatus.CONFLICT, str(problem)) from None
