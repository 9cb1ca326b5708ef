"""Groups, and the projects whose tasks they see."""

from __future__ import annotations

from dataclasses import dataclass

from taskbot.domain.models import Language

WHOLE = 0  # in place of a topic: the group, where a topic has no project of its own


@dataclass(frozen=True, slots=True)
class Group:
    """A group that the bot is in, or was; `language` is that in which all there are written to.

    `is_admin` says whether the bot is an administrator there, as far as it was told.
    """

    chat_id: int
    title: str
    is_forum: bool
    language: Language
    is_admin: bool
    left: bool


@dataclass(frozen=True, slots=True)
class Binding:
    """A group, or one topic of it, sees the tasks of a project; `thread_id` is `WHOLE` or a topic's."""

    id: int
    chat_id: int
    thread_id: int
    project_id: int
