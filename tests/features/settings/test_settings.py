"""Settings: one message edited in place, and a command for each of them; in both languages."""

from __future__ import annotations

import asyncio

import pytest

from dialogues.stage import Speaker, Stage
from taskbot import places
from taskbot.sandbox.people import Person

ENGLISH = """
    ⚙️ Settings

    🌐 Language: {language}
    🕒 Time zone: {zone}
    It is {time} where you are.
    🔔 Notices: {notices}
    ⏰ Reminders: all
    📰 Digest: on workdays at 9:00
    🌙 Quiet hours: 20:00–9:00 and days off
    """
RUSSIAN = """
    ⚙️ Настройки

    🌐 Язык: {language}
    🕒 Часовой пояс: {zone}
    Сейчас у вас {time}.
    🔔 Уведомления: {notices}
    ⏰ Напоминания: все
    📰 Дайджест: по рабочим дням в 9:00
    🌙 Тихие часы: 20:00–9:00 и выходные
    """
HOME = [
    "🌐 Language",
    "🕒 Time zone",
    "🔔 Notices",
    "⏰ Reminders",
    "📰 Digest",
    "🌙 Quiet hours",
    "📅 Workdays",
]
RUSSIAN_HOME = [
    "🌐 Язык",
    "🕒 Часовой пояс",
    "🔔 Уведомления",
    "⏰ Напоминания",
    "📰 Дайджест",
    "🌙 Тихие часы",
    "📅 Рабочие дни",
]
ASK_ENGLISH = """
    🕒 Where are you? Your time zone is {}, where it is now {}.

    Write the name of your city or of a large one nearby, or choose below.
    """
ASK_RUSSIAN = """
    🕒 Где вы? Ваш часовой пояс — {}, сейчас там {}.

    Напишите название своего города или большого города поблизости либо выберите ниже.
    """
SET_ENGLISH = "🕒 Your time zone: {}, where it is now {}. Deadlines and times follow it."
SET_RUSSIAN = "🕒 Ваш часовой пояс: {}, сейчас там {}. Сроки и время считаются по нему."
KAZAN, LONDON = (55.79, 49.12), (51.5, -0.12)


def english(
    language: str = "same as in Telegram",
    zone: str = "UTC+0, same as the team",
    time: str = "12:00",
    notices: str = "all",
) -> str:
    return ENGLISH.format(language=language, zone=zone, time=time, notices=notices)


def russian(
    language: str = "как в Telegram",
    zone: str = "UTC+0, как у команды",
    time: str = "12:00",
    notices: str = "все",
) -> str:
    return RUSSIAN.format(language=language, zone=zone, time=time, notices=notices)


pytestmark = pytest.mark.usefixtures("team")


async def _chosen(bot: Stage, speaker: Speaker) -> tuple[str | None, ...]:
    record = await bot.pool.fetchrow(
        "SELECT language, timezone, notices FROM users WHERE telegram_id = $1", speaker.id
    )
    assert record is not None
    return tuple(record)


class TestTheMessage:
    async def test_it_shows_all_that_is_chosen(self, dave: Speaker, boris: Speaker) -> None:
        await dave.says("/settings", english(), buttons=HOME)
        await boris.says("/настройки", russian(), buttons=RUSSIAN_HOME)

    async def test_admins_have_the_team_s_acceptance_besides(self, carol: Speaker, anna: Speaker) -> None:
        text = english().rstrip() + "\n    📥 Acceptance of new tasks: off, for the whole team"
        await carol.says("/settings", text, buttons=[*HOME[:-1], "📥 Acceptance", HOME[-1], "📣 Escalation"])
        text = russian().rstrip() + "\n    📥 Приёмка новых задач: выключена для всей команды"
        await anna.says(
            "/settings", text, buttons=[*RUSSIAN_HOME[:-1], "📥 Приёмка", RUSSIAN_HOME[-1], "📣 Эскалация"]
        )

    async def test_choices_take_its_place_and_lead_back(self, dave: Speaker, boris: Speaker) -> None:
        await dave.says("/settings", "...")
        await dave.presses(
            "🔔 Notices",
            """
            🔔 Which notices do you want?
            Important: tasks that are assigned to you, completed, rejected, submitted or returned.
            All: comments, files and edits as well.
            """,
            buttons=["✓ All", "Only important", "◀ Settings"],
        )
        await dave.presses("◀ Settings", english(), buttons=HOME)
        await boris.says("/settings", "...")
        await boris.presses(
            "🔔 Уведомления",
            """
            🔔 О чём сообщать?
            Важное: задачи, которые вам назначили, завершили, отклонили, сдали или вернули.
            Всё: ещё и комментарии, файлы и правки.
            """,
            buttons=["✓ Обо всём", "Только о важном", "◀ Настройки"],
        )
        await boris.presses("◀ Настройки", russian(), buttons=RUSSIAN_HOME)


