"""People who leave: their tasks go to somebody else, or their data is erased."""

from __future__ import annotations

from collections.abc import Callable

from taskbot.delivery import Reply
from taskbot.domain.models import Access, Person, User
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.cards import views as render
from taskbot.features.people import service as people
from taskbot.features.people import views as texts
from taskbot.features.people.service import Decided
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import leaving, tasks, users
from taskbot.repository.leaving import Left
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies, no_menu

REFRESHED = 50  # tasks whose cards are edited at once, lest the edits hold up everything else


def require_heir(leaver: User, heir: User) -> None:
    """Refuse somebody who cannot take over tasks."""
    if leaver.id == heir.id:
        raise Refusal("refusal-same-person", name=render.name(heir), id=str(heir.telegram_id))
    if heir.access is not Access.ACTIVE:
        raise Refusal("refusal-no-access", name=render.name(heir))


async def hand_over(ctx: Context, leaver: User, heir: User) -> Decided:
    """Give all unfinished tasks of somebody to somebody else, who hears of it once."""
    require_heir(leaver, heir)
    names = (render.name(leaver), render.name(heir))
    given, shown = await leaving.hand_over(ctx.connection, leaver, heir, ctx.user, names)
    if not given:
        return Decided(ctx.l10n("handed-over-nothing", name=names[0]), leaver, [], done=False)
    said = ctx.l10n("handed-over", count=len(given), name=names[0], heir=names[1])
    if not heir.reachable:
        unheard = ctx.l10n("task-unreachable", count=1, assignee=names[1])
        said = Html(f"{said}\n{unheard}")
    if len(shown) > REFRESHED:
        rest = ctx.l10n("handed-over-cards", count=len(shown) - REFRESHED)
        said = Html(f"{said}\n{rest}")
    told = [*_told(ctx, leaver, heir, given), *await _refresh(ctx, shown)]
    return Decided(said, leaver, told)


def _told(ctx: Context, leaver: User, heir: User, given: list[Left]) -> Replies:
    def to_heir(reader: Reader) -> Html:
        return reader.l10n(
            "handed-over-to-you",
            count=len(given),
            name=render.name(ctx.user),
            leaver=render.name(leaver),
            tasks=texts.tasks(given, reader.l10n),
        )

    def to_leaver(reader: Reader) -> Html:
        return reader.l10n(
            "handed-over-from-you", count=len(given), name=render.name(ctx.user), heir=render.name(heir)
        )

    return [*notices.tell(ctx, [heir], to_heir), *notices.tell(ctx, [leaver], to_leaver)]


async def _refresh(ctx: Context, task_ids: list[int]) -> Replies:
    replies: list[Reply] = []
    for task_id in task_ids[:REFRESHED]:
        task = await tasks.get(ctx.connection, task_id)
        if task is not None:
            replies += await cards.refresh(ctx, task)
    return replies


async def forget(ctx: Context) -> Replies:
    """Erase who asks; returns what others hear of it."""
    await people.keep_an_admin(ctx, ctx.user)
    left = await leaving.forget(ctx.connection, ctx.user, list(texts.names(ctx.user)))
    menu = no_menu(ctx.user.telegram_id)
    return [menu, *await _tell_of(ctx, left.orphans), *await _refresh(ctx, left.shown)]


async def _tell_of(ctx: Context, orphans: list[Left]) -> Replies:
    """Tell the creators of tasks that nobody works on now, or the admins where a creator is gone."""
    admins = await users.admins(ctx.connection)
    creators = {it.id: it for it in await users.by_ids(ctx.connection, _creators(orphans))}
    hearing: dict[int, tuple[Person, list[Left]]] = {}
    for task in orphans:
        creator = creators.get(task.created_by_id or 0)
        for person in [creator] if creator else admins:
            hearing.setdefault(person.id, (person, []))[1].append(task)
    return [
        it for person, left in hearing.values() for it in notices.tell(ctx, [person], _left(ctx.user, left))
    ]


def _creators(orphans: list[Left]) -> list[int]:
    return [it.created_by_id for it in orphans if it.created_by_id is not None]


def _left(person: Person, left: list[Left]) -> Callable[[Reader], Html]:
    def text(reader: Reader) -> Html:
        listed = texts.tasks(left, reader.l10n)
        return reader.l10n("left-tasks", name=render.name(person), count=len(left), tasks=listed)

    return text
