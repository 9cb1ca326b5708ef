"""When the digest comes and when it is quiet, chosen by command and by button, in both languages and roles."""

from __future__ import annotations

from datetime import time

import pytest

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

ASK_DIGEST = """
    📰 When should I send your digest? Now: {}.
    It is one message: tasks that are overdue or due today and tomorrow, work that awaits your acceptance, and tasks that are free to take. When there is nothing to say, it doesn't come.
    Any other time: /digest 8:30 mon, wed
    """
ASK_QUIET_RU = """
    🌙 Когда вас не беспокоить? Сейчас: {}.
    Напоминания подождут конца тихих часов и придут одним сообщением. О том, что делают люди, вы узнаете сразу, но без звука.
    Другое время: /тихие_часы 21:30-7:00
    """


async def chosen(bot: Stage, speaker: Speaker, columns: str) -> tuple[object, ...]:
    record = await bot.pool.fetchrow(
        f"SELECT {columns} FROM notification_settings WHERE user_id = (SELECT id FROM users WHERE telegram_id = $1)",  # noqa: S608 (own)
        speaker.id,
    )
    assert record is not None
    return tuple(record)


async def test_the_digest_by_command(bot: Stage, dave: Speaker, anna: Speaker) -> None:
    await dave.says("/digest 8:30 mon, wed", "📰 Digest: Mon, Wed at 8:30.")
    assert await chosen(bot, dave, "digest, digest_at, digest_days") == (True, time(8, 30), [1, 3])
    await dave.says("/digest off", "📰 Digest: off.")
    assert (await chosen(bot, dave, "digest, digest_at"))[0] is False
    await dave.says("/digest daily", "📰 Digest: every day at 8:30.")
    await anna.says("/дайджест по будням в 9 вечера", "📰 Дайджест: по рабочим дням в 21:00.")
    assert await chosen(bot, anna, "digest, digest_at, digest_days") == (True, time(21), None)
    await anna.says("/digest выкл", "📰 Дайджест: нет.")


async def test_quiet_hours_by_command(bot: Stage, carol: Speaker, boris: Speaker) -> None:
    await carol.says("/quiet 21:00-8:00", "🌙 Quiet hours: 21:00–8:00 and days off.")
    await carol.says("/quiet days off: off", "🌙 Quiet hours: 21:00–8:00.")
    assert await chosen(bot, carol, "quiet, quiet_from, quiet_to, quiet_days_off") == (
        True,
        time(21),
        time(8),
        False,
    )
    await boris.says("/тихие_часы с 22 до 7", "🌙 Тихие часы: 22:00–7:00 и выходные.")
    await boris.says("/тихие_часы выкл", "🌙 Тихие часы: нет.")
    await boris.says("/тихие_часы", ASK_QUIET_RU.format("нет"), buttons=["Включить", "◀ Настройки"])


async def test_what_cannot_be_read_changes_nothing(bot: Stage, dave: Speaker, anna: Speaker) -> None:
    await dave.says(
        "/digest sometimes",
        "I can't tell when you want your digest: sometimes.\nWrite a time, days, or both, or off.\nExample: /digest 8:30 mon, wed",
    )
    await dave.says(
        "/digest 8", "8 could be morning or evening.\nWrite it in full: 8:00 or 20:00.\nExample: /digest 8:00"
    )
    await anna.says(
        "/дайджест 25:00", "Такого времени нет: 25:00.\nНапишите часы и минуты.\nПример: /дайджест 8:30"
    )
    await anna.says(
        "/тихие_часы 9-5",
        "9 — это утро или вечер?\nНапишите полностью: 9:00 или 21:00.\nПример: /тихие_часы 21:00-8:00",
    )
    await dave.says(
        "/quiet 21:00-21:00",
        "21:00-21:00 begins and ends at the same time.\nWrite from when until when, or off.\nExample: /quiet 21:00-8:00",
    )
    await dave.says(
        "/quiet sometimes",
        "I can't tell when you want quiet: sometimes.\nWrite from when until when, or off.\nExample: /quiet 21:00-8:00",
    )
    for speaker in (dave, anna):
        assert await chosen(bot, speaker, "digest, digest_at, quiet_from, quiet_to") == (
            True,
            time(9),
            time(20),
            time(9),
        )


