"""The order of sending: classes of messages, and lines in which the less urgent ones do not starve."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from enum import IntEnum
from typing import Generic, TypeVar

_T = TypeVar("_T")

# Every so many choices, the longest waiting goes, if something more urgent would go first again.
SHARE = 5


class Urgency(IntEnum):
    """A message's class; the lowest number goes first. The numbers stand in the table.

    ANSWER: to a person's own message or press. NOTICE: what others did. EDIT: an older message follows what
    it shows. CLOCK: no update asked for it. GUEST: to strangers. BOARD: what a whole group sees follows what
    has changed.
    """

    ANSWER = 0
    NOTICE = 1
    EDIT = 2
    CLOCK = 3
    GUEST = 4
    BOARD = 5


class Lines(Generic[_T]):
    """Items that wait, in one line for each urgency; all of them are hashable, and none is in it twice."""

    __slots__ = ("_lines", "_next_place", "_passed")

    def __init__(self) -> None:
        self._lines: dict[Urgency, OrderedDict[_T, int]] = {}
        self._next_place = 0
        self._passed = 0  # choices in which something less urgent was passed over

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def __bool__(self) -> bool:
        return bool(self._lines)

    def __iter__(self) -> Iterator[_T]:
        return (item for line in self._lines.values() for item in line)

    def add(self, item: _T, urgency: Urgency) -> None:
        """Put an item at the end of its line."""
        self._lines.setdefault(urgency, OrderedDict())[item] = self._next_place
        self._next_place += 1

    def remove(self, item: _T) -> bool:
        """Take an item out, if it is there; tell whether it was."""
        for urgency, line in self._lines.items():
            if item in line:
                del line[item]
                if not line:
                    del self._lines[urgency]
                return True
        return False

    def replace(self, item: _T, other: _T, urgency: Urgency) -> None:
        """Put another item where one stands, or in a more urgent line."""
        line = self._lines.get(urgency, OrderedDict())
        if item in line:
            self._lines[urgency] = OrderedDict((other if it is item else it, line[it]) for it in line)
        else:
            self.remove(item)
            self.add(other, urgency)

    def clear(self) -> None:
        """Take all out."""
        self._lines.clear()

    def urgency(self) -> Urgency:
        """The most urgent that waits; there must be one."""
        return min(self._lines)

    def first(self) -> _T:
        """The first of the most urgent; there must be one."""
        return next(iter(self._lines[min(self._lines)]))

    def line_of(self, urgency: Urgency) -> Iterator[_T]:
        """The items of one urgency, in order."""
        return iter(self._lines.get(urgency, ()))

    def choose(self) -> _T:
        """Say whose turn it is, and count it; there must be one. It stays in its line."""
        best = min(self._lines)
        if len(self._lines) > 1:
            self._passed += 1
            if self._passed >= SHARE:
                self._passed = 0
                best = min((it for it in self._lines if it != best), key=self._first_place)
        return next(iter(self._lines[best]))

    def _first_place(self, urgency: Urgency) -> int:
        return next(iter(self._lines[urgency].values()))
