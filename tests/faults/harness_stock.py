"""The same commands on aiogram's own polling: the harness must find faults."""

from __future__ import annotations

import asyncio
import itertools

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message, Update

from taskbot import config
from taskbot.app import POOL_SIZE, team_of
from taskbot.delivery import Refused, UnitOfWork
from taskbot.delivery.messages import method_of
from taskbot.operations import logs
from taskbot.postgres.pool import open_pool
from taskbot.routers import routers
from taskbot.telegram.update_handler import UpdateHandler


async def main() -> None:
    settings = config.load()
    logs.configure(settings.log_level, settings.log_format)
    assert settings.database_url
    pool = await open_pool(settings.database_url, size=POOL_SIZE)
    api = TelegramAPIServer.from_base(settings.telegram_api_url)
    bot = Bot(settings.token, session=AiohttpSession(api=api))
    update_handler = UpdateHandler(bot, team_of(settings), routers())
    dispatcher = Dispatcher()
    epochs = itertools.count()  # nobody is remembered: one person's updates run side by side here

    @dispatcher.message()
    async def answer(_: Message, event_update: Update) -> None:
        update = event_update.model_dump(mode="json", by_alias=True, exclude_none=True)
        async with pool.acquire() as connection:
            try:
                async with UnitOfWork(connection, next(epochs)) as uow:
                    replies = await update_handler.handle(update, uow)
            except Refused as refused:
                replies = list(refused.replies)
        for reply in replies:
            await bot(method_of(reply))

    structlog.get_logger().info("leading")
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
