"""The domain: enumerations and small frozen records, as the repository returns them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from taskbot.domain.recurrence import Rule
from taskbot.places import known_zone


class Role(StrEnum):
    """A person's rights; the values are the seed's and stand in the database."""

    ADMIN = "admin"
    EMPLOYEE = "employee"


class ProjectRole(StrEnum):
    """A person's rights in a project; `rules` says what each may. Buttons and rows keep the values."""

    LEAD = "lead"
    MEMBER = "member"
    VIEWER = "viewer"


# The project of all tasks that are in no other. Everybody is in it. As long as there is no other, nobody
# reads of projects.
DEFAULT_PROJECT = 1
MOST_PROJECTS = 200


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
    """The answer that a dialogue waits for: the meaning of the person's next message that is no command.

    `User.awaited_for` is the id of its subject: a draft, a task, a settings message, a project, or null.
    """

    TITLE = "title"  # of a new task
    DRAFT_TITLE = "draft_title"
    DRAFT_DESCRIPTION = "draft_description"
    DRAFT_DEADLINE = "draft_deadline"
    DRAFT_ASSIGNEE = "draft_assignee"
    DRAFT_REPEAT = "draft_repeat"
    DRAFT_REMIND = "draft_remind"
    DRAFT_LABELS = "draft_labels"
    TASK_TITLE = "task_title"
    TASK_DESCRIPTION = "task_description"
    TASK_DEADLINE = "task_deadline"
    TASK_ASSIGNEE = "task_assignee"
    TASK_LABELS = "task_labels"
    REJECTION = "rejection"  # why a task is rejected
    RETURN = "return"  # why a task that was submitted is not accepted
    COMMENT = "comment"
    SEARCH = "search"
    CITY = "city"
    PROJECT_NEW = "project_new"  # the name of a new project
    PROJECT_NAME = "project_name"  # another name for one
    PROJECT_MEMBERS = "project_members"  # who is to be added to one
    LABEL_NAME = "label_name"  # the new name of a label
    FILTER_NAME = "filter_name"  # the new name of a saved filter


ABOUT_A_TASK = frozenset(  # `User.awaited_for` is then the task's id
    {
        Awaited.TASK_TITLE,
        Awaited.TASK_DESCRIPTION,
        Awaited.TASK_DEADLINE,
        Awaited.TASK_ASSIGNEE,
        Awaited.TASK_LABELS,
        Awaited.REJECTION,
        Awaited.RETURN,
        Awaited.COMMENT,
    }
)


class TaskAction(StrEnum):
    """An action on a task; the values stand in the data of buttons, so they never change."""

    OPEN = "open"
    START = "start"
    DONE = "done"
    REJECT = "reject"
    REOPEN = "reopen"
    CLAIM = "claim"
    UNCLAIM = "unclaim"
    ACCEPT = "accept"
    RETURN = "return"
    COMMENT = "comment"
    HISTORY = "history"
    FILES = "files"
    EDIT = "edit"  # the choices of what to edit
    TITLE = "title"
    DESCRIPTION = "descr"
    PRIORITY = "prio"
    REVIEW = "review"
    ASSIGN = "assign"
    DEADLINE = "due"
    LABELS = "labels"
    DELETE = "delete"
    RESTORE = "restore"
    SKIP = "skip"
    REPEAT = "repeat"  # the series that it belongs to
    MOVE = "move"  # to another project
    DELETE_COMMENT = "unsay"  # the choice of an own comment, the question, the deletion


PATIENCE = timedelta(hours=1)  # for the answer to a question


class Access(StrEnum):
    """Whether a person may use the bot at all."""

    ACTIVE = "active"
    PENDING = "pending"  # has asked to be let in
    BLOCKED = "blocked"


class Registration(StrEnum):
    """How a stranger registers. People in ADMIN_IDS, and people with an invitation, get in anyway."""

    OPEN = "open"  # by /start
    APPROVAL = "approval"  # by /start, once an admin has agreed
    INVITE = "invite"


class Notices(StrEnum):
    """The notices that a person gets: all, or without those of comments, files and edits."""

    ALL = "all"
    IMPORTANT = "important"


