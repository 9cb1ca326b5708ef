"""The tables, with which Alembic compares the migrated database. The repository writes its own SQL.

Names and values of `users` and `tasks` come from the seed; outside programs rely on them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    event,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from taskbot.domain.models import (
    DEFAULT_PROJECT,
    Access,
    Awaited,
    FileKind,
    Language,
    Notices,
    Priority,
    ProjectRole,
    Role,
    Status,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _enum(values: type[Role | Priority | Status], name: str) -> Enum:
    return Enum(*[str(value) for value in values], name=name)


def _now(name: str = "created_at") -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


def _at_once(name: str = "created_at") -> Column[object]:
    """Hold the time of the write, not of the transaction, so that rows follow the task's lock."""
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp())


def _known(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _person(name: str) -> Column[int]:
    """Refer to a person; the reference becomes null when the person is erased."""
    return Column(name, BigInteger, ForeignKey("users.id", ondelete="SET NULL"))


def _task() -> Column[int]:
    return Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False)


def _project(ondelete: str | None = None) -> Column[int]:
    """Refer to a project; rows that know of none, as those of older programs, are in the default one."""
    return Column(
        "project_id",
        BigInteger,
        ForeignKey("projects.id", ondelete=ondelete),
        nullable=False,
        server_default=text(str(DEFAULT_PROJECT)),
    )


def _user() -> Column[int]:
    return Column("user_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False)


users = Table(
    "users",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("username", Text),
    Column("full_name", Text, nullable=False, server_default=""),
    Column("language_code", Text),
    Column("role", _enum(Role, "user_role"), nullable=False, server_default=Role.EMPLOYEE),
    Column("reachable", Boolean, nullable=False, server_default=text("true")),
    Column("menu", Text),
    # The person's own settings; null means the team's.
    Column("language", Text, _known("language", Language)),
    Column("timezone", Text),
    Column("notices", Text, _known("notices", Notices), nullable=False, server_default=Notices.ALL),
    Column("access", Text, _known("access", Access), nullable=False, server_default=Access.ACTIVE),
    # Which question the person's next message answers, and about which task, draft or person.
    Column("awaited", Text, _known("awaited", Awaited)),
    Column("awaited_for", BigInteger),
    Column("awaited_since", DateTime(timezone=True)),
    # The person's role by project, as `project_members` has it: a trigger copies it, so that who is read has
    # their rights, and a change of these changes the row.
    Column("project_roles", JSONB, nullable=False, server_default=text("'{}'")),
    _now(),
)
Index("ix_users_lower_username", func.lower(users.c.username))

# Project 1 has every task that is in no other; it has no name until it is given one. `folded` is the name as
# names are compared. Of `review` and `escalation`, null is the team's.
projects = Table(
    "projects",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, CheckConstraint("char_length(name) BETWEEN 1 AND 32", name="name_of_a_few_letters")),
    Column("folded", Text, unique=True),
    _person("created_by_id"),
    _now(),
    Column("review", Boolean),
    Column("escalation", Boolean),
    CheckConstraint(f"name IS NOT NULL OR id = {DEFAULT_PROJECT}", name="named"),
    CheckConstraint("(name IS NULL) = (folded IS NULL)", name="folded_as_named"),
)
Index("ix_projects_created_by_id", projects.c.created_by_id)

