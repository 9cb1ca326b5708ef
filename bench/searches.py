"""The cost of search: room for each task, time for each insert, and the hardest searches in all tasks."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import psutil

from bench.looks import person
from bench.stores import AUTHOR, BUSY, MODEST, Store
from taskbot.domain.models import Cursor, Role
from taskbot.repository import search

INSERTED = 5_000  # tasks in a statement
OWN = 2_000  # tasks of one of those who search
LENIENT = 5.0  # how many times worse a short run on a busy machine may be

# Words of three syllables as people use words: some often, most seldom.
WORD = """(
    (ARRAY['под', 'рас', 'за', 'вы', 'пере', 'при', 'от', 'на'])[1 + rank % 8]
    || (ARRAY['став', 'говор', 'бот', 'счит', 'прав', 'вод', 'куп', 'монт', 'клад', 'дел'])[1 + rank / 8 % 10]
    || (ARRAY['ка', 'ание', 'ный', 'ник', 'ость', 'ать', 'ы', 'ями'])[1 + rank / 80 % 8]
    || CASE WHEN rank >= 640 THEN (rank / 640)::text ELSE '' END
)"""
TEXT = f"""(
    SELECT string_agg({WORD}, ' ')
    FROM (
        SELECT floor(20000 * power(random(), 4) + id * 0)::int AS rank FROM generate_series(1, {{}})
    ) AS drawn
)"""
DRAW = f"""
CREATE TEMPORARY TABLE drawn AS
SELECT {TEXT.format(6)} AS title, {TEXT.format(24)} AS description
FROM generate_series(1, {INSERTED}) AS its (id)
"""
TASKS = f"""
INSERT INTO tasks (title, description, assigned_to_id, created_by_id)
SELECT title, description, {BUSY}, {AUTHOR} FROM drawn
"""
COMMENTS = f"""
INSERT INTO comments (task_id, text)
SELECT id, {TEXT.format(12)} FROM (SELECT id FROM tasks ORDER BY id DESC LIMIT $1) AS latest
"""
SIZE = "SELECT pg_total_relation_size('search_documents')"
GIVE = """
INSERT INTO assignments (task_id, user_id, priority)
SELECT id, $1, 'medium' FROM generate_series($2::bigint, $3::bigint, $2::bigint) AS its (id)
"""

# The searches. No task has a "report" and an "estimate" (смета), or two codes.
TEXTS = {
    "a common word": "отчёты",
    "a word common in others' tasks": "сметы",
    "a rare word": "жирафами",
    "a word of none": "бегемот",
    "a word of comments": "согласовано",
    "a common word and a rare one": "сметы жираф",
    "a common word and a less common one that never meet": "отчёт ведомость",
    "two common words that never meet": "отчёт смета",
    "the beginning of thousands of words": "lot10",
    "the beginning of thousands of words, and a rare word": "lot10 жираф",
    "the beginning of a word of every task": "lot",
    "the beginning of a word of every task, and a rare word": "lot жираф",
    "the beginning of five hundred common words": "код",
    "twenty common beginnings": "отч отче отчё отчёт код код1 этап этап1 lot lot1 lot12 tas task lin line two"
    " don done what why",
    "twenty common beginnings that never meet": "отч отчё сме смет код код1 код2 код3 этап этап1 lot lot1"
    " lot2 lot3 tas task lin line two done",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Something measured, and the bound that was promised of it."""

    name: str
    value: float
    unit: str
    bound: float
    at_least: bool = False

    def kept(self, *, leniently: bool = False) -> bool:
        slack = LENIENT if leniently else 1.0
        return self.value >= self.bound / slack if self.at_least else self.value <= self.bound * slack

    def row(self) -> str:
        promised = f"{'≥' if self.at_least else '≤'} {self.bound:,.0f} {self.unit}"
        verdict = "kept" if self.kept() else "**missed**"
        return f"| {self.name} | {self.value:,.0f} {self.unit} | {promised} | {verdict} |"


