"""Roles and access of people, as admins decide on them."""

from __future__ import annotations

from taskbot.domain.models import Access, Listing, Person, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.people.requests import as_now, let_in, refuse
from taskbot.language import writing
from taskbot.repository import users
from taskbot.telegram.context import Context
from taskbot.telegram.menus import follow_role, without_menu
from taskbot.telegram.results import Result


async def set_role(ctx: Context, person: User, role: Role) -> Result[User]:
    """Give a person a role; one who waits to be let in is let in with it."""
    if person.access is Access.PENDING:
        return await let_in(ctx, person, role)
    named = {"name": writing.name(person), "role": str(role)}
    if role is not Role.ADMIN:
        await _keep_an_admin(ctx, person)
    updated = await users.set_role(ctx.uow, person.id, role)
    if updated is None:
        return Result(ctx.l10n("role-same", **named), await as_now(ctx, person), [], changed=False)
    notice = notices.inform(
        ctx,
        [updated],
        lambda reader: reader.l10n("role-changed-yours", name=writing.name(ctx.user), role=role),
        notices.leading_to(Listing.ALL if role is Role.ADMIN else Listing.MINE),
    )
    reply_text = ctx.l10n("role-changed", **named)
    return Result(reply_text, updated, [*notice, *await follow_role(ctx, updated)])


async def block(ctx: Context, person: User) -> Result[User]:
    """Block a person from the bot; one who waits to be let in is refused."""
    if person.access is Access.PENDING:
        return await refuse(ctx, person)
    if person.id == ctx.user.id:
        raise Refusal("refusal-block-yourself")
    await _keep_an_admin(ctx, person)
    updated = await users.block(ctx.uow, person.id, Access.ACTIVE)
    name = writing.name(person)
    if updated is None:
        return Result(ctx.l10n("blocked-already", name=name), await as_now(ctx, person), [], changed=False)
    await ctx.uow.recall(person.telegram_id)
    load = await users.workload(ctx.uow, person.id, ctx.now)
    reply_text = ctx.l10n("blocked-now", name=name)
    if load.open:
        reply_text = ctx.l10n("blocked-now-with-tasks", name=name, open=load.open, id=str(person.telegram_id))
    return Result(reply_text, updated, without_menu(person))


async def unblock(ctx: Context, person: User) -> Result[User]:
    """Let a person use the bot again, in the role that they had."""
    name = writing.name(person)
    if person.access is Access.PENDING:
        text = ctx.l10n("unblocked-pending", name=name, id=str(person.telegram_id))
        return Result(text, person, [], changed=False)
    updated = await users.unblock(ctx.uow, person.id)
    if updated is None:
        return Result(ctx.l10n("unblocked-already", name=name), await as_now(ctx, person), [], changed=False)
    notice = notices.inform(
        ctx,
        [updated],
        lambda reader: reader.l10n("unblocked-yours", name=writing.name(ctx.user)),
        notices.leading_to(Listing.MINE),
    )
    return Result(ctx.l10n("unblocked-now", name=name), updated, [*notice, *await follow_role(ctx, updated)])


async def keep_an_admin(ctx: Context, person: Person) -> None:
    """Refuse to take the last admin away. Until the transaction ends, no other one can be taken away."""
    if person.role is not Role.ADMIN or person.access is not Access.ACTIVE:
        return
    if all(admin.id == person.id for admin in await users.lock_admins(ctx.uow)):
        raise Refusal("refusal-last-admin", name=writing.name(person))


async def _keep_an_admin(ctx: Context, person: Person) -> None:
    """Refuse also to change an admin whom ADMIN_IDS names."""
    if person.telegram_id in ctx.team.admin_ids:
        raise Refusal("refusal-admin-by-settings", name=writing.name(person))
    await keep_an_admin(ctx, person)