async def test_the_digest_by_button(bot: Stage, dave: Speaker) -> None:
    await dave.says("/settings", "...")
    days = ["✓ Workdays", "Every day", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    hours = ["7:00", "8:00", "✓ 9:00", "10:00", "12:00", "18:00"]
    ends = ["Turn off", "◀ Settings"]
    await dave.presses("📰 Digest", ASK_DIGEST.format("on workdays at 9:00"), buttons=[*hours, *days, *ends])
    await dave.presses(
        "8:00", ASK_DIGEST.format("on workdays at 8:00"), toast="📰 Digest: on workdays at 8:00."
    )
    await dave.presses(
        "Fri",
        ASK_DIGEST.format("Mon, Tue, Wed, Thu at 8:00"),
        toast="📰 Digest: Mon, Tue, Wed, Thu at 8:00.",
        buttons=[
            "7:00",
            "✓ 8:00",
            "9:00",
            *hours[3:],
            "Workdays",
            "Every day",
            "✓ Mon",
            "✓ Tue",
            "✓ Wed",
            "✓ Thu",
            "Fri",
            "Sat",
            "Sun",
            *ends,
        ],
    )
    assert await chosen(bot, dave, "digest_at, digest_days") == (time(8), [1, 2, 3, 4])
    await dave.presses(
        "Turn off", ASK_DIGEST.format("off"), toast="📰 Digest: off.", buttons=["Turn on", "◀ Settings"]
    )
    await dave.presses(
        "Turn on",
        ASK_DIGEST.format("Mon, Tue, Wed, Thu at 8:00"),
        toast="📰 Digest: Mon, Tue, Wed, Thu at 8:00.",
    )
    await dave.presses("◀ Settings", "⚙️ Settings...📰 Digest: Mon, Tue, Wed, Thu at 8:00...")


async def test_quiet_hours_by_button(bot: Stage, anna: Speaker) -> None:
    await anna.says("/settings", "...")
    await anna.presses(
        "🌙 Тихие часы",
        ASK_QUIET_RU.format("20:00–9:00 и выходные"),
        buttons=[
            "с 18:00",
            "с 19:00",
            "✓ с 20:00",
            "с 21:00",
            "с 22:00",
            "с 23:00",
            "до 6:00",
            "до 7:00",
            "до 8:00",
            "✓ до 9:00",
            "до 10:00",
            "до 11:00",
            "✓ И в выходные",
            "Выключить",
            "◀ Настройки",
        ],
    )
    await anna.presses(
        "с 22:00", ASK_QUIET_RU.format("22:00–9:00 и выходные"), toast="🌙 Тихие часы: 22:00–9:00 и выходные."
    )
    await anna.presses(
        "до 7:00", ASK_QUIET_RU.format("22:00–7:00 и выходные"), toast="🌙 Тихие часы: 22:00–7:00 и выходные."
    )
    await anna.presses(
        "✓ И в выходные", ASK_QUIET_RU.format("22:00–7:00"), toast="🌙 Тихие часы: 22:00–7:00."
    )
    assert await chosen(bot, anna, "quiet, quiet_from, quiet_to, quiet_days_off") == (
        True,
        time(22),
        time(7),
        False,
    )
    await anna.presses("Выключить", ASK_QUIET_RU.format("нет"), toast="🌙 Тихие часы: нет.")
    await anna.presses("Включить", ASK_QUIET_RU.format("22:00–7:00"), toast="🌙 Тихие часы: 22:00–7:00.")


async def test_forged_presses_choose_nothing(bot: Stage, dave: Speaker) -> None:
    await dave.says("/settings", "...")
    for data in (
        "set:digest:d8",
        "set:digest:d",
        "set:digest:t2500",
        "set:digest:x",
        "set:quiet:f99",
        "set:quiet:u٠٨٠٠",
        "set:quiet:h2",
    ):
        await dave.forges(data, toast="This button no longer works. Send the command again.")
    assert await chosen(bot, dave, "digest_at, digest_days, quiet_from, quiet_to") == (
        time(9),
        None,
        time(20),
        time(9),
    )
