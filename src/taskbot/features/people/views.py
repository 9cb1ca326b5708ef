"""Cards and lists of people, invitations, and their buttons."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from taskbot.domain.models import Access, Person, Role, User, Workload
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.repository.users import TeamPage
from taskbot.telegram.keyboards import LABEL, Bigint, Button, button, markup
from taskbot.telegram.people import people_rows


class PersonAction(StrEnum):
    """What an admin can do about a person; the values stand in the data of buttons, so they never change."""

    OPEN = "open"
    ADMIN = "admin"
    EMPLOYEE = "employee"
    BLOCK = "block"
    UNBLOCK = "unblock"
    GIVE = "give"  # choose the heir of the tasks; `arg` is a page of people
    GIVE_TO = "to"  # confirm it; `arg` is the id of the heir
    GIVE_NOW = "now"
    JOIN_ADMIN = "joinadm"
    JOIN_EMPLOYEE = "joinemp"
    JOIN_REFUSE = "joinno"
    TASKS = "tasks"  # list the person's open tasks


_Page = Annotated[int, Field(ge=0, le=1000)]


class PeoplePress(CallbackData, prefix="people"):
    """A press that turns to a page of all people, or of those who wait to be let in."""

    page: Annotated[int, Field(ge=1, le=1000)]
    pending: bool


class PersonPress(CallbackData, prefix="u"):
    """A press about the person `id`. `page` and `pending`: of the list it came from; 0 where from none."""

    action: PersonAction
    id: Bigint
    page: _Page = 0
    pending: bool = False
    arg: Bigint = 0

    def to(self, action: PersonAction, arg: int = 0) -> str:
        """Give the data of another press about the person, on the same way."""
        return self.model_copy(update={"action": action, "arg": arg}).pack()


# --- Lists ----------------------------------------------------------------------------------------


def icon(person: Person) -> str:
    """Show at a glance how somebody stands."""
    if person.access is Access.PENDING:
        return "⏳"
    if person.access is Access.BLOCKED:
        return "🚫"
    return "👑" if person.role is Role.ADMIN else "👤"


def listed(page: TeamPage, l10n: L10n, *, pending: bool) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show a page of people, with a button that opens the card of each."""
    if not page.people:
        return l10n("people-nobody-waits"), None
    heading = l10n("people-waiting", total=page.total) if pending else l10n("people-list", total=page.total)
    if page.pages > 1:
        which = l10n("people-page", number=page.number, pages=page.pages)
        heading = Html(f"{heading}\n{which}")
    lines = [_row(person, l10n) for person in page.people]
    rows = [[_opening(person, page.number, pending=pending)] for person in page.people]
    if turning := _turning(page, l10n, pending=pending):
        rows.append(turning)
    return Html("\n".join([heading, "", *lines])), markup(rows)


def _row(person: Person, l10n: L10n) -> Html:
    if person.access is Access.ACTIVE:
        standing = l10n("person-role", role=person.role)
    else:
        standing = l10n("people-shut-out", access=person.access)
    return l10n("people-row", icon=icon(person), name=writing.name(person), standing=standing)


def _opening(person: Person, page: int, *, pending: bool) -> Button:
    press = PersonPress(action=PersonAction.OPEN, id=person.id, page=page, pending=pending)
    label = writing.shorten(f"{icon(person)} {writing.name(person)}", LABEL)
    return button(label, press.pack())


def _turning(page: TeamPage, l10n: L10n, *, pending: bool) -> list[Button]:
    beside = []
    if page.number > 1:
        beside.append((l10n("list-previous"), page.number - 1))
    if page.number < page.pages:
        beside.append((l10n("list-next"), page.number + 1))
    return [button(text, PeoplePress(page=number, pending=pending).pack()) for text, number in beside]


# --- One person -----------------------------------------------------------------------------------


