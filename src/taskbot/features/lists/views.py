"""Lists of tasks as messages: ten tasks, a button for each, the pages beside, and filters to press.

A button carries all that its press needs (Bot API, «Button»: 64 bytes), so that it works after
any restart, on any old message.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from aiogram.types import InlineKeyboardMarkup

from taskbot import commands
from taskbot.domain import rules
from taskbot.domain.models import (
    FINISHED,
    NOBODY,
    OPEN,
    PAGE_SIZE,
    TOTAL_CAP,
    Due,
    Filter,
    Label,
    Listing,
    Page,
    Person,
    Priority,
    Project,
    Role,
    Status,
    TaskRow,
)
from taskbot.domain.names import fold
from taskbot.features.lists.commands import KEYS
from taskbot.features.lists.presses import PagePress, Step
from taskbot.language.l10n import Html, L10n
from taskbot.language.labels import written
from taskbot.language.reader import Reader
from taskbot.language.writing import NAME, TITLE_IN_LIST, deadline, name, one_line, project, shorten
from taskbot.repository.filters import SavedFilter
from taskbot.repository.labels import LabelPage
from taskbot.telegram.keyboards import (
    Button,
    FilterAction,
    FilterPress,
    button,
    in_rows,
    markup,
    ticked,
)
from taskbot.telegram.labels import label_rows
from taskbot.telegram.menus import example
from taskbot.telegram.people import page_buttons, people_rows


def keys(listing: Listing, user: Person) -> frozenset[str]:
    """Name what a person can filter a list by, as it is typed."""
    by_assignee = user.role is Role.ADMIN or (listing in _BY_ASSIGNEE and rules.creates(user))
    return KEYS[listing] if by_assignee else KEYS[listing] - {"assigned_to"}


_BY_ASSIGNEE = (Listing.ALL, Listing.CREATED)  # also for leads of projects


def may_open(press: PagePress, user: Person) -> bool:
    """Whether a list is for a person: that of all tasks also for whoever sees all of one project."""
    if press.listing not in (Listing.ALL, Listing.DELETED):
        return True
    project_id = press.filter.project
    if project_id is None or user.role is Role.ADMIN:
        return rules.creates(user)
    if press.listing is Listing.DELETED:
        return rules.leads(project_id, user)
    return project_id in rules.joined(user)


# People look at the same lists again and again: without this cache, reads cost a fifth more processor time
# (`python -m bench --only load`).
@lru_cache(maxsize=1024)
def message(task_list: TaskList, reader: Reader) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Give the text of a list and its buttons."""
    return text(task_list, reader), keyboard(task_list, reader.l10n)


# --- Text ---------------------------------------------------------------------------------------

_HEADINGS = {
    Listing.MINE: "list-mine",
    Listing.CREATED: "list-created",
    Listing.UNASSIGNED: "list-unassigned",
    Listing.OVERDUE: "list-overdue",
    Listing.ALL: "list-all",
    Listing.DELETED: "list-deleted",
    Listing.TO_ACCEPT: "list-to-accept",
}
_EMPTY = {
    Listing.MINE: "list-empty-mine",
    Listing.CREATED: "list-empty-created",
    Listing.UNASSIGNED: "list-empty-unassigned",
    Listing.OVERDUE: "list-empty-overdue",
    Listing.DELETED: "list-empty-deleted",
    Listing.TO_ACCEPT: "list-empty-to-accept",
}
# Where finished tasks are left.
_EMPTY_BUT_FINISHED = {
    Listing.CREATED: "list-empty-created-finished",
    Listing.ALL: "list-empty-all-finished",
}


@dataclass(frozen=True, slots=True)
class TaskList:
    """A page of a list for its viewer; `query` has the searched words.

    `person` and `label` are those of its filter, null where they are gone; `project` is the name of its
    project, without the sign; `named` are the ids and names of the projects that its rows name.
    """

    press: PagePress
    page: Page
    viewer: Person
    person: Person | None = None
    query: str = ""
    project: str | None = None
    label: Label | None = None
    named: tuple[tuple[int, str], ...] = ()

    @property
    def listing(self) -> Listing:
        return self.press.listing


