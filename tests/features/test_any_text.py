"""What people write is text: shown as it is, whatever markup, size or trick is in it."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.language import quotes

pytestmark = pytest.mark.usefixtures("team")

ZALGO = "z̵̢̛a̷̡͝l̸̨͠g̴̛͜o̶̢͝" * 20
TEXTS = (
    "<b>bold</b> <script>alert(1)</script>",
    "</b></blockquote></code>",
    "Q&A &amp; &lt; &#x41;",
    "<",
    "*bold* _italic_ [link](https://example.org) `code` ~~gone~~",
    "{ $id } {0} %s %(name)s ${HOME} \\n",
    "'; DROP TABLE tasks; --",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇪🇺 👍🏽",
    "שלום עולם مرحبا بالعالم",
    ZALGO,
    "ﷺ﷽" * 50,
    "Zażółć gęślą jaźń, 漢字, ελληνικά, हिन्दी",
    "https://example.org/?a=1&b=2 @boris #tag $USD +12025550123 a@example.org /start",
    "1\u00a02\u20033",
    "─" * 100,
)


@pytest.mark.parametrize("text", TEXTS)
async def test_text_is_shown_as_it_was_written(text: str, carol: Speaker, boris: Speaker, bot: Stage) -> None:
    quoted = quotes.quote(text)
    await carol.says(
        f"/create_task title:{quoted} description:{quoted} assigned_to:@boris",
        "✅ Task #1 has been created and sent to Борис Иванов (@boris)...",
    )
    boris.hears("📬...")
    for person in (carol, boris):
        assert person.shown("bold")[-1] == text
        assert person.shown("blockquote") + person.shown("expandable_blockquote") == [text]
    assert await bot.sql("SELECT title FROM tasks") == text
    assert await bot.sql("SELECT description FROM tasks") == text
    shown = text if len(text) < 100 else text[:90]
    for command, who in (("/all_tasks", carol), ("/my_tasks", boris), ("/task_details 1", boris)):
        who.chat.say(command)
        await bot.settle()
        (answer,) = [event for event in who.take() if event.kind == "message"]
        assert _folded(shown) in _folded(answer.text)
    await boris.says(
        "/update_status 1 completed",
        "Задача № 1 «..." if len(text) > 100 else f"Задача № 1 «{' '.join(text.split())}»: ...",
    )
    carol.hears("🔔 Борис Иванов (@boris) · task #1 “...")


def _folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", ["<b>", "&", '"<i>"', "👩‍👩‍👧‍👦", "\u202e<b>"])
async def test_text_in_a_refusal_is_text(text: str, carol: Speaker, anna: Speaker) -> None:
    clean = text.replace("\u202e", "")
    await carol.says(f"/task_details {text}", f"{clean} is not a task number...")
    assert carol.shown("code")[0] == clean
    await anna.says(f"/все_задачи {text}", f"{clean} — не номер страницы...")
    await carol.says(f"/update_status 5 {text}", f"There is no status {clean}...")
    await carol.says(f"/create_task title:A priority:'{text}'", f"There is no priority {clean}...")


async def test_the_longest_messages_fit(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    start, end = '/create_task title:"', '" assigned_to:@boris'
    for filler in ("x", "&", "<", "я", "👍", "a b"):
        room = 4096 - len(start + end)
        title = (filler * room)[: room // (2 if filler == "👍" else 1)].strip()
        await carol.says(start + title + end, "✅ Task #...…...Status: ⏳ pending...")
        boris.hears("📬 ...…...")
        assert await bot.sql("SELECT title FROM tasks ORDER BY id DESC") == title
    start, end = "/create_task title:A assigned_to:@boris description:«", "»"
    await carol.says(start + "&" * (4096 - len(start + end)) + end, "✅ Task #...…\n\nStatus: ...")
    boris.hears("📬...")
    await carol.says("/all_tasks", "🗂 All tasks · 7 open tasks...…...")
    await boris.says("/update_status 1 completed", "Задача № 1 «xxx...…»: ⏳ ожидает → ✅ завершена")
    carol.hears("🔔 Борис Иванов (@boris) · task #1 “xxx...…”: ...")


@pytest.mark.parametrize("filler", ["x", "&", "👍", "я ", "\n", "\u0301"])
async def test_the_longest_of_everything_fits_one_message(
    filler: str, bot: Stage, carol: Speaker, boris: Speaker
) -> None:
    """More than can be typed at once, as programs may put it into the database."""
    await bot.sql(
        "UPDATE users SET full_name = $1, username = 'u' || repeat('x', 31) WHERE telegram_id IN (1002, 1003)",
        filler * 500,
    )
    await bot.sql(
        "INSERT INTO tasks (title, description, due_date, priority, assigned_to_id, created_by_id)"
        " SELECT 'T' || $1, $1, '2026-11-01', 'urgent', id, id FROM users, generate_series(1, 10) WHERE telegram_id = 1002",
        filler * 6000,
    )
    await carol.says("/task_details 1", "📋 Task #1...")
    await carol.says("/all_tasks", "🗂 All tasks · 10 open tasks...")
    await boris.says("/my_tasks", "📋 Мои задачи · 10 открытых задач...")
    await carol.says("/update_status 1 completed", "Task #1 “T...”: ⏳ pending → ✅ completed")
    boris.hears("🔔 ... · задача № 1...")


@pytest.mark.parametrize(
    "text",
    [
        "/" + "x" * 4095,
        "/a@" + "x" * 4093,
        "/my_tasks " + "9" * 4000,
        "/task_details " + "9" * 4000,
        "/task_details " + "&" * 4000,
        "/update_status 5 " + "<" * 4000,
        "/create_task " + "&" * 4000,
        "/create_task title:" + "& " * 2000,
        "/create_task " + "&" * 2000 + ":" + "&" * 2000,
        "/create_task title:A priority:" + "🧨" * 2000,
        "/create_task title:A due_date:" + "1" * 4000,
        "/create_task title:A assigned_to:@" + "x" * 4000,
        '/create_task title:"' + "\\" * 4000,
        "/create_task title:«" + "«" * 4000,
        "👍" * 2048,
    ],
)
async def test_the_longest_nonsense_is_answered_in_one_message(
    text: str, carol: Speaker, anna: Speaker
) -> None:
    await carol.says(text, "...")
    await anna.says(text, "...")
    assert len(carol.last.text) < 1500


# --- What no client sends, but somebody's program may ---------------------------------------------


def _message(text: str, **more: Any) -> dict[str, Any]:
    sender = {"id": 1003, "is_bot": False, "first_name": "Carol", "last_name": "Smith", "username": "carol"}
    chat = {"id": 1003, "type": "private", "first_name": "Carol"}
    message = {
        "message_id": 77,
        "date": 1_790_000_000,
        "chat": chat,
        "from": sender | {"language_code": "en"},
        "text": text,
    }
    return {"message": message | more}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('/create_task title:"a\x00b"', "a\ufffdb"),
        ('/create_task title:"a\ud800b"', "a\ufffdb"),
        ('/create_task title:"a\udfff"', "a\ufffd"),
        ('/create_task title:"\u202ea\u2066b\u200f"', "ab"),
        ('/create_task title:"a\x1b[31mb\x07"', "a[31mb"),
        ('/cre\u200bate_task title:"a"', "a"),
        ("/create_task\ufefftitle:a", None),
        ('\u202e/create_task title:"a"', "a"),
        ('/create_task title:"\x00"', "\ufffd"),
        ('/create_task title:"e\u0301"', "é"),
        ('/create_task title:"' + "x" * 100_000 + '"', "x" * 100_000),
    ],
)
async def test_controls_do_no_harm(text: str, title: str | None, bot: Stage, carol: Speaker) -> None:
    bot.sandbox.inject(_message(text))
    await bot.settle()
    (answer,) = carol.take()
    assert await bot.sql("SELECT title FROM tasks") == title, answer.text
    await carol.says("/all_tasks", "🗂 ...")
    await carol.says("/task_details 1", "...")
