"""Whoever acts in their own name shows once more that it is them: a screen may be left unlocked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.console.accounts import Account
from bot.console.attempts import Source
from bot.console.doors import Fields
from bot.console.one_time_codes import step_of
from bot.console.site import Parts
from bot.stores.errors import Unreadable

FIELD = "present"
WRONG = "Your present password is wrong."
WRONG_WITH_CODE = "This is neither your password nor a code that still opens."
FREE_TRIES = 5
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Confirming:
    """Compares what was typed, and slows guessing. `clock` gives seconds since 1970."""

    parts: Parts
    clock: Callable[[], float]

    async def problem(self, account: Account, form: Fields, *, takes_code: bool = True) -> str:
        """Return why the field `present` is not taken, or an empty text. Raises StoreFailure.

        It is taken out of the form: no page gets to see it. Without `takes_code` it must be the
        password, as where the second factor itself is changed.
        """
        account = account if takes_code else replace(account, second_factor=None)
        typed = next(iter(form.pop(FIELD, ())), "")
        source = Source("own password", str(account.id), FREE_TRIES)
        wait = await self.parts.attempts.begin(source)
        if wait.seconds > 0:
            return f"Too many tries. Wait {int(wait.seconds) + 1} seconds."
        if not await self._fits(account, typed):
            return WRONG if account.second_factor is None else WRONG_WITH_CODE
        await self.parts.attempts.succeeded(source)
        return ""

    async def _fits(self, account: Account, typed: str) -> bool:
        digits = typed.replace(" ", "")
        # No password is as short as a code.
        if len(digits) == CODE_DIGITS and digits.isdecimal() and account.second_factor is not None:
            return await self._is_code(account, account.second_factor, digits)
        return await self.parts.passwords.fits(account.password_hash, typed)

    async def _is_code(self, account: Account, sealed: str, digits: str) -> bool:
        try:
            secret = self.parts.cipher.open(sealed)
        except Unreadable:
            return False
        step = step_of(secret, digits, self.clock(), account.latest_code_step)
        return step is not None and await self.parts.accounts.use_code(account, step)