class FileKind(StrEnum):
    """The kind of a file that Telegram keeps, by the name of its field (Bot API, «Message»)."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    AUDIO = "audio"
    VOICE = "voice"
    ANIMATION = "animation"


class ChangeKind(StrEnum):
    """The kind of a line in a task's history; the comments give its `before` and `after`."""

    CREATED = "created"
    STATUS = "status"  # statuses
    OWN_STATUS = "own_status"  # statuses; one of several assignees
    TITLE = "title"  # texts
    DESCRIPTION = "description"  # texts
    PRIORITY = "priority"  # priorities
    REMINDERS = "reminders"  # minutes before the deadline, such as 120,30
    LABELS = "labels"  # names, such as bug,ui
    DEADLINE = "deadline"  # ISO dates
    ASSIGNED = "assigned"  # person; after: the name of one who is not known by id
    UNASSIGNED = "unassigned"  # person; before: as above
    CLAIMED = "claimed"
    UNCLAIMED = "unclaimed"  # given back by the person who had claimed it
    REASON = "reason"  # after: why it was rejected
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"  # submitted work is worked on again
    ACCEPTED = "accepted"
    RETURNED = "returned"  # after: why
    REVIEW = "review"  # after: on, off
    DELETED = "deleted"
    RESTORED = "restored"
    SKIPPED = "skipped"
    MOVED = "moved"  # ids of projects
    MISSED = "missed"  # after: the ISO date of an occurrence that was not made
    REPEAT = "repeat"  # rules of the series, as `repository.series` writes them; null for none
    LATER = "later"  # the later occurrences are made like this one
    COMMENT_DELETED = "comment_deleted"  # of one's own; its text is gone


class Language(StrEnum):
    """The languages that the bot speaks, by their ISO 639-1 codes."""

    EN = "en"
    RU = "ru"


@dataclass(frozen=True, slots=True)
class Person:
    """A person who has registered, or has asked to.

    `telegram_id` is the person's Telegram id and also the id of their private chat with the bot (Bot API,
    «Chat.id»). `username` comes without the at sign. `language_code` is the IETF tag that Telegram last sent
    (Bot API, «User.language_code»). `reachable` is false once the person has blocked the bot. `language` and
    `timezone` (an IANA name) are the person's own choices, null where they follow the team. `project_roles`
    has the projects of which they are a member, without the default one; `rules.role_in` says what counts.
    """

    id: int
    telegram_id: int
    username: str | None
    full_name: str
    language_code: str | None
    reachable: bool
    role: Role
    access: Access
    language: Language | None
    timezone: str | None
    notices: Notices
    project_roles: Mapping[int, ProjectRole] = field(default_factory=dict, kw_only=True, hash=False)

    @property
    def can_receive(self) -> bool:
        """Whether the bot may write to them: they have not blocked it, and have access."""
        return self.reachable and self.access is Access.ACTIVE


@dataclass(frozen=True, slots=True)
class User(Person):
    """A registered person.

    `menu` names the rights and language of the command menu that was last set for the person (`admin:ru`).
    `awaited` is the answer that a dialogue waits for since `awaited_since`, null outside of one;
    `awaited_for` is the id of its subject (see `Awaited`).
    """

    menu: str | None
    awaited: Awaited | None
    awaited_for: int | None
    awaited_since: datetime | None
    created_at: datetime

    def menu_in(self, language: Language) -> str:
        """Name the menu that the person should see, as `menu` keeps it."""
        if not self.project_roles:
            return f"{self.role}:{language}"
        leads = ProjectRole.LEAD in self.project_roles.values()
        return f"{self.role}+{ProjectRole.LEAD if leads else ProjectRole.MEMBER}:{language}"

    def as_of(self, sent: datetime) -> User:
        """Give the person as a message sent then finds them: an answer an hour late answers no question."""
        late = self.awaited_since is None or sent - self.awaited_since >= PATIENCE
        return replace(self, awaited=None) if self.awaited is not None and late else self


