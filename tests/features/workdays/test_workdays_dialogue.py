"""/calendar: everybody sees the team's workdays; admins choose a country and set days of the team's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogues.stage import Speaker, Stage

COUNTRIES = ["Russia", "Kazakhstan", "Belarus", "United States", "Germany", "Great Britain", "No country"]
RUSSIAN_COUNTRIES = ["Россия", "Казахстан", "Беларусь", "США", "Германия", "Великобритания", "Без страны"]
MADE = "Holidays as known on Mon, Nov 30, 2026, for the years up to 2031."
RUSSIA = f"""
    📅 Workdays: Russia
    Monday to Friday, without public holidays, and with the days that the government moved.

    Coming up
    Thu, Dec 31 – Sun, Jan 10, 2027: 11 days off
    Sat, Feb 20, 2027: workday
    Sun, Feb 21, 2027 – Tue, Feb 23, 2027: 3 days off
    ...

    {MADE} Governments move days for a year or two ahead; updates of the bot bring later ones.

    Choose a country below. Days of your own:
    /calendar off May 3–7
    /calendar work Feb 20
    /calendar reset May 3–7
    """

pytestmark = pytest.mark.usefixtures("team")


def _ticked(labels: list[str], chosen: str) -> list[str]:
    return [f"✓ {it}" if it == chosen else it for it in labels]


async def test_everybody_sees_it_and_admins_choose_a_country(
    carol: Speaker, anna: Speaker, dave: Speaker, boris: Speaker
) -> None:
    await dave.says(
        "/calendar",
        """
        📅 Workdays: Monday to Friday
        No country is chosen, so there are no public holidays.

        Admins can change the calendar.
        """,
    )
    await boris.says(
        "/календарь",
        """
        📅 Рабочие дни: с понедельника по пятницу
        Страна не выбрана, поэтому праздники не учитываются.

        Изменить календарь могут администраторы.
        """,
    )
    await carol.says(
        "/calendar", "📅 Workdays: Monday to Friday\n...", buttons=_ticked(COUNTRIES, "No country")
    )
    await carol.presses(
        "Russia", RUSSIA, toast="📅 Workdays: as in Russia.", buttons=_ticked(COUNTRIES, "Russia")
    )
    await anna.says(
        "/календарь",
        """
        📅 Рабочие дни: Россия
        С понедельника по пятницу, кроме праздников и с учётом переносов.

        Скоро
        чт, 31 дек. – вс, 10 янв. 2027 г.: 11 выходных
        сб, 20 февр. 2027 г.: рабочий день
        вс, 21 февр. 2027 г. – вт, 23 февр. 2027 г.: 3 выходных
        ...

        Праздники до 2031 года (данные: пн, 30 нояб. 2026 г.). Переносы объявляют на год-два вперёд; новые приходят с обновлениями бота.

        Страну можно выбрать ниже. Свои дни:
        /календарь выходные 3–7 мая
        /календарь рабочий 20 февраля
        /календарь сброс 3–7 мая
        """,
        buttons=_ticked(RUSSIAN_COUNTRIES, "Россия"),
    )
    await anna.says("/календарь Казахстан", "📅 Рабочие дни: как в Казахстане.")
    await carol.says("/calendar us", "📅 Workdays: as in the United States.")
    await dave.says(
        "/calendar", "📅 Workdays: United States\n...\n\nAdmins can change the calendar.", buttons=[]
    )
    await anna.says("/календарь нет", "📅 Рабочие дни: с понедельника по пятницу, без праздников.")


async def test_the_settings_lead_to_it(bot: Stage, dave: Speaker, anna: Speaker) -> None:
    for person, command, button in (
        (dave, "/settings", "📅 Workdays"),
        (anna, "/настройки", "📅 Рабочие дни"),
    ):
        await person.says(command, "...")
        person.chat.press(button)
        await bot.settle()
        assert person.overhears()[-1].startswith(f"{button}: ")


async def test_admins_add_days_of_the_team_s_own_and_take_them_away(
    carol: Speaker, anna: Speaker, boris: Speaker, bot: Stage
) -> None:
    await carol.says("/calendar RU", "📅 Workdays: as in Russia.")
    await carol.says("/calendar off May 3–7", "📅 Days off: Mon, May 3, 2027 – Fri, May 7, 2027")
    await anna.says("/календарь рабочий 9 января", "📅 Рабочий день: сб, 9 янв. 2027 г.")
    await anna.says("/календарь 30 декабря выходной", "📅 Выходной: ср, 30 дек.")
    await boris.says(
        "/календарь",
        """
        📅 Рабочие дни: Россия
        С понедельника по пятницу, кроме праздников и с учётом переносов.

        Скоро
        ср, 30 дек. – пт, 8 янв. 2027 г.: 10 выходных
        сб, 9 янв. 2027 г.: рабочий день
        сб, 20 февр. 2027 г.: рабочий день
        ...

        Свои дни команды
        ср, 30 дек.: выходной
        сб, 9 янв. 2027 г.: рабочий день
        пн, 3 мая 2027 г. – пт, 7 мая 2027 г.: 5 выходных

        ...
        """,
    )
    await carol.says(
        "/calendar reset 5 May, 8 May, Jan 9",
        "📅 Back to normal: Sat, Jan 9, 2027; Wed, May 5, 2027",
    )
    await anna.says("/календарь сброс 5 мая", "📅 Среди этих дней нет своих, поэтому ничего не изменено.")
    await carol.says(
        "/calendar reset 5 May", "📅 These are no days of your own, so nothing has been changed."
    )
    assert await bot.sql("SELECT count(*) FROM days_off") == 5
    await carol.says("/calendar work Dec 30", "📅 Workday: Wed, Dec 30")
    assert await bot.sql("SELECT works FROM days_off WHERE day = '2026-12-30'") is True


async def test_days_that_are_over_are_not_shown_and_of_many_only_some(carol: Speaker, bot: Stage) -> None:
    days = ", ".join(f"{day}.{month}" for month in range(1, 12) for day in (4, 14))
    await carol.says(f"/calendar off {days}", "📅 Days off: Mon, Jan 4, 2027; ...; …")
    await carol.says(
        "/calendar", "...The team's own days\nMon, Jan 4, 2027: day off\n...\n…and 12 more\n\n..."
    )
    bot.clock.moment = datetime(2027, 11, 10, 12, tzinfo=UTC)
    await carol.says("/calendar", "...The team's own days\nSun, Nov 14: day off\n\n...")


async def test_employees_change_nothing(dave: Speaker, boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await carol.says("/calendar", "...")
    for text in ("/calendar RU", "/calendar off 3 May"):
        await dave.says(text, "Only admins can change the calendar.\nTo see it: /calendar")
    await boris.says(
        "/календарь сброс 3 мая", "Календарь меняют только администраторы.\nПосмотреть его: /календарь"
    )
    await dave.says("/calendar", "...")
    await dave.forges("days:RU", toast="This is for admins only.")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", carol.id)
    await carol.presses("Russia", toast="This is for admins only.")
    assert await bot.sql("SELECT count(*) FROM team WHERE key = 'calendar'") == 0


async def test_a_press_for_no_country_there_is_changes_nothing(carol: Speaker, bot: Stage) -> None:
    await carol.says("/calendar", "...")
    await carol.forges("days:FR", toast="...")
    assert await bot.sql("SELECT count(*) FROM team WHERE key = 'calendar'") == 0


async def test_there_is_an_end_to_own_days(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await bot.sql("INSERT INTO days_off SELECT DATE '2030-01-01' + n, false FROM generate_series(1, 999) n")
    await carol.says("/calendar off May 3", "📅 Day off: Mon, May 3, 2027")
    await carol.says("/calendar work May 3", "📅 Workday: Mon, May 3, 2027")
    await carol.says("/calendar off May 4", "The calendar holds at most 1,000 days of your own...")
    await anna.says("/календарь выходной 4 мая", "В календаре помещается не больше 1 000 своих дней...")
