"""Projects as people see them: the list, a project, its members and settings, and their buttons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, NamedTuple, TypeAlias

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from taskbot.domain import rules
from taskbot.domain.models import DEFAULT_PROJECT, Member, Person, Project, ProjectRole, Role
from taskbot.features.projects.commands import AS_TEAM, OFF, ON
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.repository.users import TeamPage
from taskbot.telegram.keyboards import LABEL, Bigint, Button, ButtonRow, button, in_rows, markup, ticked
from taskbot.telegram.people import page_buttons, people_rows

Shown: TypeAlias = tuple[Html, InlineKeyboardMarkup | None]


class ProjectsPage(NamedTuple):
    """Ten projects, each with the number of its open tasks, as it is written."""

    rows: Sequence[tuple[Project, str]]
    number: int
    pages: int
    total: int


class MembersPage(NamedTuple):
    """Ten members of a project."""

    members: Sequence[Member]
    number: int
    pages: int
    total: int


class Figures(NamedTuple):
    """The open tasks of a project, as they are written, and its people."""

    open: str
    members: int
    leads: Sequence[Person]


class ProjectAction(StrEnum):
    """What a press does with a project; the values stand in the data of buttons, so they never change."""

    LIST = "list"  # `arg` is a page
    OPEN = "open"
    TASKS = "tasks"
    MEMBERS = "who"  # `arg` is a page
    MEMBER = "member"  # here and below, `arg` is the id of a person
    ROLE = "role"  # behind the role: `lead12`
    REMOVE = "remove"  # ask whether
    REMOVE_NOW = "removed"
    ADD = "add"  # `p1` is a page of the team, `u12p1` a person on it
    SETTINGS = "set"
    ACCEPTANCE = "review"  # `arg` is on, off or team
    ESCALATION = "late"
    NEW = "new"
    RENAME = "name"
    DELETE = "delete"  # ask whether
    DELETE_NOW = "deleted"


class ProjectPress(CallbackData, prefix="prj"):
    """A press about a project, or about all where `id` is 0. `arg` says what is to be: so twice is once."""

    action: ProjectAction
    id: Bigint = 0
    arg: Annotated[str, Field(max_length=24)] = ""


def _button(
    project: Project | None, action: ProjectAction, text: str, arg: object = "", style: str | None = None
) -> Button:
    press = ProjectPress(action=action, id=project.id if project else 0, arg=str(arg))
    return button(writing.shorten(text, LABEL), press.pack(), style)


def name(project: Project, l10n: L10n) -> str:
    """Name a project as people type it, without the sign."""
    return writing.project(project.name, l10n)


# --- All projects ---------------------------------------------------------------------------------


def only_one(l10n: L10n) -> Shown:
    """Say what projects are for, to an admin of a team that has one."""
    return l10n("projects-only-one"), markup([[_button(None, ProjectAction.NEW, l10n("projects-add"))]])


def listed(page: ProjectsPage, viewer: Person, l10n: L10n) -> Shown:
    """Show a page of projects, with a button that opens each."""
    heading = l10n("projects-title", total=page.total)
    if page.pages > 1:
        which = l10n("projects-page", number=page.number, pages=page.pages)
        heading = Html(f"{heading}\n{which}")
    lines = [_row(project, opened, viewer, l10n) for project, opened in page.rows]
    rows = in_rows([_opening(project, l10n) for project, _ in page.rows], 2)
    turning = page_buttons(l10n, _to_page, page.number, page.pages)
    if viewer.role is Role.ADMIN:
        turning.append([_button(None, ProjectAction.NEW, l10n("projects-add"))])
    return Html("\n".join([heading, "", *lines])), markup([*rows, *turning])


def _to_page(arg: str) -> str:
    return ProjectPress(action=ProjectAction.LIST, arg=arg.removeprefix("p")).pack()


def _row(project: Project, opened: str, viewer: Person, l10n: L10n) -> Html:
    row = l10n("projects-row", name=name(project, l10n), open=opened)
    role = viewer.project_roles.get(project.id)
    return row if role is None else l10n("projects-row-role", row=row, role=l10n("project-role", role=role))


def _opening(project: Project, l10n: L10n) -> Button:
    return _button(project, ProjectAction.OPEN, l10n("project-open", name=name(project, l10n)))


def opening(project: Project, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the way to a project, below a notice."""
    return markup([[_opening(project, l10n)]])


