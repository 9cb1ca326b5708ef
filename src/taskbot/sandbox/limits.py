"""Telegram's limit for groups: so many messages a minute, edits among them (core.telegram.org/bots/faq)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from math import ceil
from typing import Final

from taskbot.sandbox.faults import Faults

_SPAN: Final = 60.0  # seconds
_KINDS: Final = ("send", "edit", "copy", "forward")
_FREE: Final = frozenset({"sendchataction", "editforumtopic", "editgeneralforumtopic"})


class GroupLimit:
    """Counts what a bot sends to each group; `most` in a minute, 0 for no limit.

    One call too many starts a `retry_after`, which `faults` goes on with as with any other.
    """

    def __init__(self, most: int, faults: Faults, now: Callable[[], float]) -> None:
        self.most = most
        self._faults = faults
        self._now = now
        self._sent: dict[int, deque[float]] = defaultdict(deque)

    def excess(self, method: str, chat_id: int | None) -> int:
        """Count a call; the seconds that it comes too early, 0 for one in time."""
        if not self.most or chat_id is None or chat_id >= 0 or method in _FREE or not _counts(method):
            return 0
        sent, now = self._sent[chat_id], self._now()
        while sent and sent[0] <= now - _SPAN:
            sent.popleft()
        if len(sent) < self.most:
            sent.append(now)
            return 0
        retry_after = ceil(sent[0] + _SPAN - now)
        self._faults.start_limit(method, chat_id, retry_after)
        return retry_after


def _counts(method: str) -> bool:
    return method.startswith(_KINDS)