def card(person: User, load: Workload, reader: Reader, *, by_settings: bool) -> Html:
    """Show a person; `by_settings` says that ADMIN_IDS makes them an admin."""
    l10n = reader.l10n
    text = l10n(
        "person-card",
        icon=icon(person),
        name=writing.called(person),
        username=f"@{person.username}" if person.username else l10n("person-no-username"),
        id=str(person.telegram_id),
        role=l10n("person-role", role=person.role),
        access=l10n("person-access", access=person.access),
        open=load.open,
        overdue=load.overdue,
        since=l10n.day(person.created_at.astimezone(reader.zone).date(), reader.today),
    )
    lines = [text]
    if by_settings:
        lines.append(l10n("person-by-settings"))
    if not person.reachable:
        lines.append(l10n("person-unreachable"))
    return Html("\n".join(lines))


def card_buttons(
    person: User, load: Workload, l10n: L10n, press: PersonPress, *, fixed: bool
) -> InlineKeyboardMarkup:
    """Give what can be done about a person as they stand; if `fixed`, not to their role or access."""
    rows: list[list[Button]] = []
    if person.access is Access.PENDING:
        rows += _joining(l10n, press)
    else:
        rows.append([button(l10n("person-tasks"), press.to(PersonAction.TASKS))])
        rows += [] if fixed else _standing(person, l10n, press)
        if load.open:
            rows.append([_transfer(l10n, press)])
    if press.page:
        back = PeoplePress(page=press.page, pending=press.pending).pack()
        rows.append([button(l10n("people-back"), back)])
    return markup(rows)


def _standing(person: User, l10n: L10n, press: PersonPress) -> list[list[Button]]:
    if person.access is Access.BLOCKED:
        return [[button(l10n("person-unblock"), press.to(PersonAction.UNBLOCK), "success")]]
    if person.role is Role.ADMIN:
        change = button(l10n("person-make-employee"), press.to(PersonAction.EMPLOYEE))
    else:
        change = button(l10n("person-make-admin"), press.to(PersonAction.ADMIN))
    return [[change], [button(l10n("person-block"), press.to(PersonAction.BLOCK), "danger")]]


def joining(l10n: L10n, press: PersonPress) -> InlineKeyboardMarkup:
    """Give the choice whether somebody may join."""
    return markup(_joining(l10n, press))


def _joining(l10n: L10n, press: PersonPress) -> list[list[Button]]:
    return [
        [
            button(l10n("join-as-employee"), press.to(PersonAction.JOIN_EMPLOYEE), "success"),
            button(l10n("join-as-admin"), press.to(PersonAction.JOIN_ADMIN)),
        ],
        [button(l10n("join-refuse"), press.to(PersonAction.JOIN_REFUSE), "danger")],
    ]


def opening(person: Person) -> InlineKeyboardMarkup:
    """Give the way to a person's card."""
    return markup([[_opening(person, 0, pending=False)]])


def transfer(person: Person, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the way to another assignee for a person's tasks."""
    return markup([[_transfer(l10n, PersonPress(action=PersonAction.OPEN, id=person.id))]])


def _transfer(l10n: L10n, press: PersonPress) -> Button:
    return button(l10n("person-hand-over"), press.to(PersonAction.GIVE, 1))


def heirs(team: TeamPage, leaver: User, l10n: L10n, press: PersonPress) -> InlineKeyboardMarkup:
    """Give the people who could take over somebody's tasks."""

    def data(arg: str) -> str:
        number = int(arg[1:])
        return press.to(PersonAction.GIVE_TO if arg[0] == "u" else PersonAction.GIVE, number)

    others = [it for it in team.people if it.id != leaver.id]
    rows = people_rows(others, (), l10n, data, team.number, team.pages)
    return markup([*rows, _back(l10n, press)])


def sure(l10n: L10n, press: PersonPress) -> InlineKeyboardMarkup:
    """Give the choice whether tasks go to the one who was chosen."""
    yes = button(l10n("hand-over-yes"), press.to(PersonAction.GIVE_NOW, press.arg), "primary")
    return markup([[yes], _back(l10n, press)])


def _back(l10n: L10n, press: PersonPress) -> list[Button]:
    return [button(l10n("person-back"), press.to(PersonAction.OPEN))]
