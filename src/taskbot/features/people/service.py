"""What admins decide about people: roles, who may use the bot, who may join."""

from __future__ import annotations

from taskbot.domain.models import Access, Person, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.people.requests import Decided, as_now, let_in, refuse
from taskbot.language import writing
from taskbot.repository import users
from taskbot.telegram.context import Context
from taskbot.telegram.menus import follow_role, without_menu


async def find(ctx: Context, named: int | str) -> User:
    """Find whom somebody means, whatever their access: by Telegram id, or by username without the at sign."""
    person = await users.by_id_or_username(ctx.connection, named)
    if person is None:
        raise Refusal("refusal-nobody", person=writing.typed(named))
    return person


async def set_role(ctx: Context, person: User, role: Role) -> Decided:
    """Give somebody a role; who waits to be let in is let in with it."""
    if person.access is Access.PENDING:
        return await let_in(ctx, person, role)
    named = {"name": writing.name(person), "role": str(role)}
    if role is not Role.ADMIN:
        await _keep_an_admin(ctx, person)
    changed = await users.set_role(ctx.connection, person.id, role)
    if changed is None:
        return Decided(ctx.l10n("role-same", **named), await as_now(ctx, person), [], done=False)
    heard = notices.tell(
        ctx,
        [changed],
        lambda reader: reader.l10n("role-changed-yours", name=writing.name(ctx.user), role=role),
    )
    said = ctx.l10n("role-changed", **named)
    return Decided(said, changed, [*heard, *await follow_role(ctx, changed)])


async def block(ctx: Context, person: User) -> Decided:
    """Let somebody use the bot no more; who waits to be let in is refused."""
    if person.access is Access.PENDING:
        return await refuse(ctx, person)
    if person.id == ctx.user.id:
        raise Refusal("refusal-block-yourself")
    await _keep_an_admin(ctx, person)
    changed = await users.block(ctx.connection, person.id, Access.ACTIVE)
    name = writing.name(person)
    if changed is None:
        return Decided(ctx.l10n("blocked-already", name=name), await as_now(ctx, person), [], done=False)
    await ctx.connection.recall(person.telegram_id)
    load = await users.workload(ctx.connection, person.id, ctx.today)
    said = ctx.l10n("blocked-now", name=name)
    if load.open:
        said = ctx.l10n("blocked-now-with-tasks", name=name, open=load.open, id=str(person.telegram_id))
    return Decided(said, changed, without_menu(person))


async def unblock(ctx: Context, person: User) -> Decided:
    """Let somebody use the bot again, in the role that they had."""
    changed = await users.unblock(ctx.connection, person.id)
    name = writing.name(person)
    if changed is None:
        return Decided(ctx.l10n("unblocked-already", name=name), await as_now(ctx, person), [], done=False)
    heard = notices.tell(
        ctx, [changed], lambda reader: reader.l10n("unblocked-yours", name=writing.name(ctx.user))
    )
    return Decided(ctx.l10n("unblocked-now", name=name), changed, [*heard, *await follow_role(ctx, changed)])


async def keep_an_admin(ctx: Context, person: Person) -> None:
    """Refuse to take the last admin away. Until the transaction ends, no other one can be taken away."""
    if person.role is not Role.ADMIN or person.access is not Access.ACTIVE:
        return
    if all(admin.id == person.id for admin in await users.lock_admins(ctx.connection)):
        raise Refusal("refusal-last-admin", name=writing.name(person))


async def _keep_an_admin(ctx: Context, person: Person) -> None:
    """Refuse besides what whoever runs the bot has decided otherwise."""
    if person.telegram_id in ctx.team.admin_ids:
        raise Refusal("refusal-admin-by-settings", name=writing.name(person))
    await keep_an_admin(ctx, person)
