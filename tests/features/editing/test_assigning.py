"""Who works on a task: given and taken by command, by button, by reply, with Telegram's own list of people."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.sandbox.messages import Message

pytestmark = pytest.mark.usefixtures("team", "report")

ASSIGNEES = """
SELECT array_agg(telegram_id || ' ' || assignments.status ORDER BY assignments.created_at)
FROM assignments JOIN users ON id = user_id WHERE task_id = 1
"""
HISTORY = """
SELECT array_agg(concat_ws(
    ' ', kind, CASE kind WHEN 'unassigned' THEN called END, before, '→',
    CASE kind WHEN 'assigned' THEN called END, after
) ORDER BY changes.id)
FROM changes LEFT JOIN (
    SELECT id AS person, full_name || COALESCE(' (@' || username || ')', '') AS called FROM users
) AS known ON person = person_id
WHERE task_id = 1
"""
STATUS = "SELECT status::text FROM tasks WHERE id = 1"


@pytest.fixture
async def report(team: list[Speaker], bot: Stage) -> None:  # noqa: ARG001 (they are there before)
    """Task 1: Carol's, nobody's yet."""
    await bot.sql(
        "INSERT INTO tasks (title, created_by_id) SELECT 'Report', id FROM users WHERE telegram_id = 1003"
    )


def card_of(speaker: Speaker) -> Message:
    """The newest message of the bot with buttons."""
    return next(it for it in reversed(speaker.chat.messages) if it.from_bot and it.labels)


def quiet(*speakers: Speaker) -> None:
    for speaker in speakers:
        speaker.take()


def heard(speaker: Speaker) -> list[str]:
    """The first line of each message, edit and toast since the last time."""
    return [
        f"{it.kind}: {ordinary(it.text).splitlines()[0]}"
        for it in speaker.take()
        if it.kind != "delete" and it.text
    ]


async def answer(bot: Stage, speaker: Speaker, text: str, reply_to: Message | None = None) -> str:
    """What is said above the card that answers a text."""
    speaker.chat.say(text, reply_to=reply_to)
    await bot.settle()
    (first, *others) = speaker.take()
    assert [it.kind for it in others] in ([], ["delete"])
    return ordinary(first.text).partition("\n\n📋")[0]


# --- By command -----------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["@boris", "1002", "@BORIS", "t.me/boris", "@boris, 1002"])
async def test_by_command(named: str, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage) -> None:
    said = "👤 Борис Иванов (@boris) is now assigned to task #1 “Report”."
    await carol.says(f"/assign 1 {named}", f"{said}\n\n📋 Task #1...Assignee: Борис Иванов (@boris)...")
    boris.hears(
        "📬 Carol Smith (@carol) → вам: новая задача.\n\n📋 Задача № 1\nReport...",
        buttons=["▶ Начать", "✅ Готово", "❌ Отклонить", "💬 Комментарий", "🕓 История"],
    )
    dave.hears_nothing()
    assert await bot.sql(ASSIGNEES) == ["1002 pending"]
    assert await bot.sql(HISTORY) == ["assigned → Борис Иванов (@boris)"]


async def test_several_each_with_an_own_status(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    said = await answer(bot, anna, "/назначить 1 @boris 1004")
    assert said == "👤 Новые исполнители задачи № 1 «Report» — Борис Иванов (@boris), Dave Jones."
    assert heard(boris) == ["message: 📬 Анна Петрова (@anna) → вам: новая задача."]
    assert heard(dave) == ["message: 📬 Анна Петрова (@anna) has assigned a task to you."]
    carol.hears(
        """
        👤 Анна Петрова (@anna) · task #1 “Report”: assigned Борис Иванов (@boris); assigned Dave Jones
        """
    )
    card = "📋 Task #1...• Борис Иванов (@boris): ⏳ pending\n• Dave Jones: 🔄 in progress..."
    await dave.presses("▶ Start", card, toast="...")
    assert await bot.sql(ASSIGNEES) == ["1002 pending", "1004 in_progress"]
    assert await bot.sql(STATUS) == "in_progress"
    quiet(anna, boris, carol)


async def test_who_works_on_it_already(
    carol: Speaker, anna: Speaker, boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    await answer(bot, carol, "/assign 1 @boris")
    quiet(boris)
    said = await answer(bot, carol, "/assign 1 @boris")
    assert said == "Борис Иванов (@boris) is already assigned to task #1 “Report”."
    said = await answer(bot, anna, "/назначить 1 @boris")
    assert said == "Борис Иванов (@boris) уже исполнитель задачи № 1 «Report»."
    said = await answer(bot, carol, "/assign 1 @boris 1004")
    assert said == "👤 Dave Jones is now assigned to task #1 “Report”."
    assert len(heard(dave)) == 1
    assert heard(boris) == [
        "message: 👤 Carol Smith (@carol) · задача № 1 «Report»: назначен исполнитель Dave Jones",
        "edit: 📋 Задача № 1",
    ]
    said = await answer(bot, carol, "/assign 1 @boris 1004")
    assert said == "Борис Иванов (@boris), Dave Jones are already assigned to task #1 “Report”."
    quiet(anna)
    said = await answer(bot, anna, "/назначить 1 @boris 1004")
    assert said == "Борис Иванов (@boris), Dave Jones уже исполнители задачи № 1 «Report»."
    assert len(await bot.sql(HISTORY)) == 2


async def test_taking_it_from_one_of_two(
    carol: Speaker, anna: Speaker, boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    await answer(bot, carol, "/assign 1 @boris 1004")
    await bot.sql(
        "UPDATE assignments SET status = 'completed' WHERE user_id = (SELECT id FROM users WHERE telegram_id = 1004)"
    )
    await bot.sql("UPDATE tasks SET status = status_of_assignments(1)")
    quiet(boris, dave)
    said = await answer(bot, anna, "/снять 1 @boris")
    assert said == "👤 Борис Иванов (@boris) больше не исполнитель задачи № 1 «Report»."
    assert heard(boris) == [
        "message: 👤 Анна Петрова (@anna): вы больше не исполнитель задачи № 1 «Report».",
        "edit: Задача № 1 вам больше не доступна.",
    ]
    told = "message: 👤 Анна Петрова (@anna) · task #1 “Report”: unassigned Борис Иванов (@boris); 🔄 in progress → ✅ completed"
    assert heard(dave) == [told, "edit: 📋 Task #1"]
    assert heard(carol) == [told, "edit: 📋 Task #1"]
    assert await bot.sql(ASSIGNEES) == ["1004 completed"]
    assert (await bot.sql(HISTORY))[-2:] == [
        "unassigned Борис Иванов (@boris) →",
        "status in_progress → completed",
    ]


@pytest.mark.parametrize(
    "typed", ["/assign 1 none", "/unassign 1 all", "/снять 1 всех", "/назначить 1 никого"]
)
async def test_from_everybody_and_then_it_can_be_claimed(
    typed: str, carol: Speaker, boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    await answer(bot, carol, "/assign 1 @boris 1004")
    quiet(boris, dave)
    await boris.presses("▶ Начать", "📋 Задача № 1...", toast="...")
    quiet(carol, dave)
    said = await answer(bot, carol, typed)
    assert said == (
        "👤 Борис Иванов (@boris), Dave Jones are no longer assigned to task #1 “Report”. "
        "Nobody is assigned now; anyone can take it."
    )
    assert await bot.sql(STATUS) == "pending"  # nobody works on it
    assert heard(dave) == [
        "message: 👤 Carol Smith (@carol) has unassigned you from task #1 “Report”.",
        "edit: 📋 Task #1",
    ]
    await dave.presses(
        "🙋 Take it",
        "📋 Task #1...Assignee: Dave Jones...",
        toast="🙋 Task #1 “Report” is yours now.",
        on=next(it for it in dave.chat.messages if it.text.startswith("📋")),
    )
    assert await bot.sql(ASSIGNEES) == ["1004 pending"]
    quiet(boris, carol)


async def test_from_who_does_not_have_it(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    assert (
        await answer(bot, carol, "/unassign 1 @boris")
        == "Борис Иванов (@boris) wasn't assigned to task #1 “Report”."
    )
    assert (
        await answer(bot, carol, "/unassign 1 @boris 1004")
        == "Борис Иванов (@boris), Dave Jones weren't assigned to task #1 “Report”."
    )
    assert (
        await answer(bot, anna, "/снять 1 @boris 1004")
        == "Борис Иванов (@boris), Dave Jones и так не исполнители задачи № 1 «Report»."
    )
    assert await answer(bot, anna, "/снять 1 все") == "У задачи № 1 «Report» и так нет исполнителя."
    assert await bot.sql(HISTORY) is None


async def test_a_reply_names_the_task_or_the_person(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    said = await answer(bot, carol, "/assign @boris", reply_to=card_of(carol))
    assert said == "👤 Борис Иванов (@boris) is now assigned to task #1 “Report”."
    assert await answer(bot, carol, "/unassign @boris", reply_to=card_of(carol)) != ""
    quiet(boris)
    carol.chat.forward("I could do it", boris.chat.person)
    await bot.settle()
    quiet(carol)
    forwarded = carol.chat.messages[-1] if not carol.chat.messages[-1].from_bot else carol.chat.messages[-2]
    said = await answer(bot, carol, "/assign 1", reply_to=forwarded)
    assert said == "👤 Борис Иванов (@boris) is now assigned to task #1 “Report”."
    quiet(boris)


async def test_employees_cannot(boris: Speaker, dave: Speaker, bot: Stage) -> None:
    await boris.says("/назначить 1 @boris", "...доступна только администраторам...")
    await dave.says("/assign 1 1004", "/assign is for admins only...")
    await dave.says("/unassign 1 1004", "/unassign is for admins only...")
    for data in ("t:assign:1:1:", "t:assign:1:1:u2p1", "t:assign:1:1:pick"):
        await dave.forges(data, toast="You can't do this with task #1...", on=dave.last)
    assert await bot.sql(ASSIGNEES) is None


async def test_who_blocked_the_bot_does_not_hear_of_it(
    carol: Speaker, anna: Speaker, boris: Speaker, bot: Stage
) -> None:
    boris.chat.block()
    await bot.settle()
    said = await answer(bot, carol, "/assign 1 @boris")
    assert said.endswith("⚠️ Борис Иванов (@boris) has blocked the bot and won't be notified.")
    assert heard(anna) == []


async def test_two_admins_at_once_lose_nobody(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    for _ in range(3):
        anna.chat.say("/назначить 1 @boris")
        carol.chat.say("/assign 1 1004")
        await bot.settle()
        assert sorted(await bot.sql(ASSIGNEES)) == ["1002 pending", "1004 pending"]
        anna.chat.say("/снять 1 @boris")
        carol.chat.say("/unassign 1 1004")
        await bot.settle()
        assert await bot.sql(ASSIGNEES) is None
    assert await bot.sql("SELECT count(*) FROM changes WHERE kind IN ('assigned', 'unassigned')") == 12
    quiet(anna, boris, carol, dave)


# --- With buttons ---------------------------------------------------------------------------------


async def test_by_button(carol: Speaker, anna: Speaker, boris: Speaker, dave: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    everybody = [
        "👤 Carol Smith (@carol)",
        "👤 Dave Jones",
        "👤 Анна Петрова (@anna)",
        "👤 Борис Иванов (@boris)",
    ]
    rest = ["🔎 Find in Telegram", "◀ Back to the task"]
    await carol.presses(
        "👤 Assign",
        "👤 Who should work on task #1 “Report”?\nNow: nobody\n\nTap a name to add or remove that person.",
        buttons=[*everybody, *rest],
    )
    await carol.presses(
        "👤 Борис Иванов (@boris)",
        "👤 Who should...Now: Борис...",
        toast="👤 ...is now assigned to task #1 “Report”.",
    )
    await carol.presses(
        "👤 Dave Jones", "👤 Who should...", toast="👤 Dave Jones is now assigned to task #1 “Report”."
    )
    assert card_of(carol).labels[1:4:2] == ["✓ Dave Jones", "✓ Борис Иванов (@boris)"]
    await carol.presses(
        "✓ Борис Иванов (@boris)",
        "👤 Who should...",
        toast="👤 Борис Иванов (@boris) is no longer assigned to task #1...",
    )
    await carol.presses("◀ Back to the task", "📋 Task #1...Assignee: Dave Jones...")
    quiet(boris, dave)
    await anna.says("/назначить 1", "👤 Кому поручить задачу № 1 «Report»?\nСейчас: Dave Jones...")
    await anna.presses(
        "✓ Dave Jones",
        "👤 Кому поручить...Сейчас: никто\n...",
        toast="👤 Dave Jones больше не исполнитель задачи № 1 «Report»...",
    )
    assert heard(dave)[0] == "message: 👤 Анна Петрова (@anna) has unassigned you from task #1 “Report”."
    quiet(carol)
    assert await bot.sql(ASSIGNEES) is None


async def test_a_team_of_many_pages(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await bot.sql(
        "INSERT INTO users (telegram_id, full_name, reachable) SELECT 2000 + n, 'Person ' || n, false FROM generate_series(10, 26) AS n"
    )
    await carol.says("/assign 1", "👤 Who should...")
    assert card_of(carol).labels[-4:] == ["1 / 3", "Next ▶", "🔎 Find in Telegram", "◀ Back to the task"]
    await carol.presses("Next ▶", "👤 Who should...")
    await carol.presses(
        "👤 Person 20", "👤 Who should...", toast="👤 Person 20 is now assigned to task #1 “Report”..."
    )
    assert "✓ Person 20" in card_of(carol).labels  # the same page
    await carol.presses("Next ▶", "👤 Who should...")
    assert card_of(carol).labels[-4:-2] == ["◀ Back", "3 / 3"]
    await anna.says("/назначить 1", "👤 Кому поручить...")
    assert card_of(anna).labels[-3:-2] == ["Вперёд ▶"]


async def test_double_and_stale_taps(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    await carol.says("/assign 1", "👤 Who should...")
    card = card_of(carol)
    carol.chat.press("👤 Борис Иванов (@boris)", card)
    carol.chat.press((card.button("👤 Борис Иванов (@boris)") or {})["callback_data"], card)
    await bot.settle()
    assert [it for it in heard(carol) if it.startswith("toast")] == [
        "toast: 👤 Борис Иванов (@boris) is now assigned to task #1 “Report”.",
        "toast: The card of task #1 was out of date, so nothing has been changed. Here is the current one.",
    ]
    assert len(heard(boris)) == 1
    assert await bot.sql(HISTORY) == ["assigned → Борис Иванов (@boris)"]


@pytest.mark.parametrize(
    "arg", ["u99999", "u", "u٣", "x", "u-1p9", "p99999999999999999999", "u" + "9" * 30, "p0"]
)
async def test_forged_choices(arg: str, carol: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    await carol.forges(f"t:assign:1:1:{arg}", "👤 Who should work on task #1...")
    assert await bot.sql(ASSIGNEES) is None


async def test_who_was_shut_out_is_not_chosen(
    keys: list[str], carol: Speaker, anna: Speaker, bot: Stage
) -> None:
    await carol.says("/assign 1", "👤 Who should...")
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = 1002")
    await carol.presses("👤 Борис Иванов (@boris)", toast="Борис Иванов (@boris) has no access...")
    await carol.says(
        "/assign 1 @boris",
        """
        Борис Иванов (@boris) has no access to the bot now, so no task can be assigned to them.
        See everyone and give access: /users
        Example: /assign 1 @username
        """,
    )
    await anna.says("/назначить 1 1002", "Борис Иванов (@boris): доступа к боту сейчас нет...")
    await answer(bot, anna, "/назначить 1")
    anna.chat.press("🔎 Найти в Telegram")
    await bot.settle()
    quiet(anna)
    anna.chat.share_users([1002, 1004])
    await bot.settle()
    anna.hears("Борис Иванов (@boris): доступа к боту сейчас нет...")
    assert set(keys) == {"refusal-assignee-no-access"}
    assert await bot.sql(ASSIGNEES) is None


# --- Telegram's own list --------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_picking_in_telegram(
    language: str, carol: Speaker, anna: Speaker, boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    admin, command, find = (
        (carol, "/assign 1", "🔎 Find in Telegram")
        if language == "en"
        else (anna, "/назначить 1", "🔎 Найти в Telegram")
    )
    await answer(bot, admin, command)
    admin.chat.press(find)
    await bot.settle()
    toast, card, question = admin.take()
    assert (toast.text, card.kind, question.text[:2]) == ("", "edit", "🔎 ")
    keyboard = (admin.chat.reply_keyboard or {})["keyboard"]
    assert [row[0]["text"] for row in keyboard] == (
        ["👤 Choose people", "/cancel"] if language == "en" else ["👤 Выбрать людей", "/отмена"]
    )
    admin.chat.share_users([1002, 1004])
    await bot.settle()
    said, card, gone = admin.take()
    assert ordinary(said.text).startswith(
        "👤 Борис Иванов (@boris), Dave Jones are now"
        if language == "en"
        else "👤 Новые исполнители задачи № 1 «Report» — Борис Иванов (@boris)"
    )
    assert (card.text[:2], gone.kind) == ("📋 ", "delete")
    assert admin.chat.reply_keyboard is None
    assert await bot.sql(ASSIGNEES) == ["1002 pending", "1004 pending"]
    quiet(boris, dave, carol)


@pytest.mark.usefixtures("eve")
async def test_picking_strangers(keys: list[str], carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await answer(bot, carol, "/assign 1")
    carol.chat.press("🔎 Find in Telegram")
    await bot.settle()
    quiet(carol)
    carol.chat.share_users([1002, 1005])
    await bot.settle()
    carol.hears(
        """
        Not registered yet: Eve. Nothing has been changed.
        Invite them with /invite, or ask them to open t.me/taskbot_sandbox_bot and press Start. Then assign again: /assign 1
        """
    )
    assert await bot.sql(ASSIGNEES) is None
    await carol.says("/cancel", "Cancelled: nothing has been changed.")
    assert carol.chat.reply_keyboard is None
    await answer(bot, anna, "/назначить 1")
    anna.chat.press("🔎 Найти в Telegram")
    await bot.settle()
    quiet(anna)
    anna.chat.share_users([1005])
    await bot.settle()
    anna.hears("Ещё не зарегистрированы: Eve. Ничего не изменено...")
    assert set(keys) == {"refusal-not-registered"}


async def test_a_choice_that_came_too_late(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    for speaker, command, find in (
        (carol, "/assign 1", "🔎 Find in Telegram"),
        (anna, "/назначить 1", "🔎 Найти в Telegram"),
    ):
        await answer(bot, speaker, command)
        speaker.chat.press(find)
        await bot.settle()
        speaker.take()
    await bot.sql("UPDATE users SET awaited_since = now() - interval '2 hours'")
    carol.chat.share_users([1002])
    anna.chat.share_users([1002])
    await bot.settle()
    carol.hears("I no longer know which task this choice was for, so nothing has been changed...")
    anna.hears("Непонятно, к какой задаче относится этот выбор, поэтому ничего не изменено...")
    assert carol.chat.reply_keyboard is None
    assert await bot.sql(ASSIGNEES) is None


async def test_its_keyboard_goes_with_the_dialogue(
    carol: Speaker, anna: Speaker, boris: Speaker, bot: Stage
) -> None:
    """However that ends: with a message that has no buttons, or with one more."""
    for speaker, command, find, put_away in (
        (
            carol,
            "/assign 1",
            "🔎 Find in Telegram",
            "⌨️ There is nothing to choose any more, so the buttons are gone.",
        ),
        (anna, "/назначить 1", "🔎 Найти в Telegram", "⌨️ Выбирать больше не нужно, кнопки убраны."),
    ):
        for ending in ("/help", "/all_tasks", "press", "/cancel"):
            await answer(bot, speaker, command)
            card = speaker.chat.last
            speaker.chat.press(find)
            await bot.settle()
            speaker.take()
            assert speaker.chat.reply_keyboard is not None
            if ending == "/cancel":
                await bot.sql("UPDATE users SET awaited_since = now() - interval '2 hours'")
            if ending == "press":
                speaker.chat.press("💬 Comment" if speaker is carol else "💬 Комментарий", card)
            else:
                speaker.chat.say(ending)
            await bot.settle()
            texts = [it.text for it in speaker.take() if it.kind == "message"]
            assert texts[1:] == ([put_away] if ending in ("/help", "/all_tasks") else []), ending
            assert texts[:1] == [put_away] if ending == "press" else texts[0] != put_away, ending
            assert speaker.chat.reply_keyboard is None, ending
    quiet(boris, carol, anna)


async def test_names_in_place_of_a_choice(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    await answer(bot, carol, "/assign 1")
    carol.chat.press("🔎 Find in Telegram")
    await bot.settle()
    quiet(carol)
    await carol.says(",", "I can't tell who , is...")
    await carol.says("@nobody_here", "I don't know @nobody_here...")
    carol.chat.say("@boris")
    await bot.settle()
    assert heard(carol)[0] == "message: 👤 Борис Иванов (@boris) is now assigned to task #1 “Report”."
    assert carol.chat.reply_keyboard is None
    quiet(boris)


# --- Refusals -------------------------------------------------------------------------------------

REFUSED = {
    "refusal-assignee": (
        "1 @!",
        """
        I can't tell who @! is. Write names, @usernames or Telegram IDs.
        Separate people with spaces; /assign 1 alone shows everyone to choose from.
        Example: /assign 1 @username @another
        """,
        """
        Непонятно, кто это: @!. Укажите имена, @username или Telegram ID.
        Нескольких человек укажите через пробел; /назначить 1 без имён покажет всех, из кого можно выбрать.
        Пример: /назначить 1 @username @another
        """,
    ),
    "refusal-assignee-unknown": (
        "1 @stranger",
        """
        I don't know @stranger. Tasks can be assigned to people who have sent me /start.
        /assign 1 shows everyone to choose from.
        Example: /assign 1 @username
        """,
        """
        Не знаю пользователя @stranger. Задачу можно назначить тому, кто отправил мне /start.
        /назначить 1 покажет всех, из кого можно выбрать.
        Пример: /назначить 1 @username
        """,
    ),
    "refusal-number-missing": ("@boris", "Which task?...", "Какая задача?..."),
    "refusal-number": ("boris", "boris is not a task number...", "boris — не номер задачи..."),
    "refusal-task-not-found": ("9 @boris", "Task #9 does not exist...", "Задачи № 9 нет..."),
}


@pytest.mark.parametrize("key", REFUSED)
async def test_refusals(key: str, keys: list[str], anna: Speaker, carol: Speaker, bot: Stage) -> None:
    said, english, russian = REFUSED[key]
    await carol.says(f"/assign {said}", english)
    await anna.says(f"/назначить {said}", russian)
    await carol.says(
        f"/unassign {said}",
        english.replace("Example: /assign", "Example: /unassign") if key == "refusal-assignee" else english,
    )
    assert await bot.sql(ASSIGNEES) is None
    assert set(keys) == {key}


async def test_somebody_named_twice_comes_and_goes_once(carol: Speaker, dave: Speaker, bot: Stage) -> None:
    before = await bot.sql(HISTORY) or []
    carol.chat.say("/assign 1 1004 1004")
    await bot.settle()
    carol.chat.say("/unassign 1 1004 1004")
    await bot.settle()
    assert (await bot.sql(HISTORY))[len(before) :] == ["assigned → Dave Jones", "unassigned Dave Jones →"]
    for person in (carol, dave):
        person.overhears()
