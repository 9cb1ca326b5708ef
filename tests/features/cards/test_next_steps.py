"""Every notice has buttons for its reader's next step, by their rights and the task's state."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from aiogram.types import InlineKeyboardMarkup

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import data_of_button, opens, put, seen
from features.test_sight import tick
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards

pytestmark = pytest.mark.usefixtures("team")

EMPLOYEE = "UPDATE users SET role = 'employee' WHERE telegram_id = $1"
OPEN, OPEN_RU = "📋 Open #1", "📋 Открыть № 1"
TALK, TALK_RU = ["💬 Reply", OPEN], ["💬 Ответить", OPEN_RU]
MINE, MINE_RU = ["📋 My tasks"], ["📋 Мои задачи"]


@dataclass(frozen=True)
class Case:
    """A person's message about task 1, and the buttons of the last message that each person then gets."""

    said: tuple[tuple[str, str], ...]
    hears: dict[str, list[str]]
    creator: str = "carol"
    assignees: tuple[str, ...] = ("boris",)
    review: bool = False
    employees: tuple[int, ...] = field(default=())  # who are no admins any more


CASES = {
    "started": Case((("boris", "/обновить_статус 1 в работе"),), {"carol": TALK}),
    "completed": Case((("boris", "/обновить_статус 1 завершена"),), {"carol": TALK}),
    "rejected": Case(
        (("boris", "/обновить_статус 1 отклонена нет времени"),), {"carol": ["👤 Assign…", *TALK]}
    ),
    "rejected, and its creator is no admin": Case(
        (("boris", "/обновить_статус 1 отклонена"),), {"dave": TALK}, creator="dave"
    ),
    "rejected by an admin": Case(
        (("anna", "/обновить_статус 1 отклонена"),),
        {"boris": ["↩ Вернуть в работу", *TALK_RU], "carol": ["👤 Assign…", *TALK]},
    ),
    "set to in progress by an admin": Case(
        (("anna", "/обновить_статус 1 в работе"),), {"boris": ["✅ Готово", *TALK_RU], "carol": TALK}
    ),
    "reset by an admin": Case(
        (("boris", "/обновить_статус 1 завершена"), ("anna", "/обновить_статус 1 ожидает")),
        {"boris": ["▶ Начать", "✅ Готово", *TALK_RU], "carol": TALK},
    ),
    "a part of it": Case(
        (("boris", "/обновить_статус 1 завершена"),),
        {"dave": ["▶ Start", "✅ Done", *TALK], "carol": TALK},
        assignees=("boris", "dave"),
    ),
    "taken": Case((("dave", "/claim 1"),), {"carol": TALK}, assignees=()),
    "given back": Case(
        (("dave", "/claim 1"), ("dave", "/unclaim 1")),
        {"carol": ["🙋 Take it", "👤 Assign…", *TALK]},
        assignees=(),
    ),
    "given back, and its creator is no admin": Case(
        (("dave", "/claim 1"), ("dave", "/unclaim 1")),
        {"boris": ["🙋 Взять себе", *TALK_RU]},
        creator="boris",
        assignees=(),
    ),
    "not submitted any more": Case(
        (("boris", "/обновить_статус 1 завершена"), ("boris", "/обновить_статус 1 в работе")),
        {"carol": TALK},
        review=True,
    ),
    "accepted": Case(
        (("boris", "/обновить_статус 1 завершена"), ("anna", "/принять 1")),
        {"boris": TALK_RU, "carol": TALK},
        review=True,
    ),
    "accepted unasked": Case(
        (("boris", "/обновить_статус 1 завершена"), ("anna", "/изменить_задачу 1 приёмка:выкл")),
        {"boris": TALK_RU, "carol": TALK},
        review=True,
    ),
    "returned by another": Case(
        (("boris", "/обновить_статус 1 завершена"), ("anna", "/вернуть 1 Мало")),
        {"carol": TALK},
        review=True,
    ),
    "assigned to somebody else as well": Case(
        (("anna", "/назначить 1 1004"),), {"boris": ["▶ Начать", "✅ Готово", *TALK_RU], "carol": TALK}
    ),
    "unassigned": Case(
        (("anna", "/снять 1 @boris"),),
        {"boris": ["🙋 Взять себе", OPEN_RU], "carol": ["🙋 Take it", "👤 Assign…", *TALK]},
    ),
    "unassigned while others work on it": Case(
        (("anna", "/снять 1 @boris"),),
        {"boris": MINE_RU, "dave": ["▶ Start", "✅ Done", *TALK]},
        assignees=("boris", "dave"),
    ),
    "deleted": Case((("anna", "/удалить_задачу 1"),), {"boris": MINE_RU, "carol": ["↩ Restore", OPEN]}),
    "deleted, and its creator is no admin": Case(
        (("anna", "/удалить_задачу 1"),), {"boris": MINE_RU, "dave": MINE}, creator="dave"
    ),
    "transferred": Case((("anna", "/передать_задачи @boris 1004"),), {"boris": MINE_RU, "dave": MINE}),
}


