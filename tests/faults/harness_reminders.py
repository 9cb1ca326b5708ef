"""Reminders that fall due while daemons are killed and PostgreSQL is stopped: none lost, none twice."""

from __future__ import annotations

import asyncio
import re
import signal
from collections import Counter
from typing import TYPE_CHECKING

from faults.harness import staged
from faults.harness_faults import Report
from taskbot.delivery.outbox import IN_FLIGHT
from taskbot.sandbox.people import Person

if TYPE_CHECKING:
    from faults.harness import Bench, Stage
    from taskbot.sandbox.views import PersonChat

FIRST = 700_000  # of their Telegram ids
EACH = 5  # deadlines of one person: the limit of a day lets so many through
SOON = 3.0  # seconds within which a wave falls due
PREPARE = """
CREATE TABLE harness_reminders (word text);
CREATE FUNCTION harness_note_word() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO harness_reminders
    SELECT words.hit[1] FROM regexp_matches(NEW.payload ->> 'text', 'word[0-9]+', 'g') AS words (hit);
    RETURN NULL;
END $$;
CREATE TRIGGER harness_note_word AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION harness_note_word();
"""
MOVE_IN = """
WITH made AS (
    INSERT INTO users (telegram_id, full_name, language_code)
    SELECT id, 'Reminded', 'en' FROM unnest($1::bigint[]) AS id RETURNING id
)
SELECT count(*) FROM made
"""
UNDISTURBED = "UPDATE notification_settings SET quiet = false, digest = false"
OF_DEADLINE = """
INSERT INTO tasks (title, due_date, due_time, due_zone, assigned_to_id)
SELECT $2, moment::date, moment::time, 'UTC', id
FROM users, (
    SELECT (now() + interval '1 hour' + make_interval(secs => $3)) AT TIME ZONE 'UTC' AS moment
) AS due
WHERE telegram_id = $1
"""
OWN = """
INSERT INTO reminders (user_id, text, remind_at)
SELECT id, $2, now() + make_interval(secs => $3) FROM users WHERE telegram_id = $1
"""
WAITING = """
SELECT EXISTS (SELECT FROM assignments WHERE remind_at <= now() + interval '10 seconds')
    OR EXISTS (SELECT FROM reminders WHERE remind_at IS NOT NULL)
    OR EXISTS (SELECT FROM outbox WHERE parked_at IS NULL)
"""


class Reminded:
    """People, each reminded of words of their own; `waiting` tells whether something is due yet."""

    kind, waiting = "reminders", WAITING

    def __init__(self, stage: Stage, count: int) -> None:
        self.stage = stage
        people = [Person(FIRST + number, "Reminded", None, None, "en") for number in range(count)]
        self.chats: list[PersonChat] = [stage.sandbox.join(it) for it in people]
        for chat in stage.sandbox.state.chats.values():
            chat.started = True
        self.ids = [it.id for it in people]
        self.expected: list[str] = []
        self._deadlines: Counter[int] = Counter()

    async def move_in(self) -> None:
        async with self.stage.server.connection() as connection:
            await connection.execute(PREPARE)
            await connection.execute(MOVE_IN, self.ids)
            await connection.execute(UNDISTURBED)

    async def plan(self, count: int) -> None:
        """Let so many reminders fall due soon: of deadlines, and of what people have set themselves."""
        chance = self.stage.bench.chance
        async with self.stage.server.connection() as connection:
            for _ in range(count):
                word, person = f"word{len(self.expected)}", chance.choice(self.ids)
                of_deadline = chance.random() < 0.5 and self._deadlines[person] < EACH
                self._deadlines[person] += of_deadline
                statement = OF_DEADLINE if of_deadline else OWN
                await connection.execute(statement, person, word, chance.uniform(0.2, SOON))
                self.expected.append(word)

    def came(self) -> Counter[str]:
        """Count how often each word came, in messages of its own or in a list."""
        texts = [it.text for chat in self.chats for it in chat.unread if it.kind == "message"]
        return Counter(word for text in texts for word in re.findall(r"word[0-9]+", text))

    async def written(self) -> Counter[str]:
        """Count how often each word was written into the outbox."""
        async with self.stage.server.connection() as connection:
            return Counter(it["word"] for it in await connection.fetch("SELECT word FROM harness_reminders"))

    async def over(self) -> None:
        """Wait until nothing is due any more, and everything is sent."""
        async with self.stage.server.connection() as connection, asyncio.timeout(self.stage.patience):
            while await connection.fetchval(self.waiting):  # noqa: ASYNC110 - no event spans processes
                await asyncio.sleep(0.05)


async def reminders(
    bench: Bench,
    *,
    kills: float = 200,
    restarts: float = 5,
    wave: float = 20,
    people: float = 400,
    rate: float = 0,
) -> Report:
    """Two daemons, of which the leader is killed at a random instant of each wave."""
    del rate
    fault = "SIGKILL of the leader while reminders fall due; PostgreSQL stopped"
    report = Report(bench, fault, f"{kills:g} and {restarts:g} times at random instants, 2 replicas")
    async with staged(bench, 2) as stage:
        await in_waves(report, Reminded(stage, int(people)), int(kills), restarts, int(wave))
    return report


async def in_waves(report: Report, reminded: Reminded, kills: int, restarts: float, wave: int) -> None:
    """Let something fall due in each wave, and kill the leader meanwhile; none is lost, none is twice."""
    stage, before, most = reminded.stage, 0, 0
    await reminded.move_in()
    for number in range(kills):
        await reminded.plan(wave)
        leader = await stage.replicas.leader()
        await asyncio.sleep(stage.bench.chance.uniform(0, SOON))
        await stage.replicas.end(leader, signal.SIGKILL)
        await stage.replicas.leader()
        if restarts and number % max(1, int(kills / restarts)) == 0:
            await _restart(stage, number)
        again = sum(it - 1 for it in reminded.came().values())
        before, most = again, max(most, again - before)
    await reminded.over()
    await _judge(report, reminded, most)
    report.survived(stage)


async def _restart(stage: Stage, number: int) -> None:
    await stage.server.stop((signal.SIGINT, signal.SIGQUIT)[number % 2])
    await asyncio.sleep(stage.bench.chance.uniform(0, 1))
    await stage.server.start()


async def _judge(report: Report, reminded: Reminded, most: int) -> None:
    came, written = reminded.came(), await reminded.written()
    lost = [it for it in reminded.expected if not came[it]]
    twice = [it for it, count in written.items() if count > 1]
    report.note(f"{len(reminded.expected):,} {reminded.kind}")
    report.must(f"{len(lost)} lost", not lost)
    report.must(f"{len(twice)} twice", not twice)
    again = sum(it - 1 for it in came.values())
    report.must(
        f"{again} messages repeated, at most {most} for a kill (in flight: {IN_FLIGHT})", most <= IN_FLIGHT
    )
