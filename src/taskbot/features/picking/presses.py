"""A press that shows more to choose from."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from taskbot.domain.models import Cursor, Page
from taskbot.language.arguments import LARGEST_PAGE


class Scope(StrEnum):
    """The tasks that are offered; the values stand in the data of buttons, so they never change."""

    MINE = "m"
    CREATED = "c"
    UNASSIGNED = "u"
    ALL = "a"
    FINISHED = "f"
    SUBMITTED = "s"
    DELETED = "d"
    CLAIMED = "t"
    RECURRING = "r"
    WITH_FILES = "p"
    WITH_OWN_COMMENT = "o"


# As `_written` writes it; ids and positions as PostgreSQL compares them.
_CURSOR = re.compile(r"([fb])([0-9a-f]{1,15})\.([0-9a-f]{1,15})")


class PickerPress(CallbackData, prefix="pick", sep="|"):
    """A press that turns to page `number` of the choices for `command`; `given` has its arguments so far.

    For tasks, `scope` says which are shown, and `cursor` where the page begins or ends.
    """

    command: str
    given: str = ""
    scope: Scope | None = None
    number: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 1
    cursor: str = ""

    @property
    def place(self) -> Cursor | None:
        """The place beside which the page is; for a forged one, the first page."""
        match = _CURSOR.fullmatch(self.cursor)
        return (
            Cursor(forward=match[1] == "f", position=int(match[2], 16), id=int(match[3], 16))
            if match
            else None
        )

    def to_scope(self, scope: Scope) -> PickerPress:
        """Turn to the first page of other tasks."""
        return self.model_copy(update={"scope": scope, "number": 1, "cursor": ""})

    def to_number(self, number: int) -> PickerPress:
        """Turn to a page of people."""
        return self.model_copy(update={"number": number})

    def beside(self, page: Page, scope: Scope, *, forward: bool) -> PickerPress:
        """Turn to the tasks after, or before, those of a page that has some."""
        row = page.rows[-1 if forward else 0]
        number = min(page.number + 1, LARGEST_PAGE) if forward else max(page.number - 1, 1)
        cursor = f"{'f' if forward else 'b'}{row.position:x}.{row.id:x}"
        return self.model_copy(update={"scope": scope, "number": number, "cursor": cursor})