# --- One project ----------------------------------------------------------------------------------


def card(project: Project, figures: Figures, team: Mapping[str, bool], viewer: Person, l10n: L10n) -> Shown:
    """Show a project: how much there is to do, who is in it, its settings; `team` has those of the team."""
    named = {"name": name(project, l10n)}
    lines: list[Html | str] = [
        l10n("project-card", **named, open=figures.open),
        *_of_people(project, figures, viewer, l10n),
        l10n("project-acceptance-line", value=_value(project.review, on=team["review"], l10n=l10n)),
        l10n("project-escalation-line", value=_value(project.escalation, on=team["escalation"], l10n=l10n)),
    ]
    if rules.leads(project.id, viewer):
        lines += ["", l10n("project-hint", **named)]
    return Html("\n".join(lines)), markup(_ways(project, viewer, l10n))


def _of_people(project: Project, figures: Figures, viewer: Person, l10n: L10n) -> list[Html]:
    if project.id == DEFAULT_PROJECT:
        return [l10n("project-everybody")]
    lines = [l10n("project-members-count", count=str(figures.members))]
    if figures.leads:
        count = len(figures.leads)
        lines.append(l10n("project-leads", count=count, names=writing.names(figures.leads)))
    if role := viewer.project_roles.get(project.id):
        lines.append(l10n("project-yours", role=l10n("project-role", role=role)))
    return lines


def _value(own: bool | None, *, on: bool, l10n: L10n) -> Html:
    """Write a setting; without one of its own, a project has the team's."""
    key, value = ("project-value-team", on) if own is None else ("project-value", own)
    return l10n(key, value=ON if value else OFF)


def _ways(project: Project, viewer: Person, l10n: L10n) -> list[ButtonRow]:
    rows = [[_button(project, ProjectAction.TASKS, l10n("project-tasks"), style="primary")]]
    ways = []
    if project.id != DEFAULT_PROJECT:
        ways.append(_button(project, ProjectAction.MEMBERS, l10n("project-members"), 1))
    if rules.leads(project.id, viewer):
        ways.append(_button(project, ProjectAction.SETTINGS, l10n("project-settings")))
    return [*rows, ways, [_button(None, ProjectAction.LIST, l10n("projects-to-all"), 1)]]


def _back(project: Project, l10n: L10n) -> ButtonRow:
    return [_button(project, ProjectAction.OPEN, l10n("project-back", name=name(project, l10n)))]


# --- Its members ----------------------------------------------------------------------------------


def members(project: Project, page: MembersPage, viewer: Person, l10n: L10n) -> Shown:
    """Show a page of members; those who lead the project have a button for each."""
    named = {"name": name(project, l10n)}
    decides = rules.leads(project.id, viewer)
    parts: list[Html | str] = [l10n("project-members-title", **named, total=page.total)]
    if not page.members:
        parts = [l10n("project-members-none", **named)]
    parts += ["", *(_member_row(it, l10n) for it in page.members)] if page.members else []
    rows: list[ButtonRow] = []
    if decides and page.members:
        parts += ["", l10n("project-members-hint")]
        rows = [[_to_member(project, it, l10n)] for it in page.members]
    rows += page_buttons(l10n, _data(project, ProjectAction.MEMBERS), page.number, page.pages)
    if decides:
        rows.append([_button(project, ProjectAction.ADD, l10n("project-add-member"), "p1")])
    return Html("\n".join(parts)), markup([*rows, _back(project, l10n)])


def _data(project: Project, action: ProjectAction) -> Callable[[str], str]:
    def data(arg: str) -> str:
        return ProjectPress(action=action, id=project.id, arg=arg.removeprefix("p")).pack()

    return data


def _member_row(member: Member, l10n: L10n) -> Html:
    role = l10n("project-role", role=member.role)
    return l10n("project-member-row", role=role, name=writing.name(member.person))


def _to_member(project: Project, member: Member, l10n: L10n) -> Button:
    icon = l10n("project-role", role=member.role).split()[0]
    label = f"{icon} {writing.name(member.person)}"
    return _button(project, ProjectAction.MEMBER, label, member.person.id)


