"""What the clock may say to people, and their digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import admission
from taskbot.domain.admission import Admission, Item
from taskbot.domain.models import Person
from taskbot.domain.workdays import Workdays
from taskbot.repository import notification_settings
from taskbot.telegram.context import Team, zone_for

T = TypeVar("T", bound=Item)


async def admit(
    uow: UnitOfWork,
    team: Team,
    now: datetime,
    person: Person,
    items: Sequence[T],
    workdays: Workdays,
    *,
    as_list: bool = False,
) -> Admission[T]:
    """Decide what becomes of what the clock has to say to a person, and count or keep it accordingly.

    The caller sends `now` in this transaction, as `Admission.messages` messages, and nothing of the rest.
    `now` is aware, of any zone; `as_list` items are one message in any case. Somebody who cannot be written
    to is `told`. What a person asked for at that very moment (a reminder of their own, a snooze) does not
    come here: it is said in quiet hours as well, and counts as no noise.
    """
    if not person.can_receive:
        return Admission(told=tuple(items))
    settings = await notification_settings.lock(uow, person.id)
    local = now.astimezone(zone_for(person, team))
    decided = admission.admit(items, settings, local, workdays, as_list=as_list)
    if decided.messages:
        await notification_settings.count(uow, person.id, local.date(), decided.messages)
    if decided.joined:
        await notification_settings.join(uow, person.id, decided.joined)
    return decided
