"""Fault injection: faults of a network and a busy server."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

FaultKind = Literal[
    "429", "5xx", "html", "400", "401", "409", "garbage", "drop_before", "drop_after", "truncate", "latency"
]

AFTER: Final = frozenset({"drop_after", "truncate"})


@dataclass(slots=True)
class Fault:
    """One way to fail.

    `429` answers with `retry_after` seconds, and goes on answering so to that chat (or, in a call without
    one, that method) until they are over; `5xx` is JSON with 500; `html` a proxy's 502 page; `400`, `401` and
    `409` are as Telegram's, with a `reason` that may follow; `garbage` is no HTTP; `drop_before` closes the
    connection, nothing done; `drop_after` and `truncate` do the work and lose the answer, or its second half;
    `latency` first waits `seconds`.

    `method` and `chat_id` narrow it; `count` ends it after so many, `probability` is that of each call.
    """

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    count: int | None = None
    probability: float | None = None
    retry_after: int = 1
    reason: str = ""
    seconds: float = 1.0
    hits: int = field(default=0, init=False)

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Whether it concerns such a call and is not used up."""
        if self.count is not None and self.hits >= self.count:
            return False
        if self.method is not None and self.method.lower() != method:
            return False
        return self.chat_id is None or self.chat_id == chat_id


@dataclass(frozen=True, slots=True)
class Violation:
    """A call inside the time that a 429 had asked to wait; `early` is how many seconds too soon."""

    method: str
    chat_id: int | None
    early: float


class Faults:
    """The faults that are set, and the bot's calls inside a `retry_after`."""

    def __init__(self, now: Callable[[], float], seed: int | None = None) -> None:
        self._now = now
        self._random = random.Random(seed)  # noqa: S311 - chance, not secrecy
        self._faults: list[Fault] = []
        self._until: dict[tuple[str | None, int | None], float] = {}
        self.violations: list[Violation] = []

    def add(self, fault: Fault) -> Fault:
        """Set a fault; several may be set, and each call takes the first that strikes."""
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Remove one."""
        self._faults.remove(fault)

    def clear(self) -> None:
        """Remove all faults, and every `retry_after` that still runs."""
        self._faults.clear()
        self._until.clear()

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault of this call, if any; `method` in lower case."""
        if not self._faults and not self._until:
            return None
        if limit := self._limit(method, chat_id):
            return limit
        for fault in self._faults:
            if fault.fits(method, chat_id) and self._by_chance(fault):
                fault.hits += 1
                if fault.kind == "429":
                    self.start_limit(method, chat_id, fault.retry_after)
                return fault
        return None

    def start_limit(self, method: str, chat_id: int | None, retry_after: int) -> None:
        """Let a `retry_after` run for that chat, or that method where there is none; in seconds."""
        self._until[_scope(method, chat_id)] = self._now() + retry_after

    def _by_chance(self, fault: Fault) -> bool:
        return fault.probability is None or self._random.random() < fault.probability

    def _limit(self, method: str, chat_id: int | None) -> Fault | None:
        scope = _scope(method, chat_id)
        early = self._until.get(scope, 0) - self._now()
        if early <= 0:
            self._until.pop(scope, None)
            return None
        self.violations.append(Violation(method, chat_id, early))
        return Fault("429", retry_after=max(1, int(early + 1)))


def _scope(method: str, chat_id: int | None) -> tuple[str | None, int | None]:
    return (None, chat_id) if chat_id is not None else (method, None)
