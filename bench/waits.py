"""How long a person waits for a page when there are a thousand times as many tasks: the daemon, over HTTP."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bench.figures import Figure, Promise, medians
from bench.looks import LOOKS, Look
from bench.stage import Stage
from bench.stores import Store, telegram_id
from taskbot.domain.models import Listing
from taskbot.sandbox.people import Person
from taskbot.sandbox.server import Sandbox

WAIT = Promise(1.2, 3.0)
SAMPLES = 20  # in a round
WARM = 5

# How answers begin; the page beyond every end is refused.
HEADINGS = {
    Listing.MINE: "📋",
    Listing.CREATED: "📤",
    Listing.UNASSIGNED: "🙋",
    Listing.OVERDUE: "⏰",
    Listing.ALL: "🗂",
    Listing.DELETED: "🗑",
    Listing.FOUND: "🔎",
    Listing.TO_ACCEPT: "📥",
}
NO_PAGE = "There is no page"

ROLE = "UPDATE users SET role = $1 WHERE telegram_id = ANY ($2) AND role <> $1 RETURNING id"
LATEST_SEARCH = "SELECT id FROM searches WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Team:
    """The people of a store in front of their Telegram, with the daemon behind it."""

    store: Store
    sandbox: Sandbox

    async def prepare(self, look: Look) -> None:
        """Give all askers the role that it needs, let the bot know them, and see that it answers."""
        people = [telegram_id(asker) for asker in self.store.askers]
        if await self.store.connection.fetch(ROLE, look.role, people):
            for person in people:
                chat = self.sandbox.chat(person)
                chat.say("/my_tasks")
                await chat.next(kind="message")
        for _ in range(WARM):
            drawn = look.drawn(self.store)
            _, text = await self.ask(drawn)
            page = await drawn.read(self.store)
            # A search may find more or fewer tasks in its time at each look.
            rows = [] if look.beyond or page.further is not None else page.rows
            missing = [row.id for row in rows if not re.search(rf"#{row.id}\b", text)]
            assert not missing, f"{drawn} does not show {missing}: {text}"

    async def ask(self, look: Look) -> tuple[float, str]:
        """Ask for it; return how many milliseconds it took to be seen, and its text, which is no refusal."""
        person = look.whose(self.store)
        chat = self.sandbox.join(_person(person))
        chat.take()
        start = time.perf_counter()
        chat.say(look.typed(self.store))
        seen = await chat.next(kind="message")
        if look.cursor is not None and seen.message is not None:
            search_id = await self.store.connection.fetchval(LATEST_SEARCH, person)
            data = look.turned(self.store, search_id)
            start = time.perf_counter()
            chat.forge(data, seen.message)
            seen = await chat.next(kind="edit")
        waited = 1e3 * (time.perf_counter() - start)
        assert seen.text.startswith(NO_PAGE if look.beyond else HEADINGS[look.listing]), seen.text
        return waited, seen.text


async def waits(stage: Stage, stores: Sequence[Store], rounds: int) -> list[Figure]:
    """Each page at the greatest size beside the same at the least, where the bot knows who asks."""
    looks = {name: look for name, look in LOOKS.items() if look.whose is not Store.anybody}
    async with AsyncExitStack() as stack:
        teams = [await stack.enter_async_context(_team(stage, store)) for store in (stores[-1], stores[0])]
        # Each round has all of them: what the machine does besides for a while is in one round of each.
        seen = [{name: await _round(look, teams) for name, look in looks.items()} for _ in range(rounds)]
        refused = [it for team in teams for it in team.sandbox.refusals if it.method != "getUpdates"]
        assert not refused, refused
    return [
        Figure(name, [it[name] for it in seen], "ms", 1, None if look.text else WAIT)
        for name, look in looks.items()
    ]


@asynccontextmanager
async def _team(stage: Stage, store: Store) -> AsyncIterator[Team]:
    people = [_person(asker) for asker in store.askers]
    async with (
        Sandbox(people=people, history=20) as sandbox,
        stage.taskbot(sandbox, f"growth_{store.size}", DATABASE_URL=store.url) as bot,
    ):
        await bot.polling()
        yield Team(store, sandbox)


def _person(id_: int) -> Person:
    return Person(telegram_id(id_), f"User {id_}", None, f"user{id_}", "en")


async def _round(look: Look, teams: Sequence[Team]) -> tuple[float, float]:
    for team in teams:
        await team.prepare(look)

    async def wait(team: Team) -> float:
        return (await team.ask(look.drawn(team.store)))[0]

    first, second = await medians(teams, wait, SAMPLES)
    return first, second
