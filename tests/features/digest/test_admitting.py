"""What the clock says is counted, or kept for the digest, in the transaction that says it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kept_database import Kept
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.admission import Admission, Item
from taskbot.domain.workdays import Workdays
from taskbot.features.digest import service as digest
from taskbot.repository import notification_settings, users
from taskbot.telegram.context import Team

TEAM = Team(admin_ids=frozenset(), default_language=None, timezone=ZoneInfo("Asia/Kamchatka"))
NOON = datetime(2026, 12, 1, 12, tzinfo=TEAM.timezone)
PEOPLE = """
INSERT INTO users (telegram_id, reachable) VALUES (1001, true), (1002, false);
INSERT INTO tasks (title) SELECT 'Task ' || it FROM generate_series(1, 20) AS its (it);
"""


async def admit(kept: Kept, id_: int, *task_ids: int, now: datetime = NOON) -> Admission[Item]:
    async with kept.pool.acquire() as connection, UnitOfWork(connection) as uow:
        (person,) = await users.by_ids(uow, [id_])
        items = [Item(now, it) for it in task_ids]
        return await digest.admit(uow, TEAM, now.astimezone(UTC), person, items, Workdays.of(None))


@pytest.fixture(autouse=True)
async def _people(kept: Kept) -> None:
    await kept.pool.execute(PEOPLE)


async def test_messages_of_a_day_are_counted(kept: Kept) -> None:
    assert [(await admit(kept, 1, 1, 2)).messages for _ in range(4)] == [2, 2, 2, 0]
    assert [it["task_id"] for it in await kept.pool.fetch("TABLE digest_items")] == [1, 2]
    assert (await admit(kept, 1, 1, now=NOON.replace(day=2))).messages == 1
    counted = await kept.pool.fetchrow("SELECT * FROM notification_settings WHERE user_id = 1")
    assert counted is not None
    assert (counted["clock_day"], counted["clock_sent"]) == (NOON.replace(day=2).date(), 1)


async def test_what_waits_for_the_digest_is_there_once_unless_its_task_is_gone(kept: Kept) -> None:
    await kept.pool.execute(
        "UPDATE notification_settings SET clock_day = '2026-12-01', clock_sent = 6; DELETE FROM tasks WHERE id = 4"
    )
    for ids in ((3, 3, 4), (5, 3)):
        assert len((await admit(kept, 1, *ids)).joined) == len(ids)
    async with kept.pool.acquire() as connection, UnitOfWork(connection) as uow:
        assert [it.task_id for it in await notification_settings.joined(uow, 1)] == [3, 5]


async def test_in_quiet_hours_nothing_is_counted(kept: Kept) -> None:
    decided = await admit(kept, 1, 1, now=NOON.replace(hour=21))
    assert (decided.messages, decided.until) == (0, NOON.replace(day=2, hour=9))
    assert await kept.pool.fetchval("SELECT sum(clock_sent) FROM notification_settings") == 0


async def test_who_cannot_be_written_to_is_not_written_to(kept: Kept) -> None:
    decided = await admit(kept, 2, 1)
    assert (decided.messages, len(decided.told)) == (0, 1)


async def test_a_change_of_zone_access_or_calendar_lets_the_next_digest_be_computed(kept: Kept) -> None:
    computed = "UPDATE notification_settings SET next_digest_at = '2026-12-02'"
    found = "SELECT user_id FROM notification_settings WHERE next_digest_at = '-infinity' ORDER BY 1"
    for change, ids in (
        ("UPDATE users SET timezone = 'Europe/Berlin' WHERE id = 1", [1]),
        ("UPDATE users SET reachable = true", [2]),
        ("UPDATE users SET access = 'blocked' WHERE id = 1", [1]),
        ("INSERT INTO days_off VALUES ('2027-05-04', false)", [1, 2]),
        ("INSERT INTO team VALUES ('calendar', 'RU')", [1, 2]),
        ("INSERT INTO team VALUES ('review', 'on')", []),
        ("UPDATE users SET full_name = 'Anna', timezone = timezone", []),
        ("INSERT INTO users (telegram_id) VALUES (1003)", [3]),
    ):
        await kept.pool.execute(computed)
        await kept.pool.execute(change)
        assert [it["user_id"] for it in await kept.pool.fetch(found)] == ids