def labels(speaker: Speaker) -> list[str]:
    """The buttons of the last notice; edits of older cards do not count."""
    messages = [event for event in speaker.take() if event.kind == "message"]
    return [ordinary(label) for label in messages[-1].labels]


@pytest.mark.parametrize("name", CASES)
async def test_what_one_does_next(name: str, bot: Stage, team: list[Speaker]) -> None:
    case, people = CASES[name], dict(zip(("anna", "boris", "carol", "dave"), team, strict=True))
    assignees = [people[it] for it in case.assignees]
    await put(bot, people[case.creator], *assignees, review=case.review)
    *before, (last, text) = case.said
    for who, words in before:
        people[who].chat.say(words)
        await bot.settle()
    for person in team:
        person.take()
    people[last].chat.say(text)
    await bot.settle()
    assert {who: labels(people[who]) for who in case.hears} == case.hears
    for person in team:
        person.take()


async def test_what_one_does_next_with_a_card(
    bot: Stage, boris: Speaker, carol: Speaker, anna: Speaker
) -> None:
    """Notices that bring the task's card have all of its buttons."""
    await put(bot, carol, boris, review=True)
    for who, text, reader, first in (
        (boris, "/обновить_статус 1 завершена", carol, ["👍 Accept", "↩ Return"]),
        (carol, "/return_task 1 More", boris, ["✅ Готово", "❌ Отклонить"]),
        (carol, "/unassign 1 @boris", boris, ["🙋 Взять себе", "📋 Открыть № 1"]),
        (carol, "/assign 1 @boris", boris, ["▶ Начать", "✅ Готово"]),
        (carol, "/delete_task 1", boris, ["📋 Мои задачи"]),
        (carol, "/restore_task 1", boris, ["▶ Начать", "✅ Готово"]),
    ):
        reader.take()
        who.chat.say(text)
        await bot.settle()
        assert labels(reader)[:2] == first, text
    for person in (anna, boris, carol):
        person.take()


async def test_a_comment_is_answered(bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, boris)
    await boris.says("/комментарий 1 Где данные?", "💬...")
    await tick(bot)
    carol.hears(
        "🔔 Борис Иванов · task #1 “Report”: 1 comment\n...",
        buttons=TALK,
    )
    await carol.presses(
        "💬 Reply", "💬 What would you like to add to task #1 “Report”?...", buttons=["◀ Back to the task"]
    )
    await carol.says("In the folder", "💬 Your comment on task #1 “Report” has been added.")
    await tick(bot)
    boris.hears(
        "🔔 Carol Smith · задача № 1 «Report»: 1 комментарий\n...",
        buttons=["▶ Начать", "✅ Готово", *TALK_RU],
    )
    carol.take()
    dave.hears_nothing()


# --- About people, and many tasks -----------------------------------------------------------------


