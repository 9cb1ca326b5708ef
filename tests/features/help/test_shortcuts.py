"""The buttons below a greeting and /help: the most common commands of each role."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import put

ADMIN_EN = ["➕ New task", "📋 My tasks", "📥 To accept", "🔎 Search", "👥 People", "⚙️ Settings"]
ADMIN_RU = ["➕ Новая задача", "📋 Мои задачи", "📥 На приёмку", "🔎 Поиск", "👥 Участники", "⚙️ Настройки"]
EMPLOYEE_EN = ["📋 My tasks", "🔎 Search", "⚙️ Settings"]
EMPLOYEE_RU = ["📋 Мои задачи", "🔎 Поиск", "⚙️ Настройки"]


async def test_a_greeting_has_them(anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker) -> None:
    for greeting in ("👋 Hello, ...", "👋 Hello again, ..."):
        await carol.says("/start", greeting, buttons=ADMIN_EN)
        await dave.says("/start", greeting, buttons=EMPLOYEE_EN)
    for greeting in ("👋 Здравствуйте, ...", "👋 Снова здравствуйте, ..."):
        await anna.says("/старт", greeting, buttons=ADMIN_RU)
        await boris.says("/старт", greeting, buttons=EMPLOYEE_RU)


@pytest.mark.usefixtures("team")
async def test_help_has_them(anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker) -> None:
    await carol.says("/help", "What you can do as an admin...", buttons=ADMIN_EN)
    await dave.says("/help", "What you can do...", buttons=EMPLOYEE_EN)
    await anna.says("/помощь", "Команды администратора...", buttons=ADMIN_RU)
    await boris.says("/помощь", "Ваши команды...", buttons=EMPLOYEE_RU)


@pytest.mark.settings(registration="approval")
async def test_who_is_let_in_has_them(carol: Speaker, eve: Speaker) -> None:
    await carol.says("/start", "👋 Hello, ...")
    await eve.says("/start", "⏳ Thank you, Eve!...", buttons=[])
    carol.hears("🙋 Eve...")
    await carol.presses(
        "✅ As an employee",
        "✅ Carol...",
        toast="✅ Carol Smith (@carol) has let Eve (@eve_s) in as an employee.",
    )
    eve.hears("👋 Hello, Eve!...", buttons=EMPLOYEE_EN)


async def _press(bot: Stage, speaker: Speaker, button: str, answer: str) -> None:
    """Press a button of the message that stays, and get the command's answer."""
    speaker.chat.press(button)
    await bot.settle()
    toast, message = speaker.take()
    assert (toast.kind, toast.toast, message.kind) == ("toast", "", "message")
    assert message.text.startswith(answer)


@pytest.mark.usefixtures("team")
async def test_a_press_answers_as_the_command(
    bot: Stage, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    await put(bot, carol, dave)
    await dave.says("/help", "What you can do...")
    await _press(bot, dave, "📋 My tasks", "📋 My tasks")
    await _press(bot, dave, "⚙️ Settings", "⚙️ Settings")
    await _press(bot, dave, "🔎 Search", "🔎")
    await dave.says("Report", "🔎...")
    await boris.says("/помощь", "Ваши команды...")
    await _press(bot, boris, "📋 Мои задачи", "📋")
    await carol.says("/start", "👋...")
    await _press(bot, carol, "👥 People", "👥")
    await _press(bot, carol, "📥 To accept", "📥")
    await _press(bot, carol, "➕ New task", "✏️ What needs to be done?")
    await carol.says("Buy paper", "📝 New task\nBuy paper...")
    await carol.says("/cancel", "✖ Cancelled: no task has been created.")


@pytest.mark.usefixtures("team")
async def test_a_button_of_a_former_admin_is_refused(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await bot.sql("UPDATE users SET role = 'admin' WHERE telegram_id = 1004")
    await dave.says("/help", "What you can do as an admin...")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1004")
    await _press(bot, dave, "➕ New task", "/create_task is for admins only.")
    await _press(bot, dave, "👥 People", "/users is for admins only.")
    carol.hears_nothing()
