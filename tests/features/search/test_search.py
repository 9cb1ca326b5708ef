"""Search by command and by dialogue: what is found, what nobody may find, pages, numbers, old buttons."""

from __future__ import annotations

import re

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.repository import search

pytestmark = pytest.mark.usefixtures("tasks")

ASK_EN = "🔎 What are you looking for?...Changed your mind? /cancel"
ASK_RU = "🔎 Что найти?...Передумали? /cancel"
NONE_EN = "🔎 Nothing found for “{}”...Try fewer words, or just the beginning of one."
NONE_RU = "🔎 По запросу «{}» ничего не найдено...или только начало слова."


@pytest.fixture
async def tasks(team: list[Speaker], bot: Stage) -> None:
    """1 and 2 are Boris's, 3 Dave's, 4 nobody's, 5 Boris's and deleted."""
    assert team
    for title, description, assignee in (
        ("Подготовить отчёт", "Продажи <b>по регионам</b>", 1002),
        ("Order laptops", "for the reports", 1002),
        ("Отчёты филиалов", None, 1004),
        ("Свободный отчёт", None, None),
        ("Удалённый отчёт", None, 1002),
    ):
        await bot.sql(
            "INSERT INTO tasks (title, description, assigned_to_id)"
            " SELECT $1, $2, (SELECT id FROM users WHERE telegram_id = $3)",
            *(title, description, assignee),
        )
    await bot.sql("UPDATE tasks SET deleted_at = now() WHERE id = 5")
    await bot.sql("INSERT INTO comments (task_id, text) VALUES (3, 'Waiting for the accountants')")


def shown(person: Speaker) -> list[int]:
    """The numbers of the tasks in the last message."""
    return [int(it) for it in re.findall(r"^\S+ (?:#|№\s)(\d+) ", person.last.text, re.MULTILINE)]


@pytest.mark.parametrize("command", ["/search", "/найти", "/SEARCH", "/Найти@taskbot_sandbox_bot"])
async def test_what_is_found(
    command: str, anna: Speaker, carol: Speaker, boris: Speaker, dave: Speaker
) -> None:
    await anna.says(
        f"{command} отчеты",
        """
        🔎 Поиск: «отчеты» · 3 задачи

        🟡 № 4 Свободный отчёт
        ⏳ ожидает · без исполнителя

        🟡 № 3 Отчёты филиалов
        ⏳ ожидает · Dave Jones

        🟡 № 1 Подготовить отчёт
        ⏳ ожидает · Борис Иванов
        """,
        buttons=["4", "3", "1"],
    )
    await carol.says(
        f"{command} REPORTS laptop", "🔎 Search: “REPORTS laptop” · 1 task\n\n🟡 #2 Order laptops..."
    )
    await boris.says(f"{command} Отч", "🔎 Поиск: «Отч» · 2 задачи\n\n...")
    assert shown(boris) == [4, 1]
    await dave.says(f"{command} отчётами", "🔎 Search: “отчётами” · 2 tasks\n\n...")
    assert shown(dave) == [4, 3]


async def test_nobody_finds_what_they_may_not_see(anna: Speaker, boris: Speaker, dave: Speaker) -> None:
    await boris.says("/search accountant", NONE_RU.format("accountant"))
    await dave.says("/search accountant", "🔎 Search: “accountant” · 1 task\n\n🟡 #3 ...")
    await anna.says("/найти accountants", "🔎 Поиск: «accountants» · 1 задача\n\n🟡 № 3 ...")
    await dave.says("/search laptops", NONE_EN.format("laptops"), buttons=[])
    for person, text in ((boris, NONE_RU), (dave, NONE_EN), (anna, NONE_RU)):
        await person.says("/search удалённый", text.format("удалённый"))


async def test_people_s_words_are_text(carol: Speaker) -> None:
    for words in ("<b>bold</b> & co", "%' OR 1=1 --", "!!! :*", "& | !", "(", "\\"):
        await carol.says(f"/search {words}", NONE_EN.format(words))
    long = "слово " * 600
    await carol.says(f"/search {long}", "🔎 Nothing found for “слово ...…”...")


