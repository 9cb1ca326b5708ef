"""The configuration of delivery, and the types of its callbacks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import asyncpg
from aiogram import Bot

from taskbot.delivery.connections import Pool
from taskbot.delivery.hooks import Hooks
from taskbot.delivery.messages import Dropped, Reply, Sent
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.delivery.updates import Update

Handle: TypeAlias = Callable[[Update, UnitOfWork], Awaitable[Sequence[Reply]]]
Answer: TypeAlias = Callable[[Update], Sequence[Reply]]
OnUnreachable: TypeAlias = Callable[[UnitOfWork, int], Awaitable[None]]
# Of which chat, and why, in Telegram's words without what they quote.
OnUnsendable: TypeAlias = Callable[[UnitOfWork, int, str], Awaitable[Sequence[Reply]]]
# Of a group that has become a supergroup: its old id, and its new one.
OnMigrated: TypeAlias = Callable[[UnitOfWork, int, int], Awaitable[None]]
# Of a chat, and of a topic in it that cannot be written to any more.
OnTopicGone: TypeAlias = Callable[[UnitOfWork, int, int], Awaitable[Sequence[Reply]]]
OnDropped: TypeAlias = Callable[[UnitOfWork, Sequence[Dropped]], Awaitable[Sequence[Reply]]]
OnSent: TypeAlias = Callable[[UnitOfWork, Sequence[Sent]], Awaitable[Sequence[Reply]]]
# Whose chats go first from the start on, until it is seen who is answered as one of the team.
Insiders: TypeAlias = Callable[[UnitOfWork], Awaitable[Sequence[int]]]
# Gives the content of a file piece by piece.
Make: TypeAlias = Callable[[UnitOfWork, str], AsyncGenerator[bytes, None]]
# Work that no update asks for; what does it, in a unit of work of its own; and what asks for such for ever.
Work: TypeAlias = Callable[[UnitOfWork], Awaitable[Sequence[Reply]]]
Perform: TypeAlias = Callable[[Work], Awaitable[None]]
Upkeep: TypeAlias = Callable[[Perform], Coroutine[Any, Any, None]]


async def _answer_nothing(_: UnitOfWork, __: Sequence[Sent | Dropped]) -> Sequence[Reply]:
    return ()


async def _name_nobody(_: UnitOfWork) -> Sequence[int]:
    return ()


async def _explain_nothing(_: UnitOfWork, __: int, ___: str) -> Sequence[Reply]:
    return ()


async def _follow_nothing(_: UnitOfWork, __: int, ___: int) -> None:
    return None


async def _tell_nobody(_: UnitOfWork, __: int, ___: int) -> Sequence[Reply]:
    return ()


def _make_nothing(_: UnitOfWork, recipe: str) -> AsyncGenerator[bytes, None]:
    raise LookupError(recipe)


def _say_nothing(_: Update) -> Sequence[Reply]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryConfig:
    """The bot, its database, the callbacks, and the rate limits.

    `handle(update, uow)` gets the update as Telegram sent it and returns Bot API methods, which it does not
    call. It reads and writes only through its `UnitOfWork`. It may raise `Refused`. Any other exception is a
    bug: after three attempts the update becomes a dead letter, and the replies of `apologise(update)` are
    sent. `handle` is called again for an update that was rolled back.

    `insiders(uow)` names the chats of the team, whose updates go before those of strangers.
    `on_unreachable(uow, chat_id)` is told of who cannot be written to any more,
    `on_migrated(uow, old_id, new_id)` of a group that has got another id, and `on_topic_gone(uow, chat_id,
    thread_id)` of a topic that is deleted or closed: what waited for it goes to the chat itself.
    `on_unsendable(uow, chat_id, reason)` gives what is sent in place of what Telegram will never take.
    `on_sent(uow, sent)` is told which ids messages have got that were `Tagged`, in the transaction in which
    they leave the outbox; `on_dropped(uow, dropped)` is told so of those that Telegram will not take.
    `upkeep(perform)` runs while this daemon leads; what it has `perform` do has a unit of work of its own.
    `upkeep_delay()` says by how many seconds that is late.
    All may return replies. `make(uow, recipe)` gives the content of a `MadeFile`, again for every attempt to
    send it. `hooks` are called when something happens.

    `rate_limit` is in messages per second over all chats; 0 turns off all rate limits, per chat as well.
    `user_rate_limit` is in updates per minute and person. Further updates are slowed to that rate, and the
    replies of `slow_notice(update)` are sent once; 0 means no limit. `long_poll` is in seconds.

    `connect` opens a connection outside the pool for the lease. Without it, this daemon is the only one.
    """

    pool: Pool
    bot: Bot
    handle: Handle
    apologise: Answer
    on_unreachable: OnUnreachable
    allowed_updates: tuple[str, ...]
    rate_limit: float
    user_rate_limit: float = 0
    slow_notice: Answer = _say_nothing
    insiders: Insiders = _name_nobody
    on_unsendable: OnUnsendable = _explain_nothing
    on_migrated: OnMigrated = _follow_nothing
    on_topic_gone: OnTopicGone = _tell_nobody
    on_sent: OnSent = _answer_nothing
    on_dropped: OnDropped = _answer_nothing
    make: Make = _make_nothing
    upkeep: Upkeep | None = None
    upkeep_delay: Callable[[], float] = float  # in time
    connect: Callable[[], Awaitable[asyncpg.Connection]] | None = None
    long_poll: float = 30  # Telegram's own server allows 50
    hooks: Hooks = field(default_factory=Hooks)
