"""The composition root: it builds everything from the settings, and starts and stops it in order."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import asyncpg
import structlog
from aiogram import Bot

from taskbot.config import ConfigurationError, Settings
from taskbot.delivery import Delivery, Hooks, Sent, Status
from taskbot.delivery.config import DeliveryConfig
from taskbot.delivery.session import session_to
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.clock import Clock
from taskbot.features.board import service as board
from taskbot.features.groups import service as groups
from taskbot.features.help.service import introduce
from taskbot.features.privacy import service as privacy
from taskbot.message_sent import on_messages_sent
from taskbot.operations.health import Backlog, HealthReporter, State
from taskbot.postgres import migrate
from taskbot.postgres.embedded import Embedded
from taskbot.postgres.pool import Connector, open_pool
from taskbot.repository import groups as groups_repository
from taskbot.repository import team as team_repository
from taskbot.repository import users
from taskbot.routers import routers
from taskbot.scheduler import JOBS, Perform, Scheduler, setups
from taskbot.telegram import apologies
from taskbot.telegram.context import Team
from taskbot.telegram.menus import group_menus, team_menus
from taskbot.telegram.new_methods import own_settings
from taskbot.telegram.replies import Replies
from taskbot.telegram.update_handler import ALLOWED_UPDATES, ANSWERS_INLINE, UpdateHandler

if TYPE_CHECKING:
    from taskbot.operations.metrics import Metrics  # needs an extra, which few have installed

CLOSE = 2.0  # seconds for connections to close
POOL_SIZE = 20  # of the bundled server's 50 connections; with more chats at once, each costs less

log = structlog.get_logger()


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop` is set.

    Waits while a service is unavailable. Raises `WrongToken`, `WrongDatabaseUrl`, `MigrationError`,
    `EmbeddedError`, `ConfigurationError`.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    health = HealthReporter(settings.data_dir)
    async with health.reporting():
        work = asyncio.create_task(_work(settings, health), name="work")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        await asyncio.wait([work, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not work.done():
            health.say(State.STOPPING)
            work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def _work(settings: Settings, health: HealthReporter) -> None:
    async with running(settings, health.say) as delivery:
        # Updates create few cycles, so the collector runs less often and skips objects created at start. That
        # saves 5 % of the CPU time of an answer (`python -m bench --only load`).
        gc.freeze()
        gc.set_threshold(20_000)
        health.say(_look(delivery.status())[0])
        health.look = lambda: _look(delivery.status())
        await delivery.wait()


def _look(status: Status) -> tuple[State, Backlog]:
    state = State.LEADER if status.working else State.STARTING
    if not status.database:
        state = State.WAITING_FOR_POSTGRESQL
    elif status.standby:
        state = State.STANDBY
    elif not status.telegram:
        state = State.WAITING_FOR_TELEGRAM
    parked = status.dead_updates + status.dead_messages
    return state, Backlog(status.oldest_update, status.oldest_message, parked, status.upkeep_delay)


@asynccontextmanager
async def running(
    settings: Settings,
    tell: Callable[[State], None],
    clock: Clock | None = None,
    prepare: Callable[[str], Awaitable[None]] | None = None,
) -> AsyncIterator[Delivery]:
    """Run everything while the block runs; `tell` gets the state during the start.

    Tasks go by `clock`, or by the machine's. `prepare` gets the URL of the embedded PostgreSQL first of all.
    """
    async with AsyncExitStack() as stack:
        metrics = stack.enter_context(_metrics(settings.metrics_port))
        url = settings.database_url
        if url is None:
            url = await stack.enter_async_context(Embedded(settings.data_dir, log=log.warning))
            if prepare is not None:
                await prepare(url)
        tell(State.WAITING_FOR_POSTGRESQL)
        await migrate.upgrade(url, log.warning)
        bot = Bot(settings.token, session=session_to(settings.telegram_api_url, settings.proxy))
        stack.push_async_callback(bot.session.close)
        lead = Connector(url, application_name="taskbot lease")
        # A new leader finds the bot's other daemons by this name (`leader_session`).
        name = f"taskbot daemon of {bot.id}: {secrets.token_hex(4)}"
        pool = await open_pool(url, size=POOL_SIZE, application_name=name, log=log.warning, like=lead)
        stack.push_async_callback(_close, pool)
        team = team_of(settings, clock)
        scheduler = Scheduler(team, (*JOBS, setups(bot)))
        config = DeliveryConfig(
            pool=pool,
            bot=bot,
            handle=UpdateHandler(bot, team, routers()).handle,
            apologise=partial(apologies.apologise, team),
            on_unreachable=groups.lose,
            on_migrated=groups_repository.migrate,
            on_dropped=board.on_dropped,
            on_topic_gone=partial(groups.lose_topic, team),
            insiders=users.active_ids,
            on_unsendable=partial(apologies.explain, team),
            on_sent=partial(_store_ids, team),
            make=privacy.make,
            upkeep=partial(_run_scheduler, scheduler, team, bot),
            upkeep_delay=scheduler.delay,
            rate_limit=settings.telegram_rate_limit,
            user_rate_limit=settings.user_rate_limit,
            slow_notice=partial(apologies.slow_down, team),
            allowed_updates=ALLOWED_UPDATES,
            # With the bundled PostgreSQL there is only one daemon, which needs no lease.
            connect=lead.connect if settings.database_url else None,
            hooks=metrics or Hooks(),
        )
        delivery = Delivery(config)
        if metrics is not None:
            metrics.status = delivery.status
        tell(State.WAITING_FOR_TELEGRAM)
        await delivery.start()
        stack.push_async_callback(delivery.stop)
        language = settings.default_language
        await delivery.post(
            [*team_menus(language), *group_menus(language), own_settings(language, inline=ANSWERS_INLINE)]
        )
        yield delivery


@contextmanager
def _metrics(port: int | None) -> Iterator[Metrics | None]:
    """Serve metrics on `port` while the block runs, if a port is set."""
    if port is None:
        yield None
        return
    try:
        from taskbot.operations.metrics import Metrics, serve  # noqa: PLC0415 (an extra, which few have asked for)
    except ModuleNotFoundError:
        raise ConfigurationError(
            "METRICS_PORT needs the package prometheus-client: pip install 'taskbot[metrics]', "
            "or leave METRICS_PORT unset."
        ) from None
    metrics = Metrics(ALLOWED_UPDATES)
    try:
        stop = serve(metrics, port)
    except OSError as error:
        raise ConfigurationError(
            f"METRICS_PORT {port} cannot be had: {os.strerror(error.errno or 0).lower()}. Choose another."
        ) from None
    try:
        yield metrics
    finally:
        stop()


async def _close(pool: asyncpg.Pool) -> None:
    try:
        await asyncio.wait_for(pool.close(), CLOSE)
    except TimeoutError:
        pool.terminate()


def team_of(settings: Settings, clock: Clock | None = None) -> Team:
    """Give the team's settings; tasks go by `clock`, or by the machine's."""
    return Team(
        admin_ids=frozenset(settings.admin_ids),
        default_language=settings.default_language,
        timezone=settings.timezone,
        registration=settings.registration,
        clock=clock or Clock(),
    )


async def _store_ids(team: Team, uow: UnitOfWork, messages: Sequence[Sent]) -> Replies:
    """Store the ids that Telegram gave to messages."""
    return await on_messages_sent(uow, team, team.clock.now(), messages)


async def _run_scheduler(scheduler: Scheduler, team: Team, bot: Bot, perform: Perform) -> None:
    """Set the bot's profile, then run the scheduler, while this daemon leads."""

    async def introduce_bot(uow: UnitOfWork) -> Replies:
        return await introduce(uow, bot.id, team.default_language)

    async def follow_zone(uow: UnitOfWork) -> Replies:
        await team_repository.follow_zone(uow, team.timezone.key)
        return []

    await scheduler.attempt(perform, introduce_bot, "the bot's profile was not set")
    await scheduler.attempt(perform, follow_zone, "the team's time zone was not noted")
    await scheduler.run(perform)
