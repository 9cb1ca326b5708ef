"""Groups of the sample team, and projects."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dialogues.stage import Group, Speaker, Stage

PROJECT = """
INSERT INTO projects (name, folded) VALUES ($1, lower($1)) RETURNING id
"""
MEMBER = """
INSERT INTO project_members (project_id, user_id, role)
SELECT $1, id, $3 FROM users WHERE telegram_id = $2
"""
BIND = "INSERT INTO group_bindings (chat_id, thread_id, project_id) VALUES ($1, $2, $3)"


async def project(bot: Stage, name: str, **members: Speaker) -> int:
    """Make a project; each member is named by the role."""
    id_: int = await bot.sql(PROJECT, name)
    for role, person in members.items():
        await bot.sql(MEMBER, id_, person.id, role)
    await bot.restart()  # which projects there are is remembered for a second
    return id_


async def bind(bot: Stage, group: Group, project_id: int = 1, thread: str = "General") -> None:
    """Let a group, or a topic of it, see a project."""
    await bot.sql(BIND, group.id, group.topic(thread) if thread != "General" else 0, project_id)


async def found(
    bot: Stage, *members: Speaker, rights: Sequence[str] | None = None, topics: Sequence[str] | None = None
) -> Group:
    """Make a group with the bot in it, as an administrator where there are rights; leave its greeting out."""
    group = bot.group("Team", *members, topics=topics, bot_is_in=False)
    group.add_bot(rights=rights)
    await bot.settle()
    group.take()
    return group


@pytest.fixture
async def group(bot: Stage, team: list[Speaker], carol: Speaker, eve: Speaker) -> Group:
    """A group of the team and a stranger, in English, which sees the team's tasks; the bot is an administrator."""
    group = await found(bot, carol, *team, eve, rights=())
    await bind(bot, group)
    return group


@pytest.fixture
async def plain_group(bot: Stage, team: list[Speaker], carol: Speaker, eve: Speaker) -> Group:
    """The same, where the bot is a member like others, and hears only what is meant for it."""
    group = await found(bot, carol, *team, eve)
    await bind(bot, group)
    return group
