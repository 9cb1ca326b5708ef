"""What admins decide about people: roles, who may use the bot, who may join."""

from __future__ import annotations

from dataclasses import dataclass

from taskbot.domain.models import Access, Person, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import views as render
from taskbot.features.joining import service as joining
from taskbot.language.l10n import Html, L10n
from taskbot.repository import users
from taskbot.telegram.context import Context, language_for
from taskbot.telegram.replies import Replies, menu_name, no_menu, own_menu


@dataclass(frozen=True, slots=True)
class Decided:
    """`said` is the answer to who decided, `person` as they are now; `replies` are what others get.

    Not `done`: it was so already, or somebody else was quicker.
    """

    said: Html
    person: User
    replies: Replies
    done: bool = True


async def find(ctx: Context, named: int | str) -> User:
    """Find whom somebody means, whatever their access: by Telegram id, or by username without the at sign."""
    person = await users.by_id_or_username(ctx.connection, named)
    if person is None:
        raise Refusal("refusal-nobody", person=render.typed(named))
    return person


async def set_role(ctx: Context, person: User, role: Role) -> Decided:
    """Give somebody a role; who waits to be let in is let in with it."""
    if person.access is Access.PENDING:
        return await let_in(ctx, person, role)
    named = {"name": render.name(person), "role": str(role)}
    if role is not Role.ADMIN:
        await _keep_an_admin(ctx, person)
    changed = await users.set_role(ctx.connection, person.id, role)
    if changed is None:
        return Decided(ctx.l10n("role-same", **named), await _as_now(ctx, person), [], done=False)
    heard = notices.tell(
        ctx,
        [changed],
        lambda reader: reader.l10n("role-changed-yours", name=render.name(ctx.user), role=role),
    )
    said = ctx.l10n("role-changed", **named)
    return Decided(said, changed, [*heard, *await _menu(ctx, changed)])


async def block(ctx: Context, person: User) -> Decided:
    """Let somebody use the bot no more; who waits to be let in is refused."""
    if person.access is Access.PENDING:
        return await refuse(ctx, person)
    if person.id == ctx.user.id:
        raise Refusal("refusal-block-yourself")
    await _keep_an_admin(ctx, person)
    changed = await users.block(ctx.connection, person.id, Access.ACTIVE)
    name = render.name(person)
    if changed is None:
        return Decided(ctx.l10n("blocked-already", name=name), await _as_now(ctx, person), [], done=False)
    load = await users.workload(ctx.connection, person.id, ctx.today)
    said = ctx.l10n("blocked-now", name=name)
    if load.open:
        said = ctx.l10n("blocked-now-with-tasks", name=name, open=load.open, id=str(person.telegram_id))
    return Decided(said, changed, _no_menu(person))


async def unblock(ctx: Context, person: User) -> Decided:
    """Let somebody use the bot again, in the role that they had."""
    changed = await users.unblock(ctx.connection, person.id)
    name = render.name(person)
    if changed is None:
        return Decided(ctx.l10n("unblocked-already", name=name), await _as_now(ctx, person), [], done=False)
    heard = notices.tell(
        ctx, [changed], lambda reader: reader.l10n("unblocked-yours", name=render.name(ctx.user))
    )
    return Decided(ctx.l10n("unblocked-now", name=name), changed, [*heard, *await _menu(ctx, changed)])


async def let_in(ctx: Context, person: User, role: Role, *, besides: int | None = None) -> Decided:
    """Let somebody in who waits for it; `besides` is the message that the handler itself edits."""
    changed = await users.let_in(ctx.connection, person.id, role)
    if changed is None:
        return await _decided_before(ctx, person)
    heard = notices.tell(ctx, [changed], lambda reader: joining.greeting(changed, reader.l10n))

    def text(l10n: L10n) -> Html:
        return l10n("join-let-in", name=render.name(person), role=role, admin=render.name(ctx.user))

    settled = await joining.settle(ctx.connection, ctx.team, person, text, besides=_own(ctx, besides))
    return Decided(text(ctx.l10n), changed, [*heard, *await _menu(ctx, changed), *settled])


async def refuse(ctx: Context, person: User, *, besides: int | None = None) -> Decided:
    """Refuse somebody who waits to be let in; they are blocked, so that they do not ask again and again."""
    changed = await users.block(ctx.connection, person.id, Access.PENDING)
    if changed is None:
        return await _decided_before(ctx, person)
    asked = [joining.tell(ctx.team, person, "join-refused-yours")] if person.reachable else []

    def text(l10n: L10n) -> Html:
        return l10n("join-refused", name=render.name(person), admin=render.name(ctx.user))

    settled = await joining.settle(ctx.connection, ctx.team, person, text, besides=_own(ctx, besides))
    return Decided(text(ctx.l10n), changed, [*asked, *settled])


async def keep_an_admin(ctx: Context, person: Person) -> None:
    """Refuse to take the last admin away. Until the transaction ends, no other one can be taken away."""
    if person.role is not Role.ADMIN or person.access is not Access.ACTIVE:
        return
    if all(admin.id == person.id for admin in await users.lock_admins(ctx.connection)):
        raise Refusal("refusal-last-admin", name=render.name(person))


async def _keep_an_admin(ctx: Context, person: Person) -> None:
    """Refuse besides what whoever runs the bot has decided otherwise."""
    if person.telegram_id in ctx.team.admin_ids:
        raise Refusal("refusal-admin-by-settings", name=render.name(person))
    await keep_an_admin(ctx, person)


async def _decided_before(ctx: Context, person: User) -> Decided:
    return Decided(ctx.l10n("join-decided"), await _as_now(ctx, person), [], done=False)


async def _as_now(ctx: Context, person: User) -> User:
    return await users.by_id(ctx.connection, person.id) or person


def _own(ctx: Context, message_id: int | None) -> tuple[int, int] | None:
    return (ctx.user.telegram_id, message_id) if message_id is not None else None


async def _menu(ctx: Context, person: User) -> Replies:
    """Let the menu follow at once, where the person has a chat to see it in."""
    if not person.reachable:
        return []
    language = language_for(person, ctx.team)
    await users.set_menu(ctx.connection, person.telegram_id, menu_name(person.role, language))
    return own_menu(person, language)


def _no_menu(person: User) -> Replies:
    own = person.menu is not None and (person.role is Role.ADMIN or person.language is not None)
    if not own or not person.reachable:
        return []
    return [no_menu(person.telegram_id)]
