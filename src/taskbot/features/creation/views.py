"""A task that is being written: what it says so far, and the buttons for all the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from zlib import crc32

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from taskbot.domain import rules
from taskbot.domain.models import (
    PAGE_SIZE,
    Deadline,
    Draft,
    PendingAssignee,
    Person,
    Priority,
    Project,
    Status,
)
from taskbot.domain.names import fold
from taskbot.domain.recurrence import LAST, Rule, Unit
from taskbot.domain.reminding import DAY, EARLIEST, MOST_OF_A_TASK
from taskbot.features.creation.service import Assignees
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.labels import find_labels
from taskbot.language.near_misses import NearMiss, near_day, near_moment, near_priority, unread_deadline
from taskbot.language.project_names import NearProject, near_project
from taskbot.language.reader import Reader
from taskbot.language.recurring import may_recur, words
from taskbot.repository.labels import LabelPage
from taskbot.repository.users import TeamPage
from taskbot.telegram import calendar
from taskbot.telegram.keyboards import Button, ButtonRow, button, in_rows, link_button, markup, ticked
from taskbot.telegram.labels import label_rows, listed, on_a_button
from taskbot.telegram.named_projects import by_name
from taskbot.telegram.people import page_buttons, people_rows

SUGGESTION = 120  # UTF-16 code units of a description that are offered as the title
_ON_A_BUTTON = 40
_NAME_ON_A_BUTTON = 24  # two of them share a row
NAMES = 10
_PERSON = re.compile(r"(?<![\w.])@\w{2,64}\b(?!\.\w)")  # and no address of e-mail


REST = "rest"  # the argument of `add_rest`


class DraftAction(StrEnum):
    """What a press does with a draft; the values stand in the data of buttons, so they never change."""

    OPEN = "open"
    WHO = "who"
    PEOPLE = "people"
    DUE = "due"
    PRIORITY = "prio"
    TITLE = "title"
    SUGGESTION = "first"  # take the beginning of the description for the title
    DESCRIPTION = "descr"
    REVIEW = "review"
    REPEAT = "repeat"
    REMIND = "remind"
    PROJECT = "project"  # `arg` is its id, or `p2` a page of them
    TAKE = "take"  # take words of the title for the deadline, the priority or the project
    LABELS = "labels"
    CREATE = "create"
    CANCEL = "cancel"


class DraftPress(CallbackData, prefix="d"):
    """A press on a draft. `arg`, what the act needs besides, says what is to be: so twice is once."""

    action: DraftAction
    id: Annotated[int, Field(ge=0, lt=2**63)]
    arg: str = ""


def _button(draft: Draft, action: DraftAction, text: str, arg: str = "", style: str | None = None) -> Button:
    return button(text, DraftPress(action=action, id=draft.id, arg=arg).pack(), style)


def _data(draft: Draft, action: DraftAction) -> Callable[[str], str]:
    return lambda arg: DraftPress(action=action, id=draft.id, arg=arg).pack()


# --- The card -------------------------------------------------------------------------------------


def near_misses(draft: Draft, now: datetime) -> list[NearMiss]:
    """Find words of the title that may be the deadline or the priority, which the draft has not.

    `now` is when the title was written, in the writer's zone.
    """
    if draft.title is None:
        return []
    found = [
        near_deadline(draft.title, now, draft.deadline) if draft.repeat is None else None,
        near_priority(draft.title) if draft.priority is Priority.MEDIUM else None,
    ]
    return [it for it in found if it is not None]


def near_deadline(title: str, now: datetime, due: Deadline | None) -> NearMiss | None:
    """Find words of a title that may be the deadline, or its time where it has none."""
    found = near_moment(title, now, due)
    if found or due:
        return found
    return near_day(title, now.date()) or unread_deadline(title)


@dataclass(frozen=True, slots=True)
class DraftProject:
    """The projects that are offered for a draft, and the id of its own; nobody is told of one alone."""

    offered: Sequence[Project]
    id: int

    @property
    def own(self) -> Project | None:
        """The draft's own, where the writer is told of projects."""
        return next((it for it in self.offered if it.id == self.id), None)

    def near(self, title: str, l10n: L10n) -> NearProject | None:
        """Find a word of a title that may name one of them, or none."""
        if not self.offered:
            return None
        its = {name: (it.id, project_name(it, l10n)) for name, it in by_name(self.offered).items()}
        return near_project(title, its, self.id)


