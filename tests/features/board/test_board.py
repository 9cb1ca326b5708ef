"""The board of a group: put up, kept current, opened by one person alone, and offered again when it is lost."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from dialogues.stage import Group, Speaker, Stage, ordinary
from taskbot.domain.models import Priority, Status, TaskRow
from taskbot.features.board import service, views
from taskbot.sandbox.messages import Message
from taskbot.telegram import projects

BOT = "taskbot_sandbox_bot"
LOST = "📌 The board in “Team” is gone: somebody has deleted it, or I may not write there. Shall I put it up again?"
NOW = datetime(2026, 12, 1, 12).astimezone()


@pytest.fixture
async def group(bot: Stage, team: None, anna: Speaker, boris: Speaker, carol: Speaker) -> Group:  # noqa: ARG001
    """A group that sees the team's tasks, in which the bot may pin."""
    return await bound(bot, bot.group("Team", carol, anna, boris), carol)


async def bound(bot: Stage, group: Group, by: Speaker, thread: str | None = None) -> Group:
    bot.allowed_refusals.append("chat_id is empty")  # it asks whether the server knows messages for one alone
    group.promote("can_pin_messages")
    await bot.settle()
    group.take()
    await group.says(by, f"/bind@{BOT}", "...", **{"thread": thread} if thread else {})
    return group


def board_of(group: Group) -> Message:
    """The newest message of the bot that all see and that is no answer."""
    return next(it for it in reversed(group.messages()) if it.from_bot and it.text.startswith("📌"))


async def add(bot: Stage, title: str, due: str | None = None, **columns: object) -> int:
    """Add a task as another program may."""
    given: dict[str, object] = {
        "title": title,
        "due_date": date.fromisoformat(due) if due else None,
    } | columns
    marks = ", ".join(f"${n}" for n in range(1, len(given) + 1))
    text = f"INSERT INTO tasks ({', '.join(given)}) VALUES ({marks}) RETURNING id"  # noqa: S608
    return int(await bot.sql(text, *given.values()))


async def later(bot: Stage, seconds: float = 5) -> None:
    bot.clock.advance(timedelta(seconds=seconds))
    await bot.tick()


async def test_a_board_shows_what_is_open_and_follows_it_in_place(
    bot: Stage, group: Group, carol: Speaker, boris: Speaker
) -> None:
    await add(bot, "Order <laptops>", "2026-12-02", priority="high")
    await add(
        bot, "Write the report", "2026-11-30", status="in_progress", assigned_to_id=await id_of(bot, boris)
    )
    await add(bot, "Done long ago", status="completed")
    await group.says(
        carol,
        f"/board@{BOT}",
        """
        📌 Tasks · 2 open
        🔄🟡 2 Write the report · Mon, Nov 30 · 1 day overdue · Борис Иванов
        ⏳🟠 1 Order <laptops> · Wed, Dec 2 · tomorrow""",
    )
    assert board_of(group).labels == ["2", "1"]
    assert group.pinned is not None
    assert group.pinned.id == board_of(group).id
    await boris.says("/update_status 2 completed", "...")
    await later(bot)
    group.hears("edit: 📌 Tasks · 1 open\n⏳🟠 1 Order <laptops> · Wed, Dec 2 · tomorrow")
    await carol.says("/delete_task 1", "...")
    await later(bot)
    group.hears("edit: 📌 Tasks · 0 open\nNothing is open.")
    await bot.passes(timedelta(hours=3))
    group.hears_nothing()


async def id_of(bot: Stage, person: Speaker) -> int:
    return int(await bot.sql("SELECT id FROM users WHERE telegram_id = $1", person.id))


async def test_a_russian_board(bot: Stage, team: None, anna: Speaker, boris: Speaker) -> None:  # noqa: ARG001
    group = await bound(bot, bot.group("Команда", anna, boris), anna)
    await add(bot, "Заказать ноутбуки", "2026-12-02")
    for n in range(20):
        await add(bot, f"Дело {n}")
    await group.says(
        anna, f"/board@{BOT}", "📌 Задачи · открытых: 21\n⏳🟡 1 Заказать ноутбуки · ср, 2 дек. · завтра..."
    )
    assert board_of(group).text.endswith("…и ещё 11")
    bot.allowed_refusals.append("message to edit not found")
    group.delete(board_of(group))
    await add(bot, "Ещё одно")
    await later(bot)
    await later(bot)
    anna.hears(
        "📌 Доски в группе «Команда» больше нет: её кто-то удалил или мне нельзя там писать. Повесить её заново?"
    )
    await anna.presses("📌 Повесить заново", "📌 Доска снова висит.", toast="📌 Доска снова висит.")
    group.take()


