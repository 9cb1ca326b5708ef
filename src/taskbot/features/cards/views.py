"""Records to text. Everything is cut to what one Telegram message holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from html import unescape

from taskbot.commands import CREATE_TASK, Command, find, for_role
from taskbot.domain.models import Change, ChangeKind, Comment, Person, Role, Status, Task
from taskbot.domain.rules import Refusal
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader

# A message holds 4,096 UTF-16 code units after its entities are parsed (Bot API, «sendMessage»), and the
# pieces below add up to less.
TITLE_IN_CARD = 600
TITLE_IN_LIST = 120
MESSAGE = 4096
DESCRIPTION = 300
NAME = 64
TOAST = 200
ASSIGNEES = 10
IN_SENTENCE = 5  # people or changes that one sentence names
COMMENT_IN_CARD = 120
REASON = 600
VALUE_IN_CHANGE = 60
FOLDED_FROM = 300  # a description longer than this is folded by the client


def units(text: str) -> int:
    """Count a text's UTF-16 code units, as Telegram does."""
    return len(text.encode("utf-16-le")) // 2


def shorten(text: str, limit: int) -> str:
    """Cut a text to `limit` UTF-16 code units, visibly: the last one is then an ellipsis."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", "ignore").rstrip() + "…"


def one_line(text: str, limit: int) -> str:
    """Fold a text into one line of at most `limit` UTF-16 code units."""
    return shorten(" ".join(text.split()), limit)


def plain(text: Html) -> str:
    """Take a text's markup away and cut it, as a toast needs it (Bot API, «answerCallbackQuery»)."""
    return shorten(_without_markup(text), TOAST)


def _without_markup(text: Html) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", text))


def name(person: Person) -> str:
    """Name a person as others know them: full name and username, or whichever there is."""
    username = f"@{person.username}" if person.username else ""
    full_name = one_line(person.full_name, NAME)
    if full_name and username:
        return f"{full_name} ({username})"
    return full_name or username or str(person.telegram_id)


def names(people: Iterable[Person]) -> str:
    """Name people in a sentence: the first of many, lest a message become too long to be sent."""
    return ", ".join(cut([name(it) for it in people]))


def cut(texts: Sequence[str]) -> list[str]:
    """Give the first of many texts, and an ellipsis for the others."""
    return [*texts[:IN_SENTENCE], *(["…"] if len(texts) > IN_SENTENCE else [])]


def called(person: Person) -> str:
    """Call a person by name, also one whose name shows nothing."""
    return one_line(person.full_name, NAME) or name(person)


def typed(named: int | str) -> str:
    """Write a Telegram id or a username as people type them."""
    return str(named) if isinstance(named, int) else f"@{named}"


def deadline(due_date: date | None, status: Status, today: date, l10n: L10n) -> Html:
    """Say when a task is due: the date, and for an unfinished task also how far away that is."""
    return l10n("no-deadline") if due_date is None else _due(due_date, status.finished, today, l10n)


@lru_cache(maxsize=1024)
def _due(due_date: date, finished: bool, today: date, l10n: L10n) -> Html:
    day = l10n.day(due_date, today)
    return Html(day) if finished else l10n("due", date=day, relative=_relative((due_date - today).days, l10n))


def _relative(days: int, l10n: L10n) -> Html:
    if days < 0:
        return l10n("overdue", days=-days)
    if days == 0:
        return l10n("due-today")
    return l10n("due-tomorrow") if days == 1 else l10n("due-in", days=days)


def card(task: Task, reader: Reader, head: Html | None = None) -> Html:
    """Show one task in full, below `head`; of a long description, as much as fits."""
    above = f"{head}\n\n" if head else ""
    text = f"{above}{_card(task, reader, DESCRIPTION)}"
    if task.description and units(task.description) > DESCRIPTION:
        room = units(shorten(task.description, DESCRIPTION)) + MESSAGE - units(_without_markup(Html(text)))
        text = f"{above}{_card(task, reader, max(room, 1))}"
    return Html(text)


def _card(task: Task, reader: Reader, description: int) -> Html:
    l10n, today = reader.l10n, reader.today
    text = l10n(
        "task-card",
        id=str(task.id),
        title=shorten(task.title, TITLE_IN_CARD),
        description=quote(task.description, description),
        status=_standing(task, l10n),
        priority=l10n("priority", priority=task.priority),
        deadline=deadline(task.due_date, task.status, today, l10n),
        assignees=l10n(
            "card-assignees" if len(task.assignees) > 1 else "card-assignee", names=assignees(task, l10n)
        ),
        creator=name(task.creator) if task.creator else l10n("nobody"),
        created=l10n.day(task.created_at.astimezone(reader.zone).date(), today),
    )
    latest = "\n".join(_latest(task, reader))
    return Html(f"{text}\n\n{latest}") if latest else text


def _standing(task: Task, l10n: L10n) -> Html:
    if task.deleted_at is not None:
        return l10n("status-deleted")
    status = l10n("status", status=task.status)
    if task.submitted:
        return l10n("status-submitted", status=status)
    if task.review and not task.status.finished:
        return l10n("status-review", status=status)
    return status


def assignees(task: Task, l10n: L10n) -> Html:
    """Name who works on a task; several, each with a status of their own."""
    if not task.assignees:
        return l10n("unassigned")
    if len(task.assignees) == 1:
        return Html.escape(name(task.assignees[0].person))
    lines = [
        l10n(
            "assignee-submitted" if it.submitted else "assignee-status",
            name=name(it.person),
            status=l10n("status", status=it.status),
        )
        for it in task.assignees[:ASSIGNEES]
    ]
    if more := len(task.assignees) - len(lines):
        lines.append(l10n("assignees-more", count=more))
    return Html("\n" + "\n".join(lines))


