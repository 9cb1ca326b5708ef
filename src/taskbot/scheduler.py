"""Work at given times: the table of what falls due, and the removal of old rows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, TypeAlias

import structlog
from aiogram import Bot

from taskbot.backoff import backoff
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.escalation import latest_day
from taskbot.features.board import service as board
from taskbot.features.creation import together
from taskbot.features.digest import service as digest
from taskbot.features.discussion import service as discussion
from taskbot.features.escalation import service as reporting
from taskbot.features.groups import service as groups
from taskbot.features.recurrence import service as recurrence
from taskbot.features.reminders import due
from taskbot.features.setup import service as setup
from taskbot.repository import boards as boards_repository
from taskbot.repository import drafts, escalations, loose, notification_settings, series, talk, tasks
from taskbot.repository import due as due_work
from taskbot.repository import groups as groups_repository
from taskbot.repository import reminders as reminders_repository
from taskbot.telegram.context import Team
from taskbot.telegram.replies import Replies

Work: TypeAlias = Callable[[UnitOfWork], Awaitable[Replies]]
Perform: TypeAlias = Callable[[Work], Awaitable[None]]
Erase: TypeAlias = Callable[[UnitOfWork], Awaitable[None]]


log = structlog.get_logger()

EVERY = 2.0  # seconds
MOST = 500  # keys of a job in one tick
RETRY, LONGEST_RETRY = 60.0, 3600.0  # seconds until a key that failed is tried again, at first and at last
ALBUM = timedelta(seconds=3)  # an album is complete after so long without another file
QUIET = timedelta(seconds=30)  # a notice is due after so long without news
LONGEST = timedelta(minutes=2)  # but no comment or edit waits longer than that
CLEAR_EVERY = 3600.0  # seconds
MEASURE_EVERY = 30.0  # seconds
CLEARED: tuple[Erase, ...] = (
    tasks.purge,
    drafts.purge,
    talk.purge_notices,
    loose.purge,
    reminders_repository.purge,
    groups_repository.purge_pending,
    boards_repository.purge,
)
LOOKING, PERFORMING, CLEARING = "looking for due work failed", "due work failed", "clearing up failed"
MEASURING, REPLANNING = "how late due work is was not read", "what a wrong clock planned was not replanned"


@dataclass(frozen=True, slots=True)
class Job:
    """Work that falls due.

    `look` finds the keys of what is due, at most so many, the longest due first. `perform` does one of
    them, in a transaction of its own. It does nothing if another daemon has done that meanwhile, and it
    leaves the key to be found no more. With a `batch`, it gets a sequence of up to so many keys; if that
    fails, each of them alone. So many `workers` do keys side by side; their transactions must not deadlock.
    """

    name: str
    look: Callable[[UnitOfWork, datetime, int], Awaitable[Sequence[Any]]]
    perform: Callable[[UnitOfWork, Team, datetime, Any], Awaitable[Replies]]
    workers: int = 1
    batch: int | None = None

    @property
    def most(self) -> int:
        """How many keys are done in one tick."""
        return MOST * (self.batch or 1)

    def batches(self, keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
        size = self.batch or 1
        return (keys[place : place + size] for place in range(0, len(keys), size))


def albums(patience: timedelta = ALBUM) -> Job:
    """Settle albums that belong to no task."""

    async def look(uow: UnitOfWork, _: datetime, most: int) -> list[tuple[int, str]]:
        return await loose.due(uow, patience, most)

    async def settle(uow: UnitOfWork, team: Team, now: datetime, key: tuple[int, str]) -> Replies:
        return await together.settle(uow, team, now, *key)

    return Job("albums", look, settle)


def notices(quiet: timedelta = QUIET, longest: timedelta = LONGEST) -> Job:
    """Tell those concerned of comments and edits."""

    async def look(uow: UnitOfWork, _: datetime, most: int) -> list[int]:
        return await talk.due(uow, quiet, longest, most)

    async def tell(uow: UnitOfWork, team: Team, now: datetime, task_id: int) -> Replies:
        replies = await discussion.tell(uow, team, now, task_id, quiet, longest)
        return await team.silence.hush(uow, now, team.timezone, replies)

    return Job("notices", look, tell)


def recurring() -> tuple[Job, Job]:
    """Make the occurrences of recurring tasks, then tell people of them."""
    make = Job("recurring tasks", series.due, recurrence.perform)
    return make, Job("announcements", series.due_announcements, recurrence.announce)


def newcomers() -> Job:
    """Assign tasks to people whom these have named before they came."""
    return Job("newcomers", groups_repository.due_pending, groups.settle)


def escalation() -> Job:
    """Begin a day's reports of what is late."""
    earliest_zone = timezone(timedelta(hours=14))

    async def look(uow: UnitOfWork, now: datetime, _: int) -> list[date]:
        last, latest = await escalations.last_day(uow), latest_day(now.astimezone(earliest_zone))
        return [latest] if last is None or last < latest else []

    async def begin(uow: UnitOfWork, team: Team, now: datetime, _: date) -> Replies:
        await reporting.begin(uow, team, now)
        return []

    return Job("escalation", look, begin)


