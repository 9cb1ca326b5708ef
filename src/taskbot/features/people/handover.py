"""Handing the tasks of a person who leaves to another."""

from __future__ import annotations

from taskbot.domain.models import Access, Listing, User
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import leaving
from taskbot.repository.leaving import Left
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies
from taskbot.telegram.results import Result


def require_heir(leaver: User, heir: User) -> None:
    """Refuse somebody who cannot take over tasks."""
    if leaver.id == heir.id:
        raise Refusal("refusal-same-person", name=writing.name(heir), id=str(heir.telegram_id))
    if heir.access is not Access.ACTIVE:
        raise Refusal("refusal-no-access", name=writing.name(heir))


async def hand_over(ctx: Context, leaver: User, heir: User) -> Result[User]:
    """Give all unfinished tasks of one person to another, and tell both in one message each."""
    require_heir(leaver, heir)
    names = (writing.name(leaver), writing.name(heir))
    tasks, shown_task_ids = await leaving.hand_over(ctx.uow, leaver, heir, ctx.user)
    if not tasks:
        return Result(ctx.l10n("handed-over-nothing", name=names[0]), leaver, [], changed=False)
    reply_text = ctx.l10n("handed-over", count=len(tasks), name=names[0], heir=names[1])
    if not heir.reachable:
        unreachable = ctx.l10n("task-unreachable", count=1, assignee=names[1])
        reply_text = Html(f"{reply_text}\n{unreachable}")
    if len(shown_task_ids) > cards.REFRESHED:
        rest = ctx.l10n("handed-over-cards", count=len(shown_task_ids) - cards.REFRESHED)
        reply_text = Html(f"{reply_text}\n{rest}")
    replies = [*_notices(ctx, leaver, heir, tasks), *await cards.refresh_all(ctx, shown_task_ids)]
    return Result(reply_text, leaver, replies)


def _notices(ctx: Context, leaver: User, heir: User, tasks: list[Left]) -> Replies:
    def to_heir(reader: Reader) -> Html:
        return reader.l10n(
            "handed-over-to-you",
            count=len(tasks),
            name=writing.name(ctx.user),
            leaver=writing.name(leaver),
            tasks=writing.task_lines(tasks, reader.l10n),
        )

    def to_leaver(reader: Reader) -> Html:
        return reader.l10n(
            "handed-over-from-you", count=len(tasks), name=writing.name(ctx.user), heir=writing.name(heir)
        )

    mine = notices.leading_to(Listing.MINE)
    return [*notices.inform(ctx, [heir], to_heir, mine), *notices.inform(ctx, [leaver], to_leaver, mine)]
