"""Whoever is no member of a project learns nothing of it, by no command, no press, and no message of the bot.

Each command of the table is said with all that it understands, about tasks of a project and about a number that
there is not: the answers are the same, byte for byte. So a new command is tested as soon as it is in the table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from dialogues.stage import Speaker, Stage
from taskbot import commands
from taskbot.commands import COMMANDS
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import EVERYTHING, Cursor, Filter, Listing, Role, TaskAction
from taskbot.domain.rules import Refusal
from taskbot.features.labels.views import LabelAction, LabelPress
from taskbot.features.lists.presses import PagePress, Step
from taskbot.features.projects.views import ProjectAction, ProjectPress
from taskbot.features.recurrence.views import SeriesAction, SeriesPress
from taskbot.features.reminders.views import ReminderAction, ReminderPress
from taskbot.language.command import Command
from taskbot.repository import projects, users
from taskbot.sandbox.people import Person
from taskbot.telegram.keyboards import TaskPress

pytestmark = pytest.mark.usefixtures("team", "no_escalation")

PROJECT = "kumquat"
LABEL = "sapodilla"
SECRETS = (PROJECT, LABEL, "pineapple", "durian", "lychee", "papaya", "rambutan")
NOWHERE = "nowhere"  # no project, either
MISSING = "8999"  # longer than no secret number, so that nothing but the number differs
# Tasks of the project, in each state.
TASKS = {
    7001: "assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1002)",
    7002: "description = 'durian'",  # unassigned
    7003: "deleted_at = now()",
    7004: "status = 'completed', assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1002)",
    7005: "series_id = 7000, series_day = '2026-12-01'",
}
NUMBERS = (7001, 7002)
PRESSED = (7000, *NUMBERS)  # a series among them
FILL = f"""
INSERT INTO projects (id, name, folded) OVERRIDING SYSTEM VALUE
VALUES (2, '{PROJECT}', '{PROJECT}'), (3, 'elsewhere', 'elsewhere');
SELECT setval('projects_id_seq', 3);
INSERT INTO series (id, title, rule, zone, project_id, next_at) OVERRIDING SYSTEM VALUE
VALUES (7000, 'rambutan', '{{"unit": "day", "start": "2026-12-01"}}', 'UTC', 2, NULL);
INSERT INTO tasks (id, title, project_id, created_by_id, due_date, review) OVERRIDING SYSTEM VALUE
SELECT n, 'pineapple ' || n, 2, (SELECT id FROM users WHERE telegram_id = 1003), '2026-12-01', true
FROM unnest(ARRAY{list(TASKS)}) AS n;
INSERT INTO labels (id, project_id, name, folded) OVERRIDING SYSTEM VALUE VALUES (7000, 2, '{LABEL}', '{LABEL}');
INSERT INTO comments (task_id, user_id, text, file_kind, file_id, file_name)
SELECT id, created_by_id, 'lychee', 'document', 'x', 'papaya.pdf' FROM tasks WHERE project_id = 2;
INSERT INTO tasks (title, project_id) VALUES ('Free for all', 1), ('Of another project', 3);
"""  # noqa: S608 (of this test's own)
# All that the bot keeps of the project.
STATE = """
SELECT json_build_array(
    (SELECT json_agg(tasks ORDER BY id) FROM tasks WHERE project_id = 2),
    (SELECT json_agg(projects ORDER BY id) FROM projects WHERE id = 2),
    (SELECT json_agg(project_members ORDER BY user_id) FROM project_members WHERE project_id = 2),
    (SELECT json_agg(comments ORDER BY comments.id) FROM comments JOIN tasks ON tasks.id = task_id WHERE project_id = 2),
    (SELECT json_agg(changes ORDER BY changes.id) FROM changes JOIN tasks ON tasks.id = task_id WHERE project_id = 2),
    (SELECT json_agg(assignments ORDER BY user_id) FROM assignments JOIN tasks ON tasks.id = task_id
     WHERE project_id = 2),
    (SELECT json_agg(series ORDER BY id) FROM series WHERE project_id = 2)
)::text
"""
# What can be said behind a command: about a task or a project, whose number or name stands in for `{}`. Each
# command is said with those of them that it understands.
OF_TASKS = (
    "{}",
    "#{}",
    "{} in_progress",
    "{} completed",
    "{} rejected no",
    "{} text",
    "{} @boris",
    "{} priority:high",
    '{} title:"Other"',
    "{} due_date:2027-01-01",
    "{} repeat:none",
    "{} title:Other apply:later",
    "{} project:elsewhere",
    "{} #elsewhere",
    "{} tomorrow 9:00",
    "{} 1 hour before",
    "{} off",
    "{} +urgent",
    "task_{}",
    "{} stop",
    "{} 8998",
)
OF_PROJECTS = (
    "#{}",
    "project:{}",
    "{}",
    "{} @boris",
    "{} add @boris lead",
    "{} remove @boris",
    "{} rename other",
    "{} delete",
    "{} acceptance on",
    "{} escalation off",
    "Report #{}",
    'title:"Report" project:{}',
)
OF_LABELS = ("+{}", "{}", "rename {} other", "delete {}", "Report +{}")
SEARCHED = ("pineapple", "lychee", "rambutan", "papaya.pdf", "durian", "p")


class Outsiders:
    """People who are not in the project, or not any more; each has had cards of its tasks, where they could."""

    def __init__(self, bot: Stage, dave: Speaker) -> None:
        self.bot = bot
        self.lead_elsewhere = dave
        self._others = [
            bot.person(Person(2000 + n, name, None, f"p{n}", "en" if name.isascii() else "ru"))
            for n, name in enumerate(("Бывший участник", "former lead", "former admin", "blocked"))
        ]

    def __iter__(self) -> Iterator[Speaker]:
        return iter((self.lead_elsewhere, *self._others))

    async def join(self) -> None:
        """Register, become members, see the tasks, and cease to be members."""
        await self._say(*("/start" for _ in self._others), people=self._others)
        removed, lead, admin, blocked = self._others
        roles = {removed: "member", lead: "lead", blocked: "lead"}
        add = "INSERT INTO project_members SELECT $1, id, $2 FROM users WHERE telegram_id = $3"
        for person, role in roles.items():
            await self.bot.sql(add, 2, role, person.id)
        await self.bot.sql(add, 3, "lead", self.lead_elsewhere.id)
        await self.bot.sql("UPDATE users SET role = 'admin' WHERE telegram_id = $1", admin.id)
        for number in (7001, 7002, 7005):
            await self._say(*(f"/task_details {number}" for _ in self._others), people=self._others)
        assert "pineapple" in removed.last.text
        await self.bot.sql(
            "UPDATE tasks SET created_by_id = users.id FROM users WHERE tasks.id = 7002 AND telegram_id = $1",
            lead.id,
        )
        for it in (removed, lead):  # who were at work
            await self.bot.sql(
                "INSERT INTO assignments (task_id, user_id, priority)"
                " SELECT 7001, id, 'medium' FROM users WHERE telegram_id = $1",
                it.id,
            )
        await self._leave(roles, admin, blocked)

    async def _leave(self, roles: dict[Speaker, str], admin: Speaker, blocked: Speaker) -> None:
        async with self.bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            carol = await users.by_telegram_id(uow, 1003)
            for it in roles:
                person = await users.by_telegram_id(uow, it.id)
                assert carol is not None
                assert person is not None
                if it is not blocked:
                    assert await projects.remove_member(uow, 2, person, carol) is not None
        await self.bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", admin.id)
        await self.bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = $1", blocked.id)
        for speaker in self:
            speaker.take()

    async def say(self, command: str, *rest: str, few: bool = False) -> list[list[str]]:
        """Let all say the same, each in their language, and give what each hears, with its buttons.

        A `few` are one who leads another project, and one who was at work in this one.
        """
        people = list(self)[:2] if few else list(self)
        russian = commands.named(command).alias
        names = [command if it.chat.person.first_name.isascii() else russian for it in people]
        for it in rest or ("",):
            for person, name in zip(people, names, strict=True):
                person.chat.say(f"/{name} {it}".strip())
        await self.bot.settle()
        return [_heard(it) for it in people]

    async def _say(self, *texts: str, people: Sequence[Speaker]) -> list[list[str]]:
        everybody = list(people)
        for person, text in zip(everybody, texts, strict=False):
            person.chat.say(text)
        await self.bot.settle()
        return [_heard(it) for it in everybody]

    async def press(self, *presses: str) -> list[list[str]]:
        people = list(self) if presses[0].startswith("t:") else list(self)[:2]
        for person in people:
            for data in presses:
                person.chat.forge(data, next(it for it in person.chat.messages if it.from_bot))
        await self.bot.settle()
        return [_heard(it) for it in people]


def _heard(person: Speaker) -> list[str]:
    return [f"{it.kind}: {it.text} {_body(it.message)}" for it in person.take()]


def _body(message: Any) -> str:
    keyboard = message.body.get("reply_markup") if message else None
    return json.dumps(keyboard, ensure_ascii=False)


@pytest.fixture
async def outsiders(bot: Stage, dave: Speaker) -> Outsiders:
    for statement in FILL.split(";")[:-1]:
        await bot.sql(statement)
    for number, change in TASKS.items():
        await bot.sql(f"UPDATE tasks SET {change} WHERE id = {number}")  # noqa: S608 (of this test's own)
    everybody = Outsiders(bot, dave)
    await everybody.join()
    bot.allowed_refusals.append("message is not modified")  # where the same press comes twice
    return everybody


def _said(command: Command, templates: Sequence[str], named: str) -> list[str]:
    """What a command understands of these; where it takes any words, a few of them."""
    found = [it for it in templates if _understands(command, it.format(named))]
    return found[:5] if _understands(command, f"{named} any words") else found


def _understands(command: Command, text: str) -> bool:
    try:
        command.parse(text)
    except Refusal:
        return False
    return True


def _tells(heard: list[list[str]], asked: str = "") -> list[str]:
    """What of the project's words is told, but for what was asked."""
    told = "\n".join(text for texts in heard for text in texts)
    return [it for it in SECRETS if it in told and it not in asked]


