"""All routers, in order. A handler reads, decides and returns replies; it never sends or commits."""

from __future__ import annotations

from aiogram import Router

from taskbot.features.acceptance import handlers as acceptance
from taskbot.features.board import handlers as board
from taskbot.features.cards import handlers as cards
from taskbot.features.cards.presses import CardPresses
from taskbot.features.creation import from_message, in_group, together
from taskbot.features.creation import handlers as creation
from taskbot.features.creation import presses as drafts
from taskbot.features.digest import handlers as digest
from taskbot.features.discussion import handlers as discussion
from taskbot.features.editing import deleting
from taskbot.features.editing import handlers as editing
from taskbot.features.escalation import handlers as escalation
from taskbot.features.filters import handlers as filters
from taskbot.features.groups import handlers as groups
from taskbot.features.help import fallback
from taskbot.features.help import handlers as help_
from taskbot.features.joining import handlers as joining
from taskbot.features.labels import handlers as labels
from taskbot.features.lists import handlers as lists
from taskbot.features.people import handlers as people
from taskbot.features.picking import handlers as picking
from taskbot.features.privacy import handlers as privacy
from taskbot.features.projects import handlers as projects
from taskbot.features.recurrence import handlers as recurrence
from taskbot.features.reminders import handlers as reminders
from taskbot.features.search import handlers as search
from taskbot.features.settings import handlers as settings
from taskbot.features.setup import handlers as setup
from taskbot.features.work import handlers as work
from taskbot.features.workdays import handlers as workdays
from taskbot.telegram.filters import in_group as of_groups
from taskbot.telegram.filters import in_private, registered
from taskbot.telegram.keyboards import TaskPress


def routers() -> list[Router]:
    """Return all routers, the busiest first: each router asked in vain costs 15 to 25 µs."""
    return [
        work.router(),
        lists.router(),
        cards.router(),
        search.router(),
        discussion.router(),
        acceptance.router(),
        _presses(),
        help_.router(),
        creation.router(),
        editing.router(),
        labels.router(),
        filters.router(),
        recurrence.router(),
        deleting.router(),
        drafts.router(),
        from_message.router(),
        in_group.links(),
        lists.creators_router(),
        people.admin_router(),
        people.router(),
        joining.admin_router(),
        joining.router(),
        privacy.router(),
        settings.router(),
        reminders.router(),
        digest.router(),
        workdays.router(),
        escalation.router(),
        setup.router(),
        projects.router(),
        picking.router(),
        in_group.router(),
        drafts.in_groups(),
        _presses_in_groups(),
        groups.router(),
        groups.in_private_chats(),
        board.router(),
        board.in_private_chats(),
        groups.strangers(),
        privacy.outsiders(),
        joining.strangers(),
        together.router(),
        fallback.router(),
    ]


def _presses() -> Router:
    """Build the router for buttons of cards; their handlers are next to the commands that do the same."""
    router = Router(name="presses")
    router.callback_query.filter(in_private, registered)
    router.callback_query.register(_CARD_PRESSES.press, TaskPress.filter())
    return router


def _presses_in_groups() -> Router:
    """Build the router for the same buttons below cards that groups see."""
    router = Router(name="presses in groups")
    router.callback_query.filter(of_groups, registered)
    router.callback_query.register(_CARD_PRESSES.press_in_group, TaskPress.filter())
    return router


_CARD_PRESSES = CardPresses(
    {**work.PRESSES, **editing.PRESSES, **discussion.PRESSES, **acceptance.PRESSES, **recurrence.PRESSES}
)
