"""Stops, crashes, a second daemon and unavailable services, and the start after them."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import asyncpg
import pytest

from delivery.stage import ANNA, BORIS, text_of, until
from taskbot.delivery import WrongToken, chat_queues, inbox
from taskbot.sandbox.faults import Fault

if TYPE_CHECKING:
    from delivery.stage import Stage
    from taskbot.delivery import Delivery, UnitOfWork
    from taskbot.delivery.updates import Update


async def crash(delivery: Delivery) -> None:
    """End as abruptly as possible in this process: no transaction finishes, no message is awaited."""
    assert delivery._task is not None
    delivery._task.cancel()
    await asyncio.wait([delivery._task])


async def test_a_stop_lets_the_running_update_end(stage: Stage) -> None:
    running, go_on = asyncio.Event(), asyncio.Event()

    async def act(update: Update, _: UnitOfWork) -> None:
        if text_of(update) == "long":
            running.set()
            await go_on.wait()

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        anna.say("long")
        anna.say("later")
        await asyncio.wait_for(running.wait(), 5)
        stop = asyncio.create_task(delivery.stop())
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.wait_for(stop, 5)
    assert stage.answers(ANNA)[0] == "did long"
    async with stage.delivering() as delivery:
        await asyncio.wait_for(delivery.drained(), 5)
    assert await stage.said() == ["long", "later"]
    assert stage.answers(ANNA) == ["did long", "did later"]


async def test_a_stop_waits_no_longer_than_its_grace(stage: Stage) -> None:
    running = asyncio.Event()
    endless = True

    async def act(_: Update, __: UnitOfWork) -> None:
        running.set()
        if endless:
            await asyncio.Event().wait()

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        anna.say("endless")
        await asyncio.wait_for(running.wait(), 5)
        started = time.monotonic()
        await delivery.stop(grace=1)
        assert time.monotonic() - started < 2
    assert await stage.said() == []
    endless = False
    async with stage.delivering():
        assert (await anna.next()).text == "did endless"
    assert await stage.said() == ["endless"]


async def test_a_stop_gives_up_what_telegram_does_not_take(stage: Stage) -> None:
    anna = stage.sandbox.chat(ANNA)
    fault = stage.sandbox.faults.add(Fault(kind="429", method="sendMessage", retry_after=3))
    async with stage.delivering() as delivery:
        anna.say("hello")
        await until(lambda: fault.hits)
        await asyncio.sleep(0.05)  # the refusal on its way back
        started = time.monotonic()
        await delivery.stop(grace=2.5)
        assert time.monotonic() - started < 2
    stage.sandbox.faults.remove(fault)
    async with stage.delivering():
        assert (await anna.next()).text == "did hello"
    assert not stage.sandbox.faults.violations  # the pause lasts beyond the daemon's end


async def test_a_crash_loses_nothing_and_doubles_nothing(stage: Stage) -> None:
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    said = 0
    for round_ in range(8):
        async with stage.delivering() as delivery:
            for _ in range(20):
                anna.say(str(said))
                boris.say(str(said))
                said += 1
            await asyncio.sleep(0.004 * round_)  # the instant of the crash, not a synchronisation
            await crash(delivery)
    async with stage.delivering() as delivery:
        await until(lambda: not stage.sandbox.pending_updates)
        await asyncio.wait_for(delivery.drained(), 20)
    for person in (ANNA, BORIS):
        assert await stage.said(person) == [str(n) for n in range(said)]
        answers = stage.answers(person)
        assert list(dict.fromkeys(answers)) == [f"did {n}" for n in range(said)]
        assert len(answers) <= said + 8  # one in flight in each chat at each crash


async def test_what_ends_the_daemon_again_and_again_is_set_aside(stage: Stage) -> None:
    starts = 0
    working = asyncio.Event()

    async def act(update: Update, _: UnitOfWork) -> None:
        nonlocal starts
        if text_of(update) == "poison":
            starts += 1
            working.set()
            await asyncio.Event().wait()

    stage.act = act
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    anna.say("poison")
    anna.say("after")
    for _ in range(chat_queues.CRASHES + 1):
        bot = stage.bot()
        delivery = stage.delivery(bot)
        start = asyncio.create_task(delivery.start())
        await asyncio.wait_for(working.wait(), 5)
        working.clear()
        await crash(delivery)
        await asyncio.wait([start])
        await bot.session.close()
    boris.say("beside")
    async with stage.delivering():
        assert (await anna.next()).text == "sorry"
        assert (await anna.next()).text == "did after"
        assert (await boris.next()).text == "did beside"
    assert starts == chat_queues.CRASHES + 1
    assert sorted(await stage.said()) == ["after", "beside"]


async def test_what_an_earlier_daemon_left_has_three_tries_as_well(stage: Stage) -> None:
    tries: list[str] = []
    await stage.leave(ANNA, "good", "bad")

    async def act(update: Update, _: UnitOfWork) -> None:
        tries.append(text_of(update))
        if text_of(update) == "bad":
            raise RuntimeError

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering():
        assert (await anna.next()).text == "did good"
        assert (await anna.next()).text == "sorry"
    assert tries == ["good", "bad", "bad", "bad"]
    assert await stage.pool.fetchval("SELECT max(attempts) FROM inbox WHERE parked_at IS NOT NULL") == 3


async def test_what_may_have_ended_the_daemon_is_attempted_alone(stage: Stage) -> None:
    """So that it takes nobody else's update with it, should it end this one as well."""
    done: list[str] = []
    await stage.leave(BORIS, "beside")
    await stage.leave(ANNA, "poison")
    await stage.pool.execute("UPDATE inbox SET attempts = (chat_id = $1)::integer", ANNA)

    async def act(update: Update, uow: UnitOfWork) -> None:
        done.append(f"{text_of(update)} begins")
        for _ in range(20):
            await uow.read_value("SELECT 1")
        done.append(f"{text_of(update)} ends")

    stage.act = act
    async with stage.delivering() as delivery:
        await asyncio.wait_for(delivery.drained(), 10)
    assert done == ["poison begins", "poison ends", "beside begins", "beside ends"]


