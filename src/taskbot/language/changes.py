"""Lines of a task's history in words."""

from __future__ import annotations

from taskbot.domain.models import Change, ChangeKind, Deadline
from taskbot.language.l10n import Html
from taskbot.language.labels import written
from taskbot.language.reader import Reader
from taskbot.language.recurring import words
from taskbot.language.writing import author, name, one_line, spans, when
from taskbot.repository.series import load_rule

VALUE_IN_CHANGE = 60


def line(change: Change, reader: Reader) -> Html:
    """Write a line of a task's history: when, who, what, from, to."""
    l10n, clock = reader.l10n, change.kind is ChangeKind.MISSED and change.actor is None
    return l10n(
        "change-line",
        moment=l10n.moment(change.created_at, reader.now),
        name=l10n("the-bot") if clock else author(change.actor, l10n),
        what=what(change, reader),
    )


def what(change: Change, reader: Reader) -> Html:
    """Write what was changed, without when and by whom."""
    before, after = _value(change, change.before, reader), _value(change, change.after, reader)
    return reader.l10n(f"change-{change.kind.replace('_', '-')}", before=before, after=after)


def _value(change: Change, value: str | None, reader: Reader) -> str:  # noqa: PLR0911 (one per kind)
    l10n = reader.l10n
    if change.person is not None:
        return one_line(name(change.person), VALUE_IN_CHANGE)
    if value is None:  # a person whose data has been erased
        gone = change.kind in (ChangeKind.ASSIGNED, ChangeKind.UNASSIGNED)
        return l10n("somebody" if gone else "change-none")
    match change.kind:
        case ChangeKind.STATUS | ChangeKind.OWN_STATUS:
            return l10n("status", status=value)
        case ChangeKind.PRIORITY:
            return l10n("priority", priority=value)
        case ChangeKind.DEADLINE | ChangeKind.MISSED:
            return when(Deadline.parse(value), reader)
        case ChangeKind.LABELS:
            return one_line(", ".join(map(written, value.split(","))), VALUE_IN_CHANGE)
        case ChangeKind.REMINDERS:
            return spans(map(int, value.split(",")), l10n)
        case ChangeKind.REPEAT:
            return words(load_rule(value), l10n)
    return one_line(value, VALUE_IN_CHANGE)
