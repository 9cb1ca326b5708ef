"""Those concerned hear of comments, files and edits once, together; the scheduler that tells them, and clears up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialogues.stage import TIMEOUT, Speaker, Stage, ordinary
from dialogues.tasks import kinds, on_their_way, opens, put, replies, seen
from kept_database import Kept
from taskbot import app
from taskbot import scheduler as scheduler_module
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.postgres.pool import open_pool
from taskbot.repository import talk
from taskbot.scheduler import LOOKING, PERFORMING, Scheduler, notices
from taskbot.telegram.context import Team
from taskbot.telegram.replies import Replies

Work = Callable[[UnitOfWork], Awaitable[Replies]]


pytestmark = pytest.mark.usefixtures("report")

NOW = timedelta(0)
TEAM = Team(admin_ids=frozenset(), default_language=None, timezone=ZoneInfo("UTC"))
LATER = """
WITH said AS (UPDATE comments SET created_at = created_at - $1::interval)
UPDATE notices
SET since = since - $1::interval, latest = latest - $1::interval, told_at = told_at - $1::interval
"""


@pytest.fixture
async def report(team: list[Speaker], bot: Stage) -> None:
    """Task 1: Carol's, for Boris."""
    await put(bot, team[2], team[1])


def performing(bot: Stage) -> Callable[[Work], Awaitable[None]]:
    async def perform(work: Work) -> None:
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            made = await work(uow)
        await bot.delivery.post(made)

    return perform


async def tick(bot: Stage, quiet: timedelta = NOW, longest: timedelta = NOW) -> None:
    """Let the scheduler tick; without more, all who wait are told."""
    await Scheduler(TEAM, [notices(quiet, longest)]).tick(performing(bot))
    await bot.settle()


async def comments(bot: Stage, *said: tuple[Speaker, str]) -> None:
    """Say things about task 1, and look away from the answers."""
    for speaker, text in said:
        speaker.chat.say(f"/comment 1 {text}")
        await bot.settle()
        speaker.overhears()


# --- What is heard --------------------------------------------------------------------------------