def text(task_list: TaskList, reader: Reader) -> Html:
    """Show a page of a list, or while filters are chosen, only how many tasks it has."""
    l10n = reader.l10n
    page, filters = task_list.page, _filters(task_list, l10n)
    choosing = task_list.press.step is not Step.TURN
    if not (page.rows or filters or choosing or page.has_previous or page.further is not None):
        return _empty(task_list, l10n, reader.today)
    head = [_heading(task_list, l10n)]
    rows = [l10n("list-choose-filters")] if choosing else _body(task_list, reader)
    if (page.has_previous or page.has_next) and not choosing:
        head.append(_page_of(task_list, l10n))
    if filters:
        head.append(l10n("list-filters", filters=filters))
    return Html("\n\n".join(["\n".join(head), *rows]))


def _body(task_list: TaskList, reader: Reader) -> list[Html]:
    """Show the rows, or say that there are none, and that a search has not seen all."""
    page, l10n = task_list.page, reader.l10n
    named = dict(task_list.named)
    parts = [_row(row, task_list.listing, reader, named.get(row.project_id)) for row in page.rows]
    if page.further is not None:
        parts.append(l10n("search-further", some=len(page.rows)))
    elif not page.rows:
        parts.append(l10n(_no_rows(task_list.press)))
    return parts


def _no_rows(press: PagePress) -> str:
    if press.listing is Listing.FOUND:
        return "search-no-more"
    return "list-empty-filtered-open" if press.filter.only_open else "list-empty-filtered"


def _heading(task_list: TaskList, l10n: L10n) -> Html:
    if not task_list.page.total and task_list.page.at_least:
        return _name(task_list, l10n)
    exactly, more = "list-count", "list-count-more"
    if task_list.press.filter.only_open:
        exactly, more = "list-count-open", "list-count-open-more"
    count = l10n(more if task_list.page.at_least else exactly, total=task_list.page.total)
    return Html(f"{_name(task_list, l10n)} · {count}")


def _name(task_list: TaskList, l10n: L10n) -> Html:
    if task_list.listing is Listing.FOUND:
        return l10n("list-found", query=one_line(task_list.query, NAME))
    if task_list.listing is Listing.ALL and task_list.project is not None:
        return l10n("list-project", name=task_list.project)
    return title(task_list.listing, l10n)


def _empty(task_list: TaskList, l10n: L10n, today: date) -> Html:
    if task_list.listing is Listing.FOUND:
        return l10n("list-empty-found", query=one_line(task_list.query, NAME))
    if task_list.page.finished and (key := _EMPTY_BUT_FINISHED.get(task_list.listing)):
        return l10n(key)
    if task_list.listing is Listing.ALL:
        return l10n("list-empty-all", example=example(commands.named("create_task"), l10n, today))
    return l10n(_EMPTY[task_list.listing])