def reports() -> Job:
    """Tell people of what is late, once the day has begun."""
    return Job("reports", escalations.due, reporting.tell, workers=4)


def replanning() -> Job:
    """Let reminders be planned again, some at a time, after the workdays or the team's zone changed."""

    async def look(uow: UnitOfWork, _now: datetime, _most: int) -> list[str]:
        value = await reminders_repository.to_replan(uow)
        return [value] if value else []

    async def replan(uow: UnitOfWork, _team: Team, _now: datetime, _: str) -> Replies:
        await reminders_repository.replan(uow)
        return []

    return Job("replanning", look, replan)


def reminders() -> Job:
    """Remind people of deadlines, and of what they have asked for."""
    look = reminders_repository.due
    return Job("reminders", look, due.perform, workers=4, batch=due.PEOPLE)


def digests() -> Job:
    """Send digests, and compute when the next ones are due."""
    return Job("digests", notification_settings.due, digest.send, workers=4)


def boards() -> Job:
    """Let boards follow their tasks."""
    return Job("boards", boards_repository.due, board.perform, workers=2)


def setups(bot: Bot) -> Job:
    """Tell admins who have asked what is left to set up."""

    async def answer(uow: UnitOfWork, team: Team, _: datetime, telegram_id: int) -> Replies:
        return await setup.answer(uow, team, bot, telegram_id)

    return Job("setup", setup.due, answer)


# What one job makes due is done by those after it in the same tick.
JOBS: tuple[Job, ...] = (
    *(albums(), notices(), boards(), newcomers(), *recurring(), replanning(), reminders()),
    *(escalation(), reports(), digests()),
)


@dataclass(frozen=True, slots=True)
class _Failure:
    """How often something has failed in a row, and when it is tried again, by the time of the event loop."""

    count: int
    again_at: float


