"""The queue of updates that wait for getUpdates (`Client.cpp`, `do_get_updates`; `TQueue.cpp`)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from taskbot.sandbox.errors import ApiError
from taskbot.sandbox.responses import encode

TERMINATED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)

# Seconds that an update is kept if nobody fetches it: a message a day, a button's press 150 s.
_LIFETIMES = {"callback_query": 150, "inline_query": 30}
_DAY = 86_400

# Sent only to those who ask for them by `allowed_updates` (Bot API, getUpdates).
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

_AHEAD = 10  # an offset further beyond the last update is ignored (`TQueue.cpp`, `get`)
_ANSWER_LIMIT = 1 << 22  # bytes of updates in one answer (`Client.cpp`, `JsonUpdates`)
_WAKE_AFTER = 0.001  # a poll that is woken waits so long for more (`Client.h`, `LONG_POLL_WAIT_AFTER`)
_CONFLICT_PAUSE = 3.0  # a second 409 within this time is answered only after it (`fail_query_conflict`)


@dataclass(slots=True)
class _Update:
    id: int
    body: str
    expires: float


class UpdateQueue:
    """Updates of one bot, in order, until a higher offset confirms them."""

    def __init__(self, now: Callable[[], float], first_id: int) -> None:
        self._now = now
        self._updates: deque[_Update] = deque()
        self._next_id = first_id
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[None] | None = None
        self._last_offset: int | None = None
        self._last_start = 0.0
        self._next_conflict = 0.0

    def __len__(self) -> int:
        return len(self._updates)

    @property
    def allowed(self) -> list[str] | None:
        """The `allowed_updates` of getWebhookInfo; None for the default."""
        return sorted(self._allowed) if self._allowed is not None else None

    def allow(self, kinds: list[str]) -> None:
        """Remember what the bot wants; an empty list means the default (Bot API, getUpdates)."""
        self._allowed = frozenset(kinds) if kinds else None

    def restart_ids(self, next_id: int) -> None:
        """Go on from another number, as Telegram does after a week without updates (Bot API, «Update»)."""
        self._next_id = next_id

    def add(self, kind: str, body: dict[str, Any]) -> int | None:
        """Queue an update; None if the bot has not asked for its kind."""
        if not self._wanted(kind):
            return None
        return self.inject({kind: body}, lifetime=_LIFETIMES.get(kind, _DAY))

    def inject(self, update: dict[str, Any], lifetime: float = _DAY) -> int:
        """Queue whatever it is, right or wrong; its own `update_id` is kept and counting goes on from it."""
        update_id = int(update.get("update_id", self._next_id))
        body = encode({"update_id": update_id} | update)
        self._updates.append(_Update(update_id, body, self._now() + lifetime))
        self._next_id = update_id + 1
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        return update_id

    def clear(self, keep: int = 0) -> None:
        """Forget all but the last `keep` updates."""
        while len(self._updates) > keep:
            self._updates.popleft()

    async def get(self, offset: int, limit: int, timeout: float) -> str:  # noqa: ASYNC109 - Telegram's word
        """The answer's JSON array; waits up to `timeout` seconds for the first update.

        Raises `ApiError` 409 when a newer getUpdates takes over, which happens only to one that waits.
        """
        limit, timeout = self._slowed(offset, limit, timeout)
        updates = self._take(offset, limit)
        if not updates and timeout > 0:
            await self._wait(timeout)
            updates = self._take(offset, limit)
        return "[" + ",".join(updates) + "]"

    def abort(self, description: str = TERMINATED, code: int = 409) -> None:
        """End the poll that waits, with that error."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(ApiError(code, description))
        self._poll = None

    def _wanted(self, kind: str) -> bool:
        return kind not in _NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def _slowed(self, offset: int, limit: int, timeout: float) -> tuple[int, float]:
        """Asking again with the same offset soon is made slower (`process_get_updates_query`)."""
        since = asyncio.get_running_loop().time() - self._last_start
        if offset == self._last_offset:
            timeout = 3 if since < 3 and timeout < 3 else timeout  # noqa: PLR2004
            limit = 1 if since < 0.5 else limit  # noqa: PLR2004
        self._last_offset, self._last_start = offset, asyncio.get_running_loop().time()
        return limit, timeout

    def _take(self, offset: int, limit: int) -> list[str]:
        self._confirm(offset)
        now, size = self._now(), 0
        taken: list[str] = []
        while self._updates and self._updates[0].expires <= now:
            self._updates.popleft()
        for update in self._updates:
            size += len(update.body)
            if len(taken) == limit or size > _ANSWER_LIMIT:
                break
            if update.expires > now:
                taken.append(update.body)
        return taken

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.clear(keep=-offset)
        elif 0 < offset <= self._next_id + _AHEAD:
            while self._updates and self._updates[0].id < offset:
                self._updates.popleft()

    async def _wait(self, timeout: float) -> None:  # noqa: ASYNC109 - Telegram's own word for it
        self.abort()
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                await poll
            await asyncio.sleep(_WAKE_AFTER)
        except TimeoutError:
            pass
        except ApiError as error:
            if error.code == 409:  # noqa: PLR2004
                await self._conflict_pause()
            raise
        finally:
            if self._poll is poll:
                self._poll = None

    async def _conflict_pause(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._next_conflict:
            await asyncio.sleep(_CONFLICT_PAUSE)
        else:
            self._next_conflict = now + _CONFLICT_PAUSE
