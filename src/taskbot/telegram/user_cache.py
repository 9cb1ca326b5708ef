"""People as they were read last: who writes again is not read again, as long as their row is the same.

Whether it is, PostgreSQL says in the transaction of the update (`delivery.Precondition`): whose role was
taken, or who was blocked, a moment ago is read anew, and the update done over.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import NamedTuple

from taskbot.delivery import UnitOfWork
from taskbot.domain.models import User
from taskbot.repository import users

KEPT = 1000  # people


class _Read(NamedTuple):
    user: User
    version: int  # of the row
    epoch: int  # in which that says something


class Recent:
    """Remembers people."""

    def __init__(self) -> None:
        self._people: OrderedDict[int, _Read] = OrderedDict()

    async def read(self, uow: UnitOfWork, telegram_id: int) -> User | None:
        """Who somebody is: remembered, which the end of the transaction confirms, or read in it."""
        known = self._people.get(telegram_id)
        if known is not None and known.epoch == uow.epoch:
            self._people.move_to_end(telegram_id)
            forget = partial(self.forget, telegram_id)
            uow.require(users.unchanged(telegram_id, known.version, forget))
            return known.user
        found = await users.with_version(uow, telegram_id)
        if found is None:
            return None
        user, version = found
        if user.awaited is None:  # what somebody is asked for lapses with time, unseen by the version
            self._people[telegram_id] = _Read(user, version, uow.epoch)
            if len(self._people) > KEPT:
                self._people.popitem(last=False)
        return user

    def forget(self, telegram_id: int) -> None:
        """Read a person anew the next time."""
        self._people.pop(telegram_id, None)
