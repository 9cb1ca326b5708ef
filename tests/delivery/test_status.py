"""The status of delivery, for `taskbot health` and for metrics, as leader and as standby."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiogram.methods import SendMessage, SetMyName

from delivery.stage import ANNA, BORIS, until
from delivery.test_lease import replica
from taskbot.delivery import Hooks, core, leader_session
from taskbot.postgres.pool import open_pool
from taskbot.sandbox.faults import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from delivery.stage import Stage
    from taskbot.delivery import UnitOfWork
    from taskbot.delivery.updates import Update

OVER = "UPDATE outbox SET created_at = now() - interval '1 day', not_before = now()"


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "MEASURE_EVERY", 0.02)


class Tally(Hooks):
    def __init__(self) -> None:
        self.heard: Counter[tuple[str | None, ...]] = Counter()
        self.seconds: list[float] = []

    def update_tried(self, kind: str | None, outcome: str, seconds: float) -> None:
        self.heard[kind, outcome] += 1
        self.seconds.append(seconds)

    def message_tried(self, outcome: str) -> None:
        self.heard["sent", outcome] += 1

    def poll_failed(self) -> None:
        self.heard["poll failed",] += 1


async def test_a_standby_sees_what_the_leader_has_to_do(stage: Stage, database_url: str) -> None:
    gate = asyncio.Event()

    async def act(_: Update, __: UnitOfWork) -> None:
        await gate.wait()

    stage.act = act
    async with replica(stage, database_url) as one, replica(stage, database_url) as other:
        stage.sandbox.chat(ANNA).say("long")
        await until(lambda: other.status().oldest_update)
        assert other.status().standby
        assert other.status().telegram
        assert not other.status().working
        assert other.status().waiting_updates == 1
        await until(lambda: one.status().oldest_update)
        gate.set()
        await until(lambda: other.status().oldest_update is None)
        assert other.status().waiting_updates == 0


async def test_either_role_notices_that_postgresql_is_away(
    stage: Stage, database_url: str, tmp_path: Path
) -> None:
    """Refuse new connections to the database, and terminate the existing ones."""
    folder = parse_qs(urlsplit(database_url).query)["host"][0]
    door = tmp_path / "pg"
    door.symlink_to(folder)
    url = database_url.replace(folder, str(door))
    one_pool, other_pool = await open_pool(url, size=5), await open_pool(url, size=5)
    async with replica(stage, url, pool=one_pool) as one, replica(stage, url, pool=other_pool) as other:
        await until(lambda: one.status().working and other.status().standby)
        door.unlink()
        await stage.pool.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """
        )
        await until(lambda: not one.status().database)
        await until(lambda: not other.status().database)
        door.symlink_to(folder)
        # All in one check: the new leader may lose leadership again if a session is terminated late.
        await until(
            lambda: (
                {(its.status().database, its.status().working, its.status().standby) for its in (one, other)}
                == {(True, True, False), (True, False, True)}
            )
        )
    await asyncio.gather(one_pool.close(), other_pool.close())


async def test_a_database_that_hangs_counts_as_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "PATIENCE", 0.05)
    async with stage.delivering() as delivery:
        blocker = await stage.pool.acquire()
        transaction = blocker.transaction()
        await transaction.start()
        await blocker.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
        await until(lambda: not delivery.status().database)
        assert delivery.status().working
        await transaction.rollback()
        await stage.pool.release(blocker)
        await until(lambda: delivery.status().database)