def project_name(project: Project, l10n: L10n) -> str:
    return writing.project(project.name, l10n)


def project_lines(
    its: DraftProject, near: NearProject | None, assignees: Sequence[Person], l10n: L10n
) -> list[Html]:
    """Say which project a task would be in, who would join it, and which word was not taken for one."""
    own, lines = its.own, []
    if own is not None:
        named = project_name(own, l10n)
        lines.append(l10n("draft-project-line", name=named))
        if joining := [it for it in assignees if not rules.role_in(own.id, it)]:
            names = writing.names(joining)
            lines.append(l10n("draft-project-joins", name=named, count=len(joining), people=names))
    if near is not None:
        lines.append(l10n("draft-project-in-title", word=near.word, near=near.name or "none"))
    return lines


def card(
    draft: Draft,
    assignees: Sequence[Person],
    reader: Reader,
    missed: Sequence[NearMiss] = (),
    recurring: Html | None = None,
    more_lines: Sequence[Html] = (),
) -> Html:
    """Show what a task would be, and how it recurs; `missed` are words of its title that may mean more.

    `more_lines` say which project it would be in, and which labels it would have.
    """
    l10n = reader.l10n
    text = l10n(
        "draft-card",
        title=writing.shorten(draft.title or "", writing.TITLE_IN_CARD),
        description=writing.quote(draft.description, writing.DESCRIPTION),
        priority=l10n("priority", priority=draft.priority),
        deadline=writing.with_reminders(
            writing.deadline(draft.deadline, Status.PENDING, reader), draft.remind_before, l10n
        ),
        count=len(assignees) or 1,
        assignee=_names(assignees, l10n),
    )
    more = [*more_lines, *([recurring] if recurring else []), *_more(draft, assignees, reader)]
    if offered := [it for it in missed if it.values]:
        more.append(_in_title(offered, l10n))
    more += [l10n("draft-no-time", words=_words(it)) for it in missed if not it.values]
    return Html("\n".join([text, *more, "", l10n("draft-hint")]))


def label_lines(draft: Draft, new: Sequence[str], l10n: L10n) -> list[Html]:
    """Say which labels it would have, and which words of its title look like one."""
    lines = []
    if draft.labels:
        lines.append(l10n("labels-line", labels=listed(draft.labels)))
    if new:
        lines.append(l10n("draft-labels-new", labels=listed(new), count=len(new)))
    if found := find_labels(draft.title or "")[1]:
        lines.append(l10n("draft-labels-in-title", labels=listed(found), count=len(found)))
    return lines


def _names(assignees: Sequence[Person], l10n: L10n) -> str:
    if not assignees:
        return l10n("unassigned")
    names = ", ".join(writing.name(it) for it in assignees[:NAMES])
    return names if len(assignees) <= NAMES else f"{names}…"


def _more(draft: Draft, assignees: Sequence[Person], reader: Reader) -> list[Html]:
    l10n, lines = reader.l10n, []
    if draft.review:
        lines.append(l10n("draft-review-line"))
    if not assignees and (person := _PERSON.search(draft.title or "")):
        lines.append(l10n("draft-person-in-title", person=person[0]))
    if draft.repeat is None and may_recur(draft.title or ""):
        lines.append(l10n("draft-repeat-in-title"))
    if draft.files:
        lines.append(l10n("draft-files-line", count=len(draft.files)))
    if draft.pending:
        names = [it.name for it in draft.pending]
        lines.append(l10n("draft-pending-line", people=", ".join(writing.cut(names))))
    if draft.source is not None:
        lines.append(l10n("draft-group-line"))
    if draft.deadline is not None and draft.deadline.passed(reader.now):
        lines.append(l10n("task-created-past"))
    if unreachable := [writing.name(it) for it in assignees[:NAMES] if not it.reachable]:
        lines.append(l10n("task-unreachable", count=len(unreachable), assignee=", ".join(unreachable)))
    return lines


