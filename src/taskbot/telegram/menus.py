"""The commands of a role in Telegram's menu, and the texts that describe a command."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from aiogram.methods import (
    DeleteMyCommands,
    SetMyCommands,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from taskbot.commands import IN_GROUPS, for_person, for_role, named
from taskbot.domain.models import (
    Language,
    Person,
    Role,
    User,
)
from taskbot.language.command import Command
from taskbot.language.l10n import Html, L10n, l10n_of
from taskbot.repository import users
from taskbot.telegram.context import Context, language_for
from taskbot.telegram.replies import Replies


def text_key(kind: str, command: Command) -> str:
    """Derive the key of a command's text from its name: `command-my-tasks`."""
    return f"{kind}-{command.name.replace('_', '-')}"


def example(command: Command, l10n: L10n, today: date) -> Html:
    """Give a command to copy; the date in it, if any, lies ahead."""
    ahead = today.replace(year=today.year + 1, day=1)
    return l10n(text_key("example", command), date=ahead.isoformat())


def menu(among: Iterable[Command], l10n: L10n) -> Iterable[tuple[str, str]]:
    """Pair commands with their descriptions."""
    return [(command.name, l10n(text_key("command", command))) for command in among]


def team_menus(default: Language | None) -> Replies:
    """Set the menu of employees, which everybody sees whose own chat has none: per language of the client."""
    scope, everybody = BotCommandScopeAllPrivateChats(), for_role(Role.EMPLOYEE)
    if default is not None:
        return [
            SetMyCommands(commands=_commands(everybody, l10n_of(default)), scope=scope),
            *(DeleteMyCommands(scope=scope, language_code=language) for language in Language),
        ]
    return [
        SetMyCommands(commands=_commands(everybody, l10n_of(Language.EN)), scope=scope),
        SetMyCommands(
            commands=_commands(everybody, l10n_of(Language.RU)), scope=scope, language_code=Language.RU
        ),
    ]


def group_menus(default: Language | None) -> Replies:
    """Set the menu of groups. What shows a person's own tasks is not to be seen by others (Bot API 10.2)."""
    scope = BotCommandScopeAllGroupChats()
    general = [SetMyCommands(commands=_group_commands(l10n_of(default or Language.EN)), scope=scope)]
    if default is not None:
        others = [DeleteMyCommands(scope=scope, language_code=language) for language in Language]
        return [*general, *others]
    russian = _group_commands(l10n_of(Language.RU))
    return [*general, SetMyCommands(commands=russian, scope=scope, language_code=Language.RU)]


def _group_commands(l10n: L10n) -> list[BotCommand]:
    own = named("my_tasks")
    described = [(it, l10n(text_key("command", it))) for it in (*IN_GROUPS, own)]
    return [
        BotCommand(command=it.name, description=text, is_ephemeral=True if it is own else None)
        for it, text in described
    ]


def own_menu(user: User, language: Language) -> Replies:
    """Set the menu of a chat, if it has its own: else the team's is seen there."""
    if has_own_menu(user):
        scope = BotCommandScopeChat(chat_id=user.telegram_id)
        return [SetMyCommands(commands=_commands(for_person(user), l10n_of(language)), scope=scope)]
    if user.menu is None or user.menu.startswith(f"{Role.EMPLOYEE}:"):
        return []
    return [no_menu(user.telegram_id)]


def has_own_menu(person: Person) -> bool:
    """Whether somebody has a menu of their own: admins, members of projects, who chose a language."""
    return person.role is Role.ADMIN or bool(person.project_roles) or person.language is not None


def no_menu(chat_id: int) -> DeleteMyCommands:
    """Take away the menu that a chat has of its own: what everybody has is seen there then."""
    return DeleteMyCommands(scope=BotCommandScopeChat(chat_id=chat_id))


def _commands(among: Iterable[Command], l10n: L10n) -> list[BotCommand]:
    return [BotCommand(command=name, description=description) for name, description in menu(among, l10n)]


async def follow_role(ctx: Context, person: User) -> Replies:
    """Let the menu follow at once, where the person has a chat to see it in."""
    if not person.reachable:
        return []
    language = language_for(person, ctx.team)
    await users.set_menu(ctx.uow, person.telegram_id, person.menu_in(language))
    return own_menu(person, language)


def without_menu(person: User) -> Replies:
    """Take away the menu of somebody's chat, where it has one of its own."""
    if person.menu is None or not has_own_menu(person) or not person.reachable:
        return []
    return [no_menu(person.telegram_id)]
