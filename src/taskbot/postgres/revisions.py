"""Which revisions of the tables there are, and what can be wrong with a database's."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__)
# In an installed wheel, and in a checkout (pyproject, force-include).
FOLDERS = (HERE.parents[1] / "_alembic", HERE.parents[3] / "alembic")
# A revision's id is the number that its file's name begins with; the tests hold them to it.
REVISION_FILE = re.compile(r"(?P<revision>[0-9]{4})_\w+\.py")


# The tables of the newest revision; the tests hold them to the schema.
TABLES = (
    "assignments", "asks", "cards", "changes", "comments", "drafts", "inbox", "invites", "notices", "outbox",
    "search_documents", "searches", "tasks", "team", "users",
)  # fmt: skip


class MigrationError(Exception):
    """The database cannot be used at its revision; the text is for people."""


class Busy(Exception):  # noqa: N818 (a reason to try again)
    """Somebody else holds a table that a revision must change."""


def folder() -> Path:
    """Alembic's folder (`env.py`, `versions`)."""
    return next(path for path in FOLDERS if path.is_dir())


def known() -> list[str]:
    """The ids of the revisions that this taskbot knows, the oldest first."""
    names = (REVISION_FILE.fullmatch(path.name) for path in (folder() / "versions").iterdir())
    return sorted(name["revision"] for name in names if name)
