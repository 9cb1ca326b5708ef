"""Delivery on a real PostgreSQL and a real HTTP Bot API, with a handler of a few lines."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage

from faults.harness_postgres import Server
from taskbot.delivery import DeferredWrite, Delivery, DeliveryConfig, Reply, UnitOfWork
from taskbot.postgres import migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    import asyncpg

    from taskbot.delivery.connections import Connection
    from taskbot.delivery.updates import Update
    from taskbot.sandbox.server import Sandbox

ANNA, BORIS, CAROL, DAVE = 1001, 1002, 1003, 1004

Replies: TypeAlias = Sequence[Reply]


SAY = DeferredWrite.of("INSERT INTO said (chat_id, words) VALUES ($1, $2)")


SAID = "CREATE TABLE said (id bigserial, chat_id bigint, words text)"


@asynccontextmanager
async def own_server(**settings: str) -> AsyncIterator[Server]:
    """Run a migrated server for one test, with these settings of PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="taskbot-") as folder:
        Path(folder).chmod(0o711)  # root's PostgreSQL runs under another account
        server = Server(Path(folder, "server"), settings=settings)
        await server.make()
        try:
            await migrate.upgrade(server.url)
            yield server
        finally:
            await server.kill()


async def until(true: Callable[[], object], seconds: float = 10) -> None:
    """Poll for a state that has no event."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


WAITS = """
SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE datname = current_database() AND locktype = 'advisory' AND objid = $1 AND NOT granted
"""


async def who_waits(lock: int, connection: Connection, *, but: int | None = None) -> int:
    """Wait until a process other than `but` waits for an advisory lock; return its pid."""
    async with asyncio.timeout(10):
        while (pid := await connection.fetchval(WAITS, lock)) in {None, but}:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.005)
    return int(pid)


def text_of(update: Update) -> str:
    return str(update.get("message", {}).get("text", ""))


def chat_of(update: Update) -> int:
    return int(update["message"]["chat"]["id"])


class Stage:
    """A database, a Bot API, and deliveries between them.

    The handler inserts each text into the table `said`, calls the test's `act` and answers "did <text>".
    """

    def __init__(self, pool: asyncpg.Pool, sandbox: Sandbox) -> None:
        self.pool = pool
        self.sandbox = sandbox
        self.act: Callable[[Update, UnitOfWork], Awaitable[Replies | None]] | None = None
        self.unreachable: list[int] = []
        self.slowed: list[Update] = []

    def bot(self, token: str | None = None) -> Bot:
        session = AiohttpSession(api=TelegramAPIServer.from_base(self.sandbox.url))
        return Bot(token or self.sandbox.token, session=session)

    def delivery(self, bot: Bot, **settings: Any) -> Delivery:
        config = DeliveryConfig(
            pool=settings.pop("pool", self.pool),
            bot=bot,
            handle=settings.pop("handle", self.handle),
            apologise=settings.pop("apologise", self.apologise),
            on_unreachable=self.on_unreachable,
            allowed_updates=("message", "callback_query", "my_chat_member"),
            **{"rate_limit": 0} | settings,
        )
        return Delivery(config)

    @asynccontextmanager
    async def delivering(self, **settings: Any) -> AsyncIterator[Delivery]:
        """Run a delivery while the block runs."""
        bot = self.bot()
        delivery = self.delivery(bot, **settings)
        try:
            await asyncio.wait_for(delivery.start(), 10)
            yield delivery
        finally:
            await asyncio.wait_for(delivery.stop(), 10)
            await bot.session.close()

    async def leave(self, person: int, *words: str) -> None:
        """Store updates in the inbox with a delivery that ends before it has processed any."""
        never = asyncio.Event()

        async def act(*_: object) -> None:
            await never.wait()

        self.act = act
        async with self.delivering() as delivery:
            for it in words:
                self.sandbox.chat(person).say(it)
            await until(lambda: not self.sandbox.pending_updates)
            await delivery.stop(0)
        self.act = None

    async def handle(self, update: Update, uow: UnitOfWork) -> Replies:
        if "message" not in update or "text" not in update["message"]:
            return []
        await uow.write_last(SAY, chat_of(update), text_of(update))
        answer = await self.act(update, uow) if self.act else None
        return (
            answer
            if answer is not None
            else [SendMessage(chat_id=chat_of(update), text=f"did {text_of(update)}")]
        )

    def apologise(self, update: Update) -> Replies:
        return [SendMessage(chat_id=chat_of(update), text="sorry")]

    async def on_unreachable(self, uow: UnitOfWork, chat_id: int) -> None:
        await uow.write_last(SAY, chat_id, "unreachable")
        self.unreachable.append(chat_id)

    async def said(self, chat_id: int | None = None) -> list[str]:
        """Return the handler's committed effects, in order."""
        records = await self.pool.fetch(
            "SELECT words FROM said WHERE $1::bigint IS NULL OR chat_id = $1 ORDER BY id", chat_id
        )
        return [record["words"] for record in records]

    def answers(self, person: int) -> list[str]:
        """Return the bot's messages in a person's chat, in order."""
        return [message.text for message in self.sandbox.chat(person).messages if message.from_bot]