class TestLanguage:
    async def test_a_press_changes_it_at_once_with_the_menu(self, bot: Stage, dave: Speaker) -> None:
        await dave.says("/settings", "...")
        await dave.presses(
            "🌐 Language",
            """
            🌐 Which language should I use?
            Commands work in both.
            """,
            buttons=["English", "Русский", "✓ Same as in Telegram", "◀ Settings"],
        )
        await dave.presses(
            "Русский",
            russian(language="русский"),
            toast="🌐 Теперь я пишу вам по-русски.",
            buttons=RUSSIAN_HOME,
        )
        assert dave.menu["help"] == "все команды"
        assert await _chosen(bot, dave) == ("ru", None, "all")
        await dave.says("/cancel", "Отменять нечего...")
        await dave.presses(
            "🌐 Язык",
            """
            🌐 На каком языке вам писать?
            Команды понятны на обоих.
            """,
            buttons=["English", "✓ Русский", "Как в Telegram", "◀ Настройки"],
        )
        await dave.presses(
            "Как в Telegram", english(), toast="🌐 From now on I'll write to you in English.", buttons=HOME
        )
        assert dave.menu["help"] == "all commands"
        assert await _chosen(bot, dave) == (None, None, "all")

    async def test_the_command_does_the_same(self, bot: Stage, anna: Speaker, boris: Speaker) -> None:
        await boris.says("/язык en", "🌐 From now on I'll write to you in English.")
        assert boris.menu["help"] == "all commands"
        await boris.says("/settings", english(language="English"))
        await boris.says("/language По-русски", "🌐 Теперь я пишу вам по-русски.")
        assert boris.menu["help"] == "все команды"
        await boris.says("/language как в Telegram", "🌐 Теперь я пишу вам по-русски.")
        assert await _chosen(bot, boris) == (None, None, "all")
        await anna.says("/language English", "🌐 From now on I'll write to you in English.")
        assert "all_tasks" in anna.menu  # an admin's menu stays an admin's
        assert anna.menu["help"] == "all commands"
        await anna.says("/language telegram", "🌐 Теперь я пишу вам по-русски.")
        assert anna.menu["help"] == "все команды"
        assert "all_tasks" in anna.menu

    async def test_alone_it_shows_the_choices(self, dave: Speaker, boris: Speaker) -> None:
        choices = ["English", "Русский", "✓ Same as in Telegram", "◀ Settings"]
        await dave.says("/language", "🌐 Which language should I use?...", buttons=choices)
        choices = ["English", "Русский", "✓ Как в Telegram", "◀ Настройки"]
        await boris.says("/язык", "🌐 На каком языке вам писать?...", buttons=choices)

    async def test_the_choice_outlives_telegram_s_language_and_a_restart(
        self, bot: Stage, dave: Speaker
    ) -> None:
        await dave.says("/language ru", "🌐 Теперь я пишу вам по-русски.")
        bot.person(Person(dave.id, "Dave", "Jones", None, "de"))
        await bot.restart()
        await dave.says("/cancel", "Отменять нечего...")
        assert dave.menu["help"] == "все команды"

    @pytest.mark.settings(default_language="ru")
    async def test_where_the_team_has_a_language_it_is_the_team_s_that_is_followed(
        self, dave: Speaker
    ) -> None:
        await dave.says("/settings", russian(language="как у команды"))
        await dave.says("/language en", "🌐 From now on I'll write to you in English.")
        buttons = ["✓ English", "Русский", "Same as the team", "◀ Settings"]
        await dave.says("/language", "🌐 Which language should I use?...", buttons=buttons)
        await dave.presses(
            "Same as the team", russian(language="как у команды"), toast="🌐 Теперь я пишу вам по-русски."
        )
        assert dave.menu["help"] == "все команды"


