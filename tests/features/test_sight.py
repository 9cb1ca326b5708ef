"""What a person sees of a task is the same on every way of seeing one: for each relation of the two."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import opens, put
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.scheduler import Scheduler, notices
from taskbot.telegram.context import Team
from taskbot.telegram.replies import Replies

TEAM = Team(admin_ids=frozenset(), default_language=None, timezone=ZoneInfo("UTC"))
NOTHING, OUTLINE, WHOLE = "nothing", "outline", "whole"
TITLE = "Kumquat"
SAID = ("pineapple", "durian", "lychee")  # in a comment, the name of a file, a reason in the history
REASON = """
INSERT INTO changes (task_id, user_id, kind, after)
SELECT 1, id, 'reason', 'lychee' FROM users WHERE telegram_id = 1003
"""
ADMIN = "UPDATE users SET role = 'admin' WHERE telegram_id = 1004"
EMPLOYEE = "UPDATE users SET role = 'employee' WHERE telegram_id = 1004"
PENDING = "UPDATE users SET access = 'pending' WHERE telegram_id = 1004"
UNASSIGN, ASSIGN_ANOTHER, DELETE = "/unassign 1 1004", "/assign 1 @boris", "/delete_task 1"
BLOCK = "/block 1004"


@dataclass(frozen=True)
class Case:
    """How Dave comes to stand to the task: who is told to do what once he has its card; what he sees then."""

    sees: str
    steps: tuple[str, ...] = ()
    creator: str = "carol"
    assignees: tuple[str, ...] = ()
    admin: bool = False


CASES = {
    "admin": Case(WHOLE, admin=True, assignees=("boris",)),
    "admin of a nobody's": Case(WHOLE, admin=True),
    "admin of a deleted one": Case(WHOLE, (DELETE,), admin=True, assignees=("boris",)),
    "former admin": Case(NOTHING, (EMPLOYEE,), admin=True, assignees=("boris",)),
    "former admin of a nobody's": Case(OUTLINE, (EMPLOYEE,), admin=True),
    "creator": Case(WHOLE, creator="dave", assignees=("boris",)),
    "creator of a nobody's": Case(WHOLE, creator="dave"),
    "creator of a deleted one": Case(NOTHING, (DELETE,), creator="dave", assignees=("boris",)),
    "assignee": Case(WHOLE, assignees=("dave",)),
    "one of two": Case(WHOLE, assignees=("boris", "dave")),
    "assignee of a deleted one": Case(NOTHING, (DELETE,), assignees=("dave",)),
    "former assignee of a nobody's": Case(OUTLINE, (UNASSIGN,), assignees=("dave",)),
    "former assignee of another's": Case(NOTHING, (ASSIGN_ANOTHER, UNASSIGN), assignees=("dave",)),
    "former creator and assignee": Case(WHOLE, (UNASSIGN,), creator="dave", assignees=("dave",)),
    "employee": Case(OUTLINE),
    "employee of another's": Case(NOTHING, (ASSIGN_ANOTHER,)),
    "employee of a deleted one": Case(NOTHING, (DELETE,)),
    "blocked": Case(NOTHING, (BLOCK,)),
    "blocked assignee": Case(NOTHING, (BLOCK,), assignees=("dave",)),
    "blocked creator": Case(NOTHING, (BLOCK,), creator="dave"),
    "waiting to be let in": Case(NOTHING, (PENDING,)),
    "waiting assignee": Case(NOTHING, (PENDING,), assignees=("dave",)),
}


class Way(NamedTuple):
    """A way of seeing a task: what Dave is to see by it where he sees all, and where the outline."""

    whole: tuple[str, ...]
    outline: tuple[str, ...]
    look: Callable[[Stage, Speaker], Awaitable[str]]
    deleted: bool = True  # whether it shows deleted tasks to admins


def says(text: str) -> Callable[[Stage, Speaker], Awaitable[str]]:
    async def look(bot: Stage, dave: Speaker) -> str:
        dave.chat.say(text)
        await bot.settle()
        return "\n".join(dave.overhears())

    return look


def offers(command: str) -> Callable[[Stage, Speaker], Awaitable[str]]:
    """Look at everything that a command without a number offers."""

    async def look(bot: Stage, dave: Speaker) -> str:
        dave.chat.say(command)
        await bot.settle()
        seen, others = (
            [*dave.overhears(), *dave.last.labels],
            [it for it in dave.last.labels if " · " not in it],
        )
        for button in others:
            dave.chat.press(button)
            await bot.settle()
            seen += [*dave.overhears(), *dave.last.labels]
        return "\n".join(seen)

    return look


async def replying(bot: Stage, dave: Speaker) -> str:
    """Reply to the first card that he had."""
    card = next(it for it in dave.chat.messages if it.from_bot and "#1" in it.text)
    dave.chat.say("How is it?", card)
    await bot.settle()
    return "\n".join(dave.overhears())


CARD_SECRETS = ("lychee", "pineapple")  # of comments a card shows the last
WAYS = {
    "card": Way((TITLE, *CARD_SECRETS), (TITLE,), says("/task_details 1")),
    "number": Way((TITLE, *CARD_SECRETS), (TITLE,), says("/search #1")),
    "title": Way((TITLE,), (TITLE,), says(f"/search {TITLE}"), deleted=False),
    "words": Way((TITLE,), (), says("/search durian"), deleted=False),
    "offered to open": Way((TITLE,), (TITLE,), offers("/task_details"), deleted=False),
    "offered to discuss": Way((), (), offers("/comment")),
    "offered to claim": Way((), (TITLE,), offers("/claim"), deleted=False),
    "offered to accept": Way((), (), offers("/accept")),
    "history": Way(SAID, (), says("/history 1")),
    "files": Way((), (), says("/files 1")),
    "reply": Way((TITLE,), (), replying, deleted=False),
    "my tasks": Way((), (), says("/my_tasks")),
    "my tasks, all": Way((), (), says("/my_tasks status:all")),
    "to accept": Way((), (), says("/to_accept")),
    "unassigned": Way((), (TITLE,), says("/unassigned_tasks"), deleted=False),
    "created": Way((), (), says("/created_tasks")),
}


async def tick(bot: Stage) -> None:
    """Tell all who wait for news."""

    async def perform(work: Callable[[UnitOfWork], Awaitable[Replies]]) -> None:
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            made = await work(uow)
        await bot.delivery.post(made)

    await Scheduler(TEAM, [notices(timedelta(0))]).tick(perform)
    await bot.settle()


@pytest.mark.parametrize("name", CASES)
async def test_every_way_of_seeing(name: str, bot: Stage, team: list[Speaker]) -> None:
    case, people = CASES[name], dict(zip(("anna", "boris", "carol", "dave"), team, strict=True))
    dave = people["dave"]
    await _stand(bot, case, people)
    # What comes of itself: the card that he has, and the notice.
    await bot.sql(REASON)
    came = await _told(bot, dave, people["carol"])
    comes = DELETE not in case.steps
    _compare("live card and notice", came, CARD_SECRETS if comes else (), (), case.sees)
    for way, (whole, outline, look, deleted) in WAYS.items():
        text = await look(bot, dave)
        _compare(way, text, whole if deleted or DELETE not in case.steps else (), outline, case.sees)
    data = await my_data(bot, dave)
    _compare("my data", data, (), (), case.sees)
    for person in people.values():
        person.take()


async def my_data(bot: Stage, dave: Speaker) -> str:
    """What the file holds that Dave gets, without what he has searched for himself."""
    dave.chat.say("/my_data")
    await bot.settle()
    document = dave.last.body["document"]
    dave.take()
    data = json.loads(bot.sandbox.state.files.find(document["file_id"]).content)
    return str({key: value for key, value in data.items() if key != "searches"})


async def _stand(bot: Stage, case: Case, people: dict[str, Speaker]) -> None:
    """Let Dave have the card of the task, and then things happen."""
    if case.admin:
        await bot.sql(ADMIN)
    await put(bot, people[case.creator], *(people[it] for it in case.assignees), title=TITLE)
    card = await opens(bot, people["dave"])
    assert TITLE in card.text
    await _said(bot, people["carol"], deleted=DELETE in case.steps)
    for step in case.steps:
        if step.startswith("/"):
            people["carol"].chat.say(step)
            await bot.settle()
        else:
            await bot.sql(step)
    for person in people.values():
        person.take()


async def _said(bot: Stage, carol: Speaker, *, deleted: bool) -> None:
    """Let Carol send a file; about what will be deleted, let her say all now."""
    carol.chat.send_file("document", b"durian", "durian.pdf", "/comment 1")
    await bot.settle()
    if deleted:
        carol.chat.say("/comment 1 pineapple")
        await bot.settle()


async def _told(bot: Stage, dave: Speaker, carol: Speaker) -> str:
    carol.chat.say("/comment 1 pineapple")
    await bot.settle()
    await tick(bot)
    return "\n".join(dave.overhears())


def _compare(way: str, text: str, whole: tuple[str, ...], outline: tuple[str, ...], sees: str) -> None:
    """Check that a text shows what it is to show, and nothing that the person must not see."""
    expected = {WHOLE: whole, OUTLINE: outline, NOTHING: ()}[sees]
    assert [it for it in expected if it not in text] == [], f"{way} hides what it should show: {text}"
    hidden = {WHOLE: (), OUTLINE: SAID, NOTHING: (TITLE, *SAID)}[sees]
    assert [it for it in hidden if it in _answered(text)] == [], f"{way} shows too much: {text}"


def _answered(text: str) -> str:
    """A text without the words that were asked for."""
    return text.replace("for “durian”", "").replace(f"for “{TITLE}”", "").replace("looking for", "")


async def test_a_comment_edits_no_card_that_does_not_show_it(bot: Stage, team: list[Speaker]) -> None:
    _, boris, carol, dave = team
    await put(bot, carol, title=TITLE)
    for person in (boris, dave):
        await opens(bot, person)
    await carol.says("/comment 1 pineapple", "💬 ...")
    assert boris.take() == dave.take() == []
    # What they do see of it goes on to reach them.
    await carol.says("/edit_task 1 priority:urgent", "✏️ ...")
    for person in (boris, dave):
        (edit,) = person.take()
        assert "🔴" in edit.text
        assert "pineapple" not in edit.text
