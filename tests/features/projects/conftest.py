"""A team of several projects: Boris leads `website`, Dave is a member of it; of `Отчёты` there are admins alone."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage


@pytest.fixture
async def website(bot: Stage, team: list[Speaker], carol: Speaker) -> int:
    """A project of Boris's and Dave's; its id."""
    await carol.says("/project new website", "✅ Project #website has been created...", "📁 #website...")
    await carol.says(
        "/project website add Борис lead", "✅ Борис Иванов (@boris) is now in #website as a lead."
    )
    await carol.says("/project website add Dave", "✅ Dave Jones is now in #website as a member.")
    for person in team:
        person.take()
    found: int = await bot.sql("SELECT id FROM projects WHERE name = 'website'")
    return found


@pytest.fixture
async def reports(bot: Stage, website: int, anna: Speaker) -> int:
    """Another project, which only admins see; its id."""
    assert website
    await anna.says("/проект новый Отчёты", "✅ Проект #Отчёты создан...", "📁 #Отчёты...")
    found: int = await bot.sql("SELECT id FROM projects WHERE name = 'Отчёты'")
    return found