async def test_only_what_the_group_is_bound_to_is_shown(
    bot: Stage,
    team: None,  # noqa: ARG001
    carol: Speaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(projects, "FRESH", 0)
    project = await bot.sql("INSERT INTO projects (name, folded) VALUES ('Secret', 'secret') RETURNING id")
    group = bot.group("Team", carol)
    group.promote("can_pin_messages")
    await bot.settle()
    group.take()
    await bot.sql("INSERT INTO group_bindings (chat_id, project_id) VALUES ($1, 1)", group.id)
    await add(bot, "Everybody's")
    other = await add(bot, "Nobody's business", project_id=project)
    await group.says(carol, f"/board@{BOT}", "📌 #General · 1 open\n⏳🟡 1 Everybody's")
    await bot.sql("UPDATE tasks SET title = 'Still secret' WHERE id = $1", other)
    await later(bot)
    group.hears_nothing()
    await bot.sql("UPDATE tasks SET project_id = 1 WHERE id = $1", other)
    await later(bot)
    group.hears("edit: 📌 #General · 2 open\n⏳🟡 1 Everybody's\n⏳🟡 2 Still secret")
    await bot.sql("UPDATE tasks SET project_id = $2 WHERE id = $1", other, project)
    await later(bot)
    group.hears("edit: 📌 #General · 1 open\n⏳🟡 1 Everybody's")
    await group.says(carol, f"/bind@{BOT} #secret", "...")
    await later(bot)
    group.hears("edit: 📌 #Secret · 1 open\n⏳🟡 2 Still secret")
    await group.says(carol, f"/unbind@{BOT}", "...")
    await later(bot)
    group.hears("edit: 📌 This board is no longer kept up to date.")
    assert group.pinned is None
    assert await bot.sql("SELECT count(*) FROM boards") == 0


async def test_at_most_twelve_lines_half_of_each_status(bot: Stage, group: Group, carol: Speaker) -> None:
    for n in range(40):
        await add(bot, f"Task {n}", status=("pending", "in_progress")[n % 2])
    await group.says(carol, f"/board@{BOT}", "📌 Tasks · 40 open\n🔄🟡 2 Task 1...")
    lines = board_of(group).text.splitlines()
    assert len(lines) == views.LINES
    assert [it[0] for it in lines[1:-1]] == ["🔄"] * 5 + ["⏳"] * 5
    assert lines[-1] == "…and 30 more"
    assert len(board_of(group).labels) == 10


@pytest.mark.parametrize(
    ("begun", "pending", "kept"), [(40, 0, 10), (0, 40, 10), (40, 3, 10), (2, 3, 5), (3, 40, 10)]
)
def test_a_status_that_has_few_leaves_its_room_to_the_other(begun: int, pending: int, kept: int) -> None:
    statuses = [Status.IN_PROGRESS] * begun + [Status.PENDING] * pending
    rows = [
        TaskRow(id=n, title="", priority=Priority.LOW, status=it, assignee=None, position=n)
        for n, it in enumerate(statuses)
    ]
    chosen = views.chosen(rows)
    assert len(chosen) == kept
    assert {it.status for it in chosen} == set(statuses)


async def test_however_much_happens_there_are_fifteen_edits_a_minute_and_the_last_is_right(
    bot: Stage, group: Group, carol: Speaker
) -> None:
    """Five hundred changes in a minute, of which many come in the same instant."""
    chance, edited = random.Random(7), list[datetime]()  # noqa: S311
    for n in range(10):
        await add(bot, f"Task {n}")
    await group.says(carol, f"/board@{BOT}", "...")
    started = bot.clock.moment
    for n in range(500):
        values = chance.choice(["pending", "in_progress", "completed"]), f"Title {n}", chance.randint(1, 10)
        await bot.sql("UPDATE tasks SET status = $1::text::task_status, title = $2 WHERE id = $3", *values)
        if n % 10 == 9:
            await later(bot, 60 / 50)
            edited += [bot.clock.moment] * len(group.take())
    assert bot.clock.moment - started <= timedelta(seconds=60)
    await later(bot, 5)
    edited += [bot.clock.moment] * len(group.take())
    assert 12 <= len(edited) <= 15
    assert all(after - before >= timedelta(seconds=3) for before, after in pairwise(edited))
    await later(bot, 5)
    group.hears_nothing()
    titles = await bot.pool.fetch(
        "SELECT id, title FROM tasks WHERE status <> 'completed' ORDER BY status = 'pending', position, id"
    )
    shown = [line.split(" ", 1)[1] for line in board_of(group).text.splitlines()[1:]]
    assert shown == [f"{it['id']} {it['title']}" for it in titles]


async def test_two_boards_of_a_group_take_turns(bot: Stage, team: None, carol: Speaker) -> None:  # noqa: ARG001
    group = await bound(bot, bot.group("Team", carol, topics=["Backend"]), carol)
    await group.says(carol, f"/bind@{BOT}", "...", thread="Backend")
    await group.says(carol, f"/board@{BOT}", "...")
    await later(bot)
    await group.says(carol, f"/board@{BOT}", "...", thread="Backend")
    assert board_of(group).body["message_thread_id"] == group.topic("Backend")
    seen = []
    for n in range(6):
        await add(bot, f"Task {n}")
        await later(bot)
        (event,) = group.take()
        assert event.message is not None
        seen.append(event.message.id)
    assert len(set(seen[:2])) == 2
    assert seen[::2] == seen[:1] * 3


async def test_a_board_that_is_deleted_is_offered_again_and_not_sent_by_itself(
    bot: Stage, group: Group, carol: Speaker
) -> None:
    bot.allowed_refusals.append("message to edit not found")
    await group.says(carol, f"/board@{BOT}", "...")
    group.delete(board_of(group))
    await add(bot, "A task")
    await later(bot)
    await later(bot)
    carol.hears(LOST)
    await add(bot, "Another task")
    await bot.passes(timedelta(hours=2))
    group.hears_nothing()
    await carol.presses("📌 Put it up again", "📌 The board is up again.", toast="📌 The board is up again.")
    group.hears("📌 Tasks · 2 open\n⏳🟡 1 A task\n⏳🟡 2 Another task")
    carol.chat.forge(views.BoardAgainPress(group=-group.id).pack(), carol.last)
    await bot.settle()
    assert [it.text for it in carol.take()] == ["The board is up already."]
    group.hears_nothing()


async def test_the_command_brings_a_lost_board_back_and_shows_where_one_is(
    bot: Stage, group: Group, carol: Speaker
) -> None:
    bot.allowed_refusals.append("message to edit not found")
    await group.says(carol, f"/board@{BOT}", "...")
    first = board_of(group)
    await group.says(
        carol, f"/board@{BOT}", "→ Carol: 📌 The board is here already, and follows the tasks by itself."
    )
    await group.presses(
        carol,
        "📌 Put it up again",
        "edit: → Carol: 📌 The board is up again.",
        "📌 Tasks · 0 open\nNothing is open.",
        "delete: 📌 Tasks · 0 open\nNothing is open.",
        toast="📌 The board is up again.",
    )
    assert first.id not in [it.id for it in group.messages()]
    group.delete(board_of(group))
    await add(bot, "A task")
    await later(bot)
    await group.says(carol, f"/board@{BOT}", "📌 Tasks · 1 open\n⏳🟡 1 A task")
    await later(bot)


async def test_each_presser_alone_sees_what_they_may_see(
    bot: Stage, group: Group, carol: Speaker, boris: Speaker, anna: Speaker
) -> None:
    mine = await add(bot, "For Boris", assigned_to_id=await id_of(bot, boris))
    other = await add(bot, "For Anna", assigned_to_id=await id_of(bot, anna))
    await group.says(carol, f"/board@{BOT}", "...")
    await group.presses(boris, str(mine), "→ Борис: 📋 Задача № 1...")
    nothing = "Задачи № {} нет, или она вам недоступна.\nВаши задачи и их номера: /my_tasks"
    await group.presses(boris, str(other), toast=nothing.format(2))
    await group.presses(carol, str(other), "→ Carol: 📋 Task #2...")
    group.forge(boris, views.BoardPress(id=999).pack(), board_of(group))
    await bot.settle()
    assert [ordinary(it.text) for it in group.take()] == [nothing.format(999)]


async def test_where_nobody_alone_can_be_answered_the_card_comes_in_private(
    bot: Stage,
    team: None,  # noqa: ARG001
    carol: Speaker,
) -> None:
    bot.allowed_refusals.append("method not found")
    bot.sandbox.state.settings.server_knows_ephemeral = False
    group = await bound(bot, bot.group("Team", carol), carol)
    await add(bot, "A task")
    await group.says(carol, f"/board@{BOT}", "...")
    await group.presses(carol, "1")
    carol.hears("📋 Task #1...")


async def test_only_who_leads_the_project_puts_a_board_up(
    bot: Stage, group: Group, carol: Speaker, boris: Speaker
) -> None:
    group.promote_member(boris)
    await bot.settle()
    no = "→ Борис: ..."
    await group.says(boris, f"/board@{BOT}", no)
    assert await bot.sql("SELECT count(*) FROM boards") == 0
    await group.says(carol, f"/board@{BOT}", "...")
    board = board_of(group)
    group.forge(boris, views.BoardAgainPress(group=-group.id, message=board.id).pack(), board)
    await bot.settle()
    (event,) = group.take()
    assert event.kind == "toast"
    await carol.says(
        "/board",
        f"This command belongs in a group: add me to it, let it see your tasks with /bind@{BOT}, and type /board@{BOT} there.",
    )


async def test_a_board_needs_a_binding(bot: Stage, team: None, carol: Speaker) -> None:  # noqa: ARG001
    bot.allowed_refusals.append("chat_id is empty")
    group = bot.group("Team", carol)
    group.promote()
    await bot.settle()
    group.take()
    await group.says(carol, f"/board@{BOT}", "→ Carol: This group is not bound yet...")


async def test_midnight_makes_tasks_overdue_and_a_time_passes(
    bot: Stage, group: Group, carol: Speaker
) -> None:
    await add(bot, "By noon", "2026-12-01", due_time=time(15), due_zone="UTC")
    await add(bot, "Today", "2026-12-01")
    await group.says(
        carol,
        f"/board@{BOT}",
        "📌 Tasks · 2 open\n⏳🟡 1 By noon · Tue, Dec 1, 15:00 · today\n⏳🟡 2 Today · Tue, Dec 1 · today",
    )
    bot.clock.moment = bot.clock.moment.replace(hour=15, minute=0)
    await bot.tick()
    group.hears(
        "edit: 📌 Tasks · 2 open\n⏳🟡 1 By noon · Tue, Dec 1, 15:00 · overdue\n⏳🟡 2 Today · Tue, Dec 1 · today"
    )
    bot.clock.moment = bot.clock.moment.replace(day=2, hour=0, minute=0)
    await bot.tick()
    group.hears(
        "edit: 📌 Tasks · 2 open\n⏳🟡 1 By noon · Tue, Dec 1, 15:00 · 1 day overdue\n⏳🟡 2 Today · Tue, Dec 1 · 1 day overdue"
    )


async def test_a_bot_that_was_put_out_shows_what_it_has_missed(
    bot: Stage, group: Group, carol: Speaker
) -> None:
    await group.says(carol, f"/board@{BOT}", "...")
    group.remove_bot()
    await bot.settle()
    await add(bot, "A task")
    await later(bot)
    assert await bot.sql("SELECT count(*) FROM board_changes") == 0
    group.add_bot()
    await bot.settle()
    group.take()
    await later(bot)
    group.hears("edit: 📌 Tasks · 1 open\n⏳🟡 1 A task")


async def test_a_group_that_gets_another_id_is_offered_its_board_again(
    bot: Stage,
    team: None,  # noqa: ARG001
    carol: Speaker,
) -> None:
    group = await bound(bot, bot.group("Team", carol, kind="group"), carol)
    await group.says(carol, f"/board@{BOT}", "...")
    after = group.migrate()
    await bot.settle()
    await later(bot)
    carol.hears(LOST)
    await carol.presses("📌 Put it up again", "📌 The board is up again.", toast="📌 The board is up again.")
    after.hears("📌 Tasks · 0 open\nNothing is open.")


async def test_a_bot_that_may_not_pin_puts_the_board_up_all_the_same(
    bot: Stage,
    team: None,  # noqa: ARG001
    carol: Speaker,
) -> None:
    bot.allowed_refusals.append("not enough rights to manage pinned messages")
    group = await bound(bot, bot.group("Team", carol), carol)
    group.demote()
    await bot.settle()
    await group.says(carol, f"/board@{BOT}", "📌 Tasks · 0 open\nNothing is open.")
    assert await bot.sql("SELECT array_agg(pinned) FROM boards") == [False]


async def test_an_edit_that_changes_nothing_is_no_error(bot: Stage, group: Group, carol: Speaker) -> None:
    bot.allowed_refusals.append("message is not modified")
    await group.says(carol, f"/board@{BOT}", "...")
    await bot.sql("UPDATE boards SET shown = NULL, look_at = '-infinity'")
    await later(bot)
    await add(bot, "A task")
    await later(bot)
    group.hears("edit: 📌 Tasks · 1 open\n⏳🟡 1 A task")


async def test_a_change_while_the_board_is_being_made_is_not_lost(
    bot: Stage, group: Group, carol: Speaker
) -> None:
    """A writer that has not committed when the tasks are read leaves its mark for the next time."""
    await group.says(carol, f"/board@{BOT}", "...")
    async with bot.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("INSERT INTO tasks (title) VALUES ('Late')")
        await add(bot, "Early")
        await later(bot)
        group.hears("edit: 📌 Tasks · 1 open\n⏳🟡 2 Early")
        await transaction.commit()
    await later(bot)
    group.hears("edit: 📌 Tasks · 2 open\n⏳🟡 1 Late\n⏳🟡 2 Early")


def test_a_board_is_edited_no_more_than_is_promised() -> None:
    assert timedelta(seconds=3) <= service.EVERY
    assert timedelta(minutes=1) / service.EVERY <= 15


async def test_rights_in_a_project_count_and_nothing_else(
    bot: Stage,
    team: None,  # noqa: ARG001
    anna: Speaker,
    boris: Speaker,
    carol: Speaker,
    dave: Speaker,
    eve: Speaker,
) -> None:
    """Boris leads the project, Dave looks on, Anna is an admin, and Eve has never written to the bot."""
    project = await bot.sql("INSERT INTO projects (name, folded) VALUES ('Store', 'store') RETURNING id")
    for person, role in ((boris, "lead"), (dave, "viewer")):
        await bot.sql(
            "INSERT INTO project_members VALUES ($1, $2, $3)", project, await id_of(bot, person), role
        )
    group = bot.group("Team", carol, anna, boris, dave, eve)
    group.promote("can_pin_messages")
    bot.allowed_refusals.append("chat_id is empty")
    await bot.settle()
    group.take()
    await bot.sql("INSERT INTO group_bindings (chat_id, project_id) VALUES ($1, $2)", group.id, project)
    await add(bot, "Count the shelves", project_id=project)
    await group.says(dave, f"/board@{BOT}", "→ Dave: ...")
    await group.says(boris, f"/board@{BOT}", "📌 #Store · 1 open\n⏳🟡 1 Count the shelves")
    board = board_of(group)
    await group.presses(dave, "1", "→ Dave: 📋 Task #1...", on=board)
    await group.presses(anna, "1", "→ Анна: 📋 Задача № 1...", on=board)
    group.press(eve, "1", board)
    await bot.settle()
    assert [it.text for it in group.take()] == ["We haven't met yet. Send /start first."]


async def test_who_has_blocked_the_bot_is_led_to_its_chat(
    bot: Stage, group: Group, carol: Speaker, boris: Speaker
) -> None:
    await add(bot, "A task")
    await group.says(carol, f"/board@{BOT}", "...")
    boris.chat.block()
    await bot.settle()
    group.press(boris, "1", board_of(group))
    await bot.settle()
    group.take()
    answers = [it.payload for it in bot.sandbox.calls if it.method == "answerCallbackQuery"]
    assert answers[-1]["url"] == f"https://t.me/{BOT}?start=task_1"
