"""Searches from page to page, beside what the tasks themselves say: random words, rights and blocks."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from autocommit import Autocommit
from taskbot.domain.models import PAGE_SIZE, Cursor, Page, Role, User
from taskbot.repository import search, users

WORDS = (
    "код код1 код12 код13 код2 слон слоник слоновник смета жираф план план1 well-known wellx report.pdf Ёлка"
)
TYPED = f"{WORDS} сло пла ко wel rep елк нет the \\\\ a'b".split()
TASKS = 200

# What each person may find a task by; comments are for who is concerned.
FOUND_BY = """
SELECT id, stems_of(concat_ws(' ', title, description)) || CASE WHEN concerned THEN ARRAY(
    SELECT unnest(stems_of(concat_ws(' ', text, file_name))) FROM comments WHERE task_id = tasks.id
) ELSE '{}' END AS words
FROM tasks, LATERAL (SELECT $2 OR created_by_id IS NOT DISTINCT FROM $1 OR EXISTS (
    SELECT FROM assignments WHERE task_id = tasks.id AND user_id = $1
) AS concerned) AS its
WHERE deleted_at IS NULL AND (concerned OR assigned_to_id IS NULL)
"""
LAST_BLOCK = 4  # ids are scattered over the blocks before


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
    ids = chance.sample(range(1, LAST_BLOCK << search.BLOCK), TASKS)
    await connection.executemany(
        "INSERT INTO tasks (id, title, assigned_to_id, created_by_id, deleted_at) OVERRIDING SYSTEM VALUE"
        " VALUES ($5, $1, $2, $3, CASE WHEN $4 THEN now() END)",
        [(some(4), chance.choice(people), chance.choice(people), chance.random() < 0.05, id_) for id_ in ids],
    )
    await connection.executemany(
        "INSERT INTO comments (task_id, text) VALUES ($1, $2)",
        [(chance.choice(ids), some(2)) for _ in range(TASKS // 3)],
    )


async def _found(connection: Autocommit, user: User, text: str) -> list[int]:
    """The tasks to be found, the newest first."""
    stems = await connection.fetch(search.STEMS, "russian", text.split()) or await connection.fetch(
        search.STEMS, "simple", text.split()
    )
    tasks = await connection.fetch(FOUND_BY, user.id, user.role is Role.ADMIN)
    ids = [
        task["id"]
        for task in tasks
        if stems
        and all(
            any(
                word == it["stem"] or (it["begins"] and word.startswith(it["stem"])) for word in task["words"]
            )
            for it in stems
        )
    ]
    return sorted(ids, reverse=True)


async def _walk(connection: Autocommit, user: User, text: str) -> list[Page]:
    pages = [await search.page(connection, user, text)]
    while (page := pages[-1]).has_next or page.further is not None:
        assert len(pages) <= TASKS
        behind = page.rows[-1].id if page.has_next else page.further
        assert behind is not None
        cursor = Cursor(forward=True, position=0, id=behind)
        pages.append(await search.page(connection, user, text, page.number + 1, cursor))
    return pages


@pytest.mark.parametrize("patience", [60_000.0, 0.0])
@pytest.mark.parametrize("seed", range(3))
async def test_however_long_a_look_takes_all_pages_together_show_what_there_is(
    patience: float,
    seed: int,
    connection: Autocommit,
    team: list[User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "PATIENCE", patience)  # without any, each look is at one block
    chance = Random(seed)  # noqa: S311 - chance, not secrecy
    await _fill(connection, team, chance)
    for _ in range(60):
        user, text = chance.choice(team), " ".join(chance.choices(TYPED, k=chance.randint(1, 3)))
        found = await _found(connection, user, text)
        pages = await _walk(connection, user, text)
        seen = [row.id for page in pages for row in page.rows]
        assert seen == found, text
        if patience:
            assert pages[0].total == min(len(found), search.CAP)
            assert pages[0].at_least == (len(found) > search.CAP)
            assert pages[0].further is None
        for page in pages[1:]:
            if page.rows:
                newer = found[: found.index(page.rows[0].id)]
                cursor = Cursor(forward=False, position=0, id=page.rows[0].id)
                back = await search.page(connection, user, text, max(page.number - 1, 2), cursor)
                shown = [row.id for row in back.rows]
                assert shown == (newer[-len(shown) :] if back.number > 1 else found[: len(shown)]), text
                assert len(shown) <= PAGE_SIZE
