"""The menus and the help of each role, made from the command table and its texts.

The README has the same table; test_docs compares them.
"""

from __future__ import annotations

from taskbot.commands import COMMANDS
from taskbot.domain.models import Language, Role
from taskbot.language.command import Audience, Command
from taskbot.language.l10n import l10n_of

HEADS = {
    (Role.EMPLOYEE, Language.EN): "What you can do",
    (Role.ADMIN, Language.EN): "What you can do as an admin",
    (Role.EMPLOYEE, Language.RU): "Ваши команды",
    (Role.ADMIN, Language.RU): "Команды администратора",
}
TAILS = {
    Language.EN: "Tap an example to copy it. Commands also work in Russian: /помощь.",
    Language.RU: "Нажмите на пример, чтобы его скопировать. Команды можно писать и по-английски, и по-русски.",
}


def _of(role: Role) -> list[Command]:
    return [it for it in COMMANDS if role is Role.ADMIN or it.audience is Audience.EVERYONE]


def _text(kind: str, command: Command, language: Language) -> str | None:
    l10n, key = l10n_of(language), f"{kind}-{command.name.replace('_', '-')}"
    if key not in l10n:
        return None
    return l10n(key, date="2027-12-01") if command.name == "create_task" else l10n(key)


def menu(role: Role, language: Language) -> dict[str, str | None]:
    """What stands under "/" in the order of the table."""
    return {it.name: _text("command", it, language) for it in _of(role)}


def help_of(role: Role, language: Language) -> str:
    """What /help answers, as plain text."""
    lines = []
    for command in _of(role):
        both = (
            f"/{command.name} или /{command.alias} — " if language is Language.RU else f"/{command.name} – "
        )
        lines.append(both + str(_text("command", command, language)))
        if example := _text("example", command, language):
            lines[-1] += f"\n{example}"
    return "\n\n".join([HEADS[role, language], *lines, TAILS[language]])


EMPLOYEE_EN, EMPLOYEE_RU = menu(Role.EMPLOYEE, Language.EN), menu(Role.EMPLOYEE, Language.RU)
ADMIN_EN, ADMIN_RU = menu(Role.ADMIN, Language.EN), menu(Role.ADMIN, Language.RU)
