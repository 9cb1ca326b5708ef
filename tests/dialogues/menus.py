"""The menus and the help of each role, made from the command table and its texts.

The README has the same table; test_docs compares them.
"""

from __future__ import annotations

from collections.abc import Iterable

from taskbot.commands import COMMANDS, GROUPS, find
from taskbot.domain.models import Language, Role
from taskbot.language.command import Audience, Command
from taskbot.language.l10n import l10n_of

HEADS = {
    (Role.EMPLOYEE, Language.EN): "What you can do",
    (Role.ADMIN, Language.EN): "What you can do as an admin",
    (Role.EMPLOYEE, Language.RU): "Ваши команды",
    (Role.ADMIN, Language.RU): "Команды администратора",
}
ONE_LINE = {
    (Role.EMPLOYEE, Language.EN): "/comment 5 The figures are ready\n/update_status 5 done",
    (
        Role.ADMIN,
        Language.EN,
    ): "/create_task Prepare the report @username tomorrow !high\n/update_status 5 done",
    (Role.EMPLOYEE, Language.RU): "/комментарий 5 Цифры готовы\n/обновить_статус 5 готово",
    (Role.ADMIN, Language.RU): (
        "/создать_задачу Подготовить отчёт @username завтра !высокий\n/обновить_статус 5 готово"
    ),
}
GROUP_HEADS = {
    Language.EN: {
        "first": "In one line\n{}",
        "lists": "Lists",
        "tasks": "One task",
        "talk": "Comments – or just reply to a message about a task",
        "people": "People",
        "settings": "Settings and your data",
        "other": "Other",
    },
    Language.RU: {
        "first": "Одной строкой\n{}",
        "lists": "Списки",
        "tasks": "Одна задача",
        "talk": "Комментарии — или просто ответьте на сообщение о задаче",
        "people": "Участники",
        "settings": "Настройки и ваши данные",
        "other": "Прочее",
    },
}
TAILS = {
    Language.EN: "A command sent without a number or a name lets you choose. Commands also work in Russian: /помощь.",
    Language.RU: "Команда без номера или имени сама предложит выбрать. Работают и русские названия: /мои_задачи, /найти, /помощь.",
}


OF_ADMINS = (Audience.EVERYONE, Audience.ADMINS, Audience.CREATORS)


def _of(role: Role, among: Iterable[Command] = COMMANDS) -> list[Command]:
    return [it for it in among if it.audience in (OF_ADMINS if role is Role.ADMIN else OF_ADMINS[:1])]


def _helped(role: Role, group: str) -> list[Command]:
    """The commands of a group in /help, where admins of a team of one project read that there may be others."""
    also = [find("projects")] if role is Role.ADMIN else []
    return [it for it in GROUPS[group] if it in (*_of(role), *also)]


def _text(command: Command, language: Language) -> str:
    return l10n_of(language)(f"command-{command.name.replace('_', '-')}")


def menu(role: Role, language: Language) -> dict[str, str]:
    """What stands under "/" in the order of the table."""
    return {it.name: _text(it, language) for it in _of(role)}


def help_of(role: Role, language: Language) -> str:
    """What /help answers, as plain text."""
    dash = "–" if language is Language.EN else "—"
    groups = [
        "\n".join([head, *(f"/{it.name} {dash} {_text(it, language)}" for it in commands)])
        for group, head in GROUP_HEADS[language].items()
        if (commands := _helped(role, group))
    ]
    text = "\n\n".join([HEADS[role, language], *groups, TAILS[language]])
    return text.replace("{}", ONE_LINE[role, language])


EMPLOYEE_EN, EMPLOYEE_RU = menu(Role.EMPLOYEE, Language.EN), menu(Role.EMPLOYEE, Language.RU)
ADMIN_EN, ADMIN_RU = menu(Role.ADMIN, Language.EN), menu(Role.ADMIN, Language.RU)
