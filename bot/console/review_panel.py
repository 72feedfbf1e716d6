"""Reviewing conversations: what to read next, and what is thought of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.console.panels import Call, Page, Panel, Redirect, Refusal, Route
from bot.console.rendering import TEMPLATES
from bot.console.review_figures import verdicts_by_rule
from bot.console.review_values import (
    Hand,
    Judgement,
    NotReviewed,
    Request,
    TaskKind,
    Verdict,
)
from bot.console.reviews import MAX_TAG, MAX_WORDS, Reviews
from bot.console.side_panels import SidePanel
from bot.console.transcripts import transcript_address
from bot.console.worklist import Group, ToReview, WorkList
from bot.staff_ports import (
    ReviewPlan,
)
from bot.stores.database import Database

NAME = "review"
HOME = f"/staff/{NAME}"
WEEKS = 26
DONE = {
    Verdict.AGREE: "Agreed.",
    Verdict.HIGHER: "Kept: you would have gone higher.",
    Verdict.LOWER: "Kept: you would have gone lower.",
}
# What is known of a conversation that the index has not reached yet.
NO_FACETS: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewParts:
    """What reviewing is built on. `people` gives the user names of those who can be asked."""

    database: Database
    reviews: Reviews
    plan: ReviewPlan
    zone: ZoneInfo
    people: Callable[[], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class ReviewPages:
    """The handlers."""

    parts: ReviewParts

    @property
    def work(self) -> WorkList:
        """What is to be done."""
        groups = [Group(title, facets) for title, facets in self.parts.plan.groups]
        return WorkList(self.parts.database, groups)

    async def show(self, call: Call) -> Page:
        """Show what is to be reviewed, and what whoever calls was asked for."""
        values = {
            "todo": await self.work.next(call.at.timestamp()),
            "asked": await self.work.asked_of(call.staff),
            "flagged": await self.work.flagged(),
            "plan": self.parts.plan,
            "titles": dict(self.parts.plan.levels),
            "address": transcript_address,
        }
        return Page("review/review.html", values)

    async def show_one(self, call: Call) -> Redirect:
        """Lead to the transcript, beside which a conversation is reviewed."""
        return Redirect(transcript_address(call.path["conversation"]))

    async def show_rules(self, call: Call) -> Page:
        """Show how often reviewers would have gone higher or lower than each rule."""
        since = (call.at - timedelta(weeks=WEEKS)).timestamp()
        until = call.at.timestamp() + 1
        rows = await verdicts_by_rule(self.parts.database, since, until, self.parts.zone)
        titles = dict(self.parts.plan.levels)
        return Page("review/rules.html", {"rows": rows, "titles": titles, "weeks": WEEKS})

    async def judge(self, call: Call) -> Page | Redirect:
        """Keep a verdict, and go on to the next conversation."""
        name = call.path["conversation"]
        entry = await self.work.one(name)
        verdict = call.given("verdict")
        if verdict not in list(Verdict):
            raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "Choose a verdict.")
        following = (await self._neighbours(name, call))["next"]
        facets = NO_FACETS if entry is None else entry.facets
        should_be = call.given("should_be")
        judgement = Judgement(
            verdict=Verdict(verdict),
            reason=call.given("reason"),
            should_be=should_be if should_be in dict(self.parts.plan.levels) else None,
            level=_most_urgent(facets, self.parts.plan),
            rule=next(iter(facets.get(self.parts.plan.rule, ())), None),
            turns=0 if entry is None else entry.turns,
        )
        try:
            await self.parts.reviews.judge(name, judgement, _hand(call))
        except NotReviewed as error:
            return await self._refused(call, str(error))
        left = "" if following is None else " Here is the next."
        to = HOME if following is None else following["address"]
        return Redirect(to, f"{DONE[judgement.verdict]}{left}")

    async def write(self, call: Call) -> Page | Redirect:
        """Note, tag, ask or answer, by which button was pressed."""
        name, hand, reviews = call.path["conversation"], _hand(call), self.parts.reviews
        person = call.given("to") or None
        request = Request(person, call.given("reason"))
        steps: dict[str, Callable[[], Awaitable[None]]] = {
            "note": lambda: reviews.note(name, call.given("text"), hand),
            "tag": lambda: reviews.tag(name, call.given("tag"), hand),
            "untag": lambda: reviews.untag(name, call.given("tag")),
            "assigned": lambda: reviews.ask(name, TaskKind.ASSIGNED, request, hand),
            "second": lambda: reviews.ask(name, TaskKind.SECOND, request, hand),
            "flag": lambda: reviews.ask(name, TaskKind.FLAG, request, hand),
            "answer": lambda: reviews.answer(name, TaskKind.FLAG, call.given("text"), hand),
        }
        step = steps.get(call.given("do"))
        if step is None:
            raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "There is nothing like that to do.")
        if person is not None and person not in await self.parts.people():
            raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"There is no {person} to ask.")
        try:
            await step()
        except NotReviewed as error:
            return await self._refused(call, str(error))
        return Redirect(transcript_address(name), "Kept.")

    def side(self) -> SidePanel:
        """Return what stands beside a transcript."""
        return SidePanel("review/aside.html", "side", self._aside)

    async def _aside(self, name: str, call: Call) -> dict[str, Any]:
        """Return what is thought of a conversation, and what there is to do."""
        plan = self.parts.plan
        return {
            "address": _address_of(name),
            "transcript": transcript_address(name),
            "levels": plan.levels,
            "titles": dict(plan.levels),
            "suggested": list(plan.tags),
            "expert": plan.expert,
            "people": await self.parts.people(),
            "now": await self.parts.reviews.of(name),
            "kinds": TaskKind,
            "given": {key: call.given(key) for key in ("verdict", "reason", "should_be", "text")},
            "max_words": MAX_WORDS,
            "max_tag": MAX_TAG,
            **await self._neighbours(name, call),
        }

    async def _refused(self, call: Call, fault: str) -> Page:
        """Return the page on which what could not be kept stays in its fields."""
        name = call.path["conversation"]
        values = {"side": await self._aside(name, call), "conversation": name, "fault": fault}
        return Page("review/one.html", values, HTTPStatus.UNPROCESSABLE_ENTITY)

    async def _neighbours(self, name: str, call: Call) -> dict[str, dict[str, str] | None]:
        """Return what stands before and after a conversation in the order of work."""
        todo = await self.work.next(call.at.timestamp())
        names = [one.conversation for one in todo]
        here = names.index(name) if name in names else -1
        after = todo[here + 1 : here + 2]
        before = todo[here - 1 : here] if here > 0 else []
        return {"next": _place(after), "previous": _place(before)}


def _place(found: Sequence[ToReview]) -> dict[str, str] | None:
    if not found:
        return None
    return {"address": transcript_address(found[0].conversation), "why": found[0].why}


def review_panel(pages: ReviewPages) -> Panel:
    """Return the panel."""
    one, about = "/of/{conversation:path}", "conversation"
    return Panel(
        NAME,
        "Review",
        30,
        TEMPLATES / NAME,
        (
            Route("GET", "", "viewer", pages.show, "review.list"),
            Route("GET", "/rules", "viewer", pages.show_rules, "review.rules"),
            Route("GET", one, "viewer", pages.show_one, "review.view", about),
            Route("POST", f"{one}/verdict", "reviewer", pages.judge, "review.judge", about),
            Route("POST", f"{one}/write", "reviewer", pages.write, "review.write", about),
        ),
    )


def _address_of(conversation: str) -> str:
    """Return where what is thought of a conversation is sent to."""
    return f"{HOME}/of/{quote(conversation, safe='')}"


def _hand(call: Call) -> Hand:
    return Hand(call.staff, call.at.timestamp())


def _most_urgent(facets: Mapping[str, Sequence[str]], plan: ReviewPlan) -> str | None:
    """Return the most urgent of the levels that a conversation is found by."""
    found = facets.get(plan.level, ())
    return next((level for level, _ in plan.levels if level in found), None)
