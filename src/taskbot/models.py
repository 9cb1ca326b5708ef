"""The domain: enumerations and small frozen records, as the repository returns them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


class Role(StrEnum):
    """What a person may do; the values are the seed's and stand in the database."""

    ADMIN = "admin"
    EMPLOYEE = "employee"


class Priority(StrEnum):
    """How soon a task wants attention, the least first; the values are the seed's."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class Status(StrEnum):
    """Where a task stands; the values are the seed's."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REJECTED = "rejected"

    @property
    def finished(self) -> bool:
        """Whether nobody works on such a task any more."""
        return self in (Status.COMPLETED, Status.REJECTED)


class Awaited(StrEnum):
    """What a dialogue waits for: the meaning of the person's next message that is no command."""

    TITLE = "title"


class Language(StrEnum):
    """The languages that the bot speaks, by their ISO 639-1 codes."""

    EN = "en"
    RU = "ru"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone whom a task concerns.

    `telegram_id` is the person's Telegram id and also the id of their private chat with the bot (Bot API,
    «Chat.id»). `username` comes without the at sign. `language_code` is the IETF tag that Telegram last sent
    (Bot API, «User.language_code»). `reachable` is false once the person has blocked the bot.
    """

    id: int
    telegram_id: int
    username: str | None
    full_name: str
    language_code: str | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class User(Person):
    """A registered person.

    `menu` names the role and language of the command menu that was last set for the person (`admin:ru`).
    `awaited` is the memory of a dialogue, null outside of one and an hour after it went silent.
    """

    role: Role
    menu: str | None
    awaited: Awaited | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A task in full; `assignee` and `creator` are null where there is none (any more)."""

    id: int
    title: str
    description: str | None
    priority: Priority
    status: Status
    due_date: date | None
    assignee: Person | None
    creator: Person | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A task as a list shows it; `position` is its place in every list (see `schema.POSITION`)."""

    id: int
    title: str
    priority: Priority
    status: Status
    due_date: date | None
    assignee: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: right after, or ends: right before, the row of this position and id."""

    forward: bool
    position: int
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    """Ten rows of a list.

    `total` is the length of the whole list, counted up to `TOTAL_CAP` so that a list of a million tasks
    costs no more than one of a thousand; a list that long has at least `total` rows.
    """

    rows: tuple[Row, ...]
    number: int
    total: int
    has_previous: bool
    has_next: bool


PAGE_SIZE = 10
TOTAL_CAP = 1000
# The last page that can be asked for by its number: PostgreSQL counts rows to get there. Further on one goes
# from page to page, which costs the same at any depth.
LAST_NUMBERED_PAGE = TOTAL_CAP // PAGE_SIZE
