"""Floods of messages, under the limits that a bot has by default: how long the team's own answers wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from faults.harness import staged
from faults.harness_faults import Report
from taskbot.sandbox.people import Person

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from faults.harness import Bench, Stage
    from faults.harness_people import Writer
    from taskbot.sandbox.messages import Event

WAIT = 2.0  # seconds that an answer may take beside any of it
STRANGERS = 500_000  # the first of their ids
LOST = 900_000  # likewise of messages
OPEN = 25  # cards of one task in a chat
CARDS, CHANGES = 60, 20
ROWS = 300  # that may wait when so many cards have followed so many changes
OF_ADMIN = """
UPDATE tasks SET created_by_id = (SELECT id FROM users WHERE telegram_id = $1)
WHERE assigned_to_id = (SELECT id FROM users WHERE telegram_id = $2) RETURNING id
"""
SHOW = "INSERT INTO cards (chat_id, message_id, task_id) SELECT $1, it, $3 FROM unnest($2::bigint[]) AS it"


async def floods(
    bench: Bench, *, rate: float = 0, asking: float = 200, starting: float = 2000, times: float = 5
) -> Report:
    """Each flood is as quick as its people may be, whatever the `rate`."""
    del rate
    fault = "Floods, at 25 messages a second: how long `/help` waits beside them"
    report = Report(bench, fault, f"{times:g} times each")
    async with _bot(bench, "open") as stage:
        await _statuses(stage, report, int(times))
        report.survived(stage)
    async with _bot(bench, "open") as stage:
        await _cards(stage, report, int(times))
        report.survived(stage)
    for registration, people in (("approval", int(asking)), ("invite", int(starting))):
        async with _bot(bench, registration) as stage:
            _start(stage, people)
            said = f"{people:,} strangers' /start with REGISTRATION={registration}"
            report.times(said, await _asks(stage, stage.crowd.writers[0], int(times)), most=WAIT)
            report.survived(stage)
    return report


def _bot(bench: Bench, registration: str) -> AbstractAsyncContextManager[Stage]:
    return staged(bench, REGISTRATION=registration, TELEGRAM_RATE_LIMIT="25", USER_RATE_LIMIT="60")


async def _statuses(stage: Stage, report: Report, times: int) -> None:
    """An employee changes the status of an admin's tasks, as often as the limit lets them at once."""
    admin, employee = stage.crowd.writers[0], stage.crowd.writers[-1]
    ids = await _tasks(stage, admin, employee)
    for n in range(60):
        status = ("in_progress", "pending")[n // len(ids) % 2]
        employee.chat.say(f"/update_status {ids[n % len(ids)]} {status}")
    report.times("60 /update_status of an employee", await _asks(stage, admin, times), most=WAIT)


async def _cards(stage: Stage, report: Report, times: int) -> None:
    """A task is open in many messages of one chat; another one in a few of everybody's, and changes."""
    admin, employee = stage.crowd.writers[0], stage.crowd.writers[-1]
    ids = await _tasks(stage, admin, employee)
    await _show(stage, employee, ids[0], OPEN)
    admin.chat.say(f"/comment {ids[0]} Soon?")
    found = await _asks(stage, employee, times)
    report.times(f"{OPEN} open cards and a comment, for their reader", found, most=WAIT)
    for writer in stage.crowd.writers:
        await _show(stage, writer, ids[1], CARDS // len(stage.crowd.writers))
    for n in range(CHANGES):
        stage.crowd.writers[1].chat.say(f"/edit_task {ids[1]} title:New{n}")
    found = await _asks(stage, admin, times)
    async with stage.server.connection() as connection:
        rows = await connection.fetchval("SELECT count(*) FROM outbox")
    report.times(f"{CARDS} cards and {CHANGES} changes", found, most=WAIT)
    report.must(f"{rows} rows waited then", rows < ROWS)


async def _tasks(stage: Stage, admin: Writer, employee: Writer) -> list[int]:
    """The tasks of an employee, which an admin has created from now on."""
    async with stage.server.connection() as connection:
        records = await connection.fetch(OF_ADMIN, admin.person.id, employee.person.id)
    return [record["id"] for record in records]


async def _show(stage: Stage, writer: Writer, task_id: int, cards: int) -> None:
    """Let the database know of messages that show a task; Telegram has lost them, and answers as quickly."""
    async with stage.server.connection() as connection:
        message_ids = range(LOST, LOST + cards)
        await connection.execute(SHOW, writer.person.id, list(message_ids), task_id)


def _start(stage: Stage, people: int) -> None:
    for n in range(people):
        stage.sandbox.join(Person(STRANGERS + n, f"Stranger {n}", None, None, "en")).say("/start")


async def _asks(stage: Stage, writer: Writer, times: int) -> list[float]:
    """For how many seconds each of a few `/help` waits, one every second."""
    waits = []
    for _ in range(times):
        started = stage.loop.time()
        await _answer(stage, writer, "/help", "/my_tasks")
        waits.append(stage.loop.time() - started)
        await asyncio.sleep(1)
    return waits


async def _answer(stage: Stage, writer: Writer, words: str, part: str = "") -> int:
    """Say something, and wait for a message with that part; return its id."""
    came: asyncio.Future[int] = stage.loop.create_future()

    def hear(event: Event) -> None:
        if event.message and event.kind == "message" and part in event.text and not came.done():
            came.set_result(event.message.id)

    watchers = stage.sandbox.state.chats[writer.person.id].watchers
    watchers.append(hear)
    writer.chat.say(words)
    try:
        return await asyncio.wait_for(came, 240)
    finally:
        watchers.remove(hear)
