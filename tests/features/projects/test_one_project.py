"""A team of one project reads of none: whatever is said and pressed, but for one line of an admin's /help."""

from __future__ import annotations

import re

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.commands import COMMANDS
from taskbot.domain.models import Language
from taskbot.language.l10n import l10n_of

pytestmark = pytest.mark.usefixtures("team")

# What looks like a project, said where one could be named.
LIKE_PROJECTS = (
    "/create_task Post the photos #cats @boris tomorrow",
    "/create_task #cats Post the photos",
    "/создать_задачу Фото #общий",
    '/create_task title:"Post" project:cats',
    "/создать_задачу название:Фото проект:общий",
    "/create_task title:x project:",
    "/create_task title:x project:2027",
    "/create_task title:x projetc:cats",
    "/edit_task 1 project:cats",
    "/edit_task 1 #cats",
    "/изменить_задачу 1 проект:общий",
    "/my_tasks #cats",
    "/all_tasks project:cats",
    "/мои_задачи проект:общий 2",
    "/my_tasks projct:cats",
    "/projcts",
    "/prject new",
    "#cats",
)
NAMED = re.compile(r"(?i)project|проект")


# Where projects would have buttons.
PRESSED = ("/create_task Fix #cats", "/edit_task 1", "/all_tasks status:pending")


@pytest.mark.parametrize("who", ["anna", "carol", "dave"])
async def test_nobody_reads_of_projects(who: str, bot: Stage, request: pytest.FixtureRequest) -> None:
    person: Speaker = request.getfixturevalue(who)
    is_admin, language = who in ("anna", "carol"), Language.RU if who in ("anna", "boris") else Language.EN
    bot.allowed_refusals.append("message is not modified")
    await bot.sql(
        "INSERT INTO tasks (title, created_by_id) SELECT 'A', id FROM users WHERE telegram_id = '1003'"
    )
    l10n = l10n_of(language)
    said = [
        f"/{it.spelled(language)}" for it in COMMANDS if it.name not in ("projects", "project", "forget_me")
    ]
    said += [
        re.sub("<.*?>", "", l10n(key, date="2027-01-01"))
        for it in COMMANDS
        if (key := f"example-{it.name.replace('_', '-')}") in l10n and it.name not in ("projects", "project")
    ]
    read: list[str] = [*person.menu.values(), *person.menu]
    for text in said:
        person.chat.say(text)
    await bot.settle()
    read += [piece for event in person.take() for piece in (event.text, *event.labels)]
    for text in (*LIKE_PROJECTS, *(() if is_admin else ("/projects", "/проект новый", "/project x"))):
        person.chat.say(text)
        await bot.settle()
        read += [piece for it in person.take() for piece in (_without(it.text, text), *it.labels)]
    for text in PRESSED:
        person.chat.say(text)
        await bot.settle()
        for label in person.last.labels:
            if label in person.last.labels and "✖" not in label:
                person.chat.press(label)
                await bot.settle()
        read += [piece for event in person.take() for piece in (event.text, *event.labels)]
    for other in ("anna", "boris", "carol", "dave"):
        request.getfixturevalue(other).take()
    lines = [line for text in read for line in ordinary(text).splitlines() if NAMED.search(line)]
    told = {
        Language.EN: "/projects – projects: tasks and members",
        Language.RU: "/projects — проекты: задачи и участники",
    }
    assert set(lines) == ({told[language]} if is_admin else set())


def _without(text: str, said: str) -> str:
    """The answer without the words that it quotes."""
    for word in re.findall(r"[\w#-]+", said):
        text = text.replace(word, "…") if NAMED.search(word) else text
    return text
