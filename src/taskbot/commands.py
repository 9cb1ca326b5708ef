"""THE command table: each feature's commands, joined in menu order.

Filters, menus and `/help` follow it. A command's texts are `command-…`, `usage-…` and `example-…` after its
name, with hyphens (`command-my-tasks`).
"""

from __future__ import annotations

from collections.abc import Iterable

from taskbot.domain import rules
from taskbot.domain.models import Person, Role
from taskbot.features.acceptance import commands as acceptance
from taskbot.features.board import commands as board
from taskbot.features.cards import commands as cards
from taskbot.features.creation import commands as creation
from taskbot.features.digest import commands as digest
from taskbot.features.discussion import commands as discussion
from taskbot.features.editing import commands as editing
from taskbot.features.escalation import commands as escalation
from taskbot.features.filters import commands as filters
from taskbot.features.groups import commands as groups
from taskbot.features.help import commands as help_
from taskbot.features.joining import commands as joining
from taskbot.features.labels import commands as labels
from taskbot.features.lists import commands as lists
from taskbot.features.people import commands as people
from taskbot.features.privacy import commands as privacy
from taskbot.features.projects import commands as projects
from taskbot.features.recurrence import commands as recurrence
from taskbot.features.reminders import commands as reminders
from taskbot.features.search import commands as search
from taskbot.features.settings import commands as settings
from taskbot.features.setup import commands as setup
from taskbot.features.work import commands as work
from taskbot.features.workdays import commands as workdays
from taskbot.language.command import Audience, Command
from taskbot.language.spelling import closest
from taskbot.language.typed_text import fold

# The menu and `/help` have them in this order, the most common first; `/help` has these groups, each headed
# `help-…`.
GROUPS = {
    "first": (
        lists.MY_TASKS,
        creation.CREATE_TASK,
        lists.TO_ACCEPT,
        search.SEARCH,
        help_.HELP,
    ),
    "lists": (
        lists.UNASSIGNED_TASKS,
        lists.OVERDUE_TASKS,
        lists.CREATED_TASKS,
        lists.ALL_TASKS,
        projects.PROJECTS,
        projects.PROJECT,
    ),
    "tasks": (
        creation.TASK,
        cards.TASK_DETAILS,
        work.UPDATE_STATUS,
        work.CLAIM,
        work.UNCLAIM,
        reminders.REMIND,
        acceptance.ACCEPT,
        acceptance.RETURN_TASK,
        editing.EDIT_TASK,
        labels.LABELS,
        editing.ASSIGN,
        editing.UNASSIGN,
        editing.DELETE_TASK,
        editing.RESTORE_TASK,
        recurrence.SKIP,
        recurrence.REPEATING,
        filters.FILTERS,
    ),
    "talk": (
        discussion.COMMENT,
        discussion.DELETE_COMMENT,
        discussion.FILES,
        discussion.HISTORY,
    ),
    "people": (
        people.USERS,
        joining.INVITE,
        joining.INVITES,
        joining.REVOKE_INVITE,
        people.SET_ROLE,
        people.BLOCK,
        people.UNBLOCK,
        people.HAND_OVER,
    ),
    "settings": (
        settings.SETTINGS,
        settings.LANGUAGE,
        settings.TIMEZONE,
        settings.NOTICES,
        digest.DIGEST,
        digest.QUIET,
        settings.ACCEPTANCE,
        workdays.CALENDAR,
        escalation.ESCALATION,
        groups.BIND,
        groups.UNBIND,
        board.BOARD,
        setup.SETUP,
        privacy.MY_DATA,
        privacy.FORGET_ME,
    ),
    "other": (
        joining.START,
        help_.CANCEL,
    ),
}
# Those that are about the group in which they are typed.
IN_GROUPS = (creation.TASK, groups.BIND, groups.UNBIND, board.BOARD)
COMMANDS = tuple(command for group in GROUPS.values() for command in group)

# Those that a greeting and `/help` have buttons for; their labels are `shortcut-…`. Who may not use one has
# no button for it.
SHORTCUTS = {
    Role.EMPLOYEE: (lists.MY_TASKS, search.SEARCH, settings.SETTINGS),
    Role.ADMIN: (
        creation.CREATE_TASK,
        lists.MY_TASKS,
        lists.TO_ACCEPT,
        search.SEARCH,
        people.USERS,
        settings.SETTINGS,
    ),
}


def _by_spelling(commands: Iterable[Command]) -> dict[str, Command]:
    return {fold(name): command for command in commands for name in (command.name, command.alias)}


_SPELLINGS = _by_spelling(COMMANDS)


def find(name: str) -> Command | None:
    """Return the command of that name (without the slash), in either spelling, whatever the case."""
    return _SPELLINGS.get(fold(name))


def named(name: str) -> Command:
    """Return the command of a name that stands in the program; raises KeyError for another."""
    return _SPELLINGS[fold(name)]


def nearest(name: str, among: Iterable[Command]) -> Command | None:
    """Return the command that a mistyped name most likely meant, or None where nothing is near."""
    return closest(name, _by_spelling(among))


def for_role(role: Role, among: Iterable[Command] = COMMANDS) -> tuple[Command, ...]:
    """Return the commands of that role for people who are in the default project alone, in menu order."""
    audiences = _of_role(role)
    return tuple(command for command in among if command.audience in audiences)


def for_person(person: Person, among: Iterable[Command] = COMMANDS) -> tuple[Command, ...]:
    """Return the commands that a person may use, in menu order: what their role and their projects allow."""
    audiences = {*_of_role(person.role)}
    audiences |= {Audience.CREATORS} if rules.creates(person) else set()
    audiences |= {Audience.MEMBERS} if rules.joined(person) else set()
    return tuple(command for command in among if command.audience in audiences)


def _of_role(role: Role) -> set[Audience]:
    if role is Role.ADMIN:
        return {Audience.EVERYONE, Audience.ADMINS, Audience.CREATORS}
    return {Audience.EVERYONE}