def _latest(task: Task, reader: Reader) -> list[Html]:
    lines = []
    if task.last_comment is not None:
        lines.append(last_comment(task.last_comment, task.comments, reader))
    latest = task.last_change
    # What has the moment of the creation belongs to it: who was assigned, which the card says as it is.
    if latest is not None and latest.kind is not ChangeKind.CREATED and latest.created_at != task.created_at:
        lines.append(reader.l10n("last-change", change=change(latest, reader)))
    return lines


def last_comment(comment: Comment, count: int, reader: Reader) -> Html:
    """Show the latest of a task's comments."""
    text = comment.text or reader.l10n("file-kind", kind=comment.file_kind or "document")
    return reader.l10n(
        "last-comment",
        count=count,
        name=author(comment.author, reader.l10n),
        moment=reader.l10n.moment(comment.created_at, reader.now),
        text=text if isinstance(text, Html) else one_line(text, COMMENT_IN_CARD),
    )


def author(person: Person | None, l10n: L10n) -> str:
    """Call who did something; they may have left."""
    return called(person) if person is not None else l10n("somebody")


def change(change: Change, reader: Reader) -> Html:
    """Tell one line of a task's history: when, who, what, from, to."""
    l10n = reader.l10n
    return l10n(
        "change-line",
        moment=l10n.moment(change.created_at, reader.now),
        name=author(change.actor, l10n),
        what=what(change, reader),
    )


def what(change: Change, reader: Reader) -> Html:
    """Tell what somebody did, without when and who."""
    before, after = _value(change, change.before, reader), _value(change, change.after, reader)
    return reader.l10n(f"change-{change.kind.replace('_', '-')}", before=before, after=after)


def _value(change: Change, value: str | None, reader: Reader) -> str:
    l10n = reader.l10n
    if value is None:  # of people: whoever it was, their data has been erased
        gone = change.kind in (ChangeKind.ASSIGNED, ChangeKind.UNASSIGNED)
        return l10n("somebody" if gone else "change-none")
    match change.kind:
        case ChangeKind.STATUS | ChangeKind.OWN_STATUS:
            return l10n("status", status=value)
        case ChangeKind.PRIORITY:
            return l10n("priority", priority=value)
        case ChangeKind.DEADLINE:
            return l10n.day(date.fromisoformat(value), reader.today)
    return one_line(value, VALUE_IN_CHANGE)


def quote(description: str | None, limit: int) -> Html:
    """Show a description as a quotation, folded where it is long."""
    if not description:
        return Html()
    text = shorten(description, limit)
    fold = " expandable" if len(text) > FOLDED_FROM else ""
    return Html(f"\n<blockquote{fold}>{Html.escape(text)}</blockquote>")


def title(task: Task) -> str:
    """Name a task inside a sentence."""
    return one_line(task.title, TITLE_IN_LIST)


def named(task: Task) -> dict[str, str]:
    """Give the variables by which a sentence says which task it is about."""
    return {"id": str(task.id), "title": title(task)}


def help_text(role: Role, l10n: L10n, today: date) -> Html:
    """List the commands of a role."""
    lines = [_help_line(command, l10n, today) for command in for_role(role)]
    return l10n("help", role=role, commands=Html("\n\n".join(lines)))


def _help_line(command: Command, l10n: L10n, today: date) -> Html:
    description = l10n(text_key("command", command))
    if text_key("example", command) not in l10n:
        return l10n("help-command", name=command.name, alias=command.alias, description=description)
    return l10n(
        "help-command-example",
        name=command.name,
        alias=command.alias,
        description=description,
        example=example(command, l10n, today),
    )


def text_key(kind: str, command: Command) -> str:
    """Derive the key of a command's text from its name: `command-my-tasks`."""
    return f"{kind}-{command.name.replace('_', '-')}"


def example(command: Command, l10n: L10n, today: date) -> Html:
    """Give a command to copy; its date lies ahead."""
    if command is CREATE_TASK:
        return l10n(text_key("example", command), date=today.replace(year=today.year + 1, day=1).isoformat())
    return l10n(text_key("example", command))


# What a refusal of a date need not tell: how it was given, and the nearest day that there is.
_UNTOLD: dict[str, str | int] = {"way": "none", "nearest": "none"}


def refusal(refused: Refusal, l10n: L10n) -> Html:
    """Say what was wrong; what it quotes of people's text is cut, but a whole title can be copied back."""
    variables = _UNTOLD | {key: _quoted(value) for key, value in refused.variables.items()}
    return l10n(refused.key, **_spelled(variables, l10n), **variables)


def _spelled(variables: dict[str, str | int], l10n: L10n) -> dict[str, str]:
    """Spell the command that a refusal is about, or suggests, as its reader types it."""
    name = variables.get("command", variables.get("nearest"))
    command = find(name) if isinstance(name, str) else None
    return {"spelled": f"/{command.spelled(l10n.language)}"} if command else {"spelled": ""}


def _quoted(value: str | int | date) -> str | int:
    if isinstance(value, int):
        return value
    return one_line(str(value), TITLE_IN_CARD)


def menu(role: Role, l10n: L10n) -> Iterable[tuple[str, str]]:
    """Pair each command of a role with its description, in menu order."""
    return [(command.name, l10n(text_key("command", command))) for command in for_role(role)]
