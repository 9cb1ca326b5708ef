"""What people write nearly right, or at the wrong time: understood, or answered with what is wrong."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.domain.models import Priority, Status
from taskbot.domain.rules import Refusal
from taskbot.features.editing.commands import task_edit
from taskbot.features.settings.commands import offset_zone
from taskbot.features.work.commands import status_change
from taskbot.places import zone_named


@pytest.mark.parametrize("typed", ["делаю", "Выполняю", "работаю", "начал", "приступаю", "doing", "WIP"])
def test_work_in_progress_is_said_in_the_first_person(typed: str) -> None:
    assert status_change(f"5 {typed}").status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("не готово", "in_progress"),
        ("not done", "in_progress"),
        ("сделаю", "in_progress"),
        ("завершаю", "in_progress"),
        ("не сделана", "in_progress"),
        ("not started", "pending"),
        ("готого", "completed"),
    ],
)
def test_no_status_is_suggested_that_means_the_opposite(typed: str, nearest: str) -> None:
    with pytest.raises(Refusal) as refused:
        status_change(f"5 {typed}")
    assert refused.value.variables["nearest"] == nearest


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/moscow", "Europe/Moscow"),
        ("EUROPE/MOSCOW", "Europe/Moscow"),
        ("america/new york", "America/New_York"),
        ("america/port-au-prince", "America/Port-au-Prince"),
        ("asia/ho_chi_minh", "Asia/Ho_Chi_Minh"),
        ("etc/gmt+3", "Etc/GMT+3"),
        ("europe/atlantis", None),
        ("../etc/passwd", None),
    ],
)
def test_zones_have_any_case(typed: str, zone: str | None) -> None:
    assert zone_named(typed) == zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("MSK", "Europe/Moscow"),
        ("мск", "Europe/Moscow"),
        ("МСК+2", "Etc/GMT-5"),
        ("msk -1", "Etc/GMT-2"),
        ("МСК-3", "UTC"),
        ("UTC+3", "Etc/GMT-3"),
        ("-5", "Etc/GMT+5"),
        ("МСК+12", None),
    ],
)
def test_moscow_time_is_known_by_its_letters(typed: str, zone: str | None) -> None:
    assert offset_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ("10 tomorrow", {"deadline": "tomorrow"}),
        ("10 !high", {"priority": Priority.HIGH}),
        ("10 через 3 дня !срочный", {"deadline": "через 3 дня", "priority": Priority.URGENT}),
        ("10 !низкий, 25.12", {"deadline": "25.12", "priority": Priority.LOW}),
        ('10 next friday title:"New"', {"deadline": "next friday", "title": "New"}),
    ],
)
def test_an_edit_takes_what_one_line_takes(typed: str, changes: dict[str, object]) -> None:
    assert {str(kind): value for kind, value in task_edit(typed).changes} == changes


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("10 soonish", "refusal-edit-left-over"),
        ("10 none", "refusal-edit-left-over"),
        ("10 !highish", "refusal-edit-priority"),
        ("10 !high !low", "refusal-edit-repeated"),
        ("10 tomorrow due_date:friday", "refusal-edit-repeated"),
    ],
)
def test_an_edit_still_refuses_what_it_does_not_know(typed: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        task_edit(typed)
    assert refused.value.key == key


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    "command",
    [
        "/assign 1 @annna",
        "/unassign 1 @annna",
        "/block @annna",
        "/set_role @annna admin",
        "/users @annna",
        "/hand_over @annna @boris",
        "/all_tasks assigned_to:@annna",
    ],
)
async def test_every_command_suggests_the_nearest_username(carol: Speaker, command: str) -> None:
    await carol.says('/create_task title:"A"', "✅...")
    await carol.says(command, "I don't know @annna, so nothing has been changed. Did you mean @anna?")


@pytest.mark.usefixtures("team")
async def test_who_waits_to_be_let_in_is_not_blocked(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await bot.sql("UPDATE users SET access = 'pending' WHERE telegram_id = 1004")
    await carol.says("/unblock 1004", "Dave Jones is not blocked but waits to be let in...employee")
    await anna.says("/разблокировать 1004", "Dave Jones: доступ не закрыт, заявка ждёт решения...")


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("awaited", ["title", "task_title", "task_deadline", "draft_assignee"])
async def test_an_admin_no_longer_is_told_why_an_answer_is_not_taken(
    bot: Stage, boris: Speaker, dave: Speaker, awaited: str
) -> None:
    await bot.sql("UPDATE users SET awaited = $1, awaited_for = 1, awaited_since = now()", awaited)
    await dave.says("The title", "I haven't taken this: you are an employee now...")
    await dave.says("The title", "That isn't a command I know...")
    await boris.says("Название", "Это не принято: теперь вы сотрудник...")


@pytest.mark.usefixtures("team")
async def test_a_reply_to_a_forward_says_who_is_meant(bot: Stage, carol: Speaker) -> None:
    origins = {
        900: {"type": "user", "date": 1, "sender_user": {"id": 1004, "is_bot": False, "first_name": "Dave"}},
        901: {"type": "hidden_user", "date": 1, "sender_user_name": "Dave"},
    }
    person = carol.chat.person
    head = {"date": 1, "chat": person.as_chat, "from": person.as_user}
    for command, number, answer in (
        ("/block", 901, "I cannot tell who wrote the forwarded message..."),
        ("/set_role admin", 901, "I cannot tell who wrote the forwarded message..."),
        ("/set_role admin", 900, "Dave Jones is now an admin."),
        ("/set_role employee", 900, "Dave Jones is now an employee."),
        ("/block", 900, "🚫 Dave Jones is now blocked..."),
        ("/unblock", 900, "✅ Dave Jones..."),
    ):
        target = head | {"message_id": number, "text": "words", "forward_origin": origins[number]}
        bot.sandbox.inject(
            {"message": head | {"message_id": 950, "text": command, "reply_to_message": target}}
        )
        await bot.settle()
        carol.hears(answer)
    for speaker in bot._people.values():
        speaker.overhears()
