"""What is left to set up: as Telegram, the database and the team's settings say at the moment.

A handler notes who has asked, and a job of the scheduler looks. So no update waits for Telegram, and the
answer comes after a crash, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import AiogramError

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Person, Role
from taskbot.features.setup import views
from taskbot.features.setup.views import Account, Found, GroupFound
from taskbot.language.l10n import l10n_of
from taskbot.repository import setup, users
from taskbot.repository.setup import SeenGroup
from taskbot.telegram.context import Team, language_for
from taskbot.telegram.replies import Replies, say
from taskbot.telegram.update_handler import ANSWERS_INLINE

PATIENCE = 5  # seconds for Telegram to answer
GROUPS = 10  # that are asked about
UTC = "UTC"

_T = TypeVar("_T")


async def ask(uow: UnitOfWork, person: Person) -> None:
    """Note that somebody wants to know."""
    await setup.ask(uow, person.telegram_id)


async def answer(uow: UnitOfWork, team: Team, bot: Bot, telegram_id: int) -> Replies:
    """Tell who has asked what is left to do, unless they are no admin any more."""
    person = await users.by_telegram_id(uow, telegram_id)
    await setup.answered(uow, telegram_id)
    if person is None or person.role is not Role.ADMIN or not person.can_receive:
        return []
    text = views.text(await _look(uow, team, bot), l10n_of(language_for(person, team)))
    return [say(person.telegram_id, text)]


async def due(uow: UnitOfWork, _: datetime, most: int) -> list[int]:
    """Give the Telegram ids of those who have asked."""
    return await setup.due(uow, most)


async def _look(uow: UnitOfWork, team: Team, bot: Bot) -> Found:
    backlog = await setup.backlog(uow, bot.id)
    seen = await setup.groups(uow, GROUPS)
    account, groups = await asyncio.gather(_account(bot), _groups(bot, seen))
    return Found(
        account=account,
        groups=groups,
        zone_is_utc=team.timezone.key == UTC,
        admins=len(await users.admins(uow)),
        backlog=backlog,
    )


async def _account(bot: Bot) -> Account | None:
    """Ask Telegram what the bot may do, and whether another program takes its updates away."""
    me, webhook = await asyncio.gather(
        _patiently(bot.get_me(request_timeout=PATIENCE)),
        _patiently(bot.get_webhook_info(request_timeout=PATIENCE)),
    )
    if me is None:
        return None
    return Account(
        username=me.username or "",
        joins_groups=bool(me.can_join_groups),
        hears_all=bool(me.can_read_all_group_messages),
        inline=bool(me.supports_inline_queries) or not ANSWERS_INLINE,
        webhook=webhook is not None and bool(webhook.url),
    )


async def _groups(bot: Bot, seen: Sequence[SeenGroup]) -> list[GroupFound]:
    members = await asyncio.gather(
        *(_patiently(bot.get_chat_member(it.chat_id, bot.id, request_timeout=PATIENCE)) for it in seen)
    )
    return [views.group(it.title, member, bound=it.bound) for it, member in zip(seen, members, strict=True)]


async def _patiently(call: Awaitable[_T]) -> _T | None:
    """Give what Telegram answers; null where it does not. Its errors can hold the token."""
    try:
        return await call
    except AiogramError:
        return None
