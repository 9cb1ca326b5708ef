"""Inline queries that wait for answerInlineQuery, and what was answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

_TIMEOUT: Final = 30.0  # seconds that a bot has for its answer (`InlineQueriesManager.cpp`)


@dataclass(slots=True)
class InlineQuery:
    """What a person types after the bot's name; `results` are the bot's, None until it answers."""

    id: str
    person_id: int
    text: str
    deadline: float
    results: list[dict[str, Any]] | None = None
    button: dict[str, Any] | None = None
    next_offset: str = ""
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class InlineQueries:
    """Those of which the answer is awaited, by id."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._waiting: dict[str, InlineQuery] = {}

    def add(self, query_id: str, person_id: int, text: str) -> InlineQuery:
        """A query that waits for its answer."""
        query = InlineQuery(query_id, person_id, text, self._now() + _TIMEOUT)
        self._waiting[query_id] = query
        return query

    def take(self, query_id: str) -> InlineQuery | None:
        """The query of that id, once and in time."""
        query = self._waiting.pop(query_id, None)
        return query if query is not None and query.deadline >= self._now() else None
