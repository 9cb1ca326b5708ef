"""THE command table: each command's two spellings, for whom it is, and how its arguments are read.

Filters, menus and `/help` follow it. A command's texts are `command-…`, `usage-…` and `example-…` after its
name, with hyphens (`command-my-tasks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from taskbot.domain.models import Language, Listing, Role
from taskbot.features.creation import one_line
from taskbot.features.discussion import commands as talking
from taskbot.features.editing import commands as editing
from taskbot.features.lists import commands as lists
from taskbot.features.people import commands as people
from taskbot.features.settings import commands as settings
from taskbot.features.work import commands
from taskbot.language import arguments, spelling, typed_text


class Audience(StrEnum):
    """For whom a command is."""

    EVERYONE = "everyone"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table. `parse` turns what follows the name into a frozen record, or raises `Refusal`.

    Where it `takes_file`, it is a command below a photo or a file as well, which goes with it.
    """

    name: str
    alias: str
    audience: Audience
    parse: Callable[[str], Any]
    takes_file: bool = False

    def spelled(self, language: Language) -> str:
        """Return the spelling for a reader of that language, without the slash."""
        return self.alias if language is Language.RU else self.name


def _list(command: str, listing: Listing) -> Callable[[str], lists.Selection]:
    return partial(lists.selection, command=command, listing=listing)


_EVERYONE, _ADMINS = Audience.EVERYONE, Audience.ADMINS

START = Command("start", "старт", _EVERYONE, people.start)
HELP = Command("help", "помощь", _EVERYONE, partial(arguments.nothing, command="help"))
MY_TASKS = Command("my_tasks", "мои_задачи", _EVERYONE, _list("my_tasks", Listing.MINE))
CREATED_TASKS = Command("created_tasks", "мои_поручения", _EVERYONE, _list("created_tasks", Listing.CREATED))
UNASSIGNED_TASKS = Command(
    "unassigned_tasks", "свободные_задачи", _EVERYONE, _list("unassigned_tasks", Listing.UNASSIGNED)
)
OVERDUE_TASKS = Command(
    "overdue_tasks", "просроченные_задачи", _EVERYONE, _list("overdue_tasks", Listing.OVERDUE)
)
SEARCH = Command("search", "найти", _EVERYONE, lists.sought)
TASK_DETAILS = Command(
    "task_details", "детали_задачи", _EVERYONE, partial(arguments.task_number, command="task_details")
)
UPDATE_STATUS = Command("update_status", "обновить_статус", _EVERYONE, commands.status_change)
CREATE_TASK = Command("create_task", "создать_задачу", _ADMINS, one_line.Text, takes_file=True)
ALL_TASKS = Command("all_tasks", "все_задачи", _ADMINS, _list("all_tasks", Listing.ALL))
CLAIM = Command("claim", "взять", _EVERYONE, partial(arguments.task_number, command="claim"))
USERS = Command("users", "сотрудники", _ADMINS, people.people)
SET_ROLE = Command("set_role", "назначить_роль", _ADMINS, people.role_change)
BLOCK = Command("block", "заблокировать", _ADMINS, partial(people.someone, command="block"))
UNBLOCK = Command("unblock", "разблокировать", _ADMINS, partial(people.someone, command="unblock"))
HAND_OVER = Command("hand_over", "передать_задачи", _ADMINS, people.hand_over)
INVITE = Command("invite", "пригласить", _ADMINS, people.invitation)
INVITES = Command("invites", "приглашения", _ADMINS, partial(arguments.nothing, command="invites"))
MY_DATA = Command("my_data", "мои_данные", _EVERYONE, partial(arguments.nothing, command="my_data"))
FORGET_ME = Command("forget_me", "забыть_меня", _EVERYONE, partial(arguments.nothing, command="forget_me"))
COMMENT = Command(
    "comment", "комментарий", _EVERYONE, partial(talking.remark, command="comment"), takes_file=True
)
FILES = Command("files", "файлы", _EVERYONE, partial(arguments.task_number, command="files"))
HISTORY = Command("history", "история", _EVERYONE, partial(arguments.task_number, command="history"))
ACCEPT = Command("accept", "принять", _EVERYONE, partial(arguments.task_number, command="accept"))
RETURN_TASK = Command("return_task", "вернуть", _EVERYONE, partial(talking.remark, command="return_task"))
EDIT_TASK = Command("edit_task", "изменить_задачу", _ADMINS, editing.task_edit)
ASSIGN = Command("assign", "назначить", _ADMINS, editing.assignment)
UNASSIGN = Command("unassign", "снять", _ADMINS, editing.withdrawal)
DELETE_TASK = Command(
    "delete_task", "удалить_задачу", _ADMINS, partial(arguments.task_number, command="delete_task")
)
RESTORE_TASK = Command(
    "restore_task", "восстановить_задачу", _ADMINS, partial(arguments.task_number, command="restore_task")
)
SETTINGS = Command("settings", "настройки", _EVERYONE, partial(arguments.nothing, command="settings"))
LANGUAGE = Command("language", "язык", _EVERYONE, settings.language)
TIMEZONE = Command("timezone", "часовой_пояс", _EVERYONE, settings.timezone)
NOTICES = Command("notices", "уведомления", _EVERYONE, settings.notices)
ACCEPTANCE = Command("acceptance", "приёмка", _ADMINS, settings.acceptance)
CANCEL = Command("cancel", "отмена", _EVERYONE, partial(arguments.nothing, command="cancel"))

COMMANDS = (
    START,
    HELP,
    MY_TASKS,
    CREATED_TASKS,
    OVERDUE_TASKS,
    UNASSIGNED_TASKS,
    SEARCH,
    TASK_DETAILS,
    UPDATE_STATUS,
    CLAIM,
    COMMENT,
    FILES,
    HISTORY,
    ACCEPT,
    RETURN_TASK,
    CREATE_TASK,
    EDIT_TASK,
    ASSIGN,
    UNASSIGN,
    DELETE_TASK,
    RESTORE_TASK,
    ALL_TASKS,
    USERS,
    SET_ROLE,
    BLOCK,
    UNBLOCK,
    HAND_OVER,
    INVITE,
    INVITES,
    SETTINGS,
    LANGUAGE,
    TIMEZONE,
    NOTICES,
    ACCEPTANCE,
    MY_DATA,
    FORGET_ME,
    CANCEL,
)


def _by_spelling(commands: Iterable[Command]) -> dict[str, Command]:
    return {typed_text.fold(name): command for command in commands for name in (command.name, command.alias)}


_SPELLINGS = _by_spelling(COMMANDS)


def find(name: str) -> Command | None:
    """Return the command of that name (without the slash), in either spelling, whatever the case."""
    return _SPELLINGS.get(typed_text.fold(name))


def nearest(name: str, among: Iterable[Command]) -> Command | None:
    """Return the command that a mistyped name most likely meant, or None where nothing is near."""
    return spelling.closest(name, _by_spelling(among))


def for_role(role: Role) -> tuple[Command, ...]:
    """Return the commands that a person of that role may use, in menu order."""
    return tuple(
        command for command in COMMANDS if role is Role.ADMIN or command.audience is Audience.EVERYONE
    )
