"""The revisions of the tables, and the errors about a database's revision."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__)
# In an installed wheel (pyproject, force-include), and in a checkout.
FOLDERS = (HERE.parents[1] / "_alembic", HERE.parents[3] / "alembic")
# A revision's id is the number at the beginning of its file name; a test checks that.
REVISION_FILE = re.compile(r"(?P<revision>[0-9]{4})_\w+\.py")


# The tables of the newest revision; the tests hold them to the schema.
TABLES = (
    "announcements", "asks", "assignments", "board_changes", "boards", "cards", "changes", "comments",
    "days_off", "digest_items", "drafts", "escalations", "group_bindings", "group_chats", "inbox", "invites",
    "labels", "loose_files", "notices", "notification_settings", "outbox", "pending_assignees",
    "project_members", "projects", "reminders", "reminders_sent", "saved_filters", "search_documents",
    "searches", "series", "task_labels", "task_sources", "tasks", "team", "users",
)  # fmt: skip


class MigrationError(Exception):
    """The database cannot be used at its revision. The text is shown to people."""


class Busy(Exception):  # noqa: N818 (a reason to try again)
    """Another program has locked a table that a revision must change."""


def folder() -> Path:
    """Return Alembic's folder, with `env.py` and `versions`."""
    return next(path for path in FOLDERS if path.is_dir())


def known() -> list[str]:
    """Return the ids of all known revisions, the oldest first."""
    names = (REVISION_FILE.fullmatch(path.name) for path in (folder() / "versions").iterdir())
    return sorted(name["revision"] for name in names if name)
