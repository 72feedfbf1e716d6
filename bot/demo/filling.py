"""A demonstration, from an empty database to a month that staff have worked through in part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from sqlalchemy import func, not_, or_, select, update

from bot.app import App
from bot.console.reviews import Reviews
from bot.conversation.deliveries import Delivery
from bot.demo.month import NAMES, TEXTED, Month, Played, play_month
from bot.demo.people import load_people
from bot.demo.player import DemoClock, Player
from bot.demo.staff import DemoReviewer
from bot.settings import Settings
from bot.stores.database import Database, open_database
from bot.stores.tables import conversations, outbox

# A few talks of whoever tries it out may be there; a database in use may not be filled.
MOST_REAL_CONVERSATIONS = 50
CALLER, REVIEWER = "demo-caller", "demo-reviewer"
DAY_SECONDS = 86_400.0
# What is younger is left for whoever looks at the demonstration.
LEFT_OPEN_SECONDS = DAY_SECONDS / 2
REVIEWED = 0.5
# Who reviews begins with what is old.
UNREVIEWED_DAYS = 3


class NotFilled(Exception):
    """The database is not for a demonstration; str() says why in one line."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a demonstration is made with. `tell` hears the share of conversations that is done."""

    app: App
    settings: Settings
    clock: DemoClock
    random: Random
    tell: Callable[[float], None]

    async def fill(self, month: Month) -> Played:
        """Play the month, and what staff did in it. Raises NotFilled before anything is written."""
        people = load_people(self.settings.root)
        database = open_database(self.settings.database_url)
        try:
            _refuse_a_database_in_use(database)
            player = Player(self.app.agent, self.clock, self.random)
            played = await play_month(month, people, player, self.tell)
            _deliver_texts(database)
            await self._work_as_staff(database, played, month)
        finally:
            database.close()
        return played

    async def _work_as_staff(self, database: Database, played: Played, month: Month) -> None:
        house, until = self.app.extension, month.now - LEFT_OPEN_SECONDS
        since = month.now - month.days * DAY_SECONDS
        self.clock.now = month.now
        house.rehearse(until, since=since, by=CALLER, random=self.random)
        reviews = Reviews(database, self.settings.keyring)
        reviewer = DemoReviewer(self.app.store, reviews, house, REVIEWER)
        old = month.now - UNREVIEWED_DAYS * DAY_SECONDS
        read = [one for one in played.began if one[1] < old and self.random.random() < REVIEWED]
        await reviewer.review(read, self.random)


def _refuse_a_database_in_use(database: Database) -> None:
    ours = or_(*(conversations.c.sender_id.startswith(name) for name in (NAMES, TEXTED)))
    counting = select(func.count()).select_from(conversations)
    with database.reading() as connection:
        demonstrated = connection.execute(counting.where(ours)).scalar_one()
        real = connection.execute(counting.where(not_(ours))).scalar_one()
    if demonstrated:
        raise NotFilled(f"there is a demonstration in this database already ({demonstrated})")
    if real > MOST_REAL_CONVERSATIONS:
        raise NotFilled(
            f"this database holds {real} conversations of real people; "
            "set BACKLINE_DATABASE_URL to another one"
        )


def _deliver_texts(database: Database) -> None:
    """Have all texts arrived: nobody has the numbers that they would go to."""
    told = outbox.c.recipient.startswith(TEXTED)
    with database.writing() as connection:
        connection.execute(update(outbox).where(told).values(state=Delivery.DELIVERED))