async def test_most_commands_about_tasks_are_tried() -> None:
    tried = {command.name for command in COMMANDS if _said(command, OF_TASKS, "7001")}
    about_tasks = {it.name for it in COMMANDS if any(choice.is_task for choice in it.choices.values())}
    assert tried >= about_tasks
    assert len(about_tasks) > 15


async def test_no_command_tells_anything(
    bot: Stage, outsiders: Outsiders, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    before = await bot.sql(STATE)
    for command in COMMANDS:
        name = command.name
        asked = f"{PROJECT} {LABEL}" if name == "cancel" else ""  # of a draft with words of one's own
        assert _tells(await outsiders.say(name), asked) == [], name
        for template in _said(command, OF_TASKS, "7001"):
            few = template != "{}"
            numbers = [str(it) for it in (NUMBERS if few else TASKS)]
            expected = await outsiders.say(name, template.format(MISSING), few=few)
            heard = await outsiders.say(name, *(template.format(it) for it in numbers), few=few)
            assert _tells(heard) == [], (name, template)
            if _numbers_matter(command):
                alike = [[it.replace(MISSING, n) for n in numbers for it in texts] for texts in expected]
                assert heard == alike, (name, template)
        for secret, templates in ((PROJECT, OF_PROJECTS), (LABEL, OF_LABELS)):
            for template in _said(command, templates, secret):
                heard = await outsiders.say(name, template.format(secret), few=True)
                assert _tells(heard, secret) == [], (name, template)
                if _numbers_matter(command):
                    other = await outsiders.say(name, template.format(NOWHERE), few=True)
                    assert heard == [[it.replace(NOWHERE, secret) for it in texts] for texts in other], (
                        template
                    )
        assert await bot.sql(STATE) == before, name
    for person in (anna, boris, carol):
        person.take()


def _numbers_matter(command: Command) -> bool:
    """Whether answers tell of nothing but what was asked: each new task has another number."""
    return command.name not in ("create_task", "task", "remind")


async def test_no_search_finds_anything(outsiders: Outsiders) -> None:
    for words in SEARCHED:
        heard = await outsiders.say("search", words)
        assert _tells([[it.split("\n", 1)[-1] for it in texts] for texts in heard], words) == []
    for command, words in (("search", "free"), ("unassigned_tasks", "")):  # it does find something
        (found, *_) = await outsiders.say(command, words)
        assert "Free for all" in found[0]


async def test_no_press_tells_anything(bot: Stage, outsiders: Outsiders) -> None:
    before = await bot.sql(STATE)
    for press in _presses():
        expected = _toasts(await outsiders.press(press(int(MISSING))))
        heard = await outsiders.press(*map(press, PRESSED))
        assert _tells(heard) == []
        alike = [[it.replace(MISSING, str(n)) for n in PRESSED for it in texts] for texts in expected]
        assert _toasts(heard) == alike, press(PRESSED[0])
    assert await bot.sql(STATE) == before


def _toasts(heard: list[list[str]]) -> list[list[str]]:
    """What a press is answered with; the message itself may lose its buttons with the first."""
    return [[it for it in texts if it.startswith("toast: ")] for texts in heard]


def _presses() -> Iterator[Callable[[int], str]]:
    for act in TaskAction:
        yield lambda number, act=act: TaskPress(action=act, id=number, version=1).pack()  # type: ignore[misc]
    for series in SeriesAction:
        yield lambda number, act=series: SeriesPress(action=act, id=number).pack()  # type: ignore[misc]
    for reminder in ReminderAction:
        yield lambda number, act=reminder: ReminderPress(  # type: ignore[misc]
            action=act, task=number, id=number, arg="60"
        ).pack()
    for label in LabelAction:
        yield lambda number, act=label: LabelPress(action=act, id=number, arg=number).pack()  # type: ignore[misc]
    for project in ProjectAction:
        for arg in ("", "lead1"):
            yield lambda number, act=project, arg=arg: ProjectPress(  # type: ignore[misc]
                action=act, id=2 if number == PRESSED[0] else number, arg=arg
            ).pack()
    yield lambda number: PagePress(Listing.MINE, filter=Filter(label=number)).pack()
    yield lambda number: PagePress(Listing.MINE, step=Step.OPEN, task_id=number).pack()


async def test_no_list_tells_anything(bot: Stage, outsiders: Outsiders) -> None:
    cursor = Cursor(forward=True, position=0, id=0)
    boris = await bot.sql("SELECT id FROM users WHERE telegram_id = 1002")
    for listing in Listing:
        for asked in (EVERYTHING, Filter(project=2), Filter(person=boris), Filter(person=0, project=2)):
            for press in (PagePress(listing, asked), PagePress(listing, asked, 2, cursor)):
                assert _tells(await outsiders.press(press.pack())) == []


async def test_old_cards_close_and_nothing_else_comes(
    bot: Stage, outsiders: Outsiders, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    """Whatever happens in the project, and however much time passes."""
    for text in (
        "/comment 7001 durian",
        "/edit_task 7002 title:papaya",
        "/update_status 7001 completed",
        "/assign 7002 @boris",
        "/delete_task 7005",
    ):
        carol.chat.say(text)
        await bot.settle()
        if "?" in carol.last.text and carol.last.labels:
            carol.chat.press(carol.last.labels[0])
            await bot.settle()
        assert _tells([_heard(it) for it in outsiders]) == [], text
    await bot.sql("UPDATE notification_settings SET next_digest_at = '-infinity'")
    await bot.sql("UPDATE team SET value = 'on' WHERE key = 'escalation'")
    await bot.passes(timedelta(days=8), timedelta(hours=12))
    assert _tells([_heard(it) for it in outsiders]) == []
    # The bot writes to nobody whom it has blocked, not even to close what they saw before.
    people = [it for it in outsiders if it.chat.person.first_name != "blocked"]
    shown = [
        it.text for person in people for it in person.chat.messages if it.from_bot and "pineapple" in it.text
    ]
    assert shown == []
    for person in (anna, boris, carol):
        person.take()


async def test_what_is_stored_of_them_tells_nothing(bot: Stage, outsiders: Outsiders) -> None:
    for person in outsiders:
        person.chat.say("/my_data")
        await bot.settle()
        documents = [it.body["document"] for it in person.chat.messages if "document" in it.body]
        person.take()
        for document in documents:
            content = bot.sandbox.state.files.find(document["file_id"]).content.decode()
            # A blocked lead is one still, and comes back as one.
            assert [it for it in SECRETS if it in content] == [], person


async def test_members_do_find_all_that(bot: Stage, outsiders: Outsiders, boris: Speaker) -> None:
    """Else the tests above would find nothing either."""
    assert await bot.sql("SELECT role FROM users WHERE telegram_id = 1002") == Role.EMPLOYEE
    for text, word in (
        ("/task_details 7002", "durian"),
        ("/history 7001", "lychee"),
        ("/search rambutan pineapple", ""),
        ("/search pineapple", "pineapple 7002"),
        ("/unassigned_tasks", "pineapple 7002"),
    ):
        boris.chat.say(text)
        await bot.settle()
        assert word in "\n".join(_heard(boris)), text
    assert next(iter(outsiders)).chat.messages
