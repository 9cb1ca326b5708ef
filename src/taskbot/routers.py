"""Routers by audience and area. A handler reads, decides and returns replies; it never sends or commits."""

from __future__ import annotations

from aiogram import Router

from taskbot.features.acceptance import handlers as reviewing
from taskbot.features.cards.presses import Presses
from taskbot.features.creation import handlers as creating
from taskbot.features.creation import presses as drafting
from taskbot.features.discussion import handlers as talking
from taskbot.features.editing import handlers as editing
from taskbot.features.help import fallback
from taskbot.features.joining import handlers as welcome
from taskbot.features.lists import handlers as lists
from taskbot.features.people import handlers as people
from taskbot.features.settings import handlers as settings
from taskbot.features.work import handlers as working
from taskbot.telegram.filters import in_private, registered
from taskbot.telegram.keyboards import TaskPress


def routers() -> list[Router]:
    """Give all routers, in the order in which they are asked: each one asked in vain costs 15 to 25 µs."""
    return [
        working.router(),
        lists.router(),
        talking.router(),
        reviewing.router(),
        _presses(),
        welcome.router(),
        creating.router(),
        editing.router(),
        drafting.router(),
        lists.admin_router(),
        people.admin_router(),
        people.router(),
        settings.router(),
        welcome.strangers(),
        fallback.groups(),
        fallback.router(),
    ]


def _presses() -> Router:
    """For the buttons of every card; each act's handler is with the commands that do the same."""
    router = Router(name="presses")
    router.callback_query.filter(in_private, registered)
    presses = Presses({**working.PRESSES, **editing.PRESSES, **talking.PRESSES, **reviewing.PRESSES})
    router.callback_query.register(presses.press, TaskPress.filter())
    return router
