"""A press on a list, as the 64 bytes of a button's data hold it (Bot API, «InlineKeyboardButton»)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import TypeVar

from taskbot.domain.models import (
    EVERYTHING,
    Cursor,
    Due,
    Filter,
    Listing,
    Page,
    Priority,
    Status,
)
from taskbot.language.arguments import LARGEST_PAGE

T = TypeVar("T", bound="StrEnum")


# --- Presses ------------------------------------------------------------------------------------


class Step(IntEnum):
    """What a press on a list does; the numbers stand in the data of buttons."""

    TURN = 0  # to a page
    OPEN = 1  # a task
    FILTER = 2  # choose filters
    PEOPLE = 3  # choose an assignee, on that page of the team
    LABELS = 4  # choose a label, on that page of them


PREFIX = "l:"
SAVING = "f:"  # the same, to save the filter
_LISTINGS, _STEPS = tuple(Listing), tuple(Step)
_BIG = 2**63
_PROJECTS = 1 << 20  # whose ids a button can hold
_FIRST_STEPS = 4  # those of 0.1.0
# How many values each part of a press has, in the order of `_parts`; what is forged has no others. Buttons of
# earlier releases had fewer parts: what is new stands in front, where theirs is 0. Data has room for 10 bits
# more.
_BOUNDS = (
    *(2 * _PROJECTS, 1 << 30, 4, 4, 32, _FIRST_STEPS, LARGEST_PAGE + 1, 1 << 4, 1 << 4, 1 << 4, 3),
    *(_BIG, _BIG, _BIG, _BIG),
)


@dataclass(frozen=True, slots=True)
class PagePress:
    """A press on a list: to its page of that number, on the given side of a row, or to a step from there.

    `search_id` says what was searched for, `task_id` which task to open. With `projects`, the step is to
    choose a project, on that page of them.
    """

    listing: Listing
    filter: Filter = EVERYTHING
    number: int = 1
    cursor: Cursor | None = None
    step: Step = Step.TURN
    task_id: int = 0
    search_id: int = 0
    projects: bool = False

    def pack(self) -> str:
        """Write it as the data of a button: all parts as digits of one number, in base 64."""
        number = 0
        for part, bound in zip(self._parts(), _BOUNDS, strict=True):
            number = number * bound + part
        written = number.to_bytes(-(-number.bit_length() // 8))
        return PREFIX + base64.urlsafe_b64encode(written).decode().rstrip("=")

    def pack_to_save(self) -> str:
        """Write it as the data of a button that saves its filter."""
        return SAVING + self.filtered(self.filter, Step.TURN).pack().removeprefix(PREFIX)

    @classmethod
    def unpack_to_save(cls, data: str) -> PagePress:
        """Read it back; raises ValueError for what `pack_to_save` does not write."""
        if not data.startswith(SAVING):
            raise ValueError("not to save")
        return cls.unpack(PREFIX + data.removeprefix(SAVING))

    def opening(self, task_id: int) -> PagePress:
        """Open a task of the list."""
        return replace(self, step=Step.OPEN, task_id=task_id)

    @classmethod
    def unpack(cls, data: str) -> PagePress:
        """Read it back; raises ValueError for what `pack` does not write."""
        text = data.removeprefix(PREFIX)
        if text == data:
            raise ValueError("not of a list")
        number = int.from_bytes(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
        parts = []
        for bound in reversed(_BOUNDS):
            number, part = divmod(number, bound)
            parts.append(part)
        if number:
            raise ValueError("more than a press holds")
        press = cls._of(parts[::-1])
        if press.pack() != data:
            raise ValueError("not as it is written")
        return press

    def _parts(self) -> tuple[int, ...]:
        side = 0 if self.cursor is None else 1 + self.cursor.forward
        place = (self.cursor.position, self.cursor.id) if self.cursor else (0, 0)
        person = 0 if self.filter.person is None else self.filter.person + 1
        return (
            2 * min(self.filter.project or 0, _PROJECTS - 1) + self.projects,
            self.filter.label or 0,
            self.step // _FIRST_STEPS,
            self.filter.open + 2 * self.filter.submitted,
            _LISTINGS.index(self.listing),
            self.step % _FIRST_STEPS,
            self.number,
            _mask(self.filter.statuses, Status),
            _mask(self.filter.priorities, Priority),
            _mask(self.filter.dues, Due),
            side,
            *place,
            self.search_id if self.listing is Listing.FOUND else person,
            self.task_id,
        )

    @classmethod
    def _of(cls, parts: Sequence[int]) -> PagePress:
        project, label, later_steps, some, listing, step, number, *rest = parts
        statuses, priorities, dues, side, position, id_, about, task_id = rest
        step += later_steps * _FIRST_STEPS
        if listing >= len(_LISTINGS) or step >= len(_STEPS):
            raise ValueError("no such list, or no such step")
        found = _LISTINGS[listing] is Listing.FOUND
        return cls(
            _LISTINGS[listing],
            Filter(
                _chosen(statuses, Status),
                _chosen(priorities, Priority),
                _chosen(dues, Due),
                about - 1 if about and not found else None,
                submitted=some >= 2,  # noqa: PLR2004 (see _parts)
                open=some % 2 == 1,
                label=label or None,
                project=project // 2 or None,
            ),
            max(number, 1),
            Cursor(forward=side == 2, position=position, id=id_) if side else None,  # noqa: PLR2004 (see _parts)
            _STEPS[step],
            task_id,
            about if found else 0,
            project % 2 == 1,
        )

    def beside(self, page: Page, *, forward: bool) -> PagePress:
        """Turn to the page behind, or before, the one that is shown."""
        number = min(page.number + 1, LARGEST_PAGE) if forward else max(page.number - 1, 1)
        if forward and page.further is not None:
            return replace(self._turn(number), cursor=Cursor(forward=True, position=0, id=page.further))
        if not page.rows:
            return self._turn(1)
        row = page.rows[-1 if forward else 0]
        return replace(self._turn(number), cursor=Cursor(forward=forward, position=row.position, id=row.id))

    def to(self, page: Page) -> PagePress:
        """Turn to the page that is shown: from its first row on, whatever comes before that by then."""
        if page.number == 1 or not page.rows:
            return self._turn(1)
        row = page.rows[0]
        before = max(row.id + (1 if self.listing.newest_first else -1), 0)
        return replace(self._turn(page.number), cursor=Cursor(forward=True, position=row.position, id=before))

    @classmethod
    def first(cls, listing: Listing) -> PagePress:
        """Show a list as its command does."""
        return cls(listing, listing.unfiltered)

    def _turn(self, number: int) -> PagePress:
        return replace(self, step=Step.TURN, number=number, cursor=None, task_id=0, projects=False)

    def filtered(self, chosen: Filter, step: Step = Step.FILTER, number: int = 1) -> PagePress:
        """Go to the choice of filters, or another step, with these chosen."""
        return replace(self._turn(number), filter=chosen, step=step)

    def choosing_project(self, number: int = 1) -> PagePress:
        """Go to the choice of a project."""
        return replace(self.filtered(self.filter, number=number), projects=True)


def _mask(chosen: frozenset[T], kind: type[T]) -> int:
    return sum(1 << place for place, it in enumerate(kind) if it in chosen) if chosen else 0


def _chosen(mask: int, kind: type[T]) -> frozenset[T]:
    return frozenset(it for place, it in enumerate(kind) if mask >> place & 1)
