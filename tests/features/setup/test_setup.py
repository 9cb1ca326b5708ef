"""/setup: what Telegram, the groups and the server still lack, and how an admin mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.domain.models import Language
from taskbot.features.setup import views
from taskbot.features.setup.views import Account, Found
from taskbot.language.l10n import l10n_of
from taskbot.repository.setup import Backlog
from taskbot.sandbox.faults import Fault

if TYPE_CHECKING:
    from structlog.testing import LogCapture

BOT = "taskbot_sandbox_bot"
DONE = "✅ Everything is set up.\n\nℹ️ Privacy mode is on: in groups I get commands only. That is enough."


async def asks(bot: Stage, person: Speaker, checking: str = "🔧 I am checking…") -> str:
    """Ask what is left to do, and give the answer, which the scheduler sends."""
    await person.says("/setup", checking)
    await bot.tick()
    (event,) = person.take()
    return event.text


@pytest.mark.settings(timezone="Europe/Moscow")
@pytest.mark.usefixtures("team")
async def test_an_admin_reads_that_all_is_well(bot: Stage, carol: Speaker) -> None:
    assert await asks(bot, carol) == DONE


@pytest.mark.usefixtures("team")
async def test_what_only_the_server_can_say(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", anna.id)
    await bot.sql("""
        INSERT INTO outbox (bot_id, chat_id, method, payload, parked_at)
        SELECT $1, 1, 'sendMessage', '{}', now() FROM generate_series(1, 2)
    """, bot.sandbox.state.bot_id)  # fmt: skip
    text = await asks(bot, carol)
    await bot.sql("DELETE FROM outbox")
    assert text.splitlines()[0] == "🔧 Left to set up"
    for part in ("The time zone is UTC.", "There is only one admin.", "2 messages are set aside"):
        assert part in text
    assert "waiting" not in text


@pytest.mark.usefixtures("team")
async def test_a_server_of_before_leaves_to_botfather_what_the_bot_sets_itself(
    bot: Stage, anna: Speaker, logged: LogCapture
) -> None:
    settings = bot.sandbox.state.settings
    assert settings.can_join_groups
    settings.can_join_groups, settings.server_knows_settings = False, False
    bot.allowed_refusals.append("method not found")
    await bot.restart()
    text = await asks(bot, anna, "🔧 Проверяю…")
    assert (
        f"• Меня нельзя добавить в группу. В @BotFather: /setjoingroups, затем @{BOT}, затем Enable." in text
    )
    told = [it["log_level"] for it in logged.entries if it.get("method") == "setMySettings"]
    assert told == ["info"]
    settings.server_knows_settings = True
    await bot.restart()
    assert "группу" not in await asks(bot, anna, "🔧 Проверяю…")


@pytest.mark.settings(timezone="Europe/Moscow")
@pytest.mark.usefixtures("team")
async def test_what_each_group_lacks_first(bot: Stage, carol: Speaker) -> None:
    groups = [bot.group(title, carol) for title in ("Unbound", "Plain", "Muted", "Admin", "All", "Left")]
    await bot.settle()
    unbound, _, muted, admin, good, left = groups
    for group in groups:
        if group is not unbound:
            await bot.sql("INSERT INTO group_bindings (chat_id, project_id) VALUES ($1, 1)", group.id)
    admin.promote("can_delete_messages")
    good.promote("can_pin_messages")
    left.remove_bot()
    muted.mute()
    await bot.settle()
    for group in groups:
        group.take()
    text = await asks(bot, carol)
    assert "Unbound: the group sees no tasks yet. Type /bind there." in text
    assert "Plain: I am no administrator there" in text
    assert "Muted: I may not write there." in text
    assert "Admin: I may not pin the board." in text
    assert "All:" not in text
    assert "Left:" not in text


@pytest.mark.usefixtures("team")
async def test_telegram_may_not_answer(bot: Stage, carol: Speaker) -> None:
    bot.sandbox.faults.add(Fault("5xx", method="getMe", count=1))
    assert "Telegram doesn't tell me how my account is set up. Try again in a minute." in await asks(
        bot, carol
    )


@pytest.mark.usefixtures("team")
async def test_it_is_for_admins_and_a_person_may_have_ceased_to_be_one(
    bot: Stage, anna: Speaker, boris: Speaker
) -> None:
    await boris.says(
        "/настройка_бота", "Команда /настройка_бота доступна только администраторам. Ваши команды: /help"
    )
    await bot.tick()
    for _ in range(3):
        await anna.says("/настройка_бота", "🔧 Проверяю…")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", anna.id)
    await bot.tick()
    anna.hears_nothing()
    assert await bot.sql("SELECT count(*) FROM team WHERE key LIKE 'setup:%'") == 0


@pytest.mark.usefixtures("team")
async def test_privacy_mode_is_told_either_way(bot: Stage, carol: Speaker) -> None:
    bot.sandbox.state.settings.can_read_all_group_messages = True
    assert "ℹ️ Privacy mode is off" in await asks(bot, carol)


@pytest.mark.parametrize("language", Language)
def test_each_thing_that_is_left_has_a_line_of_its_own(language: Language) -> None:
    account = Account("bot", joins_groups=False, hears_all=False, inline=False, webhook=True)
    groups = [views.group("Team", None, bound=False), views.group("Silent", None, bound=True)]
    found = Found(account, groups, zone_is_utc=True, admins=1, backlog=Backlog(5, late=True))
    text = views.text(found, l10n_of(language))
    assert text.count("• ") == 8
    assert "webhook" in text
    assert "Team" in text
    assert "Silent" not in text  # Telegram has not said what the bot may do there
