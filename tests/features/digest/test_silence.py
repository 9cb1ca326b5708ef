"""In quiet hours, what people do arrives at once and without a sound; answers are as always."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import put

pytestmark = pytest.mark.usefixtures("team")


def silent(speaker: Speaker) -> list[bool]:
    """Whether the messages that came since the last time made no sound."""
    return [event.silent for event in speaker.take() if event.kind == "message"]


async def asks(bot: Stage, speaker: Speaker, text: str) -> list[bool]:
    speaker.chat.say(text)
    await bot.settle()
    return silent(speaker)


async def test_notices_are_silent_for_those_whose_hours_are_quiet(
    bot: Stage, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    task_id = await put(bot, carol)
    bot.clock.moment = datetime(2026, 12, 1, 20, tzinfo=UTC)
    await dave.says("/timezone Vladivostok", "...")  # where it is six in the morning
    await boris.says("/timezone UTC-5", "...")  # where it is three in the afternoon
    assert await asks(bot, carol, f"/assign {task_id} 1004 @boris") == [False]
    assert (silent(dave), silent(boris)) == ([True], [False])
    assert await asks(bot, dave, f"/update_status {task_id} in_progress") == [False]
    assert (silent(carol), silent(boris)) == ([True], [False])


async def test_a_change_of_quiet_hours_counts_at_once(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    bot.clock.moment = datetime(2026, 12, 1, 21, tzinfo=UTC)
    for typed, expected in (("off", False), ("on", True), ("22:00-8:00", False), ("20:00-8:00", True)):
        assert await asks(bot, dave, f"/quiet {typed}") == [False]
        await asks(bot, carol, f"/assign {await put(bot, carol)} 1004")
        assert silent(dave) == [expected]


async def test_quiet_hours_begin_and_end_while_they_are_remembered(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    bot.clock.moment = datetime(2026, 12, 1, 19, 59, 30, tzinfo=UTC)
    for seconds, expected in ((0, False), (29, False), (1, True), (30, True)):
        bot.clock.advance(timedelta(seconds=seconds))
        task_id = await put(bot, carol)
        await asks(bot, carol, f"/assign {task_id} 1004")
        assert silent(dave) == [expected], bot.clock.moment
    bot.clock.moment = datetime(2026, 12, 2, 8, 59, 30, tzinfo=UTC)
    for seconds, expected in ((0, True), (30, False)):
        bot.clock.advance(timedelta(seconds=seconds))
        task_id = await put(bot, carol)
        await asks(bot, carol, f"/assign {task_id} 1004")
        assert silent(dave) == [expected], bot.clock.moment


async def test_on_a_day_off_notices_are_silent_all_day(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    bot.clock.moment = datetime(2026, 12, 5, 12, tzinfo=UTC)
    await asks(bot, carol, f"/assign {await put(bot, carol)} 1004")
    assert silent(dave) == [True]


async def test_batched_notices_are_silent_as_well(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    task_id = await put(bot, carol, dave)
    bot.clock.moment = datetime(2026, 12, 1, 21, tzinfo=UTC)
    await asks(bot, carol, f"/comment {task_id} Done?")
    await bot.sql("UPDATE notices SET since = since - interval '1 hour', latest = latest - interval '1 hour'")
    await bot.sql("UPDATE notices SET told_at = told_at - interval '2 hours'")
    await bot.sql("UPDATE comments SET created_at = created_at - interval '1 hour'")
    await bot.tick()
    assert silent(dave) == [True]