def doubts(named: Assignees, draft: Draft, l10n: L10n) -> list[Html]:
    """Say which names in a text did not tell who is to be assigned."""
    titled = "no" if draft.title is None else "yes"
    lines = {"draft-people-unknown": named.unknown, "draft-people-unclear": named.unclear}
    return [
        l10n(key, people=", ".join(writing.cut(names)), count=len(names), titled=titled)
        for key, names in lines.items()
        if names
    ]


def _in_title(missed: Sequence[NearMiss], l10n: L10n) -> Html:
    words = [l10n("draft-words", words=_words(it)) for it in missed]
    return l10n("draft-in-title", words=Html(", ".join(words)))


def _words(missed: NearMiss) -> str:
    return writing.one_line(missed.words, _NAME_ON_A_BUTTON)


def _takes(draft: Draft, missed: Sequence[NearMiss], reader: Reader) -> list[ButtonRow]:
    """Give a row for each near miss, with a button for each value that it may mean."""
    return [[_take(draft, it, value, reader) for value in it.values] for it in missed if it.values]


def _take(draft: Draft, missed: NearMiss, value: date | Deadline | Priority, reader: Reader) -> Button:
    l10n, due = reader.l10n, Deadline(value) if isinstance(value, date) else value
    shown = writing.when_plain(due, reader) if isinstance(due, Deadline) else l10n("priority", priority=due)
    text = l10n("draft-take", words=_words(missed), value=shown)
    arg = calendar.pick_moment(due) if isinstance(due, Deadline) else str(due)
    return _button(draft, DraftAction.TAKE, writing.without_markup(text), arg)


def keyboard(
    draft: Draft,
    offered: Sequence[Person],
    reader: Reader,
    *,
    more: bool,
    missed: Sequence[NearMiss] = (),
    project: DraftProject | None = None,
    near: NearProject | None = None,
    new_labels: Sequence[str] = (),
    link: str | None = None,
) -> InlineKeyboardMarkup:
    """Give the buttons of a draft's card; `offered` are the people who have a button each.

    `new_labels` may have been meant as words: a button puts each back into the title. With a `link` to the
    draft in private, those are left out after which something may be typed.
    """
    l10n, today = reader.l10n, reader.today
    fields = [
        _button(draft, DraftAction.DUE, l10n("draft-calendar"), "m"),
        *calendar.hours_button(draft.deadline, l10n, _data(draft, DraftAction.DUE)),
        _button(draft, DraftAction.PRIORITY, l10n("act-prio")),
        _button(draft, DraftAction.TITLE, l10n("draft-title")),
        _button(draft, DraftAction.DESCRIPTION, l10n("draft-description")),
        _button(draft, DraftAction.REPEAT, l10n("draft-repeat")),
        *_remind(draft, l10n),
        _button(draft, DraftAction.LABELS, l10n("act-labels")),
        _review(draft, l10n),
        *(_project(draft, project, l10n) if project else ()),
    ]
    rows = [
        *_takes(draft, missed, reader),
        *(_take_project(draft, near, l10n) if near else ()),
        *([_back_to_title(draft, it, l10n)] for it in new_labels),
        *_people(draft, offered, l10n, more=more and link is None),
        # The days of what recurs are those of its rule; a phone has no room for a row that says otherwise.
        *([] if draft.repeat else [calendar.quick(today, l10n, _data(draft, DraftAction.DUE))]),
        *(in_rows(fields, 2) if link is None else [[link_button(l10n("draft-elsewhere"), link)]]),
        [
            _button(draft, DraftAction.CREATE, l10n("draft-create"), style="success"),
            _cancel(draft, l10n),
        ],
    ]
    return markup(rows)


