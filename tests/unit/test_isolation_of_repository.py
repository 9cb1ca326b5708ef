"""Every function of the repository that reads for a person gives an outsider nothing of a project.

The functions are found by their parameters. A new one belongs to those that are asked here, or to those of
which it is said why they need not be.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest

from autocommit import Autocommit
from taskbot import repository
from taskbot.domain.models import EVERYTHING, OPEN, Filter, Listing, ProjectRole, Role, User
from taskbot.domain.workdays import Workdays
from taskbot.repository import (
    agenda,
    drafts,
    escalations,
    labels,
    lists,
    notification_settings,
    own_data,
    projects,
    reminders,
    search,
    series,
    talk,
    tasks,
    users,
)
from taskbot.repository.escalations import Limits

Ask: TypeAlias = Callable[[Autocommit, User], Awaitable[object]]

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("UTC"))
LIMITS = Limits(TODAY, ZoneInfo("UTC"), Workdays.of(None))
SECRETS = ("mango", "kumquat", "pineapple", "durian", "lychee", "rambutan")
FILL = """
INSERT INTO projects (name, folded) VALUES ('kumquat', 'kumquat'), ('elsewhere', 'elsewhere');
INSERT INTO series (title, rule, zone, project_id) VALUES ('rambutan', '{"unit": "day"}', 'UTC', 2);
INSERT INTO tasks
    (title, description, project_id, status, due_date, assigned_to_id, created_by_id, deleted_at, series_id)
SELECT 'pineapple', 'durian', 2, status, DATE '2026-12-01' + due, assignee, 1, deleted, 1
FROM unnest(enum_range(NULL::task_status)) AS status, unnest(ARRAY[-30, 0, 1]) AS due,
     unnest(ARRAY[NULL, 1]) AS assignee, unnest(ARRAY[NULL, timestamptz '2026-12-01']) AS deleted;
