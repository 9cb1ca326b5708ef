"""Handing over and erasing a person's data."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Listing, Person
from taskbot.features.cards import notices
from taskbot.features.cards.service import refresh_all
from taskbot.features.people import service as people
from taskbot.features.privacy import views
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import leaving, own_data, users
from taskbot.repository.leaving import Left
from taskbot.repository.own_data import Place
from taskbot.telegram.context import Context
from taskbot.telegram.menus import no_menu
from taskbot.telegram.replies import Replies

PART = 45_000_000  # bytes; a bot may send 50 MB (Bot API, «Sending files»)


def recipe(person: Person, start: Place, end: Place) -> str:
    """Say what a file is made of."""
    return json.dumps([person.id, start, end])


async def make(uow: UnitOfWork, recipe: str) -> AsyncGenerator[bytes, None]:
    """Give a file of a person's data, one entry per line; their access and role of now count."""
    person_id, start, end = json.loads(recipe)
    found = await users.by_ids(uow, [person_id])
    yield b"{"
    for number, (name, first, last) in enumerate(own_data.sections(Place(*start), Place(*end))):
        opening, closing = ("", "") if name == own_data.PROFILE else ("[", "]")
        yield f"{',' if number else ''}\n{json.dumps(name)}: {opening}".encode()
        between = "\n"
        for person in found:
            async for line in own_data.lines(uow, person, name, first, last):
                yield f"{between}{line}".encode()
                between = ",\n"
        yield closing.encode() if found or closing else b"null"
    yield b"\n}\n"


async def forget(ctx: Context) -> Replies:
    """Erase the sender's data, and tell those who must know."""
    await people.keep_an_admin(ctx, ctx.user)
    left = await leaving.forget(ctx.uow, ctx.user, list(views.names(ctx.user)))
    menu = no_menu(ctx.user.telegram_id)
    return [menu, *await _tell_of(ctx, left.orphans), *await refresh_all(ctx, left.shown)]


async def _tell_of(ctx: Context, orphans: list[Left]) -> Replies:
    """Tell the creators of tasks that nobody works on now, or the admins where a creator is gone."""
    admins = await users.admins(ctx.uow)
    creators = {it.id: it for it in await users.by_ids(ctx.uow, _creators(orphans))}
    recipients: dict[int, tuple[Person, list[Left]]] = {}
    for task in orphans:
        creator = creators.get(task.created_by_id or 0)
        for person in [creator] if creator else admins:
            recipients.setdefault(person.id, (person, []))[1].append(task)
    unassigned = notices.leading_to(Listing.UNASSIGNED)
    return [
        it
        for person, left in recipients.values()
        for it in notices.inform(ctx, [person], _left(ctx.user, left), unassigned)
    ]


def _creators(orphans: list[Left]) -> list[int]:
    return [it.created_by_id for it in orphans if it.created_by_id is not None]


def _left(person: Person, left: list[Left]) -> Callable[[Reader], Html]:
    def text(reader: Reader) -> Html:
        listed = writing.task_lines(left, reader.l10n)
        return reader.l10n("left-tasks", name=writing.name(person), count=len(left), tasks=listed)

    return text
