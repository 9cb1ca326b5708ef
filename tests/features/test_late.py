"""A message is understood as of when it was sent, however late the bot gets round to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

HOUR = 3600


def _send(bot: Stage, speaker: Speaker, text: str, ago: float, **content: Any) -> None:
    """Send a text that Telegram has kept for so many seconds."""
    person = speaker.chat.person
    message = {"message_id": 900, "date": int(bot.clock.now().timestamp() - ago), "chat": person.as_chat}
    bot.sandbox.inject({"message": message | {"from": person.as_user, "text": text} | content})


async def _due(bot: Stage) -> str:
    return str(await bot.sql("SELECT due_date FROM tasks ORDER BY id DESC LIMIT 1"))


@pytest.mark.parametrize(
    ("deadline", "ago", "due"),
    [
        ("tomorrow", 12 * HOUR, "2026-12-01"),
        ("today", 13 * HOUR, "2026-11-30"),
        ("friday", 24 * HOUR, "2026-12-04"),
        ("monday", 24 * HOUR, "2026-12-07"),
        ("+2d", 40 * HOUR, "2026-12-01"),
        ("через неделю", 12 * HOUR, "2026-12-07"),
        ("tomorrow", 0, "2026-12-02"),
        ("tomorrow", -5 * HOUR, "2026-12-02"),
    ],
)
@pytest.mark.parametrize("form", ['title:"R" due_date:{}', "R {}"])
async def test_days_are_counted_from_when_they_were_written(
    bot: Stage, carol: Speaker, deadline: str, ago: float, due: str, form: str
) -> None:
    """It is Tuesday noon; «friday» and «monday» as of Monday."""
    bot.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    _send(bot, carol, "/create_task " + form.format(deadline), ago)
    await bot.settle()
    if form.startswith("R"):
        assert str(await bot.sql("SELECT due_date FROM drafts")) == due
    else:
        assert await _due(bot) == due
    carol.overhears()


async def test_words_that_look_like_a_day_are_offered_as_of_then(bot: Stage, carol: Speaker) -> None:
    _send(bot, carol, "/create_task Report tomorow", 13 * HOUR)
    await bot.settle()
    assert carol.last.labels[0] == "“tomorow” → Tue, Dec 1"
    carol.overhears()


async def test_a_message_without_a_date_is_of_now(bot: Stage, carol: Speaker) -> None:
    _send(bot, carol, '/create_task title:"R" due_date:tomorrow', 0, date=0)
    await bot.settle()
    assert await _due(bot) == "2026-12-02"
    carol.overhears()


async def test_edits_and_answers_count_from_when_they_were_sent(bot: Stage, carol: Speaker) -> None:
    await carol.says('/create_task title:"R"', "✅...")
    _send(bot, carol, "/edit_task 1 due_date:tomorrow", 24 * HOUR)
    await bot.settle()
    assert await _due(bot) == "2026-12-01"
    await _ask(bot, "task_deadline", "1", timedelta(hours=10))
    _send(bot, carol, "tomorrow", 10 * HOUR - 60)
    await bot.settle()
    assert await _due(bot) == "2026-12-02"
    carol.overhears()


async def _ask(bot: Stage, what: str, about: str, ago: timedelta) -> None:
    """As if the bot had asked so long ago."""
    since = datetime.now(UTC) - ago
    await bot.sql(
        "UPDATE users SET awaited = $1, awaited_for = $2, awaited_since = $3", what, int(about), since
    )


@pytest.mark.parametrize(("asked", "sent"), [(3, 2.5), (2, 1.1), (30, 29.5), (0.9, 0), (5, 6)])
async def test_an_answer_within_the_hour_is_taken_however_late(
    bot: Stage, carol: Speaker, asked: float, sent: float
) -> None:
    await carol.says("/create_task", "✏️...")
    await _ask(bot, "title", await bot.sql("SELECT id FROM drafts"), timedelta(hours=asked))
    _send(bot, carol, "The title", sent * HOUR)
    await bot.settle()
    carol.hears("📝 New task\nThe title\n...")


@pytest.mark.parametrize(("asked", "sent"), [(3, 1.9), (2, 0.9), (1.1, 0)])
async def test_an_answer_after_the_hour_is_none(
    bot: Stage, carol: Speaker, asked: float, sent: float
) -> None:
    await carol.says("/create_task", "✏️...")
    await _ask(bot, "title", await bot.sql("SELECT id FROM drafts"), timedelta(hours=asked))
    _send(bot, carol, "The title", sent * HOUR)
    await bot.settle()
    carol.hears("That isn't a command I know...")


async def test_what_is_forwarded_late_goes_to_the_draft_of_then(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task Report", "📝...")
    await bot.sql("UPDATE drafts SET created_at = now() - interval '3 hours'")
    origin = {"type": "hidden_user", "sender_user_name": "Eve", "date": 1}
    _send(bot, carol, "More of it", 2.5 * HOUR, forward_origin=origin)
    await bot.settle()
    carol.hears("📝 New task\nReport\nMore of it\n...")
