"""A member of staff's own account: password, second factor, sessions."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from markupsafe import Markup

from bot.console.accounts import Account
from bot.console.confirming import FIELD, Confirming
from bot.console.doors import ConsoleOptions
from bot.console.one_time_codes import link, new_secret, picture, step_of
from bot.console.panels import Call, Page, Panel, Redirect, Refusal, Route
from bot.console.passwords import SHORTEST, WeakPassword, check_new
from bot.console.rendering import TEMPLATES
from bot.console.renewal import Renewed
from bot.console.site import Parts
from bot.stores.errors import Unreadable

NAME = "account"
HOME = "/staff/account"
SECRET_GROUP = 4
GONE = "This account is gone."


@dataclass(frozen=True, slots=True)
class AccountPages:
    """The handlers."""

    parts: Parts
    options: ConsoleOptions

    async def show(self, call: Call) -> Page:
        """Show the account."""
        account = await self._account(call)
        values = {
            "account": account,
            "sessions": await self.parts.sessions.count_of(account),
            "requires_code": self.options.requires_code,
        }
        return Page("account/account.html", values)

    async def show_password(self, call: Call) -> Page:
        """Show the form of a new password."""
        return self._password_form(await self._account(call), "")

    async def set_password(self, call: Call) -> Page | Redirect:
        """Keep a new password; all sessions end, and a new one begins here."""
        account = await self._account(call)
        new = next(iter(call.form.get("new", ())), "")
        if new != next(iter(call.form.get("again", ())), ""):
            return self._password_form(account, "The two new passwords differ.")
        try:
            check_new(new, account.name)
        except WeakPassword as weak:
            return self._password_form(account, str(weak))
        problem = await self._problem_with_password(account, call)
        if not problem and await self.parts.passwords.fits(account.password_hash, new):
            problem = "Choose a password that differs from the present one."
        if problem:
            return self._password_form(account, problem)
        await self.parts.accounts.set_password(account, await self.parts.passwords.hash(new))
        return Renewed(f"{HOME}", "Your password was changed.", account.name)

    async def show_second_factor(self, call: Call) -> Page:
        """Show the second factor: whether there is one, or the secret that waits for its code."""
        return self._second_factor_page(await self._account(call), "")

    async def draft_second_factor(self, call: Call) -> Redirect:
        """Make a secret for the phone."""
        account = await self._account(call)
        if account.second_factor is not None:
            raise Refusal(HTTPStatus.CONFLICT, "Remove the present second factor first.")
        await self.parts.accounts.draft_second_factor(account, self.parts.cipher.seal(new_secret()))
        return Redirect(f"{HOME}/second-factor")

    async def confirm_second_factor(self, call: Call) -> Page | Redirect:
        """Take the drafted secret, once the phone has shown that it has it."""
        account = await self._account(call)
        secret = self._drafted(account)
        if secret is None or account.second_factor_draft is None:
            return Redirect(f"{HOME}/second-factor")
        step = step_of(secret, call.given("code"), self.options.clock(), account.latest_code_step)
        if step is None or not await self.parts.accounts.use_code(account, step):
            return self._second_factor_page(account, "This code is wrong. Try the next one.")
        await self.parts.accounts.set_second_factor(account, account.second_factor_draft)
        return Redirect(HOME, "Your second factor is on: you are asked for a code at each log-in.")

    async def remove_second_factor(self, call: Call) -> Page | Redirect:
        """Go without a second factor from now on."""
        if self.options.requires_code:
            raise Refusal(HTTPStatus.CONFLICT, "Everybody here needs a second factor.")
        account = await self._account(call)
        problem = await self._problem_with_password(account, call)
        if problem:
            return self._second_factor_page(account, problem)
        await self.parts.accounts.set_second_factor(account, None)
        return Redirect(HOME, "Your second factor is off.")

    async def end_sessions(self, call: Call) -> Redirect:
        """End all sessions; a new one begins here."""
        account = await self._account(call)
        await self.parts.sessions.end_all(account)
        return Renewed(HOME, "All other sessions were ended.", account.name)

    async def _account(self, call: Call) -> Account:
        account = await self.parts.accounts.called(call.staff)
        if account is None:
            raise Refusal(HTTPStatus.NOT_FOUND, GONE)
        return account

    async def _problem_with_password(self, account: Account, call: Call) -> str:
        """Return why the present password is not taken. A stolen session may not guess."""
        confirming = Confirming(self.parts, self.options.clock)
        present = {FIELD: list(call.form.get(FIELD, ()))}
        return await confirming.problem(account, present, takes_code=False)

    def _password_form(self, account: Account, problem: str) -> Page:
        values = {"account": account, "problem": problem, "shortest": SHORTEST}
        status = HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK
        return Page("account/password.html", values, status)

    def _second_factor_page(self, account: Account, problem: str) -> Page:
        secret = self._drafted(account)
        address = "" if secret is None else link(secret, self.options.title, account.name)
        grouped = "" if secret is None else _grouped(secret)
        values = {
            "account": account,
            "problem": problem,
            "requires_code": self.options.requires_code,
            "secret": grouped,
            "link": address,
            "picture": Markup(picture(address)) if address else "",  # noqa: S704 - our own SVG
        }
        status = HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK
        return Page("account/second_factor.html", values, status)

    def _drafted(self, account: Account) -> str | None:
        if account.second_factor is not None or account.second_factor_draft is None:
            return None
        try:
            return self.parts.cipher.open(account.second_factor_draft)
        except Unreadable:
            return None


def account_panel(parts: Parts, options: ConsoleOptions) -> Panel:
    """Return the panel; the reader's own name in the head of each page leads to it."""
    pages = AccountPages(parts, options)
    second = "/second-factor"
    return Panel(
        NAME,
        "",
        1000,
        TEMPLATES / NAME,
        (
            Route("GET", "", "viewer", pages.show, "account.view"),
            Route("GET", "/password", "viewer", pages.show_password, "account.password.view"),
            Route("POST", "/password", "viewer", pages.set_password, "account.password.change"),
            Route("GET", second, "viewer", pages.show_second_factor, "account.factor.view"),
            Route("POST", second, "viewer", pages.draft_second_factor, "account.factor.draft"),
            Route(
                "POST", f"{second}/confirm", "viewer", pages.confirm_second_factor,
                "account.factor.confirm",
            ),
            Route(
                "POST", f"{second}/remove", "viewer", pages.remove_second_factor,
                "account.factor.remove",
            ),
            Route("POST", "/sessions", "viewer", pages.end_sessions, "account.sessions.end"),
        ),
    )  # fmt: skip


def _grouped(secret: str) -> str:
    return " ".join(
        secret[start : start + SECRET_GROUP] for start in range(0, len(secret), SECRET_GROUP)
    )