@dataclass(frozen=True, slots=True)
class Project:
    """A project; the default one has no `name` until it is given one.

    `review` and `escalation` are its own defaults, null where it follows the team.
    """

    id: int
    name: str | None = None
    review: bool | None = None
    escalation: bool | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a project."""

    person: Person
    role: ProjectRole


@dataclass(frozen=True, slots=True)
class Invite:
    """A link that lets one person in, with a role; `creator` is the admin who made it."""

    id: int
    role: Role
    creator: Person
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due: a day, which ends at midnight where the reader is, or a time of a day.

    `time` is the wall time in `zone`, the IANA name of the zone in which it was typed; a day alone has
    neither. A time that the clocks skip is later by what they skip; of one that comes twice it is the first
    (PEP 495, `fold=0`).
    """

    day: date
    time: time | None = None
    zone: str | None = None

    @property
    def instant(self) -> datetime | None:
        """The instant of a time, in UTC; null for a day."""
        if self.time is None:
            return None
        return datetime.combine(self.day, self.time, _zone(self.zone)).astimezone(UTC)

    def ends(self, zone: tzinfo) -> datetime:
        """Give the instant from which on it has passed for a reader in `zone`, in UTC."""
        midnight = datetime.combine(self.day + timedelta(days=1), time(), zone)
        return self.instant or midnight.astimezone(UTC)

    def passed(self, now: datetime) -> bool:
        """Whether it has passed for a reader; `now` is aware, in the reader's zone."""
        if self.time is None:
            return self.day < now.date()
        return self.ends(UTC) <= now

    def here(self, now: datetime) -> Deadline:
        """Give it as it is for a reader; `now` is aware, in a zone of the reader's that has a name."""
        instant = self.instant
        local = instant.astimezone(now.tzinfo) if instant else None
        if local is None or local.fold:
            return self
        return Deadline(local.date(), local.time().replace(tzinfo=None), str(now.tzinfo))

    def __str__(self) -> str:
        """Write it as histories keep it: `2026-12-25`, `2026-12-25T18:00[Europe/Moscow]` (RFC 9557)."""
        return str(self.day) if self.time is None else f"{self.day}T{self.time:%H:%M}[{self.zone}]"

    @classmethod
    def parse(cls, written: str) -> Deadline:
        """Read what `str` wrote."""
        day, _, rest = written.partition("T")
        moment, _, zone = rest.rstrip("]").partition("[")
        return cls(date.fromisoformat(day), *((time.fromisoformat(moment), zone) if rest else ()))


def _zone(name: str | None) -> tzinfo:
    """Give a zone by its name; one that this machine does not know stands in old histories only."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What has a deadline: `due_date` is its day in `due_zone`, as the tables keep it; see `Deadline`."""

    due_date: date | None = None
    due_time: time | None = None
    due_zone: str | None = None

    @property
    def deadline(self) -> Deadline | None:
        """The deadline; null where there is none."""
        return None if self.due_date is None else Deadline(self.due_date, self.due_time, self.due_zone)

    def due(self, deadline: Deadline | None) -> Self:
        """Give the same with another deadline."""
        return replace(self, **due_fields(deadline))


def due_fields(deadline: Deadline | None) -> dict[str, Any]:
    """Give the fields of `Dated` that hold a deadline."""
    if deadline is None:
        return {"due_date": None, "due_time": None, "due_zone": None}
    return {"due_date": deadline.day, "due_time": deadline.time, "due_zone": deadline.zone}


def due_columns(deadline: Deadline | None) -> tuple[object, ...]:
    """Give a deadline as the tables keep it: `due_date`, `due_time`, `due_zone` and `due_at`."""
    return (*due_fields(deadline).values(), deadline.instant if deadline else None)


def due_fields_of(row: Any) -> dict[str, Any]:
    """Give the fields of `Dated` of a row with these columns; it may lack `due_at`.

    An outside program may have stored a zone that this machine does not know: then the instant is read in
    UTC.
    """
    day, moment, zone = row["due_date"], row["due_time"], row["due_zone"]
    if moment is not None and not known_zone(zone):
        at: datetime = (row.get("due_at") or datetime.combine(day, moment, UTC)).astimezone(UTC)
        day, moment, zone = at.date(), at.time(), "UTC"
    return {"due_date": day, "due_time": moment, "due_zone": zone}