@dataclass(frozen=True, slots=True)
class Asked:
    """The milliseconds that answers to one text took all people, and whether all tasks were looked at."""

    name: str
    taken: Sequence[float]
    whole: bool
    bound: float = 100.0

    @property
    def p95(self) -> float:
        return sorted(self.taken)[math.ceil(0.95 * len(self.taken)) - 1]

    def kept(self, *, leniently: bool = False) -> bool:
        return self.p95 <= self.bound * (LENIENT if leniently else 1.0)

    def row(self) -> str:
        verdict = "kept" if self.kept() else "**missed**"
        looked = "" if self.whole else "the newest first"
        return (
            f"| {self.name} | {median(self.taken):,.1f} ms | {self.p95:,.1f} ms | ≤ {self.bound:,.0f} ms "
            f"| {verdict} | {looked} |"
        )


async def searches(store: Store, samples: int) -> tuple[list[Cost], list[Asked]]:
    """Ask each text of each sort of person, among all tasks of a store; then write ordinary tasks there."""
    askers = await _askers(store)
    asked = [await _ask(store, name, text, askers, samples) for name, text in TEXTS.items()]
    asked.append(await _turn(store, askers, samples))
    taken = [it for figure in asked for it in figure.taken]
    every = Asked("all of these", taken, whole=True)
    return [Cost("a search, in the median", median(taken), "ms", 30), *await _writes(store)], [*asked, every]


async def _askers(store: Store) -> list[tuple[int, Role]]:
    """An admin, and employees of no tasks, ten, thousands, two fifths of all, and who created half."""
    some = store.team[-1]
    await store.connection.execute(GIVE, some, max(store.size // OWN, 1), store.size)
    people = [(it, Role.EMPLOYEE) for it in (store.nobody(), MODEST, some, BUSY, AUTHOR)]
    return [(store.nobody(), Role.ADMIN), *people]


async def _ask(store: Store, name: str, text: str, askers: Sequence[tuple[int, Role]], samples: int) -> Asked:
    taken, whole = [], True
    for number in range(samples + 1):
        for id_, role in askers:
            start = time.perf_counter()
            page = await search.page(store.uow, person(id_, role), text)
            if number:  # the first warms
                taken.append(1e3 * (time.perf_counter() - start))
            whole = whole and page.further is None
    return Asked(name, taken, whole)


async def _turn(store: Store, askers: Sequence[tuple[int, Role]], samples: int) -> Asked:
    """Go to a page from the middle, forward and back."""
    taken = []
    for number in range(samples):
        for id_, role in askers:
            cursor = Cursor(forward=number % 2 == 0, position=0, id=store.size // 2)
            start = time.perf_counter()
            await search.page(store.uow, person(id_, role), "отчёты этап", 50, cursor)
            taken.append(1e3 * (time.perf_counter() - start))
    return Asked("next and back, from the middle", taken, whole=True)


async def _writes(store: Store) -> Iterable[Cost]:
    """Write tasks of ordinary length, and then a comment on each."""
    await store.connection.execute("RESET session_replication_role")
    await store.connection.execute(DRAW)
    backend = psutil.Process(store.connection.get_server_pid())
    before, rates, worked = await store.connection.fetchval(SIZE), [], 0.0
    for _ in range(3):
        start, idle = time.perf_counter(), _cpu(backend)
        await store.connection.execute(TASKS)
        rates.append(INSERTED / (time.perf_counter() - start))
        worked += _cpu(backend) - idle
        await store.connection.execute(COMMENTS, INSERTED)
        await store.connection.execute("VACUUM search_documents")  # as PostgreSQL does by itself, in time
    size = (await store.connection.fetchval(SIZE) - before) / (3 * INSERTED)
    return (
        Cost("room for an ordinary task with a comment", size, "bytes", 1_000),
        Cost("tasks inserted by SQL, a second", median(rates), "", 5_000, at_least=True),
        # Says whether the machine was busy with something else.
        Cost(
            "tasks inserted by SQL, a second of processor's time",
            3 * INSERTED / worked,
            "",
            5_000,
            at_least=True,
        ),
    )


def _cpu(process: psutil.Process) -> float:
    """Return the seconds that a process has been running on a processor."""
    times = process.cpu_times()
    return times.user + times.system


def table_of_costs(costs: Iterable[Cost]) -> str:
    """Costs in Markdown."""
    return "\n".join(["| | | promised | |\n|---|--:|--:|---|", *(it.row() for it in costs)])


def table_of_searches(asked: Iterable[Asked]) -> str:
    """Times of searches in Markdown."""
    head = "| | median | 95th percentile | promised | | looked at |\n|---|--:|--:|--:|---|---|"
    return "\n".join([head, *(it.row() for it in asked)])
