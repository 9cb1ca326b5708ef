"""Dead letters can be listed, and replayed once their cause is fixed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiogram.methods import SendMessage

from delivery.stage import ANNA, text_of
from taskbot.delivery import chat_queues, outbox
from taskbot.delivery.dead_letters import list_dead_letters, replay_messages, replay_updates

if TYPE_CHECKING:
    import pytest

    from delivery.stage import Stage
    from taskbot.delivery import UnitOfWork
    from taskbot.delivery.updates import Update


async def test_an_update_is_done_after_the_bug_is_gone(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_queues, "SWEEP_EVERY", 0.05)
    monkeypatch.setattr(chat_queues, "SWEEP", chat_queues.SWEEP.replace("5 s", "0 s"))
    broken = True

    async def act(update: Update, _: UnitOfWork) -> None:
        if broken and text_of(update) == "bad":
            raise RuntimeError

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        anna.say("bad")
        assert (await anna.next()).text == "sorry"
        async with stage.pool.acquire() as connection:
            (parked,) = await list_dead_letters(connection)
            assert (parked.what, parked.kind, parked.chat_id, parked.attempts) == (
                "update",
                "message",
                ANNA,
                3,
            )
            assert parked.error is not None
            assert parked.error.startswith("RuntimeError")
            broken = False
            assert await replay_updates(connection, [parked.id + 1]) == 0
            assert await replay_updates(connection, [parked.id]) == 1
        assert (await anna.next()).text == "did bad"
        await asyncio.wait_for(delivery.drained(), 5)
        async with stage.pool.acquire() as connection:
            assert await list_dead_letters(connection) == []
            assert await replay_updates(connection) == 0
    assert await stage.said() == ["bad"]


async def test_a_message_is_sent_once_telegram_takes_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "SWEEP_EVERY", 0.05)
    monkeypatch.setattr(outbox, "SWEEP", outbox.SWEEP.replace("5 s", "0 s"))
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        anna.say("hello")
        await anna.next()
        await delivery.post([SendMessage(chat_id=ANNA, text="<b>", parse_mode="Markdown2")])
        await asyncio.wait_for(delivery.drained(), 5)
        async with stage.pool.acquire() as connection:
            (parked,) = await list_dead_letters(connection)
            assert (parked.what, parked.kind, parked.attempts) == ("message", "sendMessage", 3)
            await connection.execute("UPDATE outbox SET payload = payload - 'parse_mode'")
            assert await replay_messages(connection) == 1
        assert (await anna.next()).text == "<b>"