@dataclass(frozen=True, slots=True)
class Workload:
    """How many unfinished tasks a person works on, and how many of those are overdue."""

    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Assignee:
    """A person who works on a task, with their own status; `submitted` work waits for acceptance.

    `claimed` says that they took the task themselves and are at work on it; only a read with details knows.
    """

    person: Person
    status: Status
    submitted: bool
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a task. `author` is null once the person has left; a file may have no text.

    `edited_at` is when Telegram took the edit that is shown, null without any.
    """

    id: int
    author: Person | None
    text: str | None
    file_kind: FileKind | None
    file_id: str | None
    file_name: str | None
    created_at: datetime
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that Telegram keeps, by the id under which this bot may send it on (Bot API, «Sending files»).

    `album` is common to files that were sent as one (Bot API, «Message.media_group_id»).
    """

    kind: FileKind
    id: str
    name: str | None = None
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a task's history; see `ChangeKind` for `before` and `after`.

    `person` is whom it is about: null where it is about nobody, and once their data has been erased.
    """

    id: int
    actor: Person | None
    kind: ChangeKind
    before: str | None
    after: str | None
    created_at: datetime
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the tasks of one project; its name is unique there, whatever the case."""

    id: int
    project_id: int
    name: str


MOST_LABELS = 100  # of a project
MOST_LABELS_OF_A_TASK = 10


@dataclass(frozen=True, slots=True)
class Task(Dated):
    """A task in full. `assignees` come in the order in which they were assigned.

    `version` grows with every change of the task's own row. `watched` says that messages show the task.
    `repeat` is the rule of its series, which only a read with details knows; what was `skipped` is rejected.
    `files` and `comments` are counted, `last_comment` and `last_change` null where there is none.
    `remind_before` is how many minutes before the deadline its assignees are reminded. `project` is the name
    of its project, null where that has none. `in_group` says that it was made in a group, `pending` names the
    assignees whom the bot has not met. `labels` come in the order of their names.
    """

    id: int
    title: str
    description: str | None
    priority: Priority
    status: Status
    assignees: tuple[Assignee, ...]
    creator: Person | None
    created_at: datetime
    review: bool
    deleted_at: datetime | None
    version: int
    watched: bool
    comments: int
    files: int
    last_comment: Comment | None
    last_change: Change | None
    remind_before: tuple[int, ...] = ()
    series_id: int | None = None
    skipped: bool = False
    repeat: Rule | None = None
    project_id: int = DEFAULT_PROJECT
    project: str | None = None
    in_group: bool = False
    pending: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()

    def assignee(self, person: Person) -> Assignee | None:
        """Give the person's part in the task."""
        return next((it for it in self.assignees if it.person.id == person.id), None)

    @property
    def submitted(self) -> bool:
        """Whether only acceptance is left: every assignee who has not rejected the task has submitted it."""
        at_work = [it for it in self.assignees if not it.status.finished]
        return not self.status.finished and bool(at_work) and all(it.submitted for it in at_work)


@dataclass(frozen=True, slots=True)
class HistoryCursor:
    """The beginning of a page of a history: `earlier` or later than the comment and change of these ids."""

    earlier: bool
    comment: int
    change: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of comments and changes, in order, with the cursors of the pages beside it."""

    entries: tuple[Comment | Change, ...]
    earlier: HistoryCursor | None
    later: HistoryCursor | None


@dataclass(frozen=True, slots=True)
class Source:
    """The message of a group that a task came from, and its topic: 0 for the group itself, or General.

    `message_id` is null where nobody else saw the message, or where it is lost.
    """

    chat_id: int
    thread_id: int
    message_id: int | None

    @property
    def link(self) -> str | None:
        """Give the address of the message for members of its group; only supergroups have such."""
        number = -self.chat_id - 1_000_000_000_000  # Bot API, «Chat.id», and t.me/c/… of MTProto's id
        if number <= 0 or self.message_id is None:
            return None
        topic = f"{self.thread_id}/" if self.thread_id else ""
        return f"https://t.me/c/{number}/{topic}{self.message_id}"


@dataclass(frozen=True, slots=True)
class PendingAssignee:
    """Somebody whom the bot has not met, by a username in lower case, or by a Telegram id.

    `name` is what the task calls them.
    """

    name: str
    username: str | None = None
    telegram_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft(Dated):
    """A task that is being written, which others do not see yet; `title` is null until it is known.

    `message_id` is the message that shows it, once Telegram has given it an id. `source` is where in a group
    it began, null for one that began in private; `pending` are assignees whom the bot has not met. `labels`
    are names, some of them new.
    """

    id: int
    title: str | None
    description: str | None
    priority: Priority
    review: bool
    assignee_ids: tuple[int, ...]
    files: tuple[File, ...]
    message_id: int | None
    remind_before: tuple[int, ...] = ()
    repeat: Rule | None = None
    project_id: int = DEFAULT_PROJECT
    source: Source | None = None
    pending: tuple[PendingAssignee, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A message that shows a task to a person; `back` is the press that leads to the list it came from.

    `reminds_of` is what a reminder reminded of (`rules.reminds_of`), null for any other message.
    """

    viewer: Person
    message_id: int
    live: bool
    kept: bool
    back: str | None
    reminds_of: str | None = None


