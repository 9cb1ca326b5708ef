"""What is stored of a person: given to them as a file, or erased."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Access, User
from taskbot.features.people import service as people
from taskbot.features.privacy import commands, views
from taskbot.features.privacy import service as privacy
from taskbot.features.privacy.views import ForgetPress
from taskbot.language import writing
from taskbot.language.l10n import L10n
from taskbot.repository import own_data
from taskbot.telegram.context import Context, Team, zone_for
from taskbot.telegram.filters import in_private, on, registered
from taskbot.telegram.replies import Replies, edit, say, toast


def router() -> Router:
    router = Router(name="privacy")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(send_data, on(commands.MY_DATA))
    router.message.register(ask_to_forget, on(commands.FORGET_ME))
    router.callback_query.register(forget, ForgetPress.filter())
    return router


def outsiders() -> Router:
    """For people without access: blocked ones, and those who wait to be let in. Their data stays theirs."""
    router = Router(name="privacy of outsiders")
    router.message.filter(in_private, _without_access)
    router.callback_query.filter(in_private, _without_access)
    router.message.register(send_data, on(commands.MY_DATA))
    router.message.register(ask_to_forget, on(commands.FORGET_ME))
    router.callback_query.register(forget, ForgetPress.filter())
    return router


async def _without_access(
    _: Message | CallbackQuery,
    uow: UnitOfWork,
    team: Team,
    l10n: L10n,
    user: User | None = None,
    known: User | None = None,
) -> bool | dict[str, Any]:
    """Match updates of a known person without access, and give their context."""
    if user is not None or known is None:
        return False
    return {"ctx": Context(known, uow, team, l10n, team.clock.now().astimezone(zone_for(known, team)))}


async def send_data(message: Message, ctx: Context) -> Replies:
    """Hand over in files what is stored of the person; they are made while they are sent."""
    places = await own_data.parts(ctx.uow, ctx.user, privacy.PART)
    recipes = [privacy.recipe(ctx.user, start, end) for start, end in pairwise(places)]
    name = writing.called(ctx.user)
    if len(recipes) == 1:
        return [views.file(message.chat.id, ctx.user, recipes[0], ctx.l10n("my-data", name=name))]
    count = len(recipes)
    files = [
        views.file(message.chat.id, ctx.user, it, ctx.l10n("my-data-part", number=n, count=count), f"-{n}")
        for n, it in enumerate(recipes, start=1)
    ]
    return [say(message.chat.id, ctx.l10n("my-data-parts", name=name, count=count)), *files]


async def ask_to_forget(message: Message, ctx: Context) -> Replies:
    await people.keep_an_admin(ctx, ctx.user)
    return [say(message.chat.id, ctx.l10n("forget-sure"), views.forgetting(ctx.user, ctx.l10n))]


async def forget(callback: CallbackQuery, callback_data: ForgetPress, ctx: Context) -> Replies:
    if callback_data.id != ctx.user.id:  # of a time before, or not of this person
        return [toast(callback, ctx.l10n("button-unknown"))]
    if not callback_data.sure:
        text = ctx.l10n("forget-kept")
        return [toast(callback), *edit(callback, text)]
    text = ctx.l10n("forgotten-blocked" if ctx.user.access is Access.BLOCKED else "forgotten")
    return [toast(callback), *edit(callback, text), *await privacy.forget(ctx)]