async def test_several_comments_are_heard_of_together(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await comments(bot, (boris, "One"), (boris, "Two"), (boris, "Three"))
    carol.hears_nothing()
    await tick(bot)
    carol.hears(
        """
        🔔 Борис Иванов · task #1 “Report”: 3 comments
        ... · Борис Иванов: 💬 “One”
        ... · Борис Иванов: 💬 “Two”
        ... · Борис Иванов: 💬 “Three”
        """
    )
    assert carol.chat.last.labels == ["💬 Reply", "📋 Open #1"]
    for person in (anna, boris, dave):
        person.hears_nothing()
    await tick(bot)
    carol.hears_nothing()


async def test_each_hears_of_what_others_did_in_their_language(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await comments(bot, (anna, "Ура"), (boris, "Готово"), (carol, "Thanks"))
    await tick(bot)
    boris.hears(
        "🔔 Анна Петрова, Carol Smith · задача № 1 «Report»: 2 комментария\n...: 💬 «Ура»\n...: 💬 «Thanks»"
    )
    carol.hears(
        "🔔 Анна Петрова, Борис Иванов · task #1 “Report”: 2 comments\n...: 💬 “Ура”\n...: 💬 “Готово”"
    )
    anna.hears(
        "🔔 Борис Иванов, Carol Smith · задача № 1 «Report»: 2 комментария..."
    )  # who has commented is concerned
    dave.hears_nothing()


async def test_files_and_edits_are_heard_of_with_them(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    boris.chat.send_file("document", b"1", "plan.pdf", "Plan", reply_to=await opens(bot, boris))
    await bot.settle()
    boris.overhears()
    carol.chat.say("/edit_task 1 title:Paper priority:high")
    await bot.settle()
    carol.overhears()
    assert [it for it in seen(boris) if it.startswith("message")] == []
    await tick(bot)
    carol.hears("🔔 Борис Иванов · task #1 “Paper”: 1 file\n... · Борис Иванов: 📎 file plan.pdf: “Plan”")
    told = [it for it in seen(boris) if it.startswith("message")]
    assert told[0].startswith("message: 🔔 Carol Smith · задача № 1 «Paper»: 2 изменения\n")
    assert "Carol Smith: название: «Report» → «Paper»" in told[0]
    assert "Carol Smith: приоритет: 🟡 средний → 🟠 высокий" in told[0]


async def test_of_many_the_last_are_told(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await comments(bot, *[(boris, f"<b>{number}</b> {'я' * 300}") for number in range(8)])
    await tick(bot)
    (told,) = seen(carol)
    assert told.startswith(
        "message: 🔔 Борис Иванов · task #1 “Report”: 8 comments\n…and 3 more before that\n"
    )
    assert [f"<b>{number}</b>" in told for number in range(8)] == [False] * 3 + [True] * 5


async def test_news_stay_to_be_read_and_their_buttons_follow_the_task(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    card = await opens(bot, boris)
    await comments(bot, (carol, "Well?"))
    assert kinds(boris) == ["edit"]
    await tick(bot)
    assert kinds(boris) == ["message"]
    notice = boris.chat.last
    await comments(bot, (carol, "And?"))
    assert [event.message and event.message.id for event in boris.take()] == [card.id]
    carol.chat.say("/update_status 1 in_progress")
    await bot.settle()
    carol.overhears()
    _, *edits = boris.take()
    assert [it.message and it.message.id for it in edits] == [card.id, notice.id]
    assert edits[1].text == notice.text
    assert [ordinary(it) for it in edits[1].labels] == ["✅ Готово", "💬 Ответить", "📋 Открыть № 1"]
    await bot.restart()
    assert (await replies(bot, boris, notice, "Уже"))[0].startswith("message: 💬 Комментарий к задаче № 1")
    boris.chat.press("✅ Готово", notice)
    await bot.settle()
    assert ordinary(boris.take()[0].toast) == "Задача № 1 «Report»: 🔄 в работе → ✅ завершена"
    assert _shown(boris, notice.id).startswith("📋 Задача № 1")  # who has read it sees the task from now on
    carol.overhears()


def _shown(speaker: Speaker, message_id: int) -> str:
    return next(ordinary(it.text) for it in speaker.chat.messages if it.id == message_id)


async def test_the_buttons_of_news_that_were_on_their_way_follow_it_too(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await comments(bot, (carol, "Well?"))
    async with on_their_way(bot, boris) as connection:

        async def perform(work: Work) -> None:
            async with UnitOfWork(connection) as uow:
                await bot.delivery.post(await work(uow))

        await Scheduler(TEAM, [notices(NOW)]).tick(perform)
        await connection.execute("UPDATE tasks SET status = 'completed'")
    sent, followed = boris.take()
    assert (followed.kind, followed.text) == ("edit", sent.text)
    assert (sent.labels[0], followed.labels[0]) == ("▶ Начать", "💬 Ответить")


async def test_older_news_stay_but_say_when_their_buttons_are_out_of_date(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await comments(bot, (carol, "One"))
    await tick(bot)
    first = boris.chat.last
    await comments(bot, (carol, "Two"))
    await tick(bot)
    boris.hears("🔔...«One»", "🔔...«Two»")
    carol.chat.say("/update_status 1 in_progress")
    await bot.settle()
    carol.overhears()
    assert kinds(boris) == ["message", "edit"]
    boris.chat.press("▶ Начать", first)
    await bot.settle()
    assert ordinary(boris.take()[0].toast).startswith("Карточка задачи № 1 устарела")


async def test_news_are_closed_to_who_loses_the_task(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await comments(bot, (carol, "One"))
    await tick(bot)
    boris.overhears()
    carol.chat.say("/assign 1 none")
    await bot.settle()
    carol.overhears()
    boris.overhears()
    carol.chat.say("/delete_task 1")
    await bot.settle()
    carol.overhears()
    assert "edit: Задача № 1 вам больше не доступна." in seen(boris)


# --- Who hears ------------------------------------------------------------------------------------


async def test_who_wants_only_what_is_important(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await bot.sql("UPDATE users SET notices = 'important' WHERE telegram_id = 1003")
    await comments(bot, (boris, "One"))
    await tick(bot)
    carol.hears_nothing()
    await bot.sql("UPDATE users SET notices = 'all' WHERE telegram_id = 1003")
    await comments(bot, (boris, "Two"))
    await tick(bot)
    carol.hears("🔔 Борис Иванов · task #1 “Report”: 1 comment...“Two”")


@pytest.mark.parametrize(
    "meanwhile",
    [
        "UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1004)",
        "UPDATE tasks SET deleted_at = now()",
        "UPDATE users SET access = 'blocked' WHERE telegram_id = 1002",
        "UPDATE users SET reachable = false WHERE telegram_id = 1002",
        "DELETE FROM tasks",
        "DELETE FROM users WHERE telegram_id = 1002",
        "DELETE FROM comments",
    ],
)
async def test_who_may_not_see_it_any_more_hears_nothing(
    meanwhile: str, bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await comments(bot, (carol, "Well?"))
    await bot.sql(meanwhile)
    await tick(bot)
    boris.hears_nothing()


async def test_who_has_left_is_still_quoted(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await comments(bot, (boris, "Bye"))
    await bot.sql("DELETE FROM users WHERE telegram_id = 1002")
    await tick(bot)
    carol.hears("🔔 a former member · task #1 “Report”: 1 comment\n... · a former member: 💬 “Bye”")


# --- When -----------------------------------------------------------------------------------------


async def test_one_hears_when_it_is_quiet_or_after_two_minutes(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    quiet, longest = timedelta(seconds=30), timedelta(minutes=2)
    await comments(bot, (boris, "One"))
    await bot.sql(LATER, timedelta(seconds=20))
    await tick(bot, quiet, longest)
    await comments(bot, (boris, "Two"))  # this begins the half minute again
    await bot.sql(LATER, timedelta(seconds=20))
    await tick(bot, quiet, longest)
    carol.hears_nothing()
    await bot.sql(LATER, timedelta(seconds=11))
    await tick(bot, quiet, longest)
    carol.hears("🔔 Борис Иванов · task #1 “Report”: 2 comments...")
    for number in range(6):
        await tick(bot, quiet, longest)
        carol.hears_nothing()
        await comments(bot, (boris, str(number)))
        await bot.sql(LATER, timedelta(seconds=20))
    await tick(bot, quiet, longest)
    carol.hears("🔔 Борис Иванов · task #1 “Report”: 6 comments...")


async def test_nothing_is_told_twice_nor_left_out(
    bot: Stage, kept: Kept, boris: Speaker, carol: Speaker
) -> None:
    """A transaction that began before people were told, and ended after that, belongs to the next time."""
    await comments(bot, (boris, "One"))
    slow = await open_pool(kept.url, size=1)
    async with slow.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.fetchval("SELECT now()")  # its time stands still from here
        await comments(bot, (boris, "Two"))
        await tick(bot)
        carol.hears("🔔 Борис Иванов · task #1 “Report”: 2 comments...")
        writer = await bot.sql("SELECT id FROM users WHERE telegram_id = 1002")
        await connection.execute(talk.ADD, 1, writer, "Three", *[None] * 5)
        creator = await bot.sql("SELECT created_by_id FROM tasks")
        async with UnitOfWork(connection) as uow:
            await talk.note(uow, 1, writer, [])
            await talk.note(uow, 1, writer, [creator])
        await transaction.commit()
    await slow.close()
    await tick(bot)
    carol.hears("🔔 Борис Иванов · task #1 “Report”: 1 comment...“Three”")


async def test_it_survives_a_restart_and_the_daemon_s_own_scheduler_tells(
    bot: Stage, boris: Speaker, carol: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await comments(bot, (boris, "One"), (boris, "Two"))
    await bot.restart()
    carol.hears_nothing()
    monkeypatch.setattr(app, "JOBS", (notices(NOW),))
    await bot.restart()
    await bot.tick()
    carol.hears("🔔 Борис Иванов · task #1 “Report”: 2 comments...")
    await bot.restart()
    await bot.tick()
    carol.hears_nothing()


async def test_two_tasks_are_two_notices_and_a_bug_about_one_leaves_the_other(
    bot: Stage, boris: Speaker, carol: Speaker, monkeypatch: pytest.MonkeyPatch, logged: Any
) -> None:
    await put(bot, carol, boris, title="Other")
    await comments(bot, (boris, "One"))
    await boris.says("/comment 2 Two", "...")
    real = talk.news

    async def broken(uow: UnitOfWork, task_id: int, *rest: Any) -> Any:
        if task_id == 1:
            raise ZeroDivisionError
        return await real(uow, task_id, *rest)

    scheduler = Scheduler(TEAM, [notices(NOW)])
    monkeypatch.setattr(talk, "news", broken)
    await scheduler.tick(performing(bot))
    await scheduler.tick(performing(bot))
    await bot.settle()
    carol.hears("🔔 Борис Иванов · task #2 “Other”: 1 comment...")
    failed = [it for it in logged.entries if it["log_level"] == "error"]
    assert [(it["event"], it["job"], it["key"]) for it in failed] == [(PERFORMING, "notices", 1)]
    logged.entries.clear()
    monkeypatch.setattr(talk, "news", real)
    await tick(bot)  # another daemon
    carol.hears("🔔 Борис Иванов · task #1 “Report”: 1 comment...")


# --- Clearing up ----------------------------------------------------------------------------------


async def test_what_nobody_asks_for_again_is_erased(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await put(bot, carol, boris, title="Deleted long ago")
    await put(bot, carol, boris, title="Deleted")
    await bot.sql("UPDATE tasks SET deleted_at = now() - interval '31 days' WHERE id = 2")
    await bot.sql("UPDATE tasks SET deleted_at = now() - interval '29 days' WHERE id = 3")
    await bot.sql(
        "INSERT INTO drafts (user_id, created_at) SELECT id, now() - interval '8 days' FROM users LIMIT 1"
    )
    await bot.sql("INSERT INTO drafts (user_id) SELECT id FROM users LIMIT 1")
    await comments(bot, (boris, "One"), (carol, "Two"))
    await tick(bot)
    carol.overhears()
    boris.overhears()
    await bot.sql(
        "UPDATE notices SET told_at = now() - interval '25 hours', latest = now() - interval '26 hours'"
        " WHERE user_id = (SELECT min(user_id) FROM notices)"
    )
    await Scheduler(TEAM).clear(performing(bot))
    assert await bot.sql("SELECT array_agg(id ORDER BY id) FROM tasks") == [1, 3]
    assert await bot.sql("SELECT count(*) FROM drafts") == 1
    assert await bot.sql("SELECT count(*) FROM notices") == 1


async def test_a_bug_in_one_job_is_logged_once_and_stops_no_other(
    bot: Stage, boris: Speaker, carol: Speaker, monkeypatch: pytest.MonkeyPatch, logged: Any
) -> None:
    await put(bot, carol, title="Deleted long ago")
    await bot.sql("UPDATE tasks SET deleted_at = now() - interval '31 days' WHERE id = 2")
    await comments(bot, (boris, "One"))

    async def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    scheduler = Scheduler(TEAM, [notices(NOW)])
    with monkeypatch.context() as patched:
        patched.setattr(talk, "due", broken)
        patched.setattr(scheduler_module, "CLEARED", (broken, *scheduler_module.CLEARED))
        for _ in range(2):
            await scheduler.clear(performing(bot))
            await scheduler.tick(performing(bot))
    assert await bot.sql("SELECT array_agg(id) FROM tasks") == [1]
    carol.hears_nothing()
    failed = [it["event"] for it in logged.entries if it["log_level"] == "error"]
    assert failed == ["clearing up failed", LOOKING]
    logged.entries.clear()
    await scheduler.tick(performing(bot))
    await bot.settle()
    carol.hears("🔔 Борис Иванов · task #1 “Report”: 1 comment...")


async def test_the_daemon_clears_up_when_it_starts(bot: Stage, carol: Speaker) -> None:
    await put(bot, carol, title="Deleted long ago")
    await bot.sql("UPDATE tasks SET deleted_at = now() - interval '31 days' WHERE id = 2")
    await bot.restart()
    async with asyncio.timeout(TIMEOUT):
        while await bot.sql("SELECT count(*) FROM tasks") > 1:  # noqa: ASYNC110 (the database has no event)
            await asyncio.sleep(0.01)