async def test_two_daemons_on_one_bot_do_nothing_twice(stage: Stage) -> None:
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    async with stage.delivering(long_poll=1) as one, stage.delivering(long_poll=1) as other:
        for n in range(60):
            anna.say(str(n))
            boris.say(str(n))
            await asyncio.sleep(0.005)
        await until(lambda: not stage.sandbox.pending_updates)
        await asyncio.wait_for(asyncio.gather(one.drained(), other.drained()), 20)
    for person in (ANNA, BORIS):
        assert sorted(await stage.said(person), key=int) == [str(n) for n in range(60)]
        assert set(stage.answers(person)) == {f"did {n}" for n in range(60)}


async def test_what_another_process_leaves_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_queues, "SWEEP_EVERY", 0.05)
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering():
        anna.say("hello")
        await anna.next()
        await stage.pool.execute(
            """
            INSERT INTO inbox (bot_id, update_id, chat_id, body, received_at)
            SELECT 123456, 1, $1, $2::text::jsonb, now() - interval '1 minute'
            """,
            ANNA,
            f'{{"update_id": 1, "message": {{"chat": {{"id": {ANNA}}}, "text": "left"}}}}',
        )
        assert (await anna.next()).text == "did left"


async def test_a_wrong_token_is_told_at_once(stage: Stage) -> None:
    bot = stage.bot("123456:not-the-token-of-this-sandbox-0000000")
    with pytest.raises(WrongToken):
        await asyncio.wait_for(stage.delivery(bot).start(), 5)
    await bot.session.close()


async def test_a_token_that_stops_working_is_believed_only_after_a_while(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = stage.sandbox.chat(ANNA)
    stage.sandbox.faults.add(Fault(kind="401", method="getUpdates", count=1))
    async with stage.delivering():
        anna.say("hello")
        assert (await anna.next()).text == "did hello"
    monkeypatch.setattr(inbox, "DOUBT", 0.5)
    async with stage.delivering() as delivery:
        stage.sandbox.faults.add(Fault(kind="401"))
        stage.sandbox.state.updates.abort("Unauthorized", 401)
        with pytest.raises(WrongToken):
            await asyncio.wait_for(delivery.wait(), 10)


@pytest.mark.parametrize("kind", ["5xx", "html", "garbage", "drop_before", "truncate", "429", "409", "401"])
async def test_polling_survives(stage: Stage, kind: str) -> None:
    anna = stage.sandbox.chat(ANNA)
    stage.sandbox.faults.add(Fault(kind=kind, method="getUpdates", count=1))  # type: ignore[arg-type]
    anna.say("hello")
    async with stage.delivering():
        assert (await anna.next()).text == "did hello"
    assert await stage.said() == ["hello"]
    assert len(stage.sandbox.calls) < 20


async def test_telegram_may_be_away_at_the_start_and_later(stage: Stage) -> None:
    port = stage.sandbox.port
    anna = stage.sandbox.chat(ANNA)
    bot = stage.bot()
    delivery = stage.delivery(bot)
    await stage.sandbox.stop()
    start = asyncio.create_task(delivery.start())
    await asyncio.sleep(0.2)
    assert not start.done()
    await stage.sandbox.start(port)
    await asyncio.wait_for(start, 5)
    anna.say("hello")
    assert (await anna.next()).text == "did hello"
    await stage.sandbox.stop()
    anna.say("while away")
    await stage.sandbox.start(port)
    assert (await anna.next(10)).text == "did while away"
    await delivery.stop()
    await bot.session.close()


async def test_a_webhook_left_by_an_earlier_program_goes(stage: Stage) -> None:
    bot = stage.bot()
    await bot.set_webhook("https://example.org/hook")
    await bot.session.close()
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering():
        anna.say("hello")
        assert (await anna.next()).text == "did hello"


async def test_status_tells_ages_and_what_was_set_aside(stage: Stage) -> None:
    gate = asyncio.Event()

    async def act(update: Update, _: UnitOfWork) -> None:
        if text_of(update) == "bad":
            raise RuntimeError
        await gate.wait()

    stage.act = act
    async with stage.delivering() as delivery:
        stage.sandbox.chat(ANNA).say("bad")
        await stage.sandbox.chat(ANNA).next()
        stage.sandbox.chat(ANNA).say("long")
        await until(lambda: delivery.status().oldest_update and delivery.status().dead_updates)
        status = delivery.status()
        assert status.telegram
        assert status.database
        assert status.dead_updates == 1
        gate.set()
        await asyncio.wait_for(delivery.drained(), 5)


async def test_a_start_raises_what_ends_it(stage: Stage) -> None:
    await stage.pool.execute("DROP TABLE outbox")
    with pytest.raises(asyncpg.UndefinedTableError):
        async with stage.delivering():
            pass
