"""People as commands name them, and as buttons offer them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from taskbot.domain.models import Access, Person, User
from taskbot.domain.rules import Refusal
from taskbot.language import writing
from taskbot.language.l10n import L10n
from taskbot.language.spelling import closest
from taskbot.language.typed_text import fold
from taskbot.repository import drafts, users
from taskbot.telegram.context import Context
from taskbot.telegram.keyboards import LABEL, Button, button


async def find_person(ctx: Context, named: int | str, refusal: str, **variables: str) -> User:
    """Find a person by Telegram id, or by username without the at sign, whatever their access.

    Raises Refusal with the key `refusal`; its variables are `person`, `suggested` (the nearest username of
    the team, or `none`) and `variables`. A mentioned person is called as the message called them. Where
    somebody has nearly that username, the key is `refusal-person-near`.
    """
    person = await users.by_id_or_username(ctx.uow, named)
    if person is None:
        suggested = await _nearest_username(ctx, named) or "none"
        shown = ctx.mentions.names.get(named) if isinstance(named, int) else None
        person_named = {"person": shown} if shown else {"person": writing.typed(named)} | variables
        if suggested != "none" and refusal != "refusal-mention-unknown":  # which suggests by itself
            refusal = "refusal-person-near"
        raise Refusal(refusal, **{"suggested": suggested} | variables | person_named)
    return person


async def _nearest_username(ctx: Context, named: int | str) -> str | None:
    if isinstance(named, int):
        return None
    return closest(named, {fold(it): it for it in await drafts.usernames(ctx.uow)})


def require_access(person: Person, refusal: str, **variables: str) -> None:
    """Refuse a person who may not use the bot: not yet, or no longer."""
    if person.access is not Access.ACTIVE:
        raise Refusal(refusal, person=writing.name(person), **variables)


def people_rows(
    people: Iterable[Person],
    chosen_ids: Collection[int],
    l10n: L10n,
    data: Callable[[str], str],
    page: int = 1,
    pages: int = 1,
) -> list[list[Button]]:
    """Give rows that choose among people: each one's name, and the way to the other pages.

    `data` turns an argument into the data of its button: `u<id>` takes a person in or out, `p<number>` turns
    to a page. Chosen people have a tick.
    """
    rows = [[button(_label(it, chosen=it.id in chosen_ids), data(f"u{it.id}"))] for it in people]
    return [*rows, *_turning(l10n, data, page, pages)]


def _turning(l10n: L10n, data: Callable[[str], str], page: int, pages: int) -> list[list[Button]]:
    if pages <= 1:
        return []
    row = [button(f"{page} / {pages}", data(f"p{page}"))]
    if page > 1:
        row.insert(0, button(l10n("list-previous"), data(f"p{page - 1}")))
    if page < pages:
        row.append(button(l10n("list-next"), data(f"p{page + 1}")))
    return [row]


def _label(person: Person, *, chosen: bool) -> str:
    return f"{'✓' if chosen else '👤'} {writing.shorten(writing.name(person), LABEL)}"