class TestTimeZone:
    async def test_a_city_is_typed_after_the_button(self, bot: Stage, dave: Speaker, boris: Speaker) -> None:
        await dave.says("/settings", "...")
        await dave.presses(
            "🕒 Time zone",
            ASK_ENGLISH.format("UTC+0", "12:00"),
            buttons=["📍 By my location", "✓ Same as the team", "◀ Settings"],
        )
        dave.chat.say("nizhny novgorod")
        await bot.settle()
        confirmed, shown = dave.take()
        assert (shown.kind, shown.text.splitlines()[3]) == ("edit", "🕒 Time zone: Moscow (UTC+3)")
        assert confirmed.text == SET_ENGLISH.format("Moscow (UTC+3)", "15:00")
        assert await _chosen(bot, dave) == (None, "Europe/Moscow", "all")
        await dave.says("nizhny novgorod", "That isn't a command I know...")  # the dialogue is over
        await boris.says("/settings", "...")
        await boris.presses(
            "🕒 Часовой пояс",
            ASK_RUSSIAN.format("UTC+0", "12:00"),
            buttons=["📍 По геопозиции", "✓ Как у команды", "◀ Настройки"],
        )
        boris.chat.say("владивосток")
        await bot.settle()
        confirmed, shown = boris.take()
        assert shown.text.splitlines()[3] == "🕒 Часовой пояс: Владивосток (UTC+10)"
        assert confirmed.text == SET_RUSSIAN.format("Владивосток (UTC+10)", "22:00")

    @pytest.mark.parametrize(
        ("typed", "zone", "shown", "time"),
        [
            ("/timezone Казань", "Europe/Moscow", "Москва (UTC+3)", "15:00"),
            ("/часовой_пояс Орел", "Europe/Moscow", "Москва (UTC+3)", "15:00"),
            ("/часовой_пояс нижний  новгород", "Europe/Moscow", "Москва (UTC+3)", "15:00"),
            ("/часовой_пояс «Киров»", "Europe/Kirov", "Киров (UTC+3)", "15:00"),
            ("/timezone new york", "America/New_York", "Нью-Йорк (UTC−5)", "07:00"),
            ("/timezone Киев", "Europe/Kyiv", "Киев (UTC+2)", "14:00"),
            ("/timezone Калькутта", "Asia/Kolkata", "Калькутта (UTC+5:30)", "17:30"),
            ("/timezone Екатеринб", "Asia/Yekaterinburg", "Екатеринбург (UTC+5)", "17:00"),
            ("/timezone Asia/Tokyo", "Asia/Tokyo", "Токио (UTC+9)", "21:00"),
            ("/timezone UTC+3", "Etc/GMT-3", "UTC+3", "15:00"),
            ("/timezone −3", "Etc/GMT+3", "UTC−3", "09:00"),
            ("/timezone utc", "UTC", "UTC+0", "12:00"),
        ],
    )
    async def test_a_city_is_typed_after_the_command(
        self, bot: Stage, boris: Speaker, typed: str, zone: str, shown: str, time: str
    ) -> None:
        await boris.says(typed, SET_RUSSIAN.format(shown, time))
        assert await _chosen(bot, boris) == (None, zone, "all")

    async def test_of_several_cities_one_is_chosen(self, bot: Stage, dave: Speaker, boris: Speaker) -> None:
        buttons = [
            "London, United Kingdom · 12:00",
            "London, Canada · 07:00",
        ]
        await dave.says(
            "/timezone London", "🕒 There is more than one London. Which is yours?", buttons=buttons
        )
        await dave.presses(
            "London, Canada · 07:00",
            english(zone="Toronto (UTC−5)", time="07:00"),
            toast=SET_ENGLISH.format("Toronto (UTC−5)", "07:00"),
            buttons=HOME,
        )
        buttons = ["Владимир, Россия · 15:00", "Владимир, Украина · 14:00"]
        await boris.says(
            "/timezone владимир",
            "🕒 Городов с названием «владимир» несколько. Какой из них ваш?",
            buttons=buttons,
        )
        await boris.presses(
            buttons[1],
            russian(zone="Киев (UTC+2)", time="14:00"),
            toast=SET_RUSSIAN.format("Киев (UTC+2)", "14:00"),
        )
        assert await _chosen(bot, boris) == (None, "Europe/Kyiv", "all")

    async def test_american_cities_come_with_their_states_and_no_more_than_eight_come(
        self, dave: Speaker
    ) -> None:
        buttons = [
            "Springfield, MO, United States · 06:00",
            "Springfield, MA, United States · 07:00",
            "Springfield, OR, United States · 04:00",
        ]
        await dave.says("/timezone springfield", "🕒 There is more than one springfield...", buttons=buttons)
        await dave.says("/timezone Santa", "🕒 There is more than one Santa...")
        assert len(dave.last.labels) == 8

    async def test_a_wrong_city_may_be_typed_again(self, bot: Stage, dave: Speaker) -> None:
        await dave.says("/timezone", ASK_ENGLISH.format("UTC+0", "12:00"))
        await dave.says(
            "Qwertyville",
            """
            I don't know a city called Qwertyville.
            Write its name in English or Russian, or the name of a large city nearby with the same time.
            Example: /timezone London
            """,
        )
        await dave.says("Казань", SET_ENGLISH.format("Moscow (UTC+3)", "15:00"))
        assert await _chosen(bot, dave) == (None, "Europe/Moscow", "all")

    async def test_a_place_is_shared_by_its_button(self, bot: Stage, dave: Speaker, boris: Speaker) -> None:
        await dave.says("/settings", "...")
        await dave.presses("🕒 Time zone", "...")
        dave.chat.press("📍 By my location")
        await bot.settle()
        toast, asked = dave.take()
        assert toast.kind == "toast"
        assert asked.text == (
            "📍 Press the button below the input field. I keep only your time zone, not your location."
        )
        assert dave.chat.reply_keyboard is not None
        assert dave.chat.reply_keyboard["keyboard"] == [
            [{"text": "📍 Share my location", "request_location": True}]
        ]
        dave.chat.share_location(*KAZAN)
        await bot.settle()
        confirmed, shown = dave.take()
        assert (shown.kind, shown.text.splitlines()[3]) == ("edit", "🕒 Time zone: Moscow (UTC+3)")
        assert confirmed.text == SET_ENGLISH.format("Moscow (UTC+3)", "15:00")
        assert not dave.chat.reply_keyboard
        boris.chat.share_location(*LONDON)  # unasked, as from the attachments
        await bot.settle()
        boris.hears(SET_RUSSIAN.format("Лондон (UTC+0)", "12:00"))
        assert await bot.sql("SELECT count(*) FROM inbox WHERE body::text LIKE '%latitude%'") == 0

    async def test_the_button_goes_when_one_does_something_else(
        self, bot: Stage, dave: Speaker, boris: Speaker
    ) -> None:
        for speaker, zone, share in (
            (dave, "🕒 Time zone", "📍 By my location"),
            (boris, "🕒 Часовой пояс", "📍 По геопозиции"),
        ):
            await speaker.says("/settings", "...")
            await speaker.presses(zone, "...")
            speaker.chat.press(share)
            await bot.settle()
            speaker.take()
            assert speaker.chat.reply_keyboard is not None
            await speaker.says("/my_tasks", "...")
            assert speaker.chat.reply_keyboard is None

    async def test_at_sea_it_is_the_zone_by_the_hour(self, bot: Stage, boris: Speaker) -> None:
        boris.chat.share_location(40, -45)
        await bot.settle()
        boris.hears(SET_RUSSIAN.format("UTC−3", "09:00"))

    async def test_a_place_whose_zone_this_machine_does_not_know(
        self,
        bot: Stage,
        dave: Speaker,
        boris: Speaker,
        keys: list[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(places, "known_zone", lambda _: False)
        for speaker in (dave, boris):
            speaker.chat.share_location(*LONDON)
        await bot.settle()
        dave.hears(
            """
            I can't tell the time zone of that place.
            Write the name of a large city nearby with the same time.
            Example: /timezone London
            """
        )
        boris.hears(
            """
            Не удалось определить часовой пояс этого места.
            Напишите название большого города поблизости с тем же временем.
            Пример: /часовой_пояс Казань
            """
        )
        assert set(keys) == {"refusal-location"}

    async def test_one_follows_the_team_again(self, bot: Stage, dave: Speaker, boris: Speaker) -> None:
        await dave.says("/timezone Tokyo", SET_ENGLISH.format("Tokyo (UTC+9)", "21:00"))
        await dave.says("/timezone", ASK_ENGLISH.format("Tokyo (UTC+9)", "21:00"))
        await dave.presses(
            "Same as the team", english(), toast=SET_ENGLISH.format("UTC+0", "12:00"), buttons=HOME
        )
        await boris.says("/timezone Токио", SET_RUSSIAN.format("Токио (UTC+9)", "21:00"))
        await boris.says("/часовой_пояс как у команды", SET_RUSSIAN.format("UTC+0", "12:00"))
        assert await _chosen(bot, boris) == (None, None, "all")

    @pytest.mark.settings(timezone="Asia/Tokyo")
    async def test_the_team_s_zone_is_named(self, dave: Speaker) -> None:
        await dave.says("/settings", english(zone="Tokyo (UTC+9), same as the team", time="21:00"))

    async def test_today_is_where_the_person_is(self, bot: Stage, carol: Speaker, dave: Speaker) -> None:
        await carol.says("/create_task title:Plan due_date:2026-12-01 assigned_to:1004", "...")
        await bot.settle()
        assert "today" in dave.overhears()[-1]
        await dave.says("/timezone Auckland", SET_ENGLISH.format("Auckland (UTC+13)", "01:00"))
        await dave.says("/task_details 1", "...")
        assert "overdue" in dave.last.text

    async def test_a_place_is_no_comment_and_a_command_ends_the_question(
        self, bot: Stage, dave: Speaker
    ) -> None:
        await dave.says("/timezone", "...")
        await dave.says("/cancel", "...")
        await dave.says("Kazan", "That isn't a command I know...")
        assert await _chosen(bot, dave) == (None, None, "all")


class TestNoticesAndAcceptance:
    async def test_notices_are_chosen_by_button_and_command(
        self, bot: Stage, dave: Speaker, boris: Speaker
    ) -> None:
        await dave.says("/notices", "...", buttons=["✓ All", "Only important", "◀ Settings"])
        await dave.presses(
            "Only important",
            english(notices="only important ones"),
            toast="🔔 Notices: only important ones.",
        )
        assert await _chosen(bot, dave) == (None, None, "important")
        await dave.says("/notices all", "🔔 Notices: all.")
        await boris.says("/уведомления только важное", "🔔 Уведомления: только важные.")
        await boris.says("/settings", russian(notices="только важные"))
        await boris.says("/уведомления все", "🔔 Уведомления: все.")
        assert await _chosen(bot, boris) == (None, None, "all")

    async def test_admins_switch_the_team_s_acceptance(
        self, bot: Stage, carol: Speaker, anna: Speaker
    ) -> None:
        await carol.says(
            "/acceptance", "📥 Acceptance of new tasks\n...", buttons=["On", "✓ Off", "◀ Settings"]
        )
        await carol.presses(
            "On",
            "...Acceptance of new tasks: on, for the whole team",
            toast="📥 Acceptance of new tasks: on, for the whole team.",
        )
        assert await bot.sql("SELECT value FROM team WHERE key = 'review'") == "on"
        await anna.says("/приемка", "...", buttons=["✓ Включить", "Выключить", "◀ Настройки"])
        await anna.says("/приёмка выкл", "📥 Приёмка новых задач выключена для всей команды.")
        assert await bot.sql("SELECT value FROM team WHERE key = 'review'") == "off"

    async def test_others_do_not(self, bot: Stage, dave: Speaker, boris: Speaker) -> None:
        await dave.says("/acceptance on", "/acceptance is for admins only. What you can do: /help")
        await boris.says(
            "/приёмка вкл",
            "Команда /приёмка доступна только администраторам. Ваши команды: /help",
        )
        await dave.says("/settings", english())
        await dave.forges("set:review:on", toast="This is for admins only.")
        await boris.says("/settings", russian())
        await boris.forges("set:review:", toast="Это доступно только администраторам.")
        assert await bot.sql("SELECT count(*) FROM team WHERE key = 'review'") == 0


class TestPresses:
    @pytest.mark.parametrize(
        "data",
        [
            "set:lang:de",
            "set:tz:Mars/Base",
            "set:tz:../../etc",
            "set:notices:none",
            "set:home:x",
            "set:nowhere:",
        ],
    )
    async def test_forged_ones_change_nothing(self, bot: Stage, dave: Speaker, data: str) -> None:
        await dave.says("/settings", english())
        await dave.forges(data, toast="This button no longer works. Send the command again.")
        assert await _chosen(bot, dave) == (None, None, "all")

    async def test_double_taps_and_old_buttons_do_no_harm(self, bot: Stage, dave: Speaker) -> None:
        bot.allowed_refusals.append("message is not modified")
        await dave.says("/language", "...")
        dave.chat.press("Русский")
        dave.chat.forge("set:lang:ru", dave.last)
        await bot.settle()
        assert [event.kind for event in dave.take()] == ["toast", "edit", "toast"]
        await bot.restart()
        await dave.forges(
            "set:notices:important",
            russian(language="русский", notices="только важные"),
            toast="🔔 Уведомления: только важные.",
        )
        assert await _chosen(bot, dave) == ("ru", None, "important")

    async def test_one_s_own_choices_alone_change(self, bot: Stage, dave: Speaker, boris: Speaker) -> None:
        await dave.says("/timezone Tokyo", "...")
        await dave.says("/notices important", "...")
        assert await _chosen(bot, boris) == (None, None, "all")

    async def test_strangers_have_no_settings(self, eve: Speaker, elena: Speaker) -> None:
        await eve.says("/settings", "👋 We haven't met yet. Send /start to register, then try again.")
        await elena.says("/язык en", "👋 Мы ещё не знакомы...")


class TestTheBotItself:
    """What it is called and says of itself, on its own page in Telegram."""

    async def test_it_introduces_itself_in_both_languages_and_once(self, bot: Stage, dave: Speaker) -> None:
        names = await self._shown(bot, "name")
        assert names == {"en": "Taskbot · team tasks", "ru": "Taskbot · задачи команды"}
        descriptions = await self._shown(bot, "description")
        assert descriptions["en"].startswith("I keep track of your team's tasks: ")
        assert descriptions["ru"].startswith("Я веду задачи команды: ")
        assert (await self._shown(bot, "short_description"))["ru"].startswith("Задачи команды в Telegram")
        bot.sandbox.calls.clear()
        await bot.restart()
        await dave.says("/cancel", "...")
        assert [call.method for call in bot.sandbox.calls if call.method.startswith("setMyN")] == []
        coming = asyncio.create_task(bot.sandbox.called("setMyShortDescription"))
        await bot.restart(default_language="ru")
        await coming
        assert await self._shown(bot, "name") == dict.fromkeys(("en", "ru"), "Taskbot · задачи команды")

    async def _until_settled(self, bot: Stage) -> None:
        async with asyncio.timeout(10):
            while await bot.sql("SELECT count(*) FROM team WHERE key = 'profile'") == 0:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await bot.settle()

    async def _shown(self, bot: Stage, what: str) -> dict[str, str]:
        await self._until_settled(bot)
        localized = getattr(bot.sandbox.state, what)
        return {language: localized.get(language) for language in ("en", "ru")}
