"""The composition root: it builds everything from the settings, and starts and stops it in order."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import asyncpg
import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, TelegramObject
from pydantic import BaseModel, ValidationError

from taskbot.config import ConfigurationError, Settings
from taskbot.delivery import Delivery, Hooks, Sent, Status
from taskbot.delivery.config import DeliveryConfig
from taskbot.delivery.session import session_to
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.delivery.updates import is_bigint, kind_of
from taskbot.domain.clock import Clock
from taskbot.features.help.service import introduce
from taskbot.features.privacy import service as privacy
from taskbot.language.l10n import l10n_of, language_of
from taskbot.message_sent import on_messages_sent
from taskbot.operations.health import Backlog, HealthReporter, State
from taskbot.postgres import migrate
from taskbot.postgres.embedded import Embedded
from taskbot.postgres.pool import Connector, open_pool
from taskbot.repository import team, users
from taskbot.routers import routers
from taskbot.scheduler import Perform, Scheduler
from taskbot.telegram import command_buttons, reading
from taskbot.telegram.choosing import choice_of
from taskbot.telegram.context import Team, language_for
from taskbot.telegram.menus import team_menus
from taskbot.telegram.middlewares import IdentityMiddleware
from taskbot.telegram.replies import Replies, say

if TYPE_CHECKING:
    from taskbot.operations.metrics import Metrics  # needs an extra, which few have installed

# The updates that have handlers, by the name of their field («Update» of the Bot API).
EVENTS: dict[str, type[TelegramObject]] = {
    "message": Message,
    "edited_message": Message,
    "callback_query": CallbackQuery,
    "my_chat_member": ChatMemberUpdated,
}
ALLOWED_UPDATES = tuple(EVENTS)
_SENT = ("message", "edited_message", "callback_query")  # by a person, who waits for an answer
# Models built at start, so that the first person does not wait for them (`lazy_models`).
USED: tuple[type[BaseModel], ...] = (*EVENTS.values(), SendMessage, EditMessageText, AnswerCallbackQuery)
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
    return state, Backlog(status.oldest_update, status.oldest_message, parked)


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
        update_handler = UpdateHandler(bot, settings, clock)
        config = DeliveryConfig(
            pool=pool,
            bot=bot,
            handle=update_handler.handle,
            apologise=update_handler.apologise,
            on_unreachable=_unreachable,
            insiders=users.active_ids,
            on_unsendable=update_handler.explain,
            on_sent=update_handler.on_messages_sent,
            make=privacy.make,
            upkeep=update_handler.run_scheduler,
            rate_limit=settings.telegram_rate_limit,
            user_rate_limit=settings.user_rate_limit,
            slow_notice=update_handler.slow_down,
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
        await delivery.post(team_menus(settings.default_language))
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


async def _unreachable(uow: UnitOfWork, chat_id: int) -> None:
    await users.set_reachable(uow, chat_id, reachable=False)


class UpdateHandler:
    """Answers updates: aiogram's Dispatcher behind the callbacks that delivery calls."""

    def __init__(self, bot: Bot, settings: Settings, clock: Clock | None = None) -> None:
        for model in USED:
            model.model_rebuild()
        self._bot = bot
        self._default_language = settings.default_language
        self._dispatcher = Dispatcher(disable_fsm=True)
        self.team = Team(
            admin_ids=frozenset(settings.admin_ids),
            default_language=settings.default_language,
            timezone=settings.timezone,
            registration=settings.registration,
            clock=clock or Clock(),
        )
        identity = IdentityMiddleware(self.team)
        self._dispatcher.message.outer_middleware(identity)
        self._dispatcher.edited_message.outer_middleware(identity)
        self._dispatcher.callback_query.outer_middleware(identity)
        self._dispatcher.include_routers(*routers())

    async def handle(self, update: dict[str, Any], uow: UnitOfWork) -> Replies:
        """Answer an update inside the transaction of `uow`. Raises the errors of handlers."""
        kind = kind_of(update) or ""
        context = {"bot": self._bot}
        try:
            event = EVENTS[kind].model_validate(update[kind], context=context)
        except ValidationError as odd:
            event = reading.without_odd_parts(EVENTS[kind], update[kind], odd, context)
        if isinstance(event, CallbackQuery):
            if choice := choice_of(event):
                return await self._propagate(
                    "message", choice.message, uow, finish=choice.replies, choice=choice
                )
            if message := command_buttons.typed(event):
                finish = partial(command_buttons.answered, event)
                return await self._propagate("message", message, uow, finish=finish, pressed=event)
        return await self._propagate(kind, event, uow)

    async def _propagate(self, kind: str, event: TelegramObject, uow: UnitOfWork, **context: Any) -> Replies:
        # `feed_update` would add routers for errors and more, which the bot does not use.
        replies = await self._dispatcher.propagate_event(
            kind,
            event,
            bot=self._bot,
            uow=uow,
            edited=kind == "edited_message",
            **context,
            **self._dispatcher.workflow_data,
        )
        return [] if replies is UNHANDLED or replies is None else replies

    async def on_messages_sent(self, uow: UnitOfWork, messages: Sequence[Sent]) -> Replies:
        """Store the ids that Telegram gave to messages."""
        return await on_messages_sent(uow, self.team, self.team.clock.now(), messages)

    async def explain(self, uow: UnitOfWork, chat_id: int, reason: str) -> Replies:
        """Tell the person of a chat why Telegram refuses a message to them."""
        person = await users.by_telegram_id(uow, chat_id)
        language = language_for(person, self.team) if person else language_of(None, self._default_language)
        key = "unsendable-voice" if "voice" in reason.lower() else "unsendable-file"
        return [say(chat_id, l10n_of(language)(key))]

    async def run_scheduler(self, perform: Perform) -> None:
        """Set the bot's profile, then run the scheduler, while this daemon leads."""
        scheduler = Scheduler(self.team)
        await scheduler.attempt(perform, self._introduce, "the bot's profile was not set")
        await scheduler.attempt(perform, self._follow_zone, "the team's time zone was not noted")
        await scheduler.run(perform)

    async def _introduce(self, uow: UnitOfWork) -> Replies:
        return await introduce(uow, self._bot.id, self._default_language)

    async def _follow_zone(self, uow: UnitOfWork) -> Replies:
        await team.follow_zone(uow, self.team.timezone.key)
        return []

    def apologise(self, update: dict[str, Any]) -> Replies:
        """Return an apology for an update that failed; it reads only the raw update."""
        apology = self._answer_sender(update, "apology")
        press = update.get("callback_query")
        if (
            apology and isinstance(press, dict) and isinstance(press.get("id"), str)
        ):  # otherwise the button keeps showing progress
            return [AnswerCallbackQuery(callback_query_id=press["id"], text=apology[0].text, show_alert=True)]
        return apology

    def slow_down(self, update: dict[str, Any]) -> Replies:
        """Return the notice for a person who sends too much."""
        return self._answer_sender(update, "slow-down")

    def _answer_sender(self, update: dict[str, Any], key: str) -> list[SendMessage]:
        event: dict[str, Any] = next((update[kind] for kind in _SENT if update.get(kind)), {})
        sender = event.get("from") or {}
        message = update.get("message") or event.get("message") or {}
        chat = message.get("chat") or {}
        if not isinstance(sender.get("id"), int) or chat.get("type") != ChatType.PRIVATE:
            return []
        code = sender.get("language_code")
        language = language_of(code if isinstance(code, str) else None, self._default_language)
        answer = say(sender["id"], l10n_of(language)(key))
        if message.get("is_topic_message") is True and is_bigint(thread := message.get("message_thread_id")):
            answer = answer.model_copy(update={"message_thread_id": thread})
        return [answer]