def _page_of(task_list: TaskList, l10n: L10n) -> Html:
    page = task_list.page
    if page.at_least:
        return l10n("list-page-more", number=page.number)
    pages = max(1, -(-page.total // PAGE_SIZE))
    return l10n("list-page", number=page.number, pages=max(pages, page.number))


def _filters(task_list: TaskList, l10n: L10n) -> Html:
    """Say what a list is restricted to."""
    about = {"person": _assignee(task_list, l10n), "label": _label_of(task_list, l10n)}
    if task_list.project is not None and task_list.listing is not Listing.ALL:
        about["project"] = task_list.project
    return chosen_words(task_list.press.filter, about, l10n)


def chosen_words(chosen: Filter, about: Mapping[str, str], l10n: L10n) -> Html:
    """Say what a filter admits; `about` has the names of its person, label and project."""
    chosen_values = (
        [_label(it, l10n) for it in kind if it in values]
        for kind, values in ((Status, chosen.statuses), (Priority, chosen.priorities), (Due, chosen.dues))
    )
    by_status, *others = chosen_values
    if chosen.submitted:
        by_status.append(l10n("filter-submitted"))
    parts = [", ".join(values) for values in (by_status, *others) if values]
    if project := about.get("project"):
        parts.append(l10n("filter-project", name=project))
    if chosen.person is not None:
        name = l10n("filter-nobody") if chosen.person == NOBODY else about.get("person", "")
        parts.append(l10n("filter-assignee", name=name))
    if chosen.label is not None:
        parts.append(l10n("filter-label", label=about.get("label", "")))
    return Html(" · ".join(parts))


def title(listing: Listing, l10n: L10n) -> Html:
    """Name a list."""
    return l10n(_HEADINGS[listing])


def _assignee(task_list: TaskList, l10n: L10n) -> str:
    if task_list.press.filter.person == NOBODY:
        return l10n("filter-nobody")
    return name(task_list.person) if task_list.person else l10n("nobody")


def _label_of(task_list: TaskList, l10n: L10n) -> str:
    return written(task_list.label.name) if task_list.label else l10n("filter-label-gone")


def _label(value: StrEnum, l10n: L10n) -> Html:
    if isinstance(value, Status):
        return l10n("status", status=value)
    return l10n("priority", priority=value) if isinstance(value, Priority) else l10n("filter-due", due=value)


def _row(row: TaskRow, listing: Listing, reader: Reader, of_project: str | None) -> Html:
    l10n = reader.l10n
    first = l10n(
        "list-row",
        icon=_icon(row.priority, l10n),
        id=str(row.id),
        title=one_line(row.title, TITLE_IN_LIST),
    )
    second = [] if listing is Listing.TO_ACCEPT else [_label(row.status, l10n)]
    if row.submitted:
        second.append(l10n("filter-submitted"))
    if (due := row.deadline) is not None:
        second.append(deadline(due, row.status, reader))
    if listing not in (Listing.MINE, Listing.UNASSIGNED):
        second.append(_people(row, l10n))
    if of_project is not None:
        second.append(l10n("filter-project", name=of_project))
    return Html(f"{first}\n{' · '.join(second)}")


def _icon(priority: Priority, l10n: L10n) -> Html:
    return Html(l10n("priority", priority=priority).split()[0])


def _people(row: TaskRow, l10n: L10n) -> Html:
    if row.assignee is None:
        return l10n("filter-nobody")
    task_list = one_line(row.assignee, NAME)
    return l10n("list-assignees", name=task_list, others=row.others) if row.others else Html.escape(task_list)


# --- Buttons ------------------------------------------------------------------------------------

IN_A_ROW = 5
_NAME_ON_A_BUTTON = 24  # two of them share a row
LONG_NUMBERS = 100_000  # of which fewer go into a row


def keyboard(task_list: TaskList, l10n: L10n) -> InlineKeyboardMarkup | None:
    """Give the buttons below a list: its tasks, the pages beside, the ways to other tasks and to filters."""
    press, page = task_list.press, task_list.page
    ways = [_turning(press, page, l10n), _to_others(press, page, l10n), _to_filters(press, page, l10n)]
    rows = [row for row in (*_tasks(press, page), *ways) if row]
    return markup(rows) if rows else None


def _tasks(press: PagePress, page: Page) -> list[list[Button]]:
    here = press.to(page)
    buttons = [_button(str(row.id), here.opening(row.id)) for row in page.rows]
    width = IN_A_ROW if all(row.id < LONG_NUMBERS for row in page.rows) else IN_A_ROW - 2
    return in_rows(buttons, width)


def _turning(press: PagePress, page: Page, l10n: L10n) -> list[Button]:
    buttons = []
    if page.has_previous:
        buttons.append(_button(l10n("list-previous"), press.beside(page, forward=False)))
    if page.further is not None:
        buttons.append(_button(l10n("search-look-further"), press.beside(page, forward=True)))
    elif page.has_next:
        buttons.append(_button(l10n("list-next"), press.beside(page, forward=True)))
    return buttons


def _to_others(press: PagePress, page: Page, l10n: L10n) -> list[Button]:
    """Give the way from deleted tasks to all others, and from open tasks to finished ones, or back."""
    chosen = press.filter
    if press.listing is Listing.DELETED:
        return [_button(l10n("list-to-all"), PagePress.first(Listing.ALL))]
    if chosen.only_open and page.finished:
        count = f"{page.finished}+" if page.finished == TOTAL_CAP else str(page.finished)
        finished = replace(chosen, statuses=FINISHED)
        return [_button(l10n("list-to-finished", count=count), press.filtered(finished, Step.TURN))]
    others = chosen.statuses in (FINISHED, frozenset()) and not (chosen.only_open or chosen.submitted)
    if others and press.listing.unfiltered == OPEN:
        open_ones = replace(chosen, statuses=frozenset(), open=True)
        return [_button(l10n("list-to-open"), press.filtered(open_ones, Step.TURN))]
    return []


def _to_filters(press: PagePress, page: Page, l10n: L10n) -> list[Button]:
    count = press.filter.count
    if press.listing in (Listing.DELETED, Listing.FOUND) or not (page.rows or page.finished or count):
        return []
    if not count:
        return [_button(l10n("filter-open"), press.filtered(press.filter))]
    save = button(l10n("filter-save"), press.pack_to_save())
    return [save, _button(l10n("filter-open-some", count=count), press.filtered(press.filter))]


SAVED = 6  # filters of a list that have a button below it; the others are in a list of their own


def filters(
    task_list: TaskList, own: Sequence[SavedFilter], l10n: L10n, *, by_project: bool
) -> InlineKeyboardMarkup:
    """Give the choice of filters: each press adds one or takes it away, and the list above follows.

    Those of the viewer's `own` that are of this list are buttons as well. `by_project` says that the viewer
    knows of several projects.
    """
    press, offered = task_list.press, keys(task_list.listing, task_list.viewer)
    chosen = press.filter
    rows = [
        *(_by_status(press, l10n) if "status" in offered else ()),
        *_toggles(press, "priorities", Priority, l10n),
        *(_toggles(press, "dues", Due, l10n) if "due" in offered else ()),
    ]
    if "assigned_to" in offered:
        label = (
            l10n("filter-assignee", name=_assignee(task_list, l10n))
            if chosen.person is not None
            else l10n("filter-anybody")
        )
        rows.append([_button(label, press.filtered(chosen, Step.PEOPLE))])
    rows += in_rows(_choosers(task_list, offered, l10n, by_project=by_project), 2)
    last = [_button(l10n("filter-show"), replace(press.filtered(chosen), step=Step.TURN), "primary")]
    if chosen.count:
        last.insert(0, _button(l10n("filter-reset"), press.filtered(_reset(task_list))))
    return markup([*rows, *_saved(press, own, l10n), last])


def _choosers(task_list: TaskList, offered: Collection[str], l10n: L10n, *, by_project: bool) -> list[Button]:
    """Give the ways to the choice of a label and of a project, and to the deleted tasks."""
    press, chosen, buttons = task_list.press, task_list.press.filter, []
    if "label" in offered:
        named = shorten(_label_of(task_list, l10n), _NAME_ON_A_BUTTON)
        label = l10n("filter-any-label") if chosen.label is None else l10n("filter-label", label=named)
        buttons.append(_button(label, press.filtered(chosen, Step.LABELS)))
    if by_project:
        its = task_list.project
        label = l10n("filter-any-project") if its is None else l10n("filter-project", name=its)
        buttons.append(_button(label, press.choosing_project()))
    deleted = PagePress(Listing.DELETED, Filter(project=chosen.project))
    if task_list.listing is Listing.ALL and may_open(deleted, task_list.viewer):
        buttons.append(_button(l10n("filter-deleted"), deleted))
    return buttons


def _saved(press: PagePress, own: Sequence[SavedFilter], l10n: L10n) -> list[list[Button]]:
    """Give the buttons of the saved filters of a list, and the way to all if there are more."""
    here = [it for it in own if it.listing is press.listing]
    buttons = [
        button(
            f"⭐ {shorten(it.name, _NAME_ON_A_BUTTON)}",
            FilterPress(action=FilterAction.HERE, id=it.id).pack(),
        )
        for it in here[:SAVED]
    ]
    more = [button(l10n("filters-all"), FilterPress(action=FilterAction.LIST).pack())]
    return [*in_rows(buttons, 2), *([more] if len(own) > len(buttons) else [])]


def _reset(task_list: TaskList) -> Filter:
    """Give the filter of a list without any choice; who sees all of one project goes on seeing that."""
    unfiltered = task_list.listing.unfiltered
    if may_open(PagePress(task_list.listing, unfiltered), task_list.viewer):
        return unfiltered
    return replace(unfiltered, project=task_list.press.filter.project)


def choice_of_projects(
    task_list: TaskList, its: Sequence[Project], number: int, l10n: L10n
) -> InlineKeyboardMarkup:
    """Give the choice of a project, a page of them at a time."""
    press, chosen, viewer = task_list.press, task_list.press.filter, task_list.viewer
    any_project = press.filtered(replace(chosen, project=None))
    of_each = [(it, press.filtered(replace(chosen, project=it.id))) for it in its]
    offered = [(it, to_it) for it, to_it in of_each if may_open(to_it, viewer)]
    pages = max(1, -(-len(offered) // PAGE_SIZE))
    number = number if 1 <= number <= pages else 1
    buttons = [
        _button(ticked(l10n("filter-project", name=project(it.name, l10n)), it.id == chosen.project), to_it)
        for it, to_it in offered[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    ]

    def data(arg: str) -> str:
        return press.choosing_project(int(arg[1:])).pack()

    first = [[_button(l10n("filter-any-project"), any_project)]] if may_open(any_project, viewer) else []
    back = _button(l10n("filter-back"), press.filtered(chosen))
    return markup([*first, *in_rows(buttons, 2), *page_buttons(l10n, data, number, pages), [back]])


def _by_status(press: PagePress, l10n: L10n) -> list[list[Button]]:
    statuses = [it for it in Status if press.listing is not Listing.OVERDUE or not it.finished]
    rows = _toggles(press, "statuses", statuses, l10n)
    if press.listing is not Listing.UNASSIGNED:  # where nobody could have submitted anything
        label = ticked(l10n("filter-submitted"), press.filter.submitted)
        chosen = replace(press.filter, submitted=not press.filter.submitted)
        rows.append([_button(label, press.filtered(chosen))])
    return rows


def _toggles(press: PagePress, field: str, values: Iterable[StrEnum], l10n: L10n) -> list[list[Button]]:
    """Give a button for each value: it carries what is chosen after the press, so a double press is one."""
    chosen = getattr(press.filter, field)
    return in_rows(
        [
            _button(
                ticked(_label(it, l10n), it in chosen),
                press.filtered(replace(press.filter, **{field: chosen ^ {it}})),
            )
            for it in values
        ],
        2,
    )


def choice_of_people(
    task_list: TaskList, team: Iterable[Person], page: int, pages: int, l10n: L10n
) -> InlineKeyboardMarkup:
    """Give the choice of an assignee, a page of the team at a time."""
    press, chosen = task_list.press, task_list.press.filter

    def data(arg: str) -> str:
        number = int(arg[1:])
        if arg.startswith("p"):
            return press.filtered(chosen, Step.PEOPLE, number).pack()
        return press.filtered(replace(chosen, person=None if number == chosen.person else number)).pack()

    everybody = [_button(l10n("filter-anybody"), press.filtered(replace(chosen, person=None)))]
    if press.listing is not Listing.CREATED:  # which has no tasks without an assignee
        everybody.append(_button(l10n("filter-nobody"), press.filtered(replace(chosen, person=NOBODY))))
    rows = people_rows(team, [chosen.person or NOBODY], l10n, data, page, pages)
    back = _button(l10n("filter-back"), press.filtered(chosen))
    return markup([everybody, *rows, [back]])


def choice_of_labels(task_list: TaskList, page: LabelPage, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the choice of a label, one of each name, ten at a time."""
    press, chosen = task_list.press, task_list.press.filter

    def data(arg: str) -> str:
        number = int(arg[1:])
        if arg.startswith("p"):
            return press.filtered(chosen, Step.LABELS, number).pack()
        same = task_list.label is not None and number in alike
        return press.filtered(replace(chosen, label=None if same else number)).pack()

    folded = {fold(task_list.label.name)} if task_list.label else frozenset[str]()
    alike = {it.id for it in page.labels if fold(it.name) in folded}
    any_label = [_button(l10n("filter-any-label"), press.filtered(replace(chosen, label=None)))]
    back = [_button(l10n("filter-back"), press.filtered(chosen))]
    return markup([any_label, *label_rows(page, folded, l10n, data), back])


def _button(label: str, press: PagePress, style: str | None = None) -> Button:
    return button(label, press.pack(), style)