# Who sees a project, and what else they may there. Everybody is in project 1, which has no rows here. Who
# works on a task, or has created it, is a member of its project: triggers add them, also where an outside
# program writes, and whoever ceases to be a member keeps no task of it.
project_members = Table(
    "project_members",
    metadata,
    Column("project_id", BigInteger, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    _user(),
    Column("role", Text, _known("role", ProjectRole), nullable=False),
    _now(),
    PrimaryKeyConstraint("project_id", "user_id"),
    CheckConstraint(f"project_id <> {DEFAULT_PROJECT}", name="of_others"),
)
Index("ix_project_members_user_id", project_members.c.user_id)

# The number that sorts every list, lowest first: unfinished tasks before finished ones, then by the day of
# the deadline (none comes last), then by its time in its own zone (none comes last), then by priority. So
# overdue tasks come first. With one number, one index on (position, id) serves a list, and a page can begin
# right after a known row at any depth.
POSITION = """
(CASE WHEN status IN ('completed', 'rejected') THEN 1 ELSE 0 END)::bigint << 40
| ((COALESCE(due_date, DATE '9999-12-31') - DATE '0001-01-01')::bigint << 13)
| (COALESCE(EXTRACT(hour FROM due_time) * 60 + EXTRACT(minute FROM due_time), 1440)::bigint << 2)
| (CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END)::bigint
"""


tasks = Table(
    "tasks",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("title", Text, CheckConstraint(r"title ~ '\S'", name="title_not_blank"), nullable=False),
    Column("description", Text),
    Column("priority", _enum(Priority, "task_priority"), nullable=False, server_default=Priority.MEDIUM),
    Column("status", _enum(Status, "task_status"), nullable=False, server_default=Status.PENDING),
    Column(
        "due_date",  # a day that Python can represent; the position uses 9999-12-31 for no deadline
        Date,
        CheckConstraint("due_date BETWEEN '0001-01-01' AND '9998-12-31'", name="due_date_in_range"),
    ),
    # A deadline with a time: the wall time in the zone in which it was typed, and the instant that it is. A
    # trigger keeps the instant for programs that write the others; a day alone has none of the three.
    Column(
        "due_time",
        Time,
        CheckConstraint(
            "due_time IS NULL OR due_time < '24:00' AND due_date >= '1970-01-01'", name="due_time_in_range"
        ),
    ),
    Column("due_zone", Text),
    Column("due_at", DateTime(timezone=True)),
    _person("assigned_to_id"),  # the first assignee, if there are several
    _person("created_by_id"),
    _now(),
    Column("position", BigInteger, Computed(POSITION, persisted=True), nullable=False),
    Column("review", Boolean, nullable=False, server_default=text("false")),
    Column("deleted_at", DateTime(timezone=True)),
    # Grows with every change of the row, so that a press shows whether its card is outdated.
    Column("version", Integer, nullable=False, server_default=text("1")),
    # Set while the work waits for acceptance: all assignees at work have submitted it. A trigger keeps it.
    Column("submitted_at", DateTime(timezone=True)),
    # How many minutes before the deadline every assignee is reminded, besides what they have chosen.
    Column("remind_before", ARRAY(Integer), nullable=False, server_default=text("'{}'")),
    # An occurrence of a series, and the day of its rule that it is; none where it follows a completion.
    Column("series_id", BigInteger, ForeignKey("series.id", ondelete="SET NULL")),
    Column("series_day", Date),
    Column("skipped", Boolean, nullable=False, server_default=text("false")),  # and so rejected
    _project(),
    # It has labels, or had some: a trigger keeps it, so that others need not look for those of most tasks.
    Column("labelled", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("series_id", "series_day"),
)
_KEPT = tasks.c.deleted_at.is_(None)
_SORTED = (tasks.c.status, tasks.c.priority, tasks.c.position, tasks.c.id)
Index("ix_tasks_position_id", tasks.c.position, tasks.c.id, postgresql_where=_KEPT)
# A filtered list is read as one range per admitted status and priority, each in the list's order.
Index("ix_tasks_sorted", *_SORTED, postgresql_where=_KEPT)
_UNASSIGNED = text("deleted_at IS NULL AND assigned_to_id IS NULL")
Index(  # with the status, so that counting reads only the index
    "ix_tasks_unassigned_position_id",
    tasks.c.position,
    tasks.c.id,
    postgresql_include=["status"],
    postgresql_where=_UNASSIGNED,
)
Index("ix_tasks_unassigned", *_SORTED, postgresql_where=_UNASSIGNED)
_ASSIGNED = text("deleted_at IS NULL AND assigned_to_id IS NOT NULL")
Index(
    "ix_tasks_created_by_id_position_id",
    tasks.c.created_by_id,
    tasks.c.position,
    tasks.c.id,
    postgresql_include=["status"],
    postgresql_where=_ASSIGNED,
)
Index("ix_tasks_created_by_id_sorted", tasks.c.created_by_id, *_SORTED, postgresql_where=_ASSIGNED)
# Work that waits for acceptance, read like other filtered lists: one range per priority.
_BY_PRIORITY = (tasks.c.priority, tasks.c.position, tasks.c.id)
Index(
    "ix_tasks_submitted",
    *_BY_PRIORITY,
    postgresql_where=text("submitted_at IS NOT NULL AND deleted_at IS NULL"),
)
Index(
    "ix_tasks_created_by_id_submitted",
    tasks.c.created_by_id,
    *_BY_PRIORITY,
    postgresql_where=text("submitted_at IS NOT NULL AND deleted_at IS NULL AND assigned_to_id IS NOT NULL"),
)
# What is late of a person's tasks that nobody does, and work that has waited for acceptance since then.
Index(
    "ix_tasks_created_by_id_unassigned_due",
    tasks.c.created_by_id,
    tasks.c.position,
    tasks.c.id,
    postgresql_where=text(
        "deleted_at IS NULL AND assigned_to_id IS NULL AND due_date IS NOT NULL"
        " AND status IN ('pending', 'in_progress')"
    ),
)
_WAITING = text("submitted_at IS NOT NULL AND deleted_at IS NULL")
Index("ix_tasks_submitted_at", tasks.c.submitted_at, tasks.c.id, postgresql_where=_WAITING)
Index(
    "ix_tasks_created_by_id_submitted_at",
    tasks.c.created_by_id,
    tasks.c.submitted_at,
    tasks.c.id,
    postgresql_where=_WAITING,
)
# The same lists of one project.
Index(
    "ix_tasks_project_id_position_id",
    tasks.c.project_id,
    tasks.c.position,
    tasks.c.id,
    postgresql_include=["status"],
    postgresql_where=_KEPT,
)
Index("ix_tasks_project_id_sorted", tasks.c.project_id, *_SORTED, postgresql_where=_KEPT)
Index(
    "ix_tasks_project_id_unassigned_position_id",
    tasks.c.project_id,
    tasks.c.position,
    tasks.c.id,
    postgresql_include=["status"],
    postgresql_where=_UNASSIGNED,
)
Index("ix_tasks_project_id_unassigned", tasks.c.project_id, *_SORTED, postgresql_where=_UNASSIGNED)
Index("ix_tasks_project_id_submitted", tasks.c.project_id, *_BY_PRIORITY, postgresql_where=_WAITING)
Index(
    "ix_tasks_project_id_submitted_at",
    tasks.c.project_id,
    tasks.c.submitted_at,
    tasks.c.id,
    postgresql_where=_WAITING,
)
Index(
    "ix_tasks_project_id_deleted_at",
    tasks.c.project_id,
    tasks.c.deleted_at,
    tasks.c.id,
    postgresql_where=tasks.c.deleted_at.is_not(None),
)
# Includes deleted tasks, for when a person's row is deleted.
Index("ix_tasks_created_by_id_id", tasks.c.created_by_id, tasks.c.id, postgresql_include=["deleted_at"])
Index("ix_tasks_assigned_to_id", tasks.c.assigned_to_id)
Index("ix_tasks_deleted_at", tasks.c.deleted_at, postgresql_where=text("deleted_at IS NOT NULL"))
Index(
    "ix_tasks_series_open",
    tasks.c.series_id,
    postgresql_where=text(
        "series_id IS NOT NULL AND deleted_at IS NULL"
        " AND status = ANY (ARRAY['pending', 'in_progress']::task_status[])"
    ),
)

# Recurring tasks: what their occurrences are made of, and when. `number` counts the occurrences that were
# made or missed, up to `last_day`; `next_day` is the next one, as the workdays are now. `next_at` is when the
# scheduler must look at the series: null for never, which ends when an occurrence is finished or deleted.
# `fallen` says that its creator was told that nobody else can do it.
series = Table(
    "series",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _person("created_by_id"),
    Column("title", Text, nullable=False),
    Column("description", Text),
    Column("priority", _enum(Priority, "task_priority"), nullable=False, server_default=Priority.MEDIUM),
    Column("review", Boolean, nullable=False, server_default=text("false")),
    Column("assignee_ids", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    Column("files", JSONB, nullable=False, server_default=text("'[]'")),
    Column("remind_before", ARRAY(Integer), nullable=False, server_default=text("'{}'")),  # as of tasks
    Column("label_ids", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    Column("rule", JSONB, nullable=False),  # a `recurrence.Rule`
    Column("zone", Text, nullable=False),  # IANA's name, of the rule's time and its days
    Column("number", Integer, nullable=False, server_default=text("0")),
    Column("last_day", Date),
    Column("next_day", Date),
    Column("next_at", DateTime(timezone=True)),
    Column("fallen", Boolean, nullable=False, server_default=text("false")),
    Column("ended_at", DateTime(timezone=True)),
    _project(),
    _now(),
)
Index("ix_series_next_at", series.c.next_at, series.c.id, postgresql_where=series.c.next_at.is_not(None))
Index("ix_series_going_on", series.c.id, postgresql_where=series.c.ended_at.is_(None))
Index("ix_series_created_by_id", series.c.created_by_id)
Index("ix_series_project_id", series.c.project_id)

# The people who are yet to be told of an occurrence that the clock has made.
announcements = Table(
    "announcements",
    metadata,
    _user(),
    _task(),
    Column("announce_at", DateTime(timezone=True), nullable=False),
    Column("fallen", Boolean, nullable=False, server_default=text("false")),  # to its creator
    PrimaryKeyConstraint("user_id", "task_id"),
)
Index("ix_announcements_announce_at", announcements.c.announce_at, announcements.c.user_id)
Index("ix_announcements_task_id", announcements.c.task_id)

# The assignees of a task, each with their own status; `tasks.status` combines them. Triggers keep both tables
# in step, also when an outside program writes `tasks.assigned_to_id` or `tasks.status` (revision 0009).
assignments = Table(
    "assignments",
    metadata,
    _task(),
    _user(),
    Column("status", _enum(Status, "task_status"), nullable=False, server_default=Status.PENDING),
    Column("submitted_at", DateTime(timezone=True)),  # set while the work waits for acceptance
    _now(),
    # Copied from the task, so that one index serves a person's list, or one person's tasks for another.
    Column("priority", _enum(Priority, "task_priority"), nullable=False),
    Column("due_date", Date),
    Column("due_time", Time),
    Column("due_at", DateTime(timezone=True)),
    Column("hidden", Boolean, nullable=False, server_default=text("false")),  # the task is deleted
    Column("position", BigInteger, Computed(POSITION, persisted=True), nullable=False),
    Column("created_by_id", BigInteger),
    # When the scheduler looks whether to remind: '-infinity' is at once, null not until something changes.
    # What fell due after `remind_since` has not been looked at; null if there is nothing to remind of.
    Column("remind_at", DateTime(timezone=True), server_default=text("'-infinity'")),
    Column("remind_since", DateTime(timezone=True), server_default=func.clock_timestamp()),
    PrimaryKeyConstraint("task_id", "user_id"),
)
Index(
    "ix_assignments_remind_at_user_id",
    assignments.c.remind_at,
    assignments.c.user_id,
    postgresql_where=assignments.c.remind_at.is_not(None),
)
_SHOWN = text("NOT hidden")
Index(
    "ix_assignments_user_id_position_task_id",
    assignments.c.user_id,
    assignments.c.position,
    assignments.c.task_id,
    # Covers all that a list reads. Otherwise PostgreSQL, which plans for few tasks, would sort another index.
    postgresql_include=["status"],
    postgresql_where=_SHOWN,
)
Index(
    "ix_assignments_user_id_sorted",
    assignments.c.user_id,
    assignments.c.status,
    assignments.c.priority,
    assignments.c.position,
    assignments.c.task_id,
    postgresql_where=_SHOWN,
)
Index(
    "ix_assignments_created_by_id_user_id_position_task_id",
    assignments.c.created_by_id,
    assignments.c.user_id,
    assignments.c.position,
    assignments.c.task_id,
    postgresql_include=["status"],
    postgresql_where=_SHOWN,
)
Index(
    "ix_assignments_created_by_id_user_id_sorted",
    assignments.c.created_by_id,
    assignments.c.user_id,
    assignments.c.status,
    assignments.c.priority,
    assignments.c.position,
    assignments.c.task_id,
    postgresql_where=_SHOWN,
)
_SUBMITTED_PART = text("submitted_at IS NOT NULL AND NOT hidden")
Index(
    "ix_assignments_user_id_submitted",
    assignments.c.user_id,
    assignments.c.priority,
    assignments.c.position,
    assignments.c.task_id,
    postgresql_where=_SUBMITTED_PART,
)
Index(
    "ix_assignments_created_by_id_user_id_submitted",
    assignments.c.created_by_id,
    assignments.c.user_id,
    assignments.c.priority,
    assignments.c.position,
    assignments.c.task_id,
    postgresql_where=_SUBMITTED_PART,
)

# Comments on a task, with files; Telegram stores the files, by their file id.
comments = Table(
    "comments",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _task(),
    _person("user_id"),
    Column("text", Text),
    Column("file_kind", Text, _known("file_kind", FileKind)),
    Column("file_id", Text),
    Column("file_name", Text),
    Column("album", Text),  # shared by files that were sent together (Bot API, «Message.media_group_id»)
    _at_once(),
    # The author's message, in their private chat with the bot; null where an edit of it changes nothing here.
    Column("message_id", BigInteger),
    Column("edited_at", DateTime(timezone=True)),  # the edit that is shown, by Telegram's clock
    CheckConstraint("text IS NOT NULL OR file_id IS NOT NULL", name="says_something"),
)
Index("ix_comments_task_id_id", comments.c.task_id, comments.c.id)
Index("ix_comments_user_id", comments.c.user_id)
Index("ix_comments_files", comments.c.id, comments.c.task_id, postgresql_where=text("file_id IS NOT NULL"))
Index("ix_comments_album", comments.c.album, postgresql_where=text("album IS NOT NULL"))
# Not unique: messages to another bot, which somebody has put in this one's place, may have the same ids.
Index(
    "ix_comments_user_id_message_id",
    comments.c.user_id,
    comments.c.message_id,
    postgresql_where=text("message_id IS NOT NULL"),
)

# Files of albums that belong to no task yet: a later file may have the command. `task_id` is the task that
# the person had just created.
loose_files = Table(
    "loose_files",
    metadata,
    _user(),
    Column("message_id", BigInteger, nullable=False),
    Column("album", Text, nullable=False),
    Column("text", Text),
    Column("file_kind", Text, _known("file_kind", FileKind), nullable=False),
    Column("file_id", Text, nullable=False),
    Column("file_name", Text),
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="SET NULL")),
    Column("answered", Boolean, nullable=False, server_default=text("false")),
    _now(),
    PrimaryKeyConstraint("user_id", "message_id"),
)
Index("ix_loose_files_task_id", loose_files.c.task_id)
Index("ix_loose_files_unanswered", loose_files.c.created_at, postgresql_where=text("NOT answered"))
Index("ix_loose_files_user_id_album", loose_files.c.user_id, loose_files.c.album)

# The search index: a row for each task that is not deleted, maintained by triggers. Only the index holds the
# words: `search_words` reads them from the task and its parts. `version` counts the changes of what it reads,
# so that each change is indexed. Lexemes begin with the number of the task's block of 16384 ids, in
# hexadecimal, so a search reads the index block by block.
# "7a:word" is a word of the title, the description or a comment, for assignees, the creator and admins.
# "7a*word" is a word of the title or the description of an unassigned task of project 1, for everybody.
# "7a@12" says that the person with id 12 is an assignee or the creator.
# "7a#5" says that the task is in project 5, whose members see all of it; of project 1 nothing is said.
search_documents = Table(
    "search_documents",
    metadata,
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False, server_default=text("0")),
)
Index(  # with the smallest list of pending entries: each look at a block reads all of it
    "ix_search_documents_words",
    func.search_words(search_documents.c.task_id, search_documents.c.version),
    postgresql_using="gin",
    postgresql_with={"gin_pending_list_limit": 64},
)

# The history of a task: who, when, what, from, to. `kind` is a `models.ChangeKind`.
changes = Table(
    "changes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _task(),
    _person("user_id"),
    Column("kind", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    _at_once(),
    _person("person_id"),  # whom it is about
)
Index("ix_changes_task_id_id", changes.c.task_id, changes.c.id)
Index("ix_changes_user_id", changes.c.user_id)
Index("ix_changes_person_id", changes.c.person_id, postgresql_where=changes.c.person_id.is_not(None))

# Messages that show a task and are edited when it changes. A message that currently shows something else (a
# calendar, the history) is not live. A kept message is a notification: only its buttons are edited. `back` is
# the button data that leads to the list from which the card was opened.
cards = Table(
    "cards",
    metadata,
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    _task(),
    Column("live", Boolean, nullable=False, server_default=text("true")),
    Column("kept", Boolean, nullable=False, server_default=text("false")),
    Column("back", Text),
    Column("reminds_of", Text),  # what a reminder reminds of; once that is over, its buttons go
    PrimaryKeyConstraint("chat_id", "message_id"),
)
Index("ix_cards_task_id_chat_id", cards.c.task_id, cards.c.chat_id)

# Drafts of tasks, before anybody is notified.
drafts = Table(
    "drafts",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _user(),
    Column("title", Text),
    Column("description", Text),
    Column("priority", _enum(Priority, "task_priority"), nullable=False, server_default=Priority.MEDIUM),
    Column("due_date", Date),
    Column("due_time", Time),
    Column("due_zone", Text),
    Column("review", Boolean, nullable=False, server_default=text("false")),
    Column("assignee_ids", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    Column("files", JSONB, nullable=False, server_default=text("'[]'")),
    Column("message_id", BigInteger),  # that shows it
    Column("remind_before", ARRAY(Integer), nullable=False, server_default=text("'{}'")),  # as of tasks
    _now(),
    Column("repeat", JSONB),  # a `recurrence.Rule`
    _project("SET DEFAULT"),
    # The message of a group that it came from, and the people to be assigned whom the bot has not met.
    Column("source", JSONB),
    Column("pending", JSONB, nullable=False, server_default=text("'[]'")),
    Column("labels", ARRAY(Text), nullable=False, server_default=text("'{}'")),  # names; some are new
)
Index("ix_drafts_user_id", drafts.c.user_id)

# Pending notifications: the person is to be told about everything after `told_at`. The first news came at
# `since`, the last at `latest`. If `latest` is not after `told_at`, nothing is pending.
notices = Table(
    "notices",
    metadata,
    _user(),
    _task(),
    _now("told_at"),
    _at_once("since"),
    _at_once("latest"),
    PrimaryKeyConstraint("user_id", "task_id"),
)
Index("ix_notices_task_id", notices.c.task_id)

# When the clock may write to a person. A trigger gives each person a row. `digest_days` has ISO weekdays, or
# null for the team's workdays. The scheduler finds who is due by `next_digest_at`: '-infinity' lets it
# compute that, null says that no digest is to come. `digest_task_ids` stand in the last digest; `clock_sent`
# counts what the clock has said on `clock_day`, a day of the person's zone.
notification_settings = Table(
    "notification_settings",
    metadata,
    Column("user_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", Boolean, nullable=False, server_default=text("true")),
    Column("digest_at", Time, nullable=False, server_default="09:00"),
    Column(
        "digest_days",
        ARRAY(SmallInteger),
        CheckConstraint("digest_days <> '{}' AND digest_days <@ '{1,2,3,4,5,6,7}'", name="digest_days_known"),
    ),
    Column("quiet", Boolean, nullable=False, server_default=text("true")),
    Column("quiet_from", Time, nullable=False, server_default="20:00"),
    Column("quiet_to", Time, nullable=False, server_default="09:00"),
    Column("quiet_days_off", Boolean, nullable=False, server_default=text("true")),
    Column("reminders", Text, nullable=False, server_default="default"),
    Column("next_digest_at", DateTime(timezone=True), server_default=text("'-infinity'")),
    Column("digest_sent_at", DateTime(timezone=True)),
    Column("digest_task_ids", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    Column("clock_day", Date),
    Column("clock_sent", Integer, nullable=False, server_default=text("0")),
)
Index(
    "ix_notification_settings_next_digest_at_user_id",
    notification_settings.c.next_digest_at,
    notification_settings.c.user_id,
    postgresql_where=notification_settings.c.next_digest_at.is_not(None),
)

# What the clock had to say and left to the person's next digest: a task, or the person's own words.
digest_items = Table(
    "digest_items",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _user(),
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE")),
    Column("text", Text),
    _now(),
    UniqueConstraint("user_id", "task_id"),
    CheckConstraint("num_nonnulls(task_id, text) > 0", name="says_something"),
)
Index("ix_digest_items_task_id", digest_items.c.task_id)

# What people have set for themselves: to be reminded of a task, or of their own words. `before` is in minutes
# before the task's deadline, `every` in minutes until the task is done. `remind_at` is as in `assignments`.
reminders = Table(
    "reminders",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _user(),
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE")),
    Column("text", Text),
    Column("remind_at", DateTime(timezone=True)),
    Column("before", Integer),
    Column("every", Integer),
    Column("snoozed", Boolean, nullable=False, server_default=text("false")),
    _at_once("since"),
    Column("sent_on", Date),
    Column("sent", Integer, nullable=False, server_default=text("0")),  # so often on that day
    _now(),
    CheckConstraint("num_nonnulls(task_id, text) = 1", name="says_something"),
)
Index(
    "ix_reminders_remind_at_user_id",
    reminders.c.remind_at,
    reminders.c.user_id,
    postgresql_where=reminders.c.remind_at.is_not(None),
)
Index("ix_reminders_user_id_id", reminders.c.user_id, reminders.c.id)
Index("ix_reminders_task_id_user_id", reminders.c.task_id, reminders.c.user_id)

# Reminders of deadlines that were sent. `moment` is what they remind of, such as the deadline: so none is
# sent twice, whenever the program ends, and wherever the person goes.
reminders_sent = Table(
    "reminders_sent",
    metadata,
    _task(),
    _user(),
    Column("kind", Text, nullable=False),
    Column("moment", DateTime(timezone=True), nullable=False),
    _now("sent_at"),
    PrimaryKeyConstraint("task_id", "user_id", "kind", "moment"),
)
Index("ix_reminders_sent_user_id", reminders_sent.c.user_id)
Index("ix_reminders_sent_sent_at", reminders_sent.c.sent_at)

# Invitation links, each for one person; only the SHA-256 of a link's secret is stored.
invites = Table(
    "invites",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("role", _enum(Role, "user_role"), nullable=False),
    _person("created_by_id"),
    _now(),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    _person("used_by_id"),
    Column("used_at", DateTime(timezone=True)),
)
Index("ix_invites_created_by_id", invites.c.created_by_id)
Index("ix_invites_used_by_id", invites.c.used_by_id)

# Search texts; buttons refer to them by id, because a text does not fit into a button's data.
searches = Table(
    "searches",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _user(),
    Column("text", Text, nullable=False),
    _now(),
    UniqueConstraint("user_id", "text"),
)

# Messages that ask admins whether a person may join; all are edited once one admin has decided.
asks = Table(
    "asks",
    metadata,
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    _user(),
    PrimaryKeyConstraint("chat_id", "message_id"),
)
Index("ix_asks_user_id", asks.c.user_id)

# Settings of the team, by name.
team = Table(
    "team",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# The team's own days: off, or worked. They count more than those of the team's country.
days_off = Table(
    "days_off",
    metadata,
    Column("day", Date, primary_key=True),
    Column("works", Boolean, nullable=False),
)

# The people who are still to be told of what is late, on a day that has begun, and from when on.
escalations = Table(
    "escalations",
    metadata,
    Column("user_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("look_at", DateTime(timezone=True), nullable=False),
)
Index("ix_escalations_look_at_user_id", escalations.c.look_at, escalations.c.user_id)

# The groups that the bot is in, or was: what is kept of a group outlives its being put out and added again.
# `language` is that in which all are written to, unless the team has one; `is_admin` says whether the bot is
# an administrator, as far as it was told. It introduces itself at most once a day (`welcomed_at`).
group_chats = Table(
    "group_chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("is_forum", Boolean, nullable=False, server_default=text("false")),
    Column("language", Text, _known("language", Language), nullable=False),
    Column("is_admin", Boolean, nullable=False, server_default=text("false")),
    _person("added_by_id"),
    Column("welcomed_at", DateTime(timezone=True)),
    Column("left_at", DateTime(timezone=True)),
    _now(),
)
Index("ix_group_chats_added_by_id", group_chats.c.added_by_id)


def _group() -> Column[int]:
    """Refer to a group."""
    return Column(
        "chat_id", BigInteger, ForeignKey("group_chats.chat_id", ondelete="CASCADE"), nullable=False
    )


# The projects whose tasks groups see. Topic 0 is the whole group, where a topic has no project of its own.
# `gone_at` is when the topic was found to be deleted or closed.
group_bindings = Table(
    "group_bindings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _group(),
    Column("thread_id", BigInteger, nullable=False, server_default=text("0")),
    Column("project_id", BigInteger, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    _person("created_by_id"),
    Column("gone_at", DateTime(timezone=True)),
    _now(),
    UniqueConstraint("chat_id", "thread_id"),
)
Index("ix_group_bindings_project_id", group_bindings.c.project_id)
Index("ix_group_bindings_created_by_id", group_bindings.c.created_by_id)

# Tasks that were made in a group: the message that each came from, and its card there, once that is sent.
# `reaction` is what the bot has put on that message.
task_sources = Table(
    "task_sources",
    metadata,
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True),
    _group(),
    Column("thread_id", BigInteger, nullable=False, server_default=text("0")),
    Column("message_id", BigInteger),
    Column("card_message_id", BigInteger),
    Column("reaction", Text),
)
Index("ix_task_sources_chat_id", task_sources.c.chat_id)

# People whom a task names, and whom the bot has not met: by username, in lower case, or by Telegram id. They
# become assignees once they are known. `name` is what the task calls them.
pending_assignees = Table(
    "pending_assignees",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _task(),
    Column("username", Text),
    Column("telegram_id", BigInteger),
    Column("name", Text, nullable=False),
    _person("created_by_id"),
    _now(),
    UniqueConstraint("task_id", "username"),
    UniqueConstraint("task_id", "telegram_id"),
    CheckConstraint("num_nonnulls(username, telegram_id) = 1", name="named_once"),
)
Index("ix_pending_assignees_created_by_id", pending_assignees.c.created_by_id)
# Labels of the tasks of a project. `folded` is the name as names are compared.
labels = Table(
    "labels",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("project_id", BigInteger, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column(
        "name",
        Text,
        CheckConstraint("char_length(name) BETWEEN 1 AND 32", name="name_of_a_few_letters"),
        nullable=False,
    ),
    Column("folded", Text, nullable=False),
    _now(),
    UniqueConstraint("project_id", "folded"),
)
Index("ix_labels_folded", labels.c.folded, labels.c.project_id)

# The labels of tasks. As in `assignments`, what lists are sorted and filtered by is copied from the task, so
# that one index serves the list of a label: a trigger keeps the copies. Another moves a task's labels along
# with it to another project, by their names.
task_labels = Table(
    "task_labels",
    metadata,
    Column("label_id", BigInteger, ForeignKey("labels.id", ondelete="CASCADE"), nullable=False),
    _task(),
    Column("position", BigInteger, nullable=False),
    Column("status", _enum(Status, "task_status"), nullable=False),
    Column("priority", _enum(Priority, "task_priority"), nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("submitted_at", DateTime(timezone=True)),
    Column("hidden", Boolean, nullable=False),  # the task is deleted
    Column("unassigned", Boolean, nullable=False),
    PrimaryKeyConstraint("task_id", "label_id"),
)
Index("ix_task_labels_label_id", task_labels.c.label_id)
_LABELLED = (task_labels.c.label_id, task_labels.c.position, task_labels.c.task_id)
_LABELLED_SORTED = (
    task_labels.c.label_id,
    task_labels.c.status,
    task_labels.c.priority,
    task_labels.c.position,
    task_labels.c.task_id,
)
Index(
    "ix_task_labels_label_id_position_task_id",
    *_LABELLED,
    postgresql_include=["status"],
    postgresql_where=_SHOWN,
)
Index("ix_task_labels_label_id_sorted", *_LABELLED_SORTED, postgresql_where=_SHOWN)
Index(
    "ix_task_labels_label_id_submitted",
    task_labels.c.label_id,
    task_labels.c.priority,
    task_labels.c.position,
    task_labels.c.task_id,
    postgresql_where=_SUBMITTED_PART,
)
_UNASSIGNED_PART = text("unassigned AND NOT hidden")
Index(
    "ix_task_labels_unassigned_position_task_id",
    *_LABELLED,
    postgresql_include=["status"],
    postgresql_where=_UNASSIGNED_PART,
)
Index("ix_task_labels_unassigned_sorted", *_LABELLED_SORTED, postgresql_where=_UNASSIGNED_PART)

# Filters of lists that people have saved, as JSON (`filters.dump`). `about` has the names of what a filter is
# by, as they were.
saved_filters = Table(
    "saved_filters",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _user(),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("listing", Text, nullable=False),  # a `models.Listing`
    Column("filter", JSONB, nullable=False),
    Column("about", JSONB, nullable=False, server_default=text("'{}'")),
    _now(),
    UniqueConstraint("user_id", "folded"),
)

# The messages in which groups see the open tasks of a project: `project_id` is that which is shown, `shown`
# stands for all of it. It may be edited from `next_at` on, and is to be looked at from `look_at` on.
boards = Table(
    "boards",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _group(),
    Column("thread_id", BigInteger, nullable=False, server_default=text("0")),
    Column("project_id", BigInteger, nullable=False),
    _person("created_by_id"),
    Column("message_id", BigInteger),
    Column("pinned", Boolean, nullable=False, server_default=text("false")),
    Column("shown", Text),
    Column("posted_at", DateTime(timezone=True), nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),
    Column("look_at", DateTime(timezone=True), nullable=False),
    Column("lost_at", DateTime(timezone=True)),
    Column("told", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("chat_id", "thread_id"),
)
Index("ix_boards_created_by_id", boards.c.created_by_id)

# Marks of boards whose tasks have changed. There may be many of one: nobody waits for somebody else's.
board_changes = Table(
    "board_changes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _group(),
    Column("thread_id", BigInteger, nullable=False),
)
Index("ix_board_changes_chat_id_thread_id", board_changes.c.chat_id, board_changes.c.thread_id)

# Delivery's two tables. An update is unfinished while it is neither done nor parked (a dead letter). `seq` is
# its place in the queue; its body is erased when it is done. Chat 0 is for updates without a chat. In a
# group, each person's updates have an order of their own; person 0 is the group itself, or a private chat.
inbox = Table(
    "inbox",
    metadata,
    Column("seq", BigInteger, Identity(), primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False, server_default=text("0")),
    Column("body", JSONB, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("done_at", DateTime(timezone=True)),
    Column("parked_at", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text),
    UniqueConstraint("bot_id", "update_id"),
)
Index(
    "ix_inbox_undone",
    inbox.c.chat_id,
    inbox.c.person_id,
    inbox.c.seq,
    postgresql_where=text("done_at IS NULL"),
)

# Messages to send; a row is deleted once Telegram has accepted it. A null chat means no order.
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("inbox_seq", BigInteger),
    Column("chat_id", BigInteger),
    Column("method", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("files", JSONB),
    Column("tag", Text),  # tells the program what the message is, once it has an id
    Column("not_before", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text),
    Column("parked_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("urgency", SmallInteger, nullable=False, server_default=text("1")),  # delivery's `Urgency`
    Column("key", Text),  # a newer message of the chat with the same key makes this one needless
    Column("instead", JSONB),  # the messages that are sent if Telegram refuses this one
)

# The combined status of a task's assignees; null without assignees.
STATUS_OF_ASSIGNMENTS = """
CREATE FUNCTION status_of_assignments(task bigint) RETURNS task_status LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN count(*) = 0 THEN NULL
        WHEN bool_and(status = 'rejected') THEN 'rejected'
        WHEN bool_and(status IN ('completed', 'rejected')) THEN 'completed'
        WHEN bool_and(status IN ('pending', 'rejected')) THEN 'pending'
        ELSE 'in_progress'
    END::task_status
    FROM assignments WHERE task_id = task
$$
"""
COUNT_VERSION = """
CREATE FUNCTION count_task_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$
"""
# Triggers of inserts run once a statement, because a query for each row costs as much as the row.
ASSIGN_CREATED_TASKS = """
CREATE FUNCTION assign_created_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO assignments
        (task_id, user_id, status, priority, due_date, due_time, due_at, hidden, created_by_id)
    SELECT id, assigned_to_id, status, priority, due_date, due_time, due_at, deleted_at IS NOT NULL,
           created_by_id
    FROM created WHERE assigned_to_id IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
# Writing `assigned_to_id` replaces the earlier person among the assignees. Writing a `status` other than the
# combined one sets it for all assignees.
SYNC_ASSIGNMENTS = """
CREATE FUNCTION sync_assignments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id THEN
        DELETE FROM assignments WHERE task_id = NEW.id AND user_id = OLD.assigned_to_id;
    END IF;
    IF NEW.assigned_to_id IS NOT NULL AND OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id THEN
        INSERT INTO assignments
            (task_id, user_id, status, priority, due_date, due_time, due_at, hidden, created_by_id)
        VALUES (
            NEW.id, NEW.assigned_to_id, NEW.status, NEW.priority, NEW.due_date, NEW.due_time,
            NEW.due_at, NEW.deleted_at IS NOT NULL, NEW.created_by_id
        )
        ON CONFLICT DO NOTHING;
    END IF;
    IF OLD.status <> NEW.status AND status_of_assignments(NEW.id) <> NEW.status THEN
        UPDATE assignments SET status = NEW.status, submitted_at = NULL WHERE task_id = NEW.id;
    END IF;
    IF (OLD.priority, OLD.due_date, OLD.due_time, OLD.due_at, OLD.deleted_at, OLD.created_by_id)
       IS DISTINCT FROM
       (NEW.priority, NEW.due_date, NEW.due_time, NEW.due_at, NEW.deleted_at, NEW.created_by_id) THEN
        UPDATE assignments
        SET priority = NEW.priority, due_date = NEW.due_date, due_time = NEW.due_time, due_at = NEW.due_at,
            hidden = NEW.deleted_at IS NOT NULL, created_by_id = NEW.created_by_id
        WHERE task_id = NEW.id;
    END IF;
    IF NEW.assigned_to_id IS NULL AND OLD.assigned_to_id IS NOT NULL THEN
        UPDATE tasks SET assigned_to_id = first.user_id
        FROM (
            SELECT user_id FROM assignments WHERE task_id = NEW.id ORDER BY created_at, user_id LIMIT 1
        ) AS first
        WHERE id = NEW.id;
    END IF;
    RETURN NULL;
END $$
"""
TRIGGERS = (
    "CREATE TRIGGER count_version BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION count_task_version()",
    """
    CREATE TRIGGER assign_created_tasks AFTER INSERT ON tasks REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION assign_created_tasks()
    """,
    """
    CREATE TRIGGER sync_assignments
    AFTER UPDATE OF
        assigned_to_id, status, priority, due_date, due_time, due_zone, due_at, deleted_at, created_by_id
    ON tasks FOR EACH ROW EXECUTE FUNCTION sync_assignments()
    """,
)
# PostgreSQL takes the later one of a time that comes twice; deadlines are the first (PEP 495, `fold=0`).
INSTANT_OF = """
CREATE FUNCTION instant_of(wall timestamp, zone_name text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    instant CONSTANT timestamptz := wall AT TIME ZONE zone_name;
    day_before CONSTANT timestamptz := instant - interval '24 hours';
    -- The same wall time by the clock of the day before.
    earlier CONSTANT timestamptz :=
        day_before + (wall - (day_before AT TIME ZONE zone_name));
BEGIN
    RETURN CASE WHEN earlier AT TIME ZONE zone_name = wall THEN least(instant, earlier) ELSE instant END;
END $$
"""
# The bot writes the instant itself; other programs need not. A time without a zone is one in UTC.
KEEP_DEADLINE = """
CREATE FUNCTION keep_deadline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.due_date IS NULL OR NEW.due_time IS NULL THEN
        NEW.due_time := NULL;
        NEW.due_zone := NULL;
        NEW.due_at := NULL;
        RETURN NEW;
    END IF;
    NEW.due_zone := COALESCE(NEW.due_zone, 'UTC');
    IF NEW.due_at IS NULL OR TG_OP = 'UPDATE' AND NEW.due_at IS NOT DISTINCT FROM OLD.due_at THEN
        NEW.due_at := instant_of(NEW.due_date + NEW.due_time, NEW.due_zone);
    END IF;
    RETURN NEW;
END $$
"""
DEADLINE_TRIGGER = """
CREATE TRIGGER keep_deadline BEFORE INSERT OR UPDATE OF due_date, due_time, due_zone, due_at ON tasks
FOR EACH ROW WHEN (num_nonnulls(NEW.due_time, NEW.due_zone, NEW.due_at) > 0)
EXECUTE FUNCTION keep_deadline()
"""
# A task waits for acceptance once every assignee who has not finished it has submitted it. Each change of
# assignments locks the task's row before.
NOTE_SUBMISSION_OF = """
CREATE FUNCTION note_submission_of(task bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tasks SET submitted_at = parts.submitted_at
    FROM (
        SELECT CASE WHEN bool_and(submitted_at IS NOT NULL) THEN max(submitted_at) END AS submitted_at
        FROM assignments WHERE task_id = task AND status IN ('pending', 'in_progress')
    ) AS parts
    WHERE id = task AND tasks.submitted_at IS DISTINCT FROM parts.submitted_at;
END $$
"""
NOTE_SUBMISSION = """
CREATE FUNCTION note_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_submission_of(COALESCE(NEW.task_id, OLD.task_id));
    RETURN NULL;
END $$
"""
# Most new assignees change nothing: they have submitted nothing, and the task does not wait. The subquery
# looks up each task by itself, whatever number of rows its plan was made for.
NOTE_SUBMISSIONS = """
CREATE FUNCTION note_submissions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_submission_of(task_id) FROM (
        SELECT DISTINCT task_id FROM added
        WHERE submitted_at IS NOT NULL OR (SELECT submitted_at FROM tasks WHERE id = task_id) IS NOT NULL
    ) AS its;
    RETURN NULL;
END $$
"""
# A part that was to be done and is to be done yet, such as one that is begun, changes nothing.
SUBMISSION_TRIGGERS = (
    """
    CREATE TRIGGER note_submission AFTER UPDATE OF status, submitted_at ON assignments FOR EACH ROW
    WHEN (num_nonnulls(OLD.submitted_at, NEW.submitted_at) > 0
          OR OLD.status NOT IN ('pending', 'in_progress') OR NEW.status NOT IN ('pending', 'in_progress'))
    EXECUTE FUNCTION note_submission()
    """,
    """
    CREATE TRIGGER note_submission_of_deleted AFTER DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION note_submission()
    """,
    """
    CREATE TRIGGER note_submissions AFTER INSERT ON assignments REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION note_submissions()
    """,
)
# Lets a statement fail with its own SQLSTATE if its condition is false.
REFUSE = """
CREATE FUNCTION refuse(code text, reason text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = code, MESSAGE = reason;
END $$
"""
# The stems by which a search finds a text; `russian` stems Cyrillic words as Russian and Latin ones as
# English. Long words are cut to the length that a search can ask for (`search.LONGEST`).
STEMS_OF = """
CREATE FUNCTION stems_of(body text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    stems CONSTANT text[] := tsvector_to_array(to_tsvector(
        'russian'::regconfig, replace(replace(body, 'ё', 'е'), 'Ё', 'Е')
    ));
BEGIN
    IF octet_length(body) < 1000 THEN
        RETURN stems;
    END IF;
    RETURN ARRAY(SELECT left(stem, 300) FROM unnest(stems) AS its (stem));
END $$
"""
# The words of a task and who may find it. A tsvector can hold a megabyte; if a task has more text, only the
# first comments are found. Creating a task waits for this, so it is PL/pgSQL, which caches its plans per
# session, with one query and without aggregates.
#
# PostgreSQL wants the function of an index to be immutable: its result depends on its arguments alone. This
# one reads tables, but triggers give the task another version with every change of what it reads. Rows are
# compared with it one by one only where PostgreSQL finds no use for the index, hence the cost. Rebuilding the
# index and restoring a backup have a search path of their own.
SEARCH_WORDS = """
CREATE FUNCTION search_words(task bigint, version integer) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE COST 10000 SET search_path FROM CURRENT AS $$
DECLARE
    block CONSTANT text := to_hex(task >> 14);
    body text;
    unassigned boolean;
    project bigint;
    readers bigint[];
    comments text[];
    own text[];
    said text[];
    listed text;
    lexemes text[];
BEGIN
    SELECT concat_ws(' ', title, description), assigned_to_id IS NULL, project_id,
           created_by_id || ARRAY(SELECT user_id FROM assignments WHERE task_id = task),
           ARRAY(SELECT concat_ws(' ', text, file_name) FROM comments WHERE task_id = task ORDER BY id)
    INTO body, unassigned, project, readers, comments FROM tasks WHERE id = task;
    own := stems_of(left(body, 100000));
    IF comments <> '{}' THEN
        said := stems_of(left(array_to_string(comments, ' '), 250000));
    END IF;
    listed := concat_ws(
        chr(31),
        block || '@' || nullif(array_to_string(readers, chr(31) || block || '@'), ''),
        block || ':' || nullif(array_to_string(own, chr(31) || block || ':'), ''),
        CASE WHEN project <> 1 THEN block || '#' || project END,
        CASE WHEN unassigned AND project = 1
             THEN block || '*' || nullif(array_to_string(own, chr(31) || block || '*'), '') END,
        block || ':' || nullif(array_to_string(said, chr(31) || block || ':'), '')
    );
    lexemes := string_to_array(listed, chr(31));
    IF octet_length(listed) > 1000000 THEN
        lexemes := ARRAY(
            SELECT lexeme FROM (
                SELECT lexeme, sum(octet_length(lexeme)) OVER (ORDER BY place) AS size
                FROM unnest(lexemes) WITH ORDINALITY AS its (lexeme, place)
            ) AS sized
            WHERE size <= 1000000
        );
    END IF;
    RETURN array_to_tsvector(lexemes);
END $$
"""
# The task's row is locked before its parts are read. Otherwise a comment and an assignment at the same moment
# would miss each other. `known`: write only if there is a document already. A task without one is deleted, or
# is being created and gets its document at the end.
WRITE_SEARCH_DOCUMENT = """
CREATE FUNCTION write_search_document(task bigint, known boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM tasks WHERE id = task FOR NO KEY UPDATE;
    IF known AND NOT EXISTS (SELECT FROM search_documents WHERE task_id = task) THEN
        RETURN;
    END IF;
    DELETE FROM search_documents
    WHERE task_id = task AND EXISTS (SELECT FROM tasks WHERE id = task AND deleted_at IS NOT NULL);
    INSERT INTO search_documents AS its (task_id)
    SELECT id FROM tasks WHERE id = task AND deleted_at IS NULL
    ON CONFLICT (task_id) DO UPDATE SET version = its.version + 1;
END $$
"""
# For changes while triggers were disabled, and for a PostgreSQL that stems words differently.
REMAKE_SEARCH_DOCUMENTS = """
CREATE FUNCTION remake_search_documents() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE search_documents;
    DROP INDEX IF EXISTS ix_search_documents_words;
    INSERT INTO search_documents (task_id) SELECT id FROM tasks WHERE deleted_at IS NULL ORDER BY id;
    CREATE INDEX ix_search_documents_words ON search_documents
    USING gin (search_words(task_id, version)) WITH (gin_pending_list_limit = 64);
    ALTER INDEX ix_search_documents_words ALTER COLUMN 1 SET STATISTICS 0;
END $$
"""
SEARCH_CREATED_TASKS = """
CREATE FUNCTION search_created_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_documents (task_id) SELECT id FROM created WHERE deleted_at IS NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
SEARCH_CHANGED_TASK = """
CREATE FUNCTION search_changed_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM write_search_document(NEW.id, false);
    RETURN NULL;
END $$
"""
# A trigger of `tasks` has the task's row already. If it creates the task, there is no document yet.
SEARCH_ASSIGNED_TASKS = """
CREATE FUNCTION search_assigned_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM write_search_document(task_id, true) FROM (
        SELECT DISTINCT task_id FROM added
        WHERE pg_trigger_depth() = 1
              OR (SELECT version FROM search_documents AS its WHERE its.task_id = added.task_id) IS NOT NULL
        ORDER BY task_id
    ) AS its;
    RETURN NULL;
END $$
"""
SEARCH_PART_OF_TASK = """
CREATE FUNCTION search_part_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM write_search_document(OLD.task_id, true);
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.task_id <> OLD.task_id THEN
        PERFORM write_search_document(NEW.task_id, true);
    END IF;
    RETURN NULL;
END $$
"""
# The triggers of tasks run after `assign_created_tasks` and `sync_assignments`, by name. So a new task is
# written once, with its first assignee.
SEARCH_TRIGGERS = (
    """
    CREATE TRIGGER write_search_document AFTER INSERT ON tasks REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION search_created_tasks()
    """,
    """
    CREATE TRIGGER write_search_document_of_changed
    AFTER UPDATE OF title, description, assigned_to_id, created_by_id, deleted_at, project_id
    ON tasks FOR EACH ROW
    WHEN ((OLD.title, OLD.description, OLD.assigned_to_id IS NULL, OLD.created_by_id, OLD.deleted_at IS NULL,
           OLD.project_id)
          IS DISTINCT FROM
          (NEW.title, NEW.description, NEW.assigned_to_id IS NULL, NEW.created_by_id, NEW.deleted_at IS NULL,
           NEW.project_id))
    EXECUTE FUNCTION search_changed_task()
    """,
    """
    CREATE TRIGGER write_search_document AFTER UPDATE OF task_id, user_id OR DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION search_part_of_task()
    """,
    """
    CREATE TRIGGER write_search_documents AFTER INSERT ON assignments REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION search_assigned_tasks()
    """,
    """
    CREATE TRIGGER write_search_document
    AFTER INSERT OR UPDATE OF task_id, text, file_name OR DELETE ON comments
    FOR EACH ROW EXECUTE FUNCTION search_part_of_task()
    """,
)
# A link ends when its creator stops being an admin with access, also by SQL, and does not come back.
END_LINKS = """
CREATE FUNCTION end_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM invites WHERE created_by_id = NEW.id AND used_at IS NULL;
    RETURN NULL;
END $$
"""
LINKS_TRIGGER = """
CREATE TRIGGER end_links AFTER UPDATE OF role, access ON users FOR EACH ROW
WHEN (OLD.role = 'admin' AND OLD.access = 'active' AND (NEW.role <> 'admin' OR NEW.access <> 'active'))
EXECUTE FUNCTION end_links()
"""
ADD_SETTINGS = """
CREATE FUNCTION add_notification_settings() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO notification_settings (user_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
# The time of a person's digest depends on their zone, and on whether the bot may write to them.
RECOMPUTE_DIGEST = """
CREATE FUNCTION recompute_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notification_settings SET next_digest_at = '-infinity' WHERE user_id = NEW.id;
    RETURN NULL;
END $$
"""
# They depend on the workdays as well, and some on the team's zone.
RECOMPUTE_DIGESTS = """
CREATE FUNCTION recompute_digests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notification_settings SET next_digest_at = '-infinity' WHERE next_digest_at > '-infinity';
    RETURN NULL;
END $$
"""
SETTINGS_TRIGGERS = (
    """
    CREATE TRIGGER add_notification_settings AFTER INSERT ON users
    FOR EACH ROW EXECUTE FUNCTION add_notification_settings()
    """,
    """
    CREATE TRIGGER recompute_digest AFTER UPDATE OF timezone, access, reachable ON users FOR EACH ROW
    WHEN ((OLD.timezone, OLD.access, OLD.reachable)
          IS DISTINCT FROM (NEW.timezone, NEW.access, NEW.reachable))
    EXECUTE FUNCTION recompute_digest()
    """,
    """
    CREATE TRIGGER recompute_digests AFTER INSERT OR UPDATE OR DELETE ON days_off
    FOR EACH STATEMENT EXECUTE FUNCTION recompute_digests()
    """,
    """
    CREATE TRIGGER recompute_digests AFTER INSERT OR UPDATE ON team FOR EACH ROW
    WHEN (NEW.key IN ('calendar', 'timezone')) EXECUTE FUNCTION recompute_digests()
    """,
)
# A person's part in a task is to be looked at when it is new, or open again, or due at another time. What
# people have set for a task goes with it: nobody is reminded of what is done, deleted or somebody else's, and
# what was put off is not for another deadline. Triggers of `tasks` run in the order of their names:
# like the scheduler, changes of tasks lock assignments before reminders.
PLAN_REMINDERS = """
CREATE FUNCTION plan_reminders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.due_date IS NULL OR NEW.hidden OR NEW.submitted_at IS NOT NULL
       OR NEW.status IN ('completed', 'rejected') THEN
        NEW.remind_at := NULL;
        NEW.remind_since := NULL;
    ELSIF NEW.remind_since IS NULL
          OR (NEW.due_date, NEW.due_at) IS DISTINCT FROM (OLD.due_date, OLD.due_at) THEN
        NEW.remind_at := '-infinity';
        NEW.remind_since := clock_timestamp();
    END IF;
    IF NEW.status IN ('completed', 'rejected') OR NEW.submitted_at IS NOT NULL THEN
        DELETE FROM reminders WHERE task_id = NEW.task_id AND user_id = NEW.user_id;
    END IF;
    RETURN NEW;
END $$
"""
DROP_REMINDERS = """
CREATE FUNCTION drop_reminders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM reminders WHERE task_id = OLD.task_id AND user_id = OLD.user_id;
    RETURN NULL;
END $$
"""
REMINDERS_FOLLOW_TASK = """
CREATE FUNCTION reminders_follow_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.deleted_at IS NOT NULL OR NEW.status IN ('completed', 'rejected') THEN
        DELETE FROM reminders WHERE task_id = NEW.id;
        RETURN NULL;
    END IF;
    IF (OLD.due_date, OLD.due_at) IS DISTINCT FROM (NEW.due_date, NEW.due_at) THEN
        DELETE FROM reminders WHERE task_id = NEW.id AND snoozed;
        UPDATE reminders SET remind_at = '-infinity', since = clock_timestamp()
        WHERE task_id = NEW.id AND before IS NOT NULL;
    END IF;
    IF OLD.remind_before <> NEW.remind_before THEN
        UPDATE assignments SET remind_at = '-infinity', remind_since = clock_timestamp()
        WHERE task_id = NEW.id AND remind_since IS NOT NULL;
    END IF;
    RETURN NULL;
END $$
"""
REMINDERS_FOLLOW_PERSON = """
CREATE FUNCTION reminders_follow_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE assignments SET remind_at = '-infinity'
    WHERE user_id = NEW.id AND NOT hidden AND remind_since IS NOT NULL;
    UPDATE reminders SET remind_at = '-infinity' WHERE user_id = NEW.id AND before IS NOT NULL;
    RETURN NULL;
END $$
"""
REMINDERS_FOLLOW_CHOICE = """
CREATE FUNCTION reminders_follow_choice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE assignments SET remind_at = '-infinity', remind_since = clock_timestamp()
    WHERE user_id = NEW.user_id AND NOT hidden AND remind_since IS NOT NULL;
    RETURN NULL;
END $$
"""
# So many rows would be changed, and locked, that the scheduler does it step by step (`repository/reminders`).
# The value has how far it has come, and between which days what is planned is to be planned again.
REPLAN_REMINDERS = """
CREATE FUNCTION replan_reminders(first date, last date) RETURNS void
LANGUAGE sql SET datestyle = 'ISO, YMD' AS $$
    INSERT INTO team (key, value) VALUES ('replan', '0 ' || first || ' ' || last)
    ON CONFLICT (key) DO UPDATE SET value = '0 ' || least(first, split_part(team.value, ' ', 2)::date)
        || ' ' || greatest(last, split_part(team.value, ' ', 3)::date)
$$
"""
REMINDERS_FOLLOW_DAYS = """
CREATE FUNCTION reminders_follow_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day CONSTANT date := CASE TG_OP WHEN 'DELETE' THEN OLD.day ELSE NEW.day END;
BEGIN
    PERFORM replan_reminders(day - 20, day + 20);
    RETURN NULL;
END $$
"""
REMINDERS_FOLLOW_TEAM = """
CREATE FUNCTION reminders_follow_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM replan_reminders('-infinity', 'infinity');
    UPDATE reminders SET remind_at = '-infinity' WHERE before IS NOT NULL;
    RETURN NULL;
END $$
"""
REMINDERS_TRIGGERS = (
    """
    CREATE TRIGGER plan_reminders
    BEFORE UPDATE OF status, submitted_at, hidden, due_date, due_at ON assignments FOR EACH ROW
    WHEN ((OLD.status IN ('completed', 'rejected'), OLD.submitted_at, OLD.hidden, OLD.due_date, OLD.due_at)
          IS DISTINCT FROM
          (NEW.status IN ('completed', 'rejected'), NEW.submitted_at, NEW.hidden, NEW.due_date, NEW.due_at))
    EXECUTE FUNCTION plan_reminders()
    """,
    """
    CREATE TRIGGER drop_reminders AFTER DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION drop_reminders()
    """,
    """
    CREATE TRIGGER update_reminders AFTER UPDATE ON tasks FOR EACH ROW
    WHEN ((OLD.status IN ('completed', 'rejected'), OLD.deleted_at, OLD.due_date, OLD.due_at,
           OLD.remind_before)
          IS DISTINCT FROM
          (NEW.status IN ('completed', 'rejected'), NEW.deleted_at, NEW.due_date, NEW.due_at,
           NEW.remind_before))
    EXECUTE FUNCTION reminders_follow_task()
    """,
    """
    CREATE TRIGGER reminders_follow_person AFTER UPDATE OF timezone ON users FOR EACH ROW
    WHEN (OLD.timezone IS DISTINCT FROM NEW.timezone)
    EXECUTE FUNCTION reminders_follow_person()
    """,
    """
    CREATE TRIGGER reminders_follow_choice AFTER UPDATE OF reminders ON notification_settings FOR EACH ROW
    WHEN (OLD.reminders <> NEW.reminders)
    EXECUTE FUNCTION reminders_follow_choice()
    """,
    """
    CREATE TRIGGER reminders_follow_days AFTER INSERT OR UPDATE OR DELETE ON days_off
    FOR EACH ROW EXECUTE FUNCTION reminders_follow_days()
    """,
    """
    CREATE TRIGGER reminders_follow_team AFTER INSERT OR UPDATE ON team FOR EACH ROW
    WHEN (NEW.key IN ('calendar', 'timezone')) EXECUTE FUNCTION reminders_follow_team()
    """,
)
# The next occurrence may be due now, and the days of many rules depend on the workdays.
LOOK_AGAIN = """
CREATE FUNCTION look_at_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE series SET next_at = '-infinity' WHERE id = OLD.series_id AND ended_at IS NULL;
    RETURN NULL;
END $$
"""
LOOK_AT_ALL = """
CREATE FUNCTION look_at_all_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE series SET next_at = '-infinity' WHERE next_at > '-infinity';
    RETURN NULL;
END $$
"""
SERIES_TRIGGERS = (
    """
    CREATE TRIGGER look_at_all_series AFTER INSERT OR UPDATE OR DELETE ON days_off
    FOR EACH STATEMENT EXECUTE FUNCTION look_at_all_series()
    """,
    """
    CREATE TRIGGER look_at_all_series AFTER INSERT OR UPDATE ON team FOR EACH ROW
    WHEN (NEW.key = 'calendar') EXECUTE FUNCTION look_at_all_series()
    """,
    """
    CREATE TRIGGER look_at_series AFTER UPDATE OF status, deleted_at ON tasks FOR EACH ROW
    WHEN (OLD.series_id IS NOT NULL
          AND (OLD.status, OLD.deleted_at) IS DISTINCT FROM (NEW.status, NEW.deleted_at))
    EXECUTE FUNCTION look_at_series()
    """,
    """
    CREATE TRIGGER look_at_series_of_erased AFTER DELETE ON tasks FOR EACH ROW
    WHEN (OLD.series_id IS NOT NULL) EXECUTE FUNCTION look_at_series()
    """,
    # A task that was skipped, and is worked on again, is skipped no more.
    """
    CREATE FUNCTION take_up_skipped() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.skipped := false;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER take_up_skipped BEFORE UPDATE OF status ON tasks FOR EACH ROW
    WHEN (OLD.skipped AND NEW.status <> 'rejected') EXECUTE FUNCTION take_up_skipped()
    """,
)
# Lets a person into a project who works on a task of it, or has created it. The row is locked, so that nobody
# is removed meanwhile and keeps the task.
JOIN_PROJECT = """
CREATE FUNCTION join_project(project bigint, person bigint, works boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOOP
        INSERT INTO project_members (project_id, user_id, role) VALUES (project, person, 'member')
        ON CONFLICT DO NOTHING;
        IF works THEN
            UPDATE project_members SET role = 'member'
            WHERE project_id = project AND user_id = person AND role = 'viewer';
        END IF;
        PERFORM FROM project_members WHERE project_id = project AND user_id = person FOR KEY SHARE;
        EXIT WHEN FOUND;
    END LOOP;
END $$
"""
# Takes from a person what they do in a project: all of it, or only the work that is open.
LEAVE_PROJECT = """
CREATE FUNCTION leave_project(project bigint, person bigint, wholly boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    own bigint[];
BEGIN
    own := ARRAY(
        SELECT id FROM tasks
        WHERE project_id = project AND id IN (
            SELECT task_id FROM assignments WHERE user_id = person
            UNION SELECT id FROM tasks WHERE created_by_id = person
        )
        ORDER BY id FOR NO KEY UPDATE
    );
    DELETE FROM assignments
    WHERE user_id = person AND task_id = ANY (own) AND (wholly OR status IN ('pending', 'in_progress'));
    UPDATE tasks
    SET created_by_id = CASE WHEN wholly THEN NULLIF(created_by_id, person) ELSE created_by_id END,
        assigned_to_id = (
            SELECT user_id FROM assignments WHERE task_id = tasks.id
            ORDER BY user_id IS NOT DISTINCT FROM assigned_to_id DESC, created_at, user_id LIMIT 1
        ),
        status = COALESCE(status_of_assignments(id), status)
    WHERE id = ANY (own);
    UPDATE series
    SET created_by_id = CASE WHEN wholly THEN NULLIF(created_by_id, person) ELSE created_by_id END,
        assignee_ids = array_remove(assignee_ids, person)
    WHERE project_id = project AND (created_by_id = person OR person = ANY (assignee_ids));
    IF wholly THEN
        DELETE FROM reminders
        WHERE user_id = person AND (SELECT project_id FROM tasks WHERE id = task_id) = project;
    END IF;
END $$
"""
FOLLOW_MEMBERS = """
CREATE FUNCTION follow_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR TG_OP = 'UPDATE' AND (OLD.project_id, OLD.user_id) <> (NEW.project_id, NEW.user_id) THEN
        UPDATE users SET project_roles = project_roles - OLD.project_id::text WHERE id = OLD.user_id;
        PERFORM leave_project(OLD.project_id, OLD.user_id, true);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE users SET project_roles = project_roles || jsonb_build_object(NEW.project_id::text, NEW.role)
        WHERE id = NEW.user_id;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.role = 'viewer' THEN
        PERFORM leave_project(NEW.project_id, NEW.user_id, false);
    END IF;
    RETURN NULL;
END $$
"""
JOIN_PROJECTS_OF_CREATED = """
CREATE FUNCTION join_projects_of_created() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM join_project(project_id, created_by_id, false) FROM (
        SELECT DISTINCT project_id, created_by_id FROM created
        WHERE project_id <> 1 AND created_by_id IS NOT NULL
        ORDER BY project_id, created_by_id
    ) AS its;
    RETURN NULL;
END $$
"""
# In a team of one project it looks at no task.
JOIN_PROJECTS_OF_ASSIGNED = """
CREATE FUNCTION join_projects_of_assigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM projects WHERE id <> 1) THEN
        PERFORM join_project(project, user_id, true) FROM (
            SELECT DISTINCT (SELECT project_id FROM tasks WHERE id = task_id) AS project, user_id FROM added
            ORDER BY project, user_id
        ) AS its
        WHERE project <> 1;
    END IF;
    RETURN NULL;
END $$
"""
JOIN_PROJECT_OF_MOVED = """
CREATE FUNCTION join_project_of_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.created_by_id IS NOT NULL THEN
        PERFORM join_project(NEW.project_id, NEW.created_by_id, false);
    END IF;
    IF NEW.project_id <> OLD.project_id THEN
        PERFORM join_project(NEW.project_id, user_id, true) FROM (
            SELECT user_id FROM assignments WHERE task_id = NEW.id ORDER BY user_id
        ) AS its;
    END IF;
    RETURN NULL;
END $$
"""
JOIN_PROJECT_OF_REASSIGNED = """
CREATE FUNCTION join_project_of_reassigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM join_project(project_id, NEW.user_id, true) FROM tasks WHERE id = NEW.task_id AND project_id <> 1;
    RETURN NULL;
END $$
"""
PROJECT_TRIGGERS = (
    """
    CREATE TRIGGER follow_members AFTER INSERT OR UPDATE OR DELETE ON project_members
    FOR EACH ROW EXECUTE FUNCTION follow_members()
    """,
    """
    CREATE TRIGGER join_projects AFTER INSERT ON tasks REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION join_projects_of_created()
    """,
    """
    CREATE TRIGGER join_projects AFTER INSERT ON assignments REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION join_projects_of_assigned()
    """,
    """
    CREATE TRIGGER join_project AFTER UPDATE OF project_id, created_by_id ON tasks FOR EACH ROW
    WHEN (NEW.project_id <> 1
          AND (OLD.project_id, OLD.created_by_id) IS DISTINCT FROM (NEW.project_id, NEW.created_by_id))
    EXECUTE FUNCTION join_project_of_moved()
    """,
    """
    CREATE TRIGGER join_project AFTER UPDATE OF task_id, user_id ON assignments
    FOR EACH ROW EXECUTE FUNCTION join_project_of_reassigned()
    """,
)
# The row is read again: triggers that run before this one may have changed it.
SYNC_TASK_LABELS = """
CREATE FUNCTION sync_task_labels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE task_labels AS its
    SET position = tasks.position, status = tasks.status, priority = tasks.priority, due_at = tasks.due_at,
        submitted_at = tasks.submitted_at, hidden = tasks.deleted_at IS NOT NULL,
        unassigned = tasks.assigned_to_id IS NULL
    FROM tasks WHERE tasks.id = NEW.id AND its.task_id = NEW.id;
    RETURN NULL;
END $$
"""
NOTE_LABELLED = """
CREATE FUNCTION note_labelled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tasks SET labelled = true
    WHERE id IN (SELECT task_id FROM added) AND NOT labelled;
    RETURN NULL;
END $$
"""
# A label that the other project has not is made there, as far as it has room.
MOVE_TASK_LABELS = """
CREATE FUNCTION move_task_labels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM task_labels WHERE task_id = NEW.id) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM projects WHERE id = NEW.project_id FOR NO KEY UPDATE;
    INSERT INTO labels (project_id, name, folded)
    SELECT NEW.project_id, name, folded FROM labels JOIN task_labels ON label_id = labels.id
    WHERE task_id = NEW.id AND NOT EXISTS (
        SELECT FROM labels AS there WHERE there.project_id = NEW.project_id AND there.folded = labels.folded
    )
    ORDER BY folded
    LIMIT greatest(100 - (SELECT count(*) FROM labels WHERE project_id = NEW.project_id), 0);
    UPDATE task_labels SET label_id = there.id
    FROM labels, labels AS there
    WHERE task_id = NEW.id AND labels.id = label_id
          AND there.project_id = NEW.project_id AND there.folded = labels.folded;
    DELETE FROM task_labels USING labels
    WHERE task_id = NEW.id AND labels.id = label_id AND labels.project_id <> NEW.project_id;
    RETURN NULL;
END $$
"""
LABEL_TRIGGERS = (
    """
    CREATE TRIGGER sync_task_labels AFTER UPDATE ON tasks FOR EACH ROW
    WHEN (NEW.labelled AND
          (OLD.position, OLD.status, OLD.priority, OLD.due_at, OLD.submitted_at, OLD.deleted_at IS NULL,
           OLD.assigned_to_id IS NULL)
          IS DISTINCT FROM
          (NEW.position, NEW.status, NEW.priority, NEW.due_at, NEW.submitted_at, NEW.deleted_at IS NULL,
           NEW.assigned_to_id IS NULL))
    EXECUTE FUNCTION sync_task_labels()
    """,
    """
    CREATE TRIGGER move_task_labels AFTER UPDATE OF project_id ON tasks FOR EACH ROW
    WHEN (NEW.labelled AND OLD.project_id <> NEW.project_id)
    EXECUTE FUNCTION move_task_labels()
    """,
    """
    CREATE TRIGGER note_labelled AFTER INSERT ON task_labels REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION note_labelled()
    """,
)
# Each statement that changes tasks marks the boards of their projects (`repository.boards`).
BOARD_FUNCTIONS = (
    """
    CREATE FUNCTION mark_board(of bigint) RETURNS void LANGUAGE sql AS $$
        INSERT INTO board_changes (chat_id, thread_id)
        SELECT chat_id, thread_id FROM boards JOIN group_chats USING (chat_id)
        WHERE project_id = of AND lost_at IS NULL AND left_at IS NULL
    $$
    """,
    """
    CREATE FUNCTION mark_boards() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM boards) THEN
            PERFORM mark_board(project_id) FROM (SELECT DISTINCT project_id FROM changed) AS its;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION mark_boards_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM boards) THEN
            PERFORM mark_board(project_id)
            FROM (SELECT project_id FROM was UNION SELECT project_id FROM changed) AS its;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION look_at_boards() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE boards SET look_at = '-infinity' WHERE chat_id = NEW.chat_id;
        RETURN NULL;
    END $$
    """,
)
BOARD_TRIGGERS = (
    """
    CREATE TRIGGER mark_boards_of_created AFTER INSERT ON tasks REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_boards()
    """,
    """
    CREATE TRIGGER mark_boards_of_changed AFTER UPDATE ON tasks
    REFERENCING OLD TABLE AS was NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_boards_of_changed()
    """,
    """
    CREATE TRIGGER mark_boards_of_deleted AFTER DELETE ON tasks REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_boards()
    """,
    """
    CREATE TRIGGER look_at_boards AFTER UPDATE OF left_at ON group_chats FOR EACH ROW
    WHEN (OLD.left_at IS NOT NULL AND NEW.left_at IS NULL) EXECUTE FUNCTION look_at_boards()
    """,
)
for _statement in (
    STATUS_OF_ASSIGNMENTS,
    COUNT_VERSION,
    ASSIGN_CREATED_TASKS,
    SYNC_ASSIGNMENTS,
    *TRIGGERS,
    INSTANT_OF,
    KEEP_DEADLINE,
    DEADLINE_TRIGGER,
    NOTE_SUBMISSION_OF,
    NOTE_SUBMISSION,
    NOTE_SUBMISSIONS,
    *SUBMISSION_TRIGGERS,
    REFUSE,
    STEMS_OF,
    WRITE_SEARCH_DOCUMENT,
    REMAKE_SEARCH_DOCUMENTS,
    SEARCH_CREATED_TASKS,
    SEARCH_CHANGED_TASK,
    SEARCH_ASSIGNED_TASKS,
    SEARCH_PART_OF_TASK,
    *SEARCH_TRIGGERS,
    END_LINKS,
    LINKS_TRIGGER,
    ADD_SETTINGS,
    RECOMPUTE_DIGEST,
    RECOMPUTE_DIGESTS,
    *SETTINGS_TRIGGERS,
    PLAN_REMINDERS,
    DROP_REMINDERS,
    REMINDERS_FOLLOW_TASK,
    REMINDERS_FOLLOW_PERSON,
    REMINDERS_FOLLOW_CHOICE,
    REPLAN_REMINDERS,
    REMINDERS_FOLLOW_DAYS,
    REMINDERS_FOLLOW_TEAM,
    *REMINDERS_TRIGGERS,
    LOOK_AGAIN,
    LOOK_AT_ALL,
    *SERIES_TRIGGERS,
    JOIN_PROJECT,
    LEAVE_PROJECT,
    FOLLOW_MEMBERS,
    JOIN_PROJECTS_OF_CREATED,
    JOIN_PROJECTS_OF_ASSIGNED,
    JOIN_PROJECT_OF_MOVED,
    JOIN_PROJECT_OF_REASSIGNED,
    *PROJECT_TRIGGERS,
    *BOARD_FUNCTIONS,
    *BOARD_TRIGGERS,
    "INSERT INTO projects DEFAULT VALUES",  # the default one
    SYNC_TASK_LABELS,
    NOTE_LABELLED,
    MOVE_TASK_LABELS,
    *LABEL_TRIGGERS,
    # Statistics do not help: a generic plan does not know the query.
    "ALTER INDEX ix_search_documents_words ALTER COLUMN 1 SET STATISTICS 0",
):
    event.listen(metadata, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]
# The index needs it.
event.listen(metadata, "before_create", DDL(SEARCH_WORDS))  # type: ignore[no-untyped-call]