def _back_to_title(draft: Draft, name: str, l10n: L10n) -> Button:
    text = l10n("draft-label-to-title", label=on_a_button(name))
    return _button(draft, DraftAction.LABELS, writing.without_markup(text), f"t{label_mark(name)}")


def _people(draft: Draft, offered: Sequence[Person], l10n: L10n, *, more: bool) -> list[ButtonRow]:
    rows = in_rows(
        [*(_pending(draft, it) for it in draft.pending), *(_person(draft, it) for it in offered)], 2
    )
    if more:
        rows.append([_button(draft, DraftAction.PEOPLE, l10n("draft-people"), "p1")])
    return rows


def _person(draft: Draft, person: Person) -> Button:
    chosen = person.id in draft.assignee_ids
    text = f"{'✓' if chosen else '👤'} {writing.shorten(writing.called(person), _NAME_ON_A_BUTTON)}"
    return _button(draft, DraftAction.WHO, text, f"{'r' if chosen else 'a'}{person.id}")


def _pending(draft: Draft, person: PendingAssignee) -> Button:
    text = f"✓ ⏳ {writing.shorten(person.name, _NAME_ON_A_BUTTON)}"
    return _button(draft, DraftAction.WHO, text, f"{NOT_PENDING}{person.username or person.telegram_id}")


NOT_PENDING = "x"  # before a username or a Telegram id: the draft names that person no more


def _review(draft: Draft, l10n: L10n) -> Button:
    key = "draft-review-on" if draft.review else "draft-review-off"
    return _button(draft, DraftAction.REVIEW, l10n(key), "off" if draft.review else "on")


def _project(draft: Draft, its: DraftProject, l10n: L10n) -> list[Button]:
    """Give the button for the project, where there are several to choose from."""
    if len(its.offered) < 2:  # noqa: PLR2004 (several)
        return []
    name = project_name(its.own, l10n) if its.own else "…"
    return [_button(draft, DraftAction.PROJECT, l10n("draft-project", name=name), "p1")]


def _take_project(draft: Draft, near: NearProject, l10n: L10n) -> list[ButtonRow]:
    if near.name is None:
        return []
    word = writing.one_line(near.word, _NAME_ON_A_BUTTON)
    label = writing.without_markup(l10n("draft-project-take", word=word, name=near.name))
    return [[_button(draft, DraftAction.TAKE, label, f"{TAKEN}{near.id}")]]


TAKEN = "project"  # with its id, the argument of the press that takes a word of the title for a project