async def test_the_dialogue(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await carol.says("/search", ASK_EN)
    await anna.says("/найти \n", ASK_RU)
    await bot.restart()
    await carol.says("report", "🔎 Search: “report” · 1 task\n\n...")
    await anna.says('""', ASK_RU)
    await anna.says("регионы", "🔎 Поиск: «регионы» · 1 задача\n\n🟡 № 1 ...")
    await anna.says("регионы", "Такой команды я не знаю...")
    await carol.says("/search", ASK_EN)
    await carol.says("/cancel", "Cancelled: nothing has been changed.")
    await carol.says("report", "That isn't a command I know...")
    await carol.says("/search", ASK_EN)
    await carol.says("#2", "📋 Task #2\nOrder laptops...")


async def test_a_number_finds_the_task(bot: Stage, carol: Speaker, boris: Speaker, dave: Speaker) -> None:
    for typed in ("#2", "№2", "# 2"):
        await carol.says(f"/search {typed}", "📋 Task #2\nOrder laptops...")
        await boris.says(f"/найти {typed}", "📋 Задача № 2\nOrder laptops...")
        await dave.says(f"/search {typed}", "Task #2 does not exist, or you have no access to it...")
    await carol.says("/search 2", 'To search for “2” in texts: /search "2"\n\n📋 Task #2\nOrder laptops...')
    await boris.says("/найти 2", 'Искать «2» в текстах задач: /найти "2"\n\n📋 Задача № 2\nOrder laptops...')
    await dave.says("/search 2", NONE_EN.format("2"))
    await bot.sql("INSERT INTO tasks (title) VALUES ('Plan for 2027'), ('2 keys')")
    await carol.says('/search "2"', "🔎 Search: “2” · 1 task\n\n🟡 #7 2 keys...")
    await dave.says("/search 2027", "🔎 Search: “2027” · 1 task\n\n🟡 #6 Plan for 2027...")
    await boris.says("/найти №5", "Задачи № 5 нет, или она вам недоступна...")


async def test_pages_cards_and_restarts(bot: Stage, carol: Speaker, boris: Speaker) -> None:
    await bot.sql("INSERT INTO tasks (title) SELECT 'Годовой отчёт' FROM generate_series(1, 25)")
    await carol.says("/search годовые отчёты", "🔎 Search: “годовые отчёты” · 25 tasks\npage 1 of 3\n\n...")
    seen, message = shown(carol), carol.last.id
    await carol.presses("Next ▶", "🔎 Search: ... · 25 tasks\npage 2 of 3\n\n...")
    second = shown(carol)
    await bot.restart()
    await carol.presses(str(second[4]), f"📋 Task #{second[4]}\nГодовой отчёт...")
    await carol.presses("◀ Back to the list", "🔎 Search: “годовые отчёты” · 25 tasks\npage 2 of 3\n\n...")
    assert (shown(carol), carol.last.id) == (second, message)
    await carol.presses("Next ▶", "🔎 ...\npage 3 of 3\n\n...")
    assert [*seen, *second, *shown(carol)] == list(range(30, 5, -1))
    await carol.presses("◀ Back", "🔎 ...\npage 2 of 3\n\n...")
    await carol.presses("◀ Back", "🔎 ...\npage 1 of 3\n\n...")
    assert shown(carol) == seen
    stolen = next(it["callback_data"] for row in carol.last.buttons for it in row if it["text"] == "Next ▶")
    await boris.says("/найти отчёт", "🔎 Поиск: «отчёт» · 27 задач\nстраница 1 из 3\n\n...")
    await boris.forges(stolen, toast="Эта кнопка больше не работает. Отправьте команду ещё раз.")
    await bot.sql("INSERT INTO tasks (title) SELECT 'Годовой отчёт' FROM generate_series(1, 90)")
    await carol.presses("Next ▶", "🔎 ... · 100+ tasks\npage 2\n\n...")
    assert shown(carol) == second


async def test_what_was_searched_for_long_ago_is_forgotten(bot: Stage, carol: Speaker) -> None:
    await carol.says("/search отчёт", "🔎 Search: “отчёт” · 3 tasks\n\n...")
    await bot.sql("DELETE FROM searches")
    await carol.presses("3", "📋 Task #3...")
    await carol.presses("◀ Back to the list", toast="This button no longer works. Send the command again.")


async def test_what_takes_long_is_looked_for_further(
    bot: Stage, carol: Speaker, anna: Speaker, boris: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a look at one part of the tasks took all the time there is: of six parts, three have both words."""
    monkeypatch.setattr(search, "PATIENCE", 0.0)
    await bot.sql(
        "INSERT INTO tasks (id, title) OVERRIDING SYSTEM VALUE"
        " SELECT n * 20000, CASE WHEN n IN (1, 2, 6) THEN 'Смета и накладная' ELSE 'Смета' END"
        " FROM generate_series(1, 6) AS n"
    )
    some = "🔎 Search: “сметы накладные” · 1+ tasks\n\n🟡 #120000 ...{}"
    more = "\n\nThese words are very common, so I've only checked the latest tasks. Try a rarer word."
    nothing = "Nothing so far. These words are very common, so I've only checked the latest tasks. Try a rarer word."
    await carol.says("/search сметы накладные", some.format(more), buttons=["120000", "🔎 Search further"])
    await bot.restart()
    await carol.presses(
        "🔎 Search further",
        f"🔎 Search: “сметы накладные” · 1+ tasks\npage 2\n\n{nothing}",
        buttons=["◀ Back", "🔎 Search further"],
    )
    for _ in range(2):
        await carol.presses("🔎 Search further", "🔎 ...\n\nNothing so far...")
    await carol.presses(
        "🔎 Search further", "🔎 ...#40000 ...", buttons=["40000", "◀ Back", "🔎 Search further"]
    )
    await carol.presses("40000", "📋 Task #40000...")
    await carol.presses("◀ Back to the list", "🔎 ...#40000 ...")
    await carol.presses(
        "🔎 Search further", "🔎 ...#20000 ...", buttons=["20000", "◀ Back", "🔎 Search further"]
    )
    await carol.presses("◀ Back", "🔎 ...#40000 ...")
    for person in (anna, boris):
        await person.says(
            "/найти накладные сметы",
            """
            🔎 Поиск: «накладные сметы» · 1+ задач

            🟡 № 120000 Смета и накладная
            ⏳ ожидает · без исполнителя

            Эти слова встречаются очень часто, поэтому просмотрены только последние задачи. Попробуйте более редкое слово.
            """,
            buttons=["120000", "🔎 Искать дальше"],
        )
        await person.presses(
            "🔎 Искать дальше",
            """
            🔎 Поиск: «накладные сметы» · 1+ задач
            страница 2

            Пока ничего. Эти слова встречаются очень часто, поэтому просмотрены только последние задачи. Попробуйте более редкое слово.
            """,
            buttons=["◀ Назад", "🔎 Искать дальше"],
        )
    await bot.sql("UPDATE tasks SET deleted_at = now() WHERE id < 120000")
    await anna.presses(
        "🔎 Искать дальше",
        "🔎 Поиск: «накладные сметы» · 1 задача\nстраница 3 из 3\n\nБольше ничего не найдено.",
        buttons=["◀ Назад"],
    )
    await anna.presses("◀ Назад", "🔎 ...№ 120000 ...")


async def test_the_beginning_of_very_many_words_finds_them_all(bot: Stage, carol: Speaker) -> None:
    await bot.sql(
        "INSERT INTO tasks (title) SELECT 'Заказ А' || 1000 + n FROM generate_series(2, 150, 2) AS n"
    )
    await carol.says("/search А10", "🔎 Search: “А10” · 49 tasks\n...")
    await bot.sql("INSERT INTO tasks (title) SELECT 'Заказ А' || 10000 + n FROM generate_series(1, 150) AS n")
    await carol.says("/search А10", "🔎 Search: “А10” · 100+ tasks\n...")
    await carol.says("/search А1014", "🔎 Search: “А1014” · 11 tasks\n...")
