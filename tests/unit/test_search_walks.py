"""Searches from page to page, beside what the tasks themselves say: random words, rights and limits."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from taskbot.domain.models import PAGE_SIZE, Cursor, Role
from taskbot.repository import search, users

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autocommit import Autocommit
    from taskbot.domain.models import Page, User

WORDS = (
    "код код1 код12 код13 код2 слон слоник слоновник смета жираф план план1 well-known wellx report.pdf Ёлка"
)
TYPED = f"{WORDS} сло пла ко wel rep елк нет the \\\\ a'b".split()
TASKS = 200

# What each person may find a task by; comments are for who is concerned.
FOUND_BY = """
SELECT id, tsvector_to_array(search) || CASE WHEN concerned THEN ARRAY(
    SELECT unnest(tsvector_to_array(comments.search)) FROM comments WHERE task_id = tasks.id
) ELSE '{}' END AS words
FROM tasks, LATERAL (SELECT $2 OR created_by_id IS NOT DISTINCT FROM $1 OR EXISTS (
    SELECT FROM assignments WHERE task_id = tasks.id AND user_id = $1
) AS concerned) AS its
WHERE deleted_at IS NULL AND (concerned OR assigned_to_id IS NULL)
"""


@pytest.fixture
async def team(connection: Autocommit) -> list[User]:
    """An admin and two employees."""
    given: dict[str, Any] = {"username": None, "full_name": "Somebody", "language_code": "en"}
    roles = {1: Role.ADMIN, 2: Role.EMPLOYEE, 3: Role.EMPLOYEE}
    return [
        await users.register(connection, telegram_id=id_, role=role, **given) for id_, role in roles.items()
    ]


async def _fill(connection: Autocommit, team: Sequence[User], chance: Random) -> None:
    def some(most: int) -> str:
        return " ".join(chance.choices(WORDS.split(), k=chance.randint(1, most)))

    people = [None, *(it.id for it in team)]
    await connection.executemany(
        "INSERT INTO tasks (title, assigned_to_id, created_by_id, deleted_at)"
        " VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END)",
        [
            (some(4), chance.choice(people), chance.choice(people), chance.random() < 0.05)
            for _ in range(TASKS)
        ],
    )
    await connection.executemany(
        "INSERT INTO comments (task_id, text) VALUES ($1, $2)",
        [(chance.randint(1, TASKS), some(2)) for _ in range(TASKS // 3)],
    )


async def _found(connection: Autocommit, user: User, text: str) -> tuple[list[int], bool]:
    """The tasks to be found, the newest first, and whether too many words begin like each typed one."""
    stems = await connection.fetch(search.STEMS, "russian", text.split()) or await connection.fetch(
        search.STEMS, "simple", text.split()
    )
    readers = [search.ADMINS] if user.role is Role.ADMIN else [user.id, search.EVERYBODY]
    widest = max(min(search.WORDS, search.WORDS_IN_ALL // max(len(stems), 1)), 1)
    wide = [it["begins"] and await _count(connection, readers, it["stem"]) > widest for it in stems]
    exact = stems[0]["stem"] if stems and all(wide) else None
    tasks = await connection.fetch(FOUND_BY, user.id, user.role is Role.ADMIN)
    ids = [
        task["id"]
        for task in tasks
        if stems
        and (exact is None or exact in task["words"])
        and all(
            any(
                word == it["stem"] or (it["begins"] and word.startswith(it["stem"])) for word in task["words"]
            )
            for it in stems
        )
    ]
    return sorted(ids, reverse=True), exact is not None


async def _count(connection: Autocommit, readers: list[int], stem: str) -> int:
    """How many words begin so, for the reader who may find most of them."""
    counts = await connection.fetch(
        "SELECT count(DISTINCT word) FROM words"
        " WHERE reader = ANY ($1) AND starts_with(word, $2) GROUP BY reader",
        *(readers, stem),
    )
    return max((it["count"] for it in counts), default=0)


async def _walk(connection: Autocommit, user: User, text: str) -> list[Page]:
    pages = [await search.page(connection, user, text)]
    while (page := pages[-1]).has_next or page.further is not None:
        assert len(pages) <= TASKS
        behind = page.rows[-1].id if page.has_next else page.further
        assert behind is not None
        cursor = Cursor(forward=True, position=0, id=behind)
        pages.append(await search.page(connection, user, text, page.number + 1, cursor))
    return pages


@pytest.mark.parametrize("looks", [(101, 400), (12, 5), (11, 1)])
@pytest.mark.parametrize("words", [100, 3, 1])
async def test_whatever_the_limits_all_pages_together_show_what_there_is(
    looks: tuple[int, int],
    words: int,
    connection: Autocommit,
    team: list[User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "LOOKS", looks)
    monkeypatch.setattr(search, "WORDS", words)
    chance = Random(f"{looks} {words}")  # noqa: S311 - chance, not secrecy
    await _fill(connection, team, chance)
    for _ in range(60):
        user, text = chance.choice(team), " ".join(chance.choices(TYPED, k=chance.randint(1, 3)))
        found, wide = await _found(connection, user, text)
        pages = await _walk(connection, user, text)
        seen = [row.id for page in pages for row in page.rows]
        assert seen == found, text
        assert {page.wide is not None for page in pages} == {wide}, text
        for page in pages[1:]:
            if page.rows:
                newer = found[: found.index(page.rows[0].id)]
                cursor = Cursor(forward=False, position=0, id=page.rows[0].id)
                back = await search.page(connection, user, text, max(page.number - 1, 2), cursor)
                shown = [row.id for row in back.rows]
                assert shown == (newer[-len(shown) :] if back.number > 1 else found[: len(shown)]), text
                assert len(shown) <= PAGE_SIZE
