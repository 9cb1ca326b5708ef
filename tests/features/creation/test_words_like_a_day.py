"""Words of a title that look like a deadline or a priority: the draft names them, and a press takes them."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import data_of_button

pytestmark = pytest.mark.usefixtures("team")

HINT = "⚠️ Still part of the title: {}. If it is the deadline or the priority, press it below."
HINT_RU = "⚠️ Осталось в названии: {}. Если это срок или приоритет, нажмите кнопку ниже."


@pytest.mark.parametrize(
    ("line", "title", "hint", "button", "after"),
    [
        (
            "call the bank tomorrow at 3 @boris",
            "call the bank tomorrow at 3",
            "“tomorrow at 3”",
            "“tomorrow at 3” → Wed, Dec 2, 15:00",
            "call the bank\n\nPriority: 🟡 medium\nDeadline: Wed, Dec 2, 15:00 · tomorrow",
        ),
        (
            "call the bank next week",
            "call the bank next week",
            "“next week”",
            "“next week” → Fri, Dec 11",
            "call the bank\n\nPriority: 🟡 medium\nDeadline: Fri, Dec 11 · in 10 days",
        ),
        (
            "call the bank tomorow @boris",
            "call the bank tomorow",
            "“tomorow”",
            "“tomorow” → Wed, Dec 2",
            "call the bank\n\nPriority: 🟡 medium\nDeadline: Wed, Dec 2 · tomorrow",
        ),
        (
            "Meeting at 10.12",
            "Meeting at 10.12",
            "“10.12”",
            "“10.12” → Thu, Dec 10",
            "Meeting at 10.12\n\nPriority: 🟡 medium\nDeadline: Thu, Dec 10 · in 9 days",
        ),
        (
            "Report urgent @boris",
            "Report urgent",
            "“urgent”",
            "“urgent” → 🔴 urgent",
            "Report\n\nPriority: 🔴 urgent\nDeadline: none",
        ),
    ],
)
async def test_in_english(
    boris: Speaker, carol: Speaker, line: str, title: str, hint: str, button: str, after: str
) -> None:
    await carol.says(
        f"/create_task {line}", f"📝 New task\n{title}\n...Deadline: none\n...{HINT.format(hint)}..."
    )
    await carol.presses(button, f"📝 New task\n{after}\nAssignee...")
    assert "Still part" not in carol.last.text
    await carol.presses("✅ Create", "📋 Task #1...", toast="✅ Task #1...")
    boris.take()


@pytest.mark.parametrize(
    ("line", "hint", "button", "after"),
    [
        (
            "Оплатить аренду 1.12",
            "«1.12»",
            "«1.12» → вт, 1 дек.",
            "Оплатить аренду\n\nПриоритет: 🟡 средний\nСрок: вт, 1 дек. · сегодня",
        ),
        (
            "Позвонить завтро",
            "«завтро»",
            "«завтро» → ср, 2 дек.",
            "Позвонить\n\nПриоритет: 🟡 средний\nСрок: ср, 2 дек. · завтра",
        ),
        (
            "Отчёт за пятницу",
            "«пятницу»",
            "«пятницу» → пт, 4 дек.",
            "Отчёт за пятницу\n\nПриоритет: 🟡 средний\nСрок: пт, 4 дек. · через 3 дня",
        ),
    ],
)
async def test_in_russian(anna: Speaker, line: str, hint: str, button: str, after: str) -> None:
    await anna.says(f"/создать_задачу {line}", f"📝 Новая задача\n{line}\n...{HINT_RU.format(hint)}...")
    await anna.presses(button, f"📝 Новая задача\n{after}\nИсполнитель...")
    assert "Осталось" not in anna.last.text


async def test_a_deadline_and_a_priority_at_once(anna: Speaker, boris: Speaker) -> None:
    await anna.says(
        "/создать_задачу Сдать отчёт завтра срочно @boris",
        f"📝 Новая задача\nСдать отчёт завтра срочно\n...{HINT_RU.format('«завтра», «срочно»')}...",
    )
    assert anna.last.labels[:2] == ["«завтра» → ср, 2 дек.", "«срочно» → 🔴 срочный"]
    await anna.presses(
        "«срочно» → 🔴 срочный", f"...завтра\n\n...🔴 срочный\n...{HINT_RU.format('«завтра»')}..."
    )
    await anna.presses(
        "«завтра» → ср, 2 дек.", "📝 Новая задача\nСдать отчёт\n\n...🔴 срочный\nСрок: ср, 2 дек..."
    )
    await anna.presses("✅ Создать", "📋 Задача № 1\nСдать отчёт\n...", toast="✅ Задача № 1...")
    boris.hears("📬...")


async def test_a_title_that_was_asked_for(carol: Speaker) -> None:
    await carol.says("/create_task", "✏️...")
    await carol.says(
        "Call the bank tomorow", f"📝 New task\nCall the bank tomorow\n...{HINT.format('“tomorow”')}..."
    )
    await carol.presses("Tomorrow", "📝 New task\nCall the bank tomorow\n...Deadline: Wed, Dec 2...")
    assert "Still part" not in carol.last.text  # there is a deadline now


async def test_old_and_forged_presses(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await carol.says("/create_task Call the bank tomorow", "📝...")
    taken = data_of_button(carol, "“tomorow” → Wed, Dec 2")
    await carol.presses("✏️ Title", "✏️ Write the new title.")
    await carol.says("Call them", "📝 New task\nCall them\n...Deadline: none...")
    await carol.forges(taken, "📝 New task\nCall them\n...Deadline: Wed, Dec 2...", on=carol.last)
    for arg in ("", "d", "d2026-13-40", "d99999-01-01", "highest", "d2026-12-02x", "none"):
        await carol.forges(
            f"d:take:1:{arg}", toast="This button no longer works. Send the command again.", on=carol.last
        )
    await dave.forges(taken, toast="This is for admins only.", on=dave.last)
    await carol.forges(f"d:take:1:{'low'}", "...🟢 low...", on=carol.last)
    await carol.presses("✖ Cancel", "✖...", toast="✖...")
    await carol.forges(taken, "This draft is gone...", toast="This draft is gone...", on=carol.last)
    assert ordinary(await bot.sql("SELECT coalesce(max(title), 'none') FROM drafts")) == "none"
