"""The tasks of somebody who leaves go to somebody else."""

from __future__ import annotations

from taskbot.domain.models import Access, User
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.people.requests import Decided
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import leaving
from taskbot.repository.leaving import Left
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies


def require_heir(leaver: User, heir: User) -> None:
    """Refuse somebody who cannot take over tasks."""
    if leaver.id == heir.id:
        raise Refusal("refusal-same-person", name=writing.name(heir), id=str(heir.telegram_id))
    if heir.access is not Access.ACTIVE:
        raise Refusal("refusal-no-access", name=writing.name(heir))


async def hand_over(ctx: Context, leaver: User, heir: User) -> Decided:
    """Give all unfinished tasks of somebody to somebody else, who hears of it once."""
    require_heir(leaver, heir)
    names = (writing.name(leaver), writing.name(heir))
    given, shown = await leaving.hand_over(ctx.connection, leaver, heir, ctx.user, names)
    if not given:
        return Decided(ctx.l10n("handed-over-nothing", name=names[0]), leaver, [], done=False)
    said = ctx.l10n("handed-over", count=len(given), name=names[0], heir=names[1])
    if not heir.reachable:
        unheard = ctx.l10n("task-unreachable", count=1, assignee=names[1])
        said = Html(f"{said}\n{unheard}")
    if len(shown) > cards.REFRESHED:
        rest = ctx.l10n("handed-over-cards", count=len(shown) - cards.REFRESHED)
        said = Html(f"{said}\n{rest}")
    told = [*_told(ctx, leaver, heir, given), *await cards.refresh_all(ctx, shown)]
    return Decided(said, leaver, told)


def _told(ctx: Context, leaver: User, heir: User, given: list[Left]) -> Replies:
    def to_heir(reader: Reader) -> Html:
        return reader.l10n(
            "handed-over-to-you",
            count=len(given),
            name=writing.name(ctx.user),
            leaver=writing.name(leaver),
            tasks=writing.task_lines(given, reader.l10n),
        )

    def to_leaver(reader: Reader) -> Html:
        return reader.l10n(
            "handed-over-from-you", count=len(given), name=writing.name(ctx.user), heir=writing.name(heir)
        )

    return [*notices.tell(ctx, [heir], to_heir), *notices.tell(ctx, [leaver], to_leaver)]