async def test_a_database_that_does_not_answer_counts_as_away(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be stored meanwhile counts once, however often the database is asked."""
    monkeypatch.setattr(core, "PATIENCE", 0.05)
    stored, never = asyncio.Event(), asyncio.Event()

    async def act(*_: object) -> None:
        stored.set()
        await never.wait()

    stage.act = act
    lost: list[int] = []
    slow = core.MEASURE.replace("FROM (", "FROM (SELECT pg_sleep(0.2)) AS answer, (", 1)
    async with stage.delivering() as delivery, stage.pool.acquire() as blocker:
        stage.sandbox.chat(ANNA).say("long")
        await asyncio.wait_for(stored.wait(), 10)
        await blocker.execute("UPDATE inbox SET received_at = now() - interval '1 hour'")
        await until(lambda: (delivery.status().oldest_update or 0) > 3000)
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE inbox IN EXCLUSIVE MODE")
            stage.sandbox.chat(BORIS).say("not stored")
            await until(lambda: delivery.status().waiting_updates == 2)
            assert (delivery.status().oldest_update or 0) > 3000
            lose = delivery._lose_database

            def note() -> None:
                lose()
                lost.append(delivery.status().waiting_updates)

            monkeypatch.setattr(delivery, "_lose_database", note)
            monkeypatch.setattr(core, "MEASURE", slow)
            await until(lambda: len(lost) > 1)
            assert set(lost) == {2}
            assert not delivery.status().database
        monkeypatch.setattr(core, "PATIENCE", 10)
        await until(lambda: delivery.status().database)
        await delivery.stop(grace=0.1)


async def test_telegram_away_is_noticed_and_counted(stage: Stage) -> None:
    tally = Tally()
    async with stage.delivering(hooks=tally, long_poll=1) as delivery:
        await until(lambda: delivery.status().telegram)
        stage.sandbox.faults.add(Fault(kind="5xx", method="getUpdates", count=3))
        await until(lambda: not delivery.status().telegram, 20)
        await until(lambda: delivery.status().telegram, 20)
    assert tally.heard["poll failed",] == 3


async def test_who_is_slowed_makes_nothing_look_old(stage: Stage) -> None:
    """A flood must not make the bot unhealthy, so that nobody restarts it."""
    async with stage.delivering(user_rate_limit=6, slow_notice=lambda _: ()) as delivery:
        anna = stage.sandbox.chat(ANNA)
        for n in range(12):
            anna.say(str(n))
        # The first six are answered by then. An earlier check would see new updates that are not slowed yet.
        await until(
            lambda: delivery.status().waiting_updates == 6 and delivery.status().waiting_messages == 0
        )
        assert delivery.status().oldest_update is None
        await delivery.stop(grace=0.1)


async def test_nor_what_telegram_takes_in_some_hours_only(stage: Stage) -> None:
    """Telegram allows a few name changes a day; people's messages must not wait for that."""
    async with stage.delivering() as delivery:
        stage.sandbox.chat(ANNA).say("hello")
        await until(lambda: stage.answers(ANNA))
        for method in ("setMyName", "sendMessage"):
            stage.sandbox.faults.add(Fault(kind="429", method=method, retry_after=3600))
        await delivery.post([SetMyName(name="Tasks"), SetMyName(name="Задачи", language_code="ru")])
        await until(
            lambda: delivery.status().waiting_messages == 2 and delivery.status().oldest_message is None
        )
        async with asyncio.timeout(10):
            while not delivery.status().oldest_message:  # the other name may be refused only now
                await stage.pool.execute(OVER)
                await asyncio.sleep(0.02)
        assert (delivery.status().oldest_message or 0) < 60
        await delivery.post([SendMessage(chat_id=ANNA, text="soon")])
        await until(lambda: delivery.status().waiting_messages == 3)
        await stage.pool.execute("UPDATE outbox SET created_at = now() - interval '1 hour' WHERE chat_id > 0")
        await until(lambda: (delivery.status().oldest_message or 0) >= 3600)
        await delivery.stop(grace=0.1)


async def test_what_happens_is_counted_by_kind_and_outcome(stage: Stage) -> None:
    async def act(update: Update, _: UnitOfWork) -> Any:
        if update["message"]["text"] == "bad":
            raise RuntimeError
        return None

    stage.act = act
    tally = Tally()
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    async with stage.delivering(hooks=tally) as delivery:
        stage.sandbox.faults.add(Fault(kind="429", method="sendMessage", count=1, retry_after=1))
        anna.say("good")
        assert (await anna.next()).text == "did good"
        stage.sandbox.faults.add(Fault(kind="drop_after", method="sendMessage", count=1))
        anna.say("bad")
        await anna.next()
        await delivery.post([SendMessage(chat_id=ANNA, text="<b>", parse_mode="Markdown2")])
        boris.say("hello")
        await boris.next()
        boris.block()
        await delivery.post([SendMessage(chat_id=BORIS, text="gone")])
        await asyncio.wait_for(delivery.drained(), 20)
        await until(lambda: tally.heard["sent", "unreachable"])
    assert {what: n for what, n in tally.heard.items() if what[0] in ("message", "sent")} == {
        ("message", "done"): 2,
        ("message", "failed"): 2,
        ("message", "parked"): 1,
        ("sent", "ok"): 3,
        ("sent", "retry_after"): 1,
        ("sent", "unclear"): 1,
        ("sent", "refused"): 3,
        ("sent", "unreachable"): 1,
    }
    assert all(0 < seconds < 10 for seconds in tally.seconds)


async def test_nothing_is_kept_for_ever(stage: Stage) -> None:
    await stage.pool.execute(
        """
        INSERT INTO inbox (bot_id, update_id, chat_id, body, done_at, parked_at)
        SELECT 1, n, 1, 'null', now() - done * interval '1 day', now() - parked * interval '1 day'
        FROM (VALUES (1, 2.9, NULL), (2, 3.1, NULL), (3, NULL, 29.9), (4, NULL, 30.1))
            AS old (n, done, parked)
        """
    )
    await stage.pool.execute(
        """
        INSERT INTO outbox (bot_id, chat_id, method, payload, parked_at)
        SELECT 1, n, 'sendMessage', '{}', now() - parked * interval '1 day'
        FROM (VALUES (1, 29.9), (2, 30.1)) AS old (n, parked)
        """
    )
    assert await stage.pool.execute(leader_session.PURGE_UPDATES) == "DELETE 2"
    assert await stage.pool.execute(leader_session.PURGE_MESSAGES) == "DELETE 1"
    kept = await stage.pool.fetch("SELECT update_id FROM inbox ORDER BY 1")
    assert [record["update_id"] for record in kept] == [1, 3]
    assert await stage.pool.fetchval("SELECT chat_id FROM outbox") == 1


async def test_a_leader_forgets_what_is_old_however_much_that_is(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PURGE_UPDATES", "PURGE_MESSAGES"):
        few = getattr(leader_session, name).replace("LIMIT 10000", "LIMIT 1")
        monkeypatch.setattr(leader_session, name, few)
    await stage.pool.execute(
        """
        INSERT INTO inbox (bot_id, update_id, chat_id, body, done_at)
        SELECT 1, n, 1, 'null', now() - interval '4 days' FROM generate_series(1, 3) AS n
        """
    )
    await stage.pool.execute(
        """
        INSERT INTO outbox (bot_id, chat_id, method, payload, parked_at)
        SELECT 1, n, 'sendMessage', '{}', now() - interval '31 days' FROM generate_series(1, 3) AS n
        """
    )
    async with stage.delivering(), asyncio.timeout(10):
        while await stage.pool.fetchval("SELECT EXISTS (TABLE inbox) OR EXISTS (TABLE outbox)"):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
