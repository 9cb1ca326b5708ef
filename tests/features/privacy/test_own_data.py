"""What is stored of a person: handed over as a file, and erased on request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Column

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import data_of_button, put
from taskbot.repository.schema import metadata
from taskbot.sandbox.people import Person

pytestmark = pytest.mark.usefixtures("team")

SURE_EN = "🗑 Erase all your data?\n\n..."
SURE_RU = "🗑 Удалить все ваши данные?\n\n..."
FORGOTTEN_EN = "🗑 Your data has been erased. Goodbye! If you ever want to come back: /start"
FORGOTTEN_RU = "🗑 Ваши данные удалены. Всего доброго! Если захотите вернуться: /start"


def knows_people(column: Column[Any]) -> bool:
    """Whether a column names a person, or the chat with one; not the ids of groups."""
    groups = metadata.tables["group_chats"].c.chat_id
    if column is groups or any(it.column is groups for it in column.foreign_keys):
        return False
    return column.name in ("chat_id", "telegram_id", "created_by_id") or any(
        it.column is metadata.tables["users"].c.id for it in column.foreign_keys
    )


# Of every table that knows people: the section of the file that has it, and a row about somebody in `users`.
ROWS = {
    "users": ("profile", "", ""),
    "tasks": ("tasks_created", "title, created_by_id", "'Report', id"),
    "assignments": ("tasks_assigned", "task_id, user_id, priority", "1, id, 'low'"),
    "comments": ("comments", "task_id, user_id, text", "1, id, 'Soon'"),
    "loose_files": (
        "loose_files",
        "user_id, message_id, album, file_kind, file_id",
        "id, 98, 'a', 'photo', 'x'",
    ),
    "changes": ("changes", "task_id, user_id, kind, person_id", "1, id, 'claimed', id"),
    "cards": ("cards", "chat_id, message_id, task_id", "telegram_id, 99, 1"),
    "drafts": ("drafts", "user_id, title", "id, 'Plan'"),
    "notices": ("notices", "user_id, task_id", "id, 1"),
    "notification_settings": ("notification_settings", "", ""),  # by a trigger
    "series": (
        "recurring_tasks",
        "title, rule, zone, created_by_id",
        "'Report', '{\"unit\": \"day\"}', 'UTC', id",
    ),
    "projects": ("projects_created", "name, folded, created_by_id", "'Store', 'store', id"),
    "project_members": ("projects", "project_id, user_id, role", "2, id, 'viewer'"),
    "group_chats": ("groups_added", "chat_id, title, language, added_by_id", "-5, 'Team', 'en', id"),
    "group_bindings": ("groups_bound", "chat_id, project_id, created_by_id", "-5, 1, id"),
    "boards": (
        "boards",
        "chat_id, project_id, created_by_id, posted_at, next_at, look_at",
        "-5, 1, id, now(), now(), 'infinity'",
    ),
    "pending_assignees": ("people_awaited", "task_id, telegram_id, name", "1, telegram_id, '@boris'"),
    "announcements": ("announcements", "user_id, task_id, announce_at", "id, 1, 'infinity'"),
    "digest_items": ("digest_items", "user_id, text", "id, 'Call the bank'"),
    "escalations": ("escalations", "user_id, look_at", "id, 'infinity'"),
    "reminders": ("reminders", "user_id, text", "id, 'Call the bank'"),
    "reminders_sent": ("reminders_sent", "user_id, task_id, kind, moment", "id, 1, 'day', now()"),
    "invites": ("invitations", "token_hash, role, used_by_id, expires_at", "'', 'employee', id, now()"),
    "saved_filters": (
        "saved_filters",
        "user_id, name, folded, listing, filter",
        "id, 'Urgent', 'urgent', 'mine', '{}'",
    ),
    "searches": ("searches", "user_id, text", "id, 'budget'"),
    "asks": ("requests_to_join", "chat_id, message_id, user_id", "1001, 99, id"),
    "inbox": (
        "parked_messages",
        "bot_id, update_id, chat_id, body, parked_at",
        "1, 9, telegram_id, '{}', now()",
    ),
    "outbox": (
        "unsent_messages",
        "bot_id, chat_id, method, payload, parked_at",
        "1, telegram_id, '', '{}', now()",
    ),
}
KNOWING = {
    table.name: columns
    for table in metadata.tables.values()
    if (columns := [it.name for it in table.columns if knows_people(it)])
}


async def data_of(bot: Stage, speaker: Speaker, command: str) -> dict[str, Any]:
    """What the file holds that the person gets."""
    speaker.chat.say(command)
    await bot.settle()
    document = speaker.last.body["document"]
    assert document["file_name"] == f"taskbot-{speaker.id}.json"
    content: dict[str, Any] = json.loads(bot.sandbox.state.files.find(document["file_id"]).content)
    return content


async def test_all_that_is_stored(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await put(bot, carol, boris, title="Отчёт")
    await put(bot, boris, carol, title="Order <laptops>")
    await bot.sql(
        "INSERT INTO comments (task_id, user_id, text) SELECT 1, id, 'Скоро' FROM users WHERE telegram_id = 1002"
    )
    await boris.says("/обновить_статус 1 в работе", "Задача № 1...")
    carol.take()
    data = await data_of(bot, boris, "/мои_данные")
    boris.hears("📄 Борис Иванов, здесь всё, что о вас хранится. Удалить эти данные: /forget_me")
    assert data["profile"]["telegram_id"] == 1002
    assert data["profile"]["full_name"] == "Борис Иванов"
    assert [it["title"] for it in data["tasks_created"]] == ["Order <laptops>"]
    assert [(it["title"], it["own_status"]) for it in data["tasks_assigned"]] == [("Отчёт", "in_progress")]
    assert [it["text"] for it in data["comments"]] == ["Скоро"]
    assert [(it["kind"], it["after"]) for it in data["changes"]] == [("status", "in_progress")]
    english = await data_of(bot, carol, "/my_data")
    carol.hears("📄 Carol Smith, this is everything stored about you. To erase it: /forget_me")
    assert english["comments"] == []
    assert english.keys() == data.keys()


async def test_every_table_that_knows_people_is_handed_over_and_erased(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    assert KNOWING.keys() == ROWS.keys(), "hand over and erase what the new table knows of people"
    own = await bot.sql("SELECT id FROM users WHERE telegram_id = 1002")
    for table, (_, names, values) in ROWS.items():
        if names:
            await bot.sql(f"INSERT INTO {table} ({names}) SELECT {values} FROM users WHERE id = {own}")  # noqa: S608 (own)
    await put(bot, boris, carol)  # whose part of it knows who gave it
    data = await data_of(bot, boris, "/my_data")
    assert {section for section, *_ in ROWS.values()} == data.keys()
    assert [section for section, rows in data.items() if not rows] == []
    others = await data_of(bot, dave, "/my_data")
    assert [section for section, rows in others.items() if rows] == ["profile", "notification_settings"]
    for person in (boris, dave):
        person.take()
    await boris.says("/forget_me", SURE_RU)
    await boris.presses("🗑 Удалить мои данные", FORGOTTEN_RU)
    for person in (anna, carol):
        person.take()
    for table, columns in KNOWING.items():
        if table != "inbox":  # it keeps the chats of updates for some days, to recognise a redelivery
            known = " OR ".join(f"{it} IN (1002, {own})" for it in columns)
            assert await bot.sql(f"SELECT count(*) FROM {table} WHERE {known}") == 0, table  # noqa: S608 (own)
    assert await bot.sql("SELECT count(*) FROM inbox WHERE body <> 'null'") == 0


async def test_very_much_comes_in_parts(
    bot: Stage, boris: Speaker, dave: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskbot.features.privacy.service.PART", 4300)
    for person in (boris, dave):
        for title in ("One", "Two"):
            await put(bot, person, title=title)
        await bot.sql(
            "INSERT INTO comments (task_id, user_id, text) SELECT 1, id, lpad(n::text, 500, 'Щ\"')"
            " FROM users, generate_series(1, 20) AS n WHERE telegram_id = $1",
            person.id,
        )
    parts = await parts_of(bot, dave, "/my_data")
    assert len(parts) == 6
    assert dave.overhears() == [
        (
            "📄 Dave Jones, this is everything stored about you, in 6 files, because a bot can send at most"
            " 50 MB at once. They arrive one after another.\n\nTo erase it: /forget_me"
        ),
        *(f"File {n} of 6" for n in range(1, 7)),
    ]
    assert max(map(len, parts)) < 5000
    contents = [json.loads(it) for it in parts]
    texts = [it["text"] for part in contents for it in part.get("comments", ())]
    assert [int(it.strip('Щ"')) for it in texts] == list(range(1, 21))
    assert [it["title"] for part in contents for it in part.get("tasks_created", ())] == ["One", "Two"]
    assert [it["profile"]["telegram_id"] for it in contents if "profile" in it] == [dave.id]
    await parts_of(bot, boris, "/мои_данные")
    said = boris.overhears()
    assert "поэтому будет 6 файлов: они придут один за другим." in ordinary(said[0])
    assert said[1:] == [f"Файл {n} из 6" for n in range(1, 7)]


async def parts_of(bot: Stage, speaker: Speaker, command: str) -> list[bytes]:
    """The files that the person gets."""
    speaker.chat.say(command)
    await bot.settle()
    files = [
        bot.sandbox.state.files.find(it.body["document"]["file_id"])
        for it in speaker.chat.messages
        if "document" in it.body
    ]
    assert [it.name for it in files] == [f"taskbot-{speaker.id}-{n}.json" for n in range(1, len(files) + 1)]
    return [it.content for it in files]


async def test_nothing_of_strangers(eve: Speaker, elena: Speaker) -> None:
    for command in ("/my_data", "/forget_me"):
        await eve.says(command, "👋 We haven't met yet...")
        await elena.says(command, "👋 Мы ещё не знакомы...")


async def test_to_be_forgotten_is_confirmed(bot: Stage, boris: Speaker, dave: Speaker) -> None:
    await dave.says("/forget_me", SURE_EN, buttons=["🗑 Erase my data", "Keep it"])
    await boris.says("/забыть_меня", SURE_RU, buttons=["🗑 Удалить мои данные", "Оставить"])
    await dave.presses("Keep it", "Your data stays as it is.", buttons=[])
    await boris.presses("Оставить", "Ваши данные остались без изменений.")
    # Somebody else's button, or one of a time before, erases nobody.
    other = await bot.sql("SELECT id FROM users WHERE telegram_id = 1002")
    await dave.forges(f"forget:{other}:1", toast="This button no longer works. Send the command again.")
    assert await bot.sql("SELECT count(*) FROM users") == 4


async def test_a_person_is_erased_and_the_team_keeps_its_tasks(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, boris, title="Alone")
    await put(bot, carol, boris, dave, title="Together")
    await put(bot, boris, dave, title="Theirs")
    await put(bot, boris, boris, title="Of nobody then")
    await put(bot, carol, boris, title="Finished")
    await boris.says("/обновить_статус 5 завершена", "Задача № 5...")
    await dave.says("/update_status 2 completed", "Your part of task #2...")
    carol.take()
    for command in ("/hand_over 1004 @boris", "/hand_over @boris 1004", "/hand_over 1004 @boris"):
        await carol.says(command, "📦 ...")  # histories name people
        if carol.last.labels:
            await carol.presses("✅ Transfer", "📦 ...", toast="📦 ...")
    for speaker in (anna, boris, dave):
        speaker.take()
    await bot.sql(
        "INSERT INTO comments (task_id, user_id, text) SELECT 1, id, 'Soon' FROM users WHERE telegram_id = 1002"
    )
    await boris.says("/детали_задачи 1", "📋...")
    await carol.says("/task_details 3", "📋...Created by: Борис Иванов (@boris)...")
    await boris.says("/forget_me", SURE_RU)
    await bot.restart()
    button = data_of_button(boris, "🗑 Удалить мои данные")
    await boris.presses("🗑 Удалить мои данные", FORGOTTEN_RU, buttons=[])
    left, card = carol.take()
    assert (card.kind, left.kind) == ("edit", "message")
    assert "Created by: unknown" in card.text
    assert left.text == (
        "👤 Борис Иванов (@boris) has left the team. These 4 tasks now have no assignee:\n\n"
        "#1 Alone\n#2 Together\n#3 Theirs\n#4 Of nobody then"
    )
    (left,) = anna.take()  # of the tasks whose creator is gone
    assert ordinary(left.text).endswith("задач теперь нет исполнителя:\n\n№ 3 Theirs\n№ 4 Of nobody then")
    dave.hears_nothing()
    dump = await everything(bot)
    for trace in ("1002", "Борис", "boris"):
        assert trace not in dump, trace
    assert await bot.sql("SELECT count(*) FROM tasks") == 5
    assert await bot.sql("SELECT text FROM comments WHERE user_id IS NULL") == "Soon"
    assert await bot.sql("SELECT count(*) FROM changes WHERE user_id IS NULL") > 0
    assert await bot.sql("SELECT assigned_to_id FROM tasks WHERE id = 1") is None
    await boris.forges(button, toast="Мы ещё не знакомы. Сначала отправьте /start.")  # a double tap
    await boris.says("/мои_задачи", "👋 Мы ещё не знакомы...")
    await boris.says("/start", "👋 Здравствуйте, Борис Иванов! Вы зарегистрированы как сотрудник...")
    await boris.forges(button, toast="Эта кнопка больше не работает. Отправьте команду ещё раз.")
    await boris.says("/мои_задачи", "📋 Открытых задач у вас нет...")
    await carol.says("/history 4", "...a former member...")


async def everything(bot: Stage) -> str:
    """The whole database as text, but for the note that an update of a chat was done, which goes in time."""
    rows = [
        str(await bot.sql(f"SELECT json_agg({table})::text FROM {table}"))  # noqa: S608 (of this test's own)
        for table in metadata.tables
        if table != "inbox"
    ]
    return "\n".join([*rows, str(await bot.sql("SELECT json_agg((body, error))::text FROM inbox"))])


async def test_an_admin_goes_and_their_menu_with_them(carol: Speaker, eve: Speaker) -> None:
    await carol.says("/forget_me", SURE_EN)
    await carol.presses("🗑 Erase my data", FORGOTTEN_EN)
    assert carol.menu == eve.menu
    await carol.says("/users", "👋 We haven't met yet...")


async def test_creators_hear_once_and_admins_where_there_is_none(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for number in range(12):
        await put(bot, boris, dave, title=f"Task {number}")
    await put(bot, dave, dave, title="Own")
    await dave.says("/forget_me", SURE_EN)
    await dave.presses("🗑 Erase my data", FORGOTTEN_EN)
    boris.hears(
        "👤 Dave Jones больше не в команде. У этих 12 задач теперь нет исполнителя:\n\n№ 1 Task 0...№ 10 Task 9\n…и ещё 2"
    )
    carol.hears("👤 Dave Jones has left the team. This task now has no assignee:\n\n#13 Own")
    anna.hears("👤 Dave Jones больше не в команде. У этой задачи теперь нет исполнителя:\n\n№ 13 Own")


async def test_what_was_set_aside_goes_too(bot: Stage, dave: Speaker) -> None:
    await bot.sql(
        "INSERT INTO inbox (bot_id, update_id, chat_id, body, parked_at, error) "
        'SELECT bot_id, 9, 1004, \'{"message": {"text": "secret", "from": {"id": 1004}}}\', now(), \'secret\' '
        "FROM inbox LIMIT 1"
    )
    await bot.sql(
        "INSERT INTO inbox (bot_id, update_id, chat_id, body, parked_at) "
        'SELECT bot_id, 10, -100, \'{"message": {"text": "secret", "from": {"id": 1004}}}\', now() '
        "FROM inbox LIMIT 1"
    )
    await bot.sql(
        "INSERT INTO outbox (bot_id, chat_id, method, payload, parked_at) "
        "SELECT bot_id, 1004, 'sendMessage', '{\"text\": \"secret\"}', now() FROM inbox LIMIT 1"
    )
    await dave.says("/forget_me", SURE_EN)
    await dave.presses("🗑 Erase my data", FORGOTTEN_EN)
    assert "secret" not in await everything(bot)
    assert await bot.sql("SELECT count(*) FROM outbox") == 0
    assert await bot.sql("SELECT count(*) FROM inbox WHERE parked_at IS NOT NULL") == 0


async def test_who_took_a_colleague_s_name_does_not_erase_the_colleague(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol)
    await carol.says("/assign 1 @boris", "👤 ...")
    await carol.says("/assign 1 1004", "👤 ...")
    for speaker in (boris, dave):
        speaker.take()
    bot.person(Person(1004, "Борис", "Иванов", "boris", "en"))  # as Telegram has it once Boris gave that up
    await dave.says("/forget_me", SURE_EN)
    await dave.presses("🗑 Erase my data", FORGOTTEN_EN)
    for speaker in (boris, carol):
        speaker.take()
    await carol.says(
        "/history 1",
        """
        ...Carol Smith: assigned Борис Иванов
        ...Carol Smith: assigned a former member
        ...a former member: unassigned a former member
        """,
    )


async def test_what_a_person_was_called_before_goes_too(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, boris)
    await carol.says("/assign 1 1004", "👤 ...")
    await carol.says("/hand_over 1004 @boris", "📦 ...")
    await bot.sql(  # of an old history, and as others are called
        "INSERT INTO changes (task_id, kind, after)"
        " VALUES (1, 'assigned', 'David J'), (1, 'assigned', 'Борис Иванов (@boris)'), (1, 'assigned', '@dj')"
    )
    for name, username in (("Davy", None), ("David J", None), ("Борис Иванов (@boris)", "dj")):
        bot.person(Person(1004, name, None, username, "en"))
        dave.chat.say("/help")
        await bot.settle()
    for speaker in (boris, dave):
        speaker.take()
    await dave.says("/forget_me", SURE_EN)
    await dave.presses("🗑 Erase my data", FORGOTTEN_EN)
    assert "Dave" not in await everything(bot)
    left = await bot.sql("SELECT array_agg(after ORDER BY id) FROM changes WHERE after IS NOT NULL")
    assert left == [
        "David J",
        "Борис Иванов (@boris)",
    ]  # nobody can tell whose the first was; the second is Boris's


async def test_who_is_blocked_gets_their_data_and_has_it_erased(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, dave, title="Kumquat")
    await put(bot, dave, title="Rambutan")
    await dave.says("/comment 2 My own words", "💬 ...")
    await carol.says("/block 1004", "🚫 Dave Jones is now blocked...")
    await bot.sql(
        "INSERT INTO outbox (bot_id, chat_id, method, payload, parked_at)"
        " SELECT bot_id, 1004, 'sendMessage', '{\"text\": \"Kumquat\"}', now() FROM inbox LIMIT 1"
    )
    data = await data_of(bot, dave, "/my_data")
    dave.hears("📄 Dave Jones, this is everything stored about you. To erase it: /forget_me")
    assert data["profile"]["access"] == "blocked"
    assert [it["text"] for it in data["comments"]] == ["My own words"]
    assert [(it["id"], it["title"]) for it in data["tasks_assigned"]] == [(1, None)]
    assert "Kumquat" not in str(data)
    assert "Rambutan" not in str(data)
    await dave.says("/forget_me", SURE_EN, buttons=["🗑 Erase my data", "Keep it"])
    await dave.presses(
        "🗑 Erase my data",
        "🗑 Your data has been erased. Only your Telegram ID is kept, because an admin has blocked it.",
    )
    for person in (anna, carol):
        person.take()
    assert "Dave" not in await everything(bot)
    assert await bot.sql("SELECT access FROM users WHERE telegram_id = 1004") == "blocked"
    await dave.says("/start", "🚫 An admin has blocked your access to this bot.")
    await carol.says("/block @boris", "🚫 ...")
    await boris.says("/забыть_меня", SURE_RU)
    await boris.presses("Оставить", "Ваши данные остались без изменений.")


async def test_who_waits_to_be_let_in_gets_their_data(
    bot: Stage, eve: Speaker, anna: Speaker, carol: Speaker
) -> None:
    await bot.restart(registration="approval")
    await eve.says("/start", "⏳ ...")
    data = await data_of(bot, eve, "/my_data")
    eve.take()
    assert data["profile"]["access"] == "pending"
    assert [(it["message_id"], it["own"]) for it in data["requests_to_join"]] == [(None, True)] * 2
    await eve.says("/forget_me", SURE_EN)
    await eve.presses("🗑 Erase my data", FORGOTTEN_EN)
    assert await bot.sql("SELECT count(*) FROM users WHERE telegram_id = 1005") == 0
    for admin in (anna, carol):
        admin.take()


async def test_the_file_holds_no_words_of_a_task_that_is_deleted(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, dave, dave, title="Kumquat")
    await put(bot, carol, dave, title="Rambutan")
    await carol.says("/edit_task 1 title:Secret", "✏️ ...")
    for task_id in (1, 2):
        await carol.says(f"/delete_task {task_id}", "🗑 ...")
    dave.take()
    data = await data_of(bot, dave, "/my_data")
    dave.take()
    assert [it["title"] for it in data["tasks_created"] + data["tasks_assigned"]] == [None] * 3
    assert "Secret" not in str(data)
    carol.take()