class Scheduler:
    """Ticks while this daemon leads. Due work is stored in the database, so another daemon can continue.

    A job that fails stops neither the other jobs nor the daemon.
    """

    def __init__(self, team: Team, jobs: Sequence[Job] | None = None, *, every: float = EVERY) -> None:
        self._team = team
        self._jobs = JOBS if jobs is None else jobs
        self._every = every
        self._failures: dict[tuple[Any, ...], _Failure] = {}
        self._oldest: datetime | None = None
        self._ticked_at: float | None = None

    async def run(self, perform: Perform) -> None:
        """Tick for ever; `perform` runs a job in its own transaction and sends the replies it returns."""
        clear_at = measure_at = 0.0
        try:
            while True:
                if _now() >= clear_at:
                    await self.clear(perform)
                    clear_at = _now() + CLEAR_EVERY
                more = await self.tick(perform)
                self._ticked_at = _now()
                if _now() >= measure_at:
                    await self.measure(perform)
                    measure_at = _now() + MEASURE_EVERY
                if not more:
                    await self._team.clock.sleep(self._every)
        finally:
            self._ticked_at = self._oldest = None

    def delay(self) -> float:
        """Say by how many seconds due work is late, or a tick that does not end.

        What fails again and again has told so in the log, and does not count. Any thread may ask.
        """
        ticked_at, oldest = self._ticked_at, self._oldest  # meanwhile the event loop may clear them
        stalled = 0.0 if ticked_at is None else _now() - ticked_at - self._every
        late = self._team.clock.now() - oldest if oldest and not self._failures else timedelta(0)
        return max(stalled, late.total_seconds(), 0.0)

    async def measure(self, perform: Perform) -> None:
        """Read since when the oldest work has been due that a tick has left."""

        async def work(uow: UnitOfWork) -> Replies:
            self._oldest = await due_work.oldest(uow, self._team.clock.now())
            return []

        await self.attempt(perform, work, MEASURING)

    async def tick(self, perform: Perform) -> bool:
        """Do what is due; return whether more may be due, because a job had its fill."""
        now = self._team.clock.now()
        more = any([await self._do(perform, job) for job in self._jobs])
        self._team.clock.looked_at = now
        return more

    async def attempt(self, perform: Perform, work: Work, failure: str, **about: Any) -> bool:
        """Do `work`; if it fails, log `failure`, once until it works again. Return whether it worked."""
        what = (failure, *about.values())
        try:
            await perform(work)
        except Exception:
            before = self._failures.get(what)
            if before is None:
                log.exception(failure, **about)
            count = before.count + 1 if before else 1
            again_at = _now() + backoff(count, first=RETRY, longest=LONGEST_RETRY)
            self._failures[what] = _Failure(count, again_at)
            return False
        self._failures.pop(what, None)
        return True

    async def clear(self, perform: Perform) -> None:
        """Remove expired rows, and plan again what a clock that was ahead has planned."""
        for erase in CLEARED:

            async def work(uow: UnitOfWork, erase: Erase = erase) -> Replies:
                await erase(uow)
                return []

            await self.attempt(perform, work, CLEARING, job=f"{erase.__module__}.{erase.__name__}")
        await self.attempt(perform, self._replan, REPLANNING)

    async def _replan(self, uow: UnitOfWork) -> Replies:
        await due_work.replan(uow, self._team.clock.now())
        return []

    async def _do(self, perform: Perform, job: Job) -> bool:
        """Do the keys of a job that are due; return whether there may be more of them."""
        keys = await self._look(perform, job)
        waiting = job.batches(keys)

        async def work_off() -> None:
            for batch in waiting:
                await self._perform_batch(perform, job, batch)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(job.workers, len(keys))):
                group.create_task(work_off())
        return len(keys) == job.most

    async def _look(self, perform: Perform, job: Job) -> list[Any]:
        """Find what is due, but for keys that have failed of late; they do not use up the tick."""
        found: list[Any] = []
        failed = {what[2]: it for what, it in self._failures.items() if what[:2] == (PERFORMING, job.name)}

        async def look(uow: UnitOfWork) -> Replies:
            found[:] = await job.look(uow, self._team.clock.now(), job.most + len(failed))
            return []

        if await self.attempt(perform, look, LOOKING, job=job.name):
            for key in failed.keys() - set(found):  # somebody else has done it
                del self._failures[PERFORMING, job.name, key]
        return [key for key in found if key not in failed or failed[key].again_at <= _now()][: job.most]

    async def _perform_batch(self, perform: Perform, job: Job, keys: Sequence[Any]) -> None:
        """Perform some keys at once; where one of them makes that fail, the others do not suffer from it."""
        if len(keys) > 1:
            with suppress(Exception):  # which of them it was is logged below
                await perform(self._work(job, keys))
                return
        for key in keys:
            work = self._work(job, key if job.batch is None else [key])
            await self.attempt(perform, work, PERFORMING, job=job.name, key=key)

    def _work(self, job: Job, argument: Any) -> Work:
        async def work(uow: UnitOfWork) -> Replies:
            return await job.perform(uow, self._team, self._team.clock.now(), argument)

        return work


def _now() -> float:
    return time.monotonic()  # not the event loop's: the thread that serves metrics has none
