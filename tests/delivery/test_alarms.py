"""Health and figures say what people feel; each alarm that operations.md proposes fires."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from delivery.stage import ANNA, until
from taskbot import app
from taskbot.delivery import core
from taskbot.operations.health import State
from taskbot.operations.metrics import Metrics
from taskbot.sandbox.faults import Fault
from taskbot.scheduler import Scheduler
from taskbot.telegram.context import Team

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from delivery.stage import Stage
    from taskbot.delivery import Delivery, Status

OPERATIONS = Path(__file__, "../../../docs/operations.md").resolve()
ALARM = re.compile(r"- alert: (\w+)\n\s+expr: (.+)\n")
ALARMS = dict(ALARM.findall(OPERATIONS.read_text("utf-8")))
HANGS = "SELECT count(*) FROM pg_locks WHERE relation = 'reminders'::regclass AND NOT granted"
READ_ONLY = "ALTER DATABASE {} SET default_transaction_read_only = {}"


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "MEASURE_EVERY", 0.02)
    monkeypatch.setattr(core, "PATIENCE", 0.5)


@asynccontextmanager
async def locked(stage: Stage) -> AsyncIterator[None]:
    """Another session lets everybody read the inbox, and nobody write."""
    async with stage.pool.acquire() as other, other.transaction():
        await other.execute("LOCK TABLE inbox IN SHARE MODE")
        yield


@asynccontextmanager
async def read_only(stage: Stage) -> AsyncIterator[None]:
    """The database becomes read-only, as after a failover."""
    name = await stage.pool.fetchval("SELECT quote_ident(current_database())")
    await stage.pool.execute(READ_ONLY.format(name, "on"))
    await stage.pool.expire_connections()
    try:
        yield
    finally:
        async with stage.pool.acquire() as connection:
            await connection.execute("SET default_transaction_read_only = off")
            await connection.execute(READ_ONLY.format(name, "off"))
        await stage.pool.expire_connections()


@pytest.mark.parametrize("trouble", [locked, read_only])
async def test_updates_that_cannot_be_stored_are_seen(stage: Stage, trouble: Any) -> None:
    async with stage.delivering() as delivery:
        await until(lambda: delivery.status().working)
        async with trouble(stage):
            for n in range(3):
                stage.sandbox.chat(ANNA).say(str(n))
            await until(lambda: delivery.status().waiting_updates)
            await until(lambda: not delivery.status().database)
            state, backlog = app._look(delivery.status())
            assert state is State.WAITING_FOR_POSTGRESQL
            assert backlog.oldest_update
            assert backlog.oldest_update >= core.PATIENCE
        await until(lambda: delivery.status().database and not delivery.status().waiting_updates)
        await asyncio.wait_for(delivery.drained(), 10)
        assert delivery.status().oldest_update is None
    assert await stage.said() == ["0", "1", "2"]


# --- Alarms ---------------------------------------------------------------------------------------


def fires(expression: str, status: Status) -> bool:
    """Whether an alarm's expression, of the forms used there, holds for what Prometheus would read."""
    metrics = Metrics(())
    metrics.status = lambda: status
    text = generate_latest(metrics.registry).decode()
    values: dict[str, list[float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            values.setdefault(sample.name, []).append(sample.value)

    def holds(part: str) -> bool:
        if absent := re.fullmatch(r"absent\((.+)\)", part):
            return not holds(absent[1])
        found = re.fullmatch(r"(?:max by \(table\) \()?(\w+)\)? (==|>) (\d+)", part)
        assert found, part
        name, operator, bound = found.groups()
        return any(it == float(bound) if operator == "==" else it > float(bound) for it in values[name])

    return all(holds(part) for part in expression.split(" and on (instance) "))


async def no_leader(_: Stage, delivery: Delivery) -> Status:
    await delivery.stop()
    return core.Status()


async def late(stage: Stage, delivery: Delivery) -> Status:
    async with locked(stage):
        stage.sandbox.chat(ANNA).say("hello")
        await until(lambda: delivery._session and delivery._session.inbox.unstored())
        inbox = delivery._session.inbox  # type: ignore[union-attr]
        count, since = inbox._unstored or (0, 0.0)
        inbox._unstored = count, since - 301
        await until(lambda: (delivery.status().oldest_update or 0) > 300)
        return delivery.status()


async def reminds_late(stage: Stage, delivery: Delivery) -> Status:
    scheduler = delivery._config.upkeep.__self__  # type: ignore[union-attr]
    async with stage.pool.acquire() as other, other.transaction():
        await other.execute("LOCK TABLE reminders")
        async with asyncio.timeout(10):
            while not await other.fetchval(HANGS):  # noqa: ASYNC110 - PostgreSQL tells nobody
                await asyncio.sleep(0.005)
        scheduler._ticked_at -= 301 + scheduler._every
        await until(lambda: delivery.status().upkeep_delay > 300)
        return delivery.status()


async def set_aside(stage: Stage, delivery: Delivery) -> Status:
    await stage.pool.execute(
        "INSERT INTO outbox (bot_id, chat_id, method, payload, parked_at)"
        " VALUES (123456, 1, 'sendMessage', '{}', now())"
    )
    await until(lambda: delivery.status().dead_messages)
    return delivery.status()


async def cannot_store(stage: Stage, delivery: Delivery) -> Status:
    async with locked(stage):
        stage.sandbox.chat(ANNA).say("hello")
        await until(lambda: not delivery.status().database)
        return delivery.status()


async def no_telegram(stage: Stage, delivery: Delivery) -> Status:
    stage.sandbox.faults.add(Fault("5xx", method="getUpdates"))
    await until(lambda: not delivery.status().telegram, 20)
    return delivery.status()


TROUBLES = {
    "TaskbotHasNoLeader": no_leader,
    "TaskbotIsLate": late,
    "TaskbotRemindsLate": reminds_late,
    "TaskbotSetSomethingAside": set_aside,
    "TaskbotCannotStore": cannot_store,
    "TaskbotCannotReachTelegram": no_telegram,
}


def test_each_alarm_has_its_trouble() -> None:
    assert TROUBLES.keys() == ALARMS.keys()


@pytest.mark.parametrize("name", ALARMS)
async def test_an_alarm_fires_in_its_trouble_alone(stage: Stage, name: str) -> None:
    scheduler = Scheduler(Team(frozenset(), None, ZoneInfo("UTC")), every=0.02)
    async with stage.delivering(long_poll=1, upkeep=scheduler.run, upkeep_delay=scheduler.delay) as delivery:
        await until(lambda: delivery.status().database and delivery.status().working)
        await until(lambda: scheduler._ticked_at)
        assert not fires(ALARMS[name], delivery.status())
        assert fires(ALARMS[name], await TROUBLES[name](stage, delivery))