class Listing(StrEnum):
    """The lists of tasks. Buttons keep a list by its place here: new ones go to the end."""

    MINE = "mine"  # assigned to the person
    CREATED = "created"  # by the person, and assigned to somebody
    UNASSIGNED = "unassigned"  # for everybody to take
    OVERDUE = "overdue"  # and unfinished: everybody's for admins, one's own for employees
    ALL = "all"  # for admins
    DELETED = "deleted"  # for admins, of the last 30 days, the latest first
    FOUND = "found"  # by a search, the newest first
    TO_ACCEPT = "to_accept"  # submitted: of the whole team for admins, of one's own creation for employees

    @property
    def newest_first(self) -> bool:
        """Whether the newest comes first, not the most urgent."""
        return self in (Listing.DELETED, Listing.FOUND)

    @property
    def unfiltered(self) -> Filter:
        """The filter until another is chosen: only open tasks, in lists that hold finished ones as well."""
        with_finished = (Listing.MINE, Listing.CREATED, Listing.UNASSIGNED, Listing.ALL)
        return OPEN if self in with_finished else EVERYTHING


class Due(StrEnum):
    """When tasks of a list are due; several of them admit what any of them admits."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"  # today and the six days after it
    NONE = "none"


NOBODY = 0  # in place of a person's id: tasks without an assignee


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter of a list; an empty set admits everything. `person` is an assignee's id, `label` a label's,
    `project` a project's.

    `submitted` admits work that waits for acceptance, beside the tasks of `statuses`. `open` admits only
    open tasks, unless one of these two is set.
    """

    statuses: frozenset[Status] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    dues: frozenset[Due] = frozenset()
    person: int | None = None
    submitted: bool = False
    open: bool = False
    label: int | None = None
    project: int | None = None

    @property
    def by_status(self) -> bool:
        """Whether statuses are chosen."""
        return self.submitted or bool(self.statuses)

    @property
    def only_open(self) -> bool:
        """Whether it leaves out finished tasks, without a status being chosen."""
        return self.open and not self.by_status

    @property
    def count(self) -> int:
        """How many things are chosen."""
        by_one = (self.person is not None, self.label is not None, self.project is not None)
        return sum(map(bool, (self.by_status, self.priorities, self.dues, *by_one)))


MOST_FILTERS = 20  # that a person has saved
LONGEST_FILTER_NAME = 32  # characters
EVERYTHING = Filter()
OPEN = Filter(open=True)
FINISHED = frozenset(it for it in Status if it.finished)
UNFINISHED = frozenset(Status) - FINISHED


@dataclass(frozen=True, slots=True)
class TaskRow(Dated):
    """A task as a list shows it; `position` is its place in every list (see `schema.POSITION`).

    `assignee` is the first of several, `others` the number of the others. `submitted` work waits for
    acceptance: the whole task, or where a list shows the status of one assignee, that person's part.
    """

    id: int
    title: str
    priority: Priority
    status: Status
    assignee: str | None
    position: int
    others: int = 0
    submitted: bool = False
    project_id: int = DEFAULT_PROJECT


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
    costs no more than one of a thousand; or `at_least` that much. A search that has not looked at all tasks
    yet has no next page, but goes on `further`, behind the task of that id. `finished` is how many finished
    tasks a list of open ones leaves out, up to `TOTAL_CAP`.
    """

    rows: tuple[TaskRow, ...]
    number: int
    total: int
    has_previous: bool
    has_next: bool
    at_least: bool = False
    further: int | None = None
    finished: int = 0


PAGE_SIZE = 10
TOTAL_CAP = 100
# The last page that can be asked for by its number: PostgreSQL counts rows to get there. Further on one goes
# from page to page, which costs the same at any depth.
LAST_NUMBERED_PAGE = TOTAL_CAP // PAGE_SIZE
LAST_TEAM_PAGE = 100  # of people: a number above it is somebody's Telegram id
