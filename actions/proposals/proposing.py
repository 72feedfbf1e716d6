"""The forms in which a change is proposed: the thresholds as fields, or whole files as text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from actions.knowledge.loader import SECTIONS
from actions.knowledge.problems import ClinicalDataError, Problem
from actions.panels import Call, Page, Redirect, Refusal
from actions.proposals.desk import CALLED, HOME, ProtocolDesk, number_of, tried
from actions.proposals.drafting import THRESHOLDS
from actions.proposals.values import Draft, RunKind

VALUE, FILE = "value-", "file-"
LONGEST_WHY = 500
NO_WHY = "Say why: it goes into the record and the list of changes."
LONG_WHY = f"At most {LONGEST_WHY} characters fit."


@dataclass(frozen=True, slots=True)
class ProposingPages:
    """The handlers. What was typed comes back with whatever is wrong with it."""

    desk: ProtocolDesk

    async def show_thresholds(self, call: Call) -> Page:
        """Show the form of the thresholds, as in force or as in an earlier proposal."""
        texts = await self._start(call)
        given = await asyncio.to_thread(_values_in, texts, self.desk)
        return self._thresholds_page(given, "", ())

    async def propose_thresholds(self, call: Call) -> Page | Redirect:
        """Propose other values."""
        given = _given(call, VALUE)
        known = self.desk.bench.protocol.thresholds
        values = {name: given.get(name, f"{one.value:g}") for name, one in known.items()}

        def changed() -> Mapping[str, str]:
            return {THRESHOLDS: self.desk.bench.with_thresholds(values)}

        found = await self._drafted(call, changed)
        if isinstance(found, Draft):
            return await self._kept(call, found)
        return self._thresholds_page(values, call.given("why"), found, _UNSOUND)

    async def show_files(self, call: Call) -> Page:
        """Show the chosen files as text."""
        texts = await self._start(call)
        chosen = [name for name in SECTIONS if name in call.query.get("file", ())]
        return self._files_page({name: texts[name] for name in chosen}, "", ())

    async def propose_files(self, call: Call) -> Page | Redirect:
        """Propose other files."""
        typed = {name: text for name, text in _given(call, FILE).items() if name in SECTIONS}
        found = await self._drafted(call, lambda: typed)
        if isinstance(found, Draft):
            return await self._kept(call, found)
        return self._files_page(typed, call.given("why"), found, _UNSOUND)

    async def _start(self, call: Call) -> Mapping[str, str]:
        """Return the texts that a form begins with: those in force, or an earlier proposal's."""
        number = number_of(call.asked("from"))
        if number is not None:
            earlier = await tried(lambda: self.desk.proposals.get(number))
            if earlier is not None:
                return earlier.draft.files
        try:
            return await asyncio.to_thread(self.desk.bench.texts)
        except ClinicalDataError as error:
            raise Refusal(HTTPStatus.CONFLICT, error.problems[0].message.capitalize()) from None

    async def _drafted(
        self, call: Call, changed: Callable[[], Mapping[str, str]]
    ) -> Draft | Sequence[Problem | str]:
        """Return the change, or all that is wrong with it."""
        why = call.given("why")
        wrong: list[Problem | str] = []
        if not why or len(why) > LONGEST_WHY:
            wrong.append(LONG_WHY if why else NO_WHY)
        try:
            draft = await asyncio.to_thread(lambda: self.desk.bench.draft(changed()))
        except ClinicalDataError as error:
            return [*wrong, *error.problems]
        return wrong or draft

    async def _kept(self, call: Call, draft: Draft) -> Redirect:
        """Keep a proposal, and have it searched and replayed."""
        by, at, why = call.staff, call.at.timestamp(), " ".join(call.given("why").split())

        def keep() -> int:
            number = self.desk.proposals.add(draft, by=by, why=why, at=at)
            for kind in RunKind:
                self.desk.runs.ask(number, kind, by=by, at=at)
            return number

        number = await tried(keep)
        return Redirect(f"{HOME}/{CALLED}{number}", "Proposed. It is searched and replayed now.")

    def _thresholds_page(
        self,
        values: Mapping[str, str],
        why: str,
        wrong: Sequence[Problem | str],
        status: int = HTTPStatus.OK,
    ) -> Page:
        protocol = self.desk.bench.protocol
        shown = {
            "thresholds": protocol.thresholds.values(),
            "sources": protocol.sources,
            "values": values,
            "why": why,
            "wrong": [str(one) for one in wrong],
            "longest_why": LONGEST_WHY,
        }
        return Page("protocol/thresholds.html", shown, status)

    def _files_page(
        self,
        texts: Mapping[str, str],
        why: str,
        wrong: Sequence[Problem | str],
        status: int = HTTPStatus.OK,
    ) -> Page:
        shown = {
            "names": list(SECTIONS),
            "texts": texts,
            "why": why,
            "wrong": [str(one) for one in wrong],
            "longest_why": LONGEST_WHY,
        }
        return Page("protocol/files.html", shown, status)


_UNSOUND = HTTPStatus.UNPROCESSABLE_ENTITY


def _given(call: Call, prefix: str) -> dict[str, str]:
    """Return the fields whose name begins so, by the rest of it, with their spaces."""
    return {
        name.removeprefix(prefix): next(iter(values), "")
        for name, values in call.form.items()
        if name.startswith(prefix)
    }


def _values_in(texts: Mapping[str, str], desk: ProtocolDesk) -> Mapping[str, str]:
    """Return the values of thresholds in a file, as a form shows them."""
    found = desk.bench.values_in(texts[THRESHOLDS])
    known = desk.bench.protocol.thresholds
    return {name: found.get(name, f"{one.value:g}") for name, one in known.items()}
