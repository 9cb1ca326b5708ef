"""The projects of the team, which are read for names and settings with almost every answer.

They are remembered for a second, in which a change by another program is not seen; one by the bot counts at
once. Who may see a project is not remembered here: that is in the person's row (`rules.role_in`).
"""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import Person, Project
from taskbot.repository import projects

FRESH = 1.0  # seconds


class Projects:
    """What projects there are."""

    def __init__(self) -> None:
        self._known: Mapping[int, Project] = {}
        self._until = 0.0  # by `monotonic`
        self._settled = 0.0  # until then a change may not be committed yet

    async def every(self, uow: UnitOfWork) -> Mapping[int, Project]:
        """Give all projects by id, the default one first. Few people see all of them: see `seen_by`."""
        now = monotonic()
        if now < self._until and projects.TABLE not in uow.changed:
            return self._known
        found = await projects.every(uow)
        if now >= self._settled and projects.TABLE not in uow.changed:
            self._known, self._until = found, now + FRESH
        return found

    async def several(self, uow: UnitOfWork) -> bool:
        """Whether there is more than the default project. If not, nobody reads of projects."""
        return len(await self.every(uow)) > 1

    async def seen_by(self, person: Person, uow: UnitOfWork) -> list[Project]:
        """Give the projects that a person sees: the default one, and those of which they are a member."""
        every = (await self.every(uow)).values()
        return [it for it in every if rules.role_in(it.id, person) is not None]

    async def seen(self, project_id: int, person: Person, uow: UnitOfWork) -> Project | None:
        """Give a project; None where the person does not see it, or it is no more."""
        project = (await self.every(uow)).get(project_id)
        return None if rules.role_in(project_id, person) is None else project

    def forget(self) -> None:
        """Read them again: an update that has not been committed yet has changed one."""
        self._until, self._settled = 0.0, monotonic() + FRESH