def projects(draft: Draft, its: DraftProject, number: int, l10n: L10n) -> list[ButtonRow]:
    """Give a page of projects to choose from, the draft's own ticked."""
    pages = -(-len(its.offered) // PAGE_SIZE)
    number = number if 1 <= number <= pages else 1
    shown = its.offered[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    buttons = [
        _button(
            draft,
            DraftAction.PROJECT,
            ticked(l10n("draft-project", name=project_name(it, l10n)), it.id == its.id),
            str(it.id),
        )
        for it in shown
    ]
    return [*in_rows(buttons, 2), *page_buttons(l10n, _data(draft, DraftAction.PROJECT), number, pages)]


def _remind(draft: Draft, l10n: L10n) -> list[Button]:
    """Give the button for reminders, where there is a deadline to count from."""
    if draft.deadline is None and draft.repeat is None and not draft.remind_before:
        return []
    return [_button(draft, DraftAction.REMIND, l10n("draft-remind"))]


def _cancel(draft: Draft, l10n: L10n) -> Button:
    return _button(draft, DraftAction.CANCEL, l10n("draft-cancel"), style="danger")


# --- What is asked --------------------------------------------------------------------------------


def ask_title(draft: Draft, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    """Ask for the title of a new task, and offer the beginning of its description, if it has one."""
    text, rows = l10n("ask-title"), [[_cancel(draft, l10n)]]
    if draft.description or draft.files:
        text = l10n("ask-title-of", description=writing.quote(draft.description, writing.DESCRIPTION))
    if suggested := suggestion(draft):
        label = l10n("draft-suggestion", title=writing.shorten(suggested, _ON_A_BUTTON))
        rows.insert(0, [_button(draft, DraftAction.SUGGESTION, writing.plain(label))])
    return text, markup(rows)


def suggestion(draft: Draft) -> str | None:
    """Give the beginning of a draft's description as a title."""
    lines = [it for it in (draft.description or "").splitlines() if it.strip()]
    return writing.one_line(lines[0], SUGGESTION) if lines else None


def back(draft: Draft, l10n: L10n) -> ButtonRow:
    """Give the row that leads back to the card from what stands in its place for now."""
    return [_button(draft, DraftAction.OPEN, l10n("draft-back"))]


def priorities(draft: Draft, l10n: L10n) -> list[ButtonRow]:
    """Give a button for each priority, the most urgent first."""
    return [
        [
            _button(
                draft,
                DraftAction.PRIORITY,
                ticked(l10n("priority", priority=it), it is draft.priority),
                str(it),
            )
        ]
        for it in reversed(Priority)
    ]


# What a button of the choices means, before its rule takes what it leaves open from the first day.
PRESETS: dict[str, Rule] = {
    "day": Rule(Unit.DAY),
    "workday": Rule(Unit.WORKDAY),
    "week": Rule(Unit.WEEK),
    "month": Rule(Unit.MONTH),
    "last": Rule(Unit.MONTH, places=(LAST,)),
    "year": Rule(Unit.YEAR),
    "done": Rule(Unit.WEEK, after_completion=True),
}
EACH, WAIT, NEVER = "each", "wait", "none"


def repeats(draft: Draft, offered: Mapping[str, Rule], l10n: L10n) -> list[ButtonRow]:
    """Give a button for each of the usual rules, and what can be chosen of the present one."""
    buttons = [
        _button(draft, DraftAction.REPEAT, _capitalised(writing.without_markup(words(rule, l10n))), arg)
        for arg, rule in offered.items()
    ]
    rows = [[it] for it in buttons]
    if draft.repeat is None:
        return rows
    if not draft.repeat.after_completion:
        key, arg = ("draft-repeat-wait", WAIT) if draft.repeat.each else ("draft-repeat-each", EACH)
        rows.append([_button(draft, DraftAction.REPEAT, l10n(key), arg)])
    return [*rows, [_button(draft, DraftAction.REPEAT, l10n("draft-repeat-none"), NEVER)]]


# Minutes before a deadline.
REMINDERS = (30, 60, 3 * 60, DAY, 2 * DAY, 7 * DAY)
NO_REMINDERS = "none"
_CHOSEN_REMINDERS = re.compile(rf"[0-9]{{1,5}}(?:\.[0-9]{{1,5}}){{0,{MOST_OF_A_TASK - 1}}}")


def reminders(draft: Draft, l10n: L10n) -> list[ButtonRow]:
    """Give a button for each of the usual reminders, those that are chosen marked; five are the most."""
    chosen = frozenset(draft.remind_before)
    offered = sorted(chosen if len(chosen) >= MOST_OF_A_TASK else chosen.union(REMINDERS))
    rows = in_rows([_reminder(draft, it, l10n) for it in offered], 2)
    none = _button(draft, DraftAction.REMIND, l10n("draft-remind-none"), NO_REMINDERS)
    return [*rows, [none]] if chosen else rows


def _reminder(draft: Draft, minutes: int, l10n: L10n) -> Button:
    """Give the button that adds a reminder, or takes it away; it says which there are then."""
    label = ticked(writing.without_markup(writing.spans([minutes], l10n)), minutes in draft.remind_before)
    after = sorted({minutes}.symmetric_difference(draft.remind_before), reverse=True)
    arg = ".".join(map(str, after)) or NO_REMINDERS
    return _button(draft, DraftAction.REMIND, label, arg)


def chosen_reminders(pressed: str) -> tuple[int, ...] | None:
    """Read which reminders there are to be; null for what no button says."""
    if pressed == NO_REMINDERS:
        return ()
    if not _CHOSEN_REMINDERS.fullmatch(pressed):
        return None
    chosen = sorted({int(it) for it in pressed.split(".")}, reverse=True)
    return tuple(chosen) if chosen[-1] > 0 and chosen[0] <= EARLIEST else None


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def month(draft: Draft, month: date, reader: Reader) -> list[ButtonRow]:
    """Give a month of days to choose from."""
    data, due, l10n = _data(draft, DraftAction.DUE), draft.deadline, reader.l10n
    chosen = due.here(reader.now).day if due else None
    rows = calendar.calendar(month, reader.today, l10n, data, chosen)
    if due is None:
        return rows
    return [*rows, [*calendar.hours_button(due, l10n, data), *calendar.no_deadline(l10n, data)]]


def hours(draft: Draft, due: Deadline, reader: Reader) -> list[ButtonRow]:
    """Give the hours of the deadline's day to choose from."""
    return calendar.hours(due, reader.now, reader.l10n, _data(draft, DraftAction.DUE))


def team(draft: Draft, page: TeamPage, l10n: L10n) -> list[ButtonRow]:
    """Give a page of the team to choose from; a press on somebody leads back to the same page."""

    def data(arg: str) -> str:
        if not arg.startswith("u"):
            return DraftPress(action=DraftAction.PEOPLE, id=draft.id, arg=arg).pack()
        chosen = int(arg[1:]) in draft.assignee_ids
        turned = f"{'r' if chosen else 'a'}{arg[1:]}p{page.number}"
        return DraftPress(action=DraftAction.PEOPLE, id=draft.id, arg=turned).pack()

    return people_rows(page.people, draft.assignee_ids, l10n, data, page.number, page.pages)


def label_mark(name: str) -> str:
    """Give a short mark of a label that may be new and has no id yet, for the data of a button."""
    return f"{crc32(fold(name).encode()):08x}"


def labels(draft: Draft, page: LabelPage, new: Sequence[str], l10n: L10n) -> list[ButtonRow]:
    """Give a page of labels to choose from, below those of the draft that are new."""

    def data(arg: str) -> str:
        if not arg.startswith("u"):
            return DraftPress(action=DraftAction.LABELS, id=draft.id, arg=arg).pack()
        label = next(it for it in page.labels if it.id == int(arg[1:]))
        turned = f"{'r' if fold(label.name) in chosen else 'a'}{label.id}p{page.number}"
        return DraftPress(action=DraftAction.LABELS, id=draft.id, arg=turned).pack()

    chosen = {fold(it) for it in draft.labels}
    made = [
        _button(draft, DraftAction.LABELS, ticked(on_a_button(it), chosen=True), f"x{label_mark(it)}")
        for it in new
    ]
    return [*in_rows(made, 2), *label_rows(page, chosen, l10n, data)]


def add_rest(draft: Draft, l10n: L10n) -> Button:
    """Give the button that adds the text to which its message is an answer."""
    return _button(draft, DraftAction.DESCRIPTION, l10n("rest-add-to-draft"), REST)


def no_description(draft: Draft, l10n: L10n) -> list[ButtonRow]:
    """Give the way to have no description, where there is one."""
    text = l10n("draft-no-description")
    return [[_button(draft, DraftAction.DESCRIPTION, text, "none")]] if draft.description else []