async def test_of_roles_and_access(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await carol.says("/set_role @boris admin", "...is now an admin.")
    boris.hears("👑...", buttons=["🗂 Все задачи"])
    boris.chat.press("🗂 Все задачи")
    await bot.settle()
    assert [it.partition(".")[0] for it in seen(boris)] == ["toast: ", "message: 🗂 Задач пока нет"]
    await carol.says("/set_role @boris employee", "...is now an employee.")
    boris.hears("👤...", buttons=MINE_RU)
    await carol.says("/block @boris", "🚫 ...")
    await carol.says("/unblock @boris", "✅ ...")
    boris.hears("✅...", buttons=MINE_RU)


async def test_whoever_is_blocked_leaves_tasks(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, boris)
    await carol.says("/block @boris", "🚫 ...1 unfinished task...", buttons=["📦 Transfer tasks"])
    await carol.presses("📦 Transfer tasks", "📦 Борис Иванов (@boris) has 1 unfinished task...")
    await carol.presses("👤 Dave Jones", "📦 Transfer 1 unfinished task...")
    await carol.presses("✅ Transfer", "...🚫 Борис Иванов...", toast="📦 1 task has been transferred...")
    dave.hears("📬...", buttons=MINE)


@pytest.mark.settings(registration="invite")
async def test_whoever_came_by_an_invitation_is_one_press_away(carol: Speaker, eve: Speaker) -> None:
    await carol.says("/invite", "🔗...")
    link = carol.last.text.partition("?start=")[2].split()[0]
    await eve.says(f"/start {link}", "👋...")
    carol.hears("🎉...", buttons=["👤 Eve (@eve_s)"])
    await carol.presses("👤 Eve (@eve_s)", "👤 Eve...")


async def test_what_is_left(bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave)
    await dave.says("/forget_me", "...")
    dave.chat.press(dave.last.labels[0])
    await bot.settle()
    dave.take()
    carol.hears("👤 Dave Jones has left the team...", buttons=["🙋 Unassigned tasks"])
    carol.chat.press("🙋 Unassigned tasks")
    await bot.settle()
    assert [it.partition("\n")[0] for it in seen(carol)] == [
        "toast: ",
        "message: 🙋 Unassigned tasks · 1 open task",
    ]
    boris.hears_nothing()


# --- Presses --------------------------------------------------------------------------------------


@pytest.fixture
async def rejected(bot: Stage, boris: Speaker, carol: Speaker, team: list[Speaker]) -> None:  # noqa: ARG001
    """Carol reads that Boris has rejected her task 1."""
    await put(bot, carol, boris)
    await boris.says("/обновить_статус 1 отклонена Нет данных", "Задача № 1...")
    carol.hears("🔔...❌ rejected\nReason: “Нет данных”")


@pytest.mark.usefixtures("rejected")
async def test_the_notice_becomes_the_card(carol: Speaker, bot: Stage) -> None:
    await carol.presses(OPEN, "📋 Task #1...reason: “Нет данных”", toast="")
    assert "👤 Assign" in carol.last.labels
    await carol.says("/edit_task 1 priority:high", "✏️...")
    assert "🟠 high" in ordinary(carol.last.text)
    assert await bot.sql("SELECT count(*) FROM cards WHERE chat_id = $1", carol.id) == 1


@pytest.mark.usefixtures("rejected")
async def test_it_is_assigned_from_the_notice(carol: Speaker, boris: Speaker, dave: Speaker) -> None:
    await carol.presses("👤 Assign…", "👤 Who should work on task #1 “Report”?...")
    await carol.presses(
        "👤 Dave Jones", "👤 Who...Dave Jones...", toast="👤 Dave Jones is now assigned to task #1 “Report”."
    )
    dave.hears("📬 Carol Smith (@carol) has assigned a task to you.\n\n📋 Task #1...")
    boris.hears("👤 Carol Smith...", buttons=["↩ Вернуть в работу", *TALK_RU])


@pytest.mark.usefixtures("rejected")
async def test_what_has_changed_since_changes_nothing(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    notice = carol.last
    await boris.says("/обновить_статус 1 в работе", "Задача № 1...")
    carol.take()
    await carol.presses(
        "👤 Assign…",
        "📋 Task #1...🔄 in progress...",
        toast="The card of task #1 was out of date, so nothing has been changed. Here is the current one.",
        on=notice,
    )
    assert await bot.sql("SELECT count(*) FROM assignments") == 1


@pytest.mark.usefixtures("rejected")
async def test_who_may_no_longer_is_refused(
    carol: Speaker, boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    notice = carol.last
    await bot.sql(EMPLOYEE, carol.id)
    await carol.presses("👤 Assign…", toast="You can't do this with task #1 now...", on=notice)
    await bot.sql("UPDATE tasks SET created_by_id = NULL")
    await carol.presses(OPEN, toast="Task #1 does not exist, or you have no access to it...", on=notice)
    await opens(bot, boris)
    data = data_of_button(boris, "💬 Комментарий").replace("comment", "assign")
    await boris.forges(data, toast="Сейчас с задачей № 1 этого сделать нельзя...")
    await dave.forges(data, toast="Task #1 does not exist, or you have no access to it...")
    assert await bot.sql("SELECT count(*) FROM assignments") == 1


async def test_a_status_typed_or_pressed_offers_a_fresh_press(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    """The fields that `/update_status` does not read again are as in the database."""
    await put(bot, carol, boris)
    await anna.says("/обновить_статус 1 в работе", "Задача № 1...")
    carol.hears("🔔...")
    boris.hears("🔔...")
    await boris.presses(
        "✅ Готово", "📋...✅ завершена...", toast="Задача № 1 «Report»: 🔄 в работе → ✅ завершена"
    )
    carol.hears("🔔...")
    anna.hears_nothing()


async def test_a_list_is_shown_below(bot: Stage, anna: Speaker, boris: Speaker, dave: Speaker) -> None:
    await put(bot, anna, boris)
    await anna.says("/передать_задачи @boris 1004", "📦...")
    boris.hears("📦...", buttons=MINE_RU)
    dave.hears("📬...", buttons=MINE)
    dave.chat.press("📋 My tasks")
    await bot.settle()
    toast, shown = seen(dave)
    assert toast == "toast: "
    assert shown.startswith("message: 📋 My tasks · 1 open task")
    assert dave.chat.messages[-2].labels == MINE, "the notice stays"
    await boris.forges("ls:all", toast="Это доступно только администраторам.")
    await boris.forges("ls:deleted", toast="Это доступно только администраторам.")
    await boris.forges("ls:found", toast="Эта кнопка больше не работает. Отправьте команду ещё раз.")
    await boris.forges("ls:nonsense", toast="Эта кнопка больше не работает. Отправьте команду ещё раз.")


# --- Nothing is forgotten -------------------------------------------------------------------------


async def test_a_notice_without_buttons_fails_its_dialogue(
    bot: Stage, boris: Speaker, carol: Speaker, bare_notices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a new notice about a task fails the first dialogue that hears of it."""
    await put(bot, carol, boris)
    for module in (notices, cards):
        monkeypatch.setattr(module, "next_steps", lambda *_: InlineKeyboardMarkup(inline_keyboard=[]))
    await boris.says("/обновить_статус 1 в работе", "Задача № 1...")
    carol.hears("🔔...")
    await boris.says("/комментарий 1 Скоро", "💬...")
    (found,) = bare_notices
    assert ordinary(found).startswith("🔔 Борис Иванов (@boris) · task #1")
    bare_notices.clear()
    await tick(bot)
    carol.hears("🔔...")
    assert [ordinary(it).partition("\n")[0] for it in bare_notices] == [
        "🔔 Борис Иванов · task #1 “Report”: 1 comment"
    ]
    bare_notices.clear()


async def test_the_buttons_of_a_notice_are_of_the_task_as_it_is(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    """What waited for acceptance does so no longer, which counts as another change of the task."""
    await put(bot, carol, boris, review=True)
    await bot.sql("UPDATE tasks SET status = 'in_progress'")
    await bot.sql("UPDATE assignments SET submitted_at = now()")
    await carol.says("/update_status 1 pending", "Task #1 “Report”: 🔄 in progress → ⏳ pending")
    boris.take()
    _, action, _, version, _ = data_of_button(boris, "▶ Начать").split(":")
    assert (action, int(version)) == ("start", await bot.sql("SELECT version FROM tasks"))