UPDATE assignments SET submitted_at = '2026-11-02' WHERE task_id % 3 = 0 AND status = 'in_progress';
INSERT INTO comments (task_id, user_id, text, file_kind, file_id)
SELECT tasks.id, users.id, CASE users.id WHEN 1 THEN 'lychee' ELSE 'my words' END, 'photo', 'x'
FROM tasks, users WHERE tasks.id < 9;
"""


async def _pages(read: Callable[..., Awaitable[object]]) -> list[object]:
    filters = (
        EVERYTHING,
        OPEN,
        Filter(project=2),
        Filter(person=1),
        Filter(person=0),
        Filter(submitted=True),
    )
    kinds = [it for it in Listing if it is not Listing.FOUND]
    return [await read(listing, asked) for listing in kinds for asked in filters]


async def _lines(connection: Autocommit, person: User) -> list[str]:
    sections = own_data.sections(own_data.FIRST, own_data.END)
    async with connection.transaction():
        return [
            line
            for name, first, end in sections
            async for line in own_data.lines(connection, person, name, first, end)
        ]


async def _labels(connection: Autocommit, person: User) -> list[object]:
    seen = labels.seen_by(person)
    return [
        await labels.by_id(connection, seen, 1),
        await labels.by_names(connection, seen, ["mango"]),
        await labels.alike(connection, seen, 1),
        await labels.folded_names(connection, seen),
        await labels.names(connection, seen),
        await labels.counted(connection, seen),
        await lists.page(connection, Listing.ALL, person, Filter(label=1), NOW),
        await lists.page(connection, Listing.UNASSIGNED, person, Filter(label=1), NOW),
    ]


ASKED: dict[str, Ask] = {
    "agenda.long_overdue": lambda it, who: agenda.long_overdue(it, who, TODAY),
    "agenda.around": lambda it, who: agenda.around(it, who, TODAY),
    "agenda.to_accept": lambda it, who: agenda.to_accept(it, who, NOW),
    "agenda.unassigned": lambda it, who: agenda.unassigned(it, who, NOW),
    "drafts.likely": lambda it, who: drafts.likely(it, who.id),
    "escalations.late": lambda it, who: escalations.late(it, who, LIMITS),
    "labels.seen_by": _labels,
    "lists.page": lambda it, who: _pages(lambda listing, asked: lists.page(it, listing, who, asked, NOW)),
    "lists.claimed": lambda it, who: lists.page_from(it, lists.claimed(who)),
    "lists.recurring": lambda it, who: lists.page_from(it, lists.recurring(who)),
    "lists.with_files": lambda it, who: lists.page_from(it, lists.with_files(who)),
    "lists.with_own_comment": lambda it, who: lists.page_from(it, lists.with_own_comment(who)),
    "notification_settings.joined": lambda it, who: notification_settings.joined(it, who.id),
    "own_data.lines": _lines,
    "reminders.of_person": lambda it, who: reminders.of_person(it, who.id, 100),
    "reminders.of_task": lambda it, who: reminders.of_task(it, who.id, 1),
    "search.page": lambda it, who: search.page(it, who, "pineapple"),
    "series.take_announcements": lambda it, who: series.take_announcements(
        it, who.id, datetime.now(UTC) + timedelta(days=9)
    ),
    "talk.own": lambda it, who: talk.own(it, 1, who),
    "tasks.lately_written": lambda it, who: tasks.lately_written(it, who, timedelta(days=1)),
}
TELLS_NOTHING = ("None", "bool", "int", "int | None")  # what a function gives that holds no words
# They write, or have but what the person has said or chosen: the caller has asked `rules` about the task.
OF_ONESELF = {
    *("asks", "invites", "leaving", "loose", "filters"),
    *("drafts.start", "drafts.get", "drafts.shown_in", "drafts.latest", "drafts.take"),
    *("notification_settings.get", "notification_settings.lock", "own_data.parts", "groups.bind"),
    *("projects.create", "projects.set_member", "projects.remove_member"),
    *("reminders.by_id", "search.text_of", "talk.latest_of", "talk.of_message", "talk.own_by_id"),
}


def _functions() -> Iterator[str]:
    """The functions of the repository that tell something about a person."""
    for found in pkgutil.walk_packages(repository.__path__, f"{repository.__name__}."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == found.name and name[0] != "_":
                signature = inspect.signature(function)
                tells = str(signature.return_annotation) not in TELLS_NOTHING
                if tells and any(_is_person(it) for it in signature.parameters.values()):
                    yield f"{found.name.rpartition('.')[2]}.{name}"


def _is_person(parameter: inspect.Parameter) -> bool:
    kind = str(parameter.annotation).removesuffix(" | None")
    return kind in ("Person", "User") or parameter.name in ("user_id", "person_id")


def test_each_function_about_a_person_is_asked_or_need_not_be() -> None:
    found = set(_functions())
    assert found >= ASKED.keys()
    others = {it for it in found - ASKED.keys() if not {it, it.partition(".")[0]} & OF_ONESELF}
    assert others == set(), "ask it here as somebody who is not in the project, or say why not"


@pytest.fixture
async def outsiders(connection: Autocommit) -> list[User]:
    """Who was never in the project, who leads another, and who was removed, demoted or blocked."""
    people = [await _register(connection, number) for number in range(1, 7)]
    for statement in FILL.split(";")[:-1]:
        await connection.execute(statement)
    assert await labels.make(connection, 2, ["mango"])
    for number in (1, 2, 3):
        await labels.add(connection, number, [1])
    admin, _, lead_elsewhere, removed, demoted, blocked = people
    add = "INSERT INTO project_members VALUES ($1, $2, $3)"
    await connection.execute(add, 3, lead_elsewhere.id, "lead")
    for person in (removed, blocked):
        await connection.execute(add, 2, person.id, "lead")
        await connection.execute(
            "UPDATE tasks SET created_by_id = $1, assigned_to_id = $1 WHERE id % 6 = $2",
            person.id,
            person.id % 6,
        )
        await connection.execute(
            "INSERT INTO reminders (user_id, task_id, remind_at) SELECT $1, id, now() FROM tasks", person.id
        )
    assert await projects.remove_member(connection, 2, removed, admin) is not None
    await connection.execute("UPDATE users SET access = 'blocked' WHERE id = $1", blocked.id)
    await connection.execute("UPDATE users SET role = 'admin' WHERE id = $1", demoted.id)
    await connection.execute("UPDATE users SET role = 'employee' WHERE id = $1", demoted.id)
    found = [await users.by_telegram_id(connection, it.telegram_id) for it in people[1:]]
    return [it for it in found if it is not None]


async def _register(connection: Autocommit, telegram_id: int) -> User:
    role = Role.ADMIN if telegram_id == 1 else Role.EMPLOYEE
    given: dict[str, Any] = {"username": None, "full_name": "Someone", "language_code": "en", "role": role}
    return await users.register(connection, telegram_id=telegram_id, **given)


@pytest.mark.parametrize("name", ASKED)
async def test_outsiders_find_nothing(name: str, connection: Autocommit, outsiders: list[User]) -> None:
    never, lead_elsewhere, removed, demoted, blocked = outsiders
    assert blocked.project_roles == {2: ProjectRole.LEAD}
    for person in (never, lead_elsewhere, removed, demoted):
        found = repr(await ASKED[name](connection, person))
        assert [it for it in SECRETS if it in found] == [], person
        assert "project_id=2" not in found, person
    if name in ("own_data.lines", "search.page", "lists.page"):
        found = repr(await ASKED[name](connection, blocked))
        assert name != "own_data.lines" or [it for it in SECRETS if it in found] == []


async def test_members_find_something(connection: Autocommit, outsiders: list[User]) -> None:
    """Else nobody would."""
    member = outsiders[0]
    await connection.execute("INSERT INTO project_members VALUES (2, $1, 'lead')", member.id)
    give = "UPDATE tasks SET assigned_to_id = $1 WHERE assigned_to_id = 1 AND deleted_at IS NULL"
    await connection.execute(give, member.id)
    now = await users.by_telegram_id(connection, member.telegram_id)
    assert now is not None
    for name in ("agenda.long_overdue", "agenda.around", "agenda.unassigned", "escalations.late"):
        assert "pineapple" in repr(await ASKED[name](connection, now)), name
    assert "mango" in repr(await ASKED["labels.seen_by"](connection, now))
    for name in ("labels.seen_by", "lists.page", "own_data.lines", "search.page"):
        assert "pineapple" in repr(await ASKED[name](connection, now)), name