def member(project: Project, member: Member, open_tasks: str, l10n: L10n) -> Shown:
    """Show a member to those who lead the project, with the roles that there are."""
    text = l10n(
        "project-member-card",
        name=name(project, l10n),
        member=writing.name(member.person),
        role=l10n("project-role", role=member.role),
        role_name=str(member.role),
        open=open_tasks,
    )
    roles = [
        _button(
            project,
            ProjectAction.ROLE,
            ticked(l10n("project-role", role=it), it is member.role),
            f"{it}{member.person.id}",
        )
        for it in ProjectRole
    ]
    remove = _button(
        project, ProjectAction.REMOVE, l10n("project-member-remove"), member.person.id, style="danger"
    )
    return text, markup([*[[it] for it in roles], [remove], _to_members(project, l10n)])


def _to_members(project: Project, l10n: L10n) -> ButtonRow:
    return [_button(project, ProjectAction.MEMBERS, l10n("project-members-back"), 1)]


def remove(project: Project, person: Person, open_tasks: int, l10n: L10n) -> Shown:
    """Ask whether somebody is to be removed."""
    text = l10n("project-remove-ask", name=name(project, l10n), member=writing.name(person), open=open_tasks)
    yes = _button(project, ProjectAction.REMOVE_NOW, l10n("project-remove-yes"), person.id, style="danger")
    back = _button(project, ProjectAction.MEMBER, l10n("person-back"), person.id)
    return text, markup([[yes], [back]])


def choice(project: Project, team: TeamPage, chosen: Collection[int], l10n: L10n) -> Shown:
    """Ask whom to add: a page of the team, the members ticked. A press on one of these leads to them."""

    def data(arg: str) -> str:
        if not arg.startswith("u"):
            return ProjectPress(action=ProjectAction.ADD, id=project.id, arg=arg).pack()
        if int(arg[1:]) in chosen:
            return ProjectPress(action=ProjectAction.MEMBER, id=project.id, arg=arg[1:]).pack()
        return ProjectPress(action=ProjectAction.ADD, id=project.id, arg=f"{arg}p{team.number}").pack()

    rows = people_rows(team.people, chosen, l10n, data, team.number, team.pages)
    text = l10n("project-add-ask", name=name(project, l10n))
    return text, markup([*rows, _to_members(project, l10n)])


# --- Its settings ---------------------------------------------------------------------------------


def settings(project: Project, team: Mapping[str, bool], viewer: Person, l10n: L10n) -> Shown:
    """Show the settings of a project to those who lead it."""
    text = l10n(
        "project-settings-title",
        name=name(project, l10n),
        acceptance=_value(project.review, on=team["review"], l10n=l10n),
        escalation=_value(project.escalation, on=team["escalation"], l10n=l10n),
    )
    rows = [
        *_switches(project, ProjectAction.ACCEPTANCE, "project-acceptance", project.review, l10n),
        *_switches(project, ProjectAction.ESCALATION, "project-escalation", project.escalation, l10n),
        [_button(project, ProjectAction.RENAME, l10n("project-rename"))],
    ]
    if viewer.role is Role.ADMIN and project.id != DEFAULT_PROJECT:
        rows.append([_button(project, ProjectAction.DELETE, l10n("project-delete"), style="danger")])
    return text, markup([*rows, _back(project, l10n)])


def _switches(
    project: Project, action: ProjectAction, key: str, own: bool | None, l10n: L10n
) -> list[ButtonRow]:
    """Give a button for each value of a setting, the present one ticked."""
    present = AS_TEAM if own is None else ON if own else OFF
    values = (ON, OFF, AS_TEAM)
    buttons = [_button(project, action, ticked(l10n(key, value=it), it == present), it) for it in values]
    return [buttons[:2], buttons[2:]]


def question(project: Project | None, l10n: L10n) -> Shown:
    """Ask for the name of a new project, or for another name of one."""
    if project is None:
        return l10n("project-ask-new"), None
    return l10n("project-ask-rename", name=name(project, l10n)), None


def delete(project: Project, members: int, l10n: L10n) -> Shown:
    """Ask whether a project is to be deleted."""
    text = l10n("project-delete-ask", name=name(project, l10n), members=members)
    yes = _button(project, ProjectAction.DELETE_NOW, l10n("project-delete-yes"), style="danger")
    return text, markup([[yes], _back(project, l10n)])
