"""Taking over put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.agent import Agent
from bot.channels.pushes import Pushes
from bot.execution.jobs import Job
from bot.execution.responses import ResponseWriter
from bot.handover.desk import Handover
from bot.handover.jobs import Follower, LateAnswers
from bot.handover.reach import BySocket
from bot.ports import Extension, Reach
from bot.stores.journaled import JournaledStore

SOCKETS = "socketio"


@dataclass(frozen=True, slots=True)
class TakingOver:
    """How staff write in conversations: the desk where they do, and what runs beside it."""

    handover: Handover
    pushes: Pushes
    jobs: Sequence[Job]


def taking_over(
    agent: Agent,
    store: JournaledStore,
    house: Extension,
    responses: ResponseWriter,
    reach: Mapping[str, Reach],
) -> TakingOver:
    """Return it; `reach` holds the ways to visitors beside sockets, by channel."""
    pushes = Pushes()
    handover = Handover(
        store=store,
        locks=agent.locks,
        write=responses.write,
        clock=agent.clock,
        reach={SOCKETS: BySocket(pushes, store.has_ended), **reach},
        channels=agent.channels,
    )
    patience = house.staff_answer_minutes
    late = LateAnswers(store, handover, house.note, agent.clock, patience)
    return TakingOver(handover, pushes, (Follower(store, pushes, agent.clock), late))
