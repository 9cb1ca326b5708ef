"""What others hear of an act: in their own language, and never of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskbot.replies import Replies, say
from taskbot.texts import render
from taskbot.texts.l10n import Html, l10n_of, language_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from zoneinfo import ZoneInfo

    from taskbot.models import Language, Person, Status, Task, User
    from taskbot.texts.l10n import L10n


def assigned(task: Task, actor: User, default: Language | None, today: date, timezone: ZoneInfo) -> Replies:
    """Tell the assignee of a new task."""

    def text(l10n: L10n) -> Html:
        parts = (
            l10n("task-assigned", creator=render.name(actor)),
            render.card(task, l10n, today, timezone),
            l10n("task-status-hint", id=str(task.id)),
        )
        return Html("\n\n".join(parts))

    return _tell([task.assignee], actor, default, text)


def status_changed(task: Task, status: Status, actor: User, default: Language | None) -> Replies:
    """Tell the creator and the assignee; `task` is as it was before."""

    def text(l10n: L10n) -> Html:
        return l10n(
            "status-changed-by",
            name=render.name(actor),
            id=str(task.id),
            title=render.title(task),
            before=l10n("status", status=task.status),
            after=l10n("status", status=status),
        )

    return _tell([task.creator, task.assignee], actor, default, text)


def _tell(
    people: list[Person | None], actor: User, default: Language | None, text: Callable[[L10n], Html]
) -> Replies:
    hearers = {person.id: person for person in people if person is not None and person.id != actor.id}
    return [
        say(person.telegram_id, text(l10n_of(language_of(person.language_code, default))))
        for person in hearers.values()
        if person.reachable
    ]
