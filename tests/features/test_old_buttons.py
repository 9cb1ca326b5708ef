"""Buttons of messages that release 0.1.0 sent still mean what they meant: their data, written down then."""

from __future__ import annotations

import pytest
from aiogram.filters.callback_data import CallbackData

from taskbot.domain.models import EVERYTHING, Cursor, Due, Filter, Listing, Priority, Status, TaskAction
from taskbot.features.creation.views import DraftAction, DraftPress
from taskbot.features.joining.views import InvitePress
from taskbot.features.lists.presses import PagePress, Step
from taskbot.features.people.views import PeoplePress, PersonAction, PersonPress
from taskbot.features.picking.presses import PickerPress, Scope
from taskbot.features.privacy.views import ForgetPress
from taskbot.telegram.command_buttons import CommandPress
from taskbot.telegram.keyboards import ListPress, SettingsPress, TaskPress, View

OF_TASKS = (
    "open start done reject reopen claim accept return comment history files edit title descr prio review"
    " assign due delete restore unclaim"
)
OF_DRAFTS = "open who people due prio title first descr review create cancel"
OF_PEOPLE = "open admin employee block unblock give to now joinadm joinemp joinno"
OF_SETTINGS = "home lang tz notices review"

CASES: list[tuple[CallbackData, str]] = [
    *((TaskPress(action=TaskAction(it), id=7, version=3), f"t:{it}:7:3:") for it in OF_TASKS.split()),
    (TaskPress(action=TaskAction.DEADLINE, id=7, version=3, arg="d2026-12-25"), "t:due:7:3:d2026-12-25"),
    *((DraftPress(action=DraftAction(it), id=9), f"d:{it}:9:") for it in OF_DRAFTS.split()),
    (DraftPress(action=DraftAction.WHO, id=9, arg="a5"), "d:who:9:a5"),
    *(
        (PersonPress(action=PersonAction(it), id=5, page=1, arg=6), f"u:{it}:5:1:0:6")
        for it in OF_PEOPLE.split()
    ),
    (PeoplePress(page=2, pending=True), "people:2:1"),
    *((SettingsPress(view=View(it), choice="ru"), f"set:{it}:ru") for it in OF_SETTINGS.split()),
    (InvitePress(id=3), "inv:3"),
    *((ListPress(listing=Listing(it)), f"ls:{it}") for it in ("mine", "unassigned", "all")),
    (ForgetPress(id=5, sure=True), "forget:5:1"),
    (CommandPress(command="my_tasks"), "c|my_tasks||0"),
    (CommandPress(command="edit_task", arguments="5 title:A", once=True), "c|edit_task|5 title:A|1"),
    *(
        (PickerPress(command="accept", scope=scope, number=2, cursor="f1c.7b"), f"pick|accept||{it}|2|f1c.7b")
        for scope, it in zip(Scope, "mcuafsdtrpo", strict=True)
    ),
    (PickerPress(command="set_role", given="admin", number=3), "pick|set_role|admin||3|"),
]

FILTERS = Filter(
    statuses=frozenset({Status.PENDING}),
    priorities=frozenset({Priority.HIGH}),
    dues=frozenset({Due.WEEK}),
    person=4,
)
LISTS = [
    (PagePress(Listing.MINE), "l:AwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    (
        PagePress(Listing.ALL, FILTERS, 3, Cursor(forward=True, position=123456, id=77)),
        "l:Cy0F4Dk84AAAAAAAPEgAAAAAAAAAE0AAAAAAAAACgAAAAAAAAAA",
    ),
    (
        PagePress(Listing.FOUND, number=2, search_id=11, cursor=Cursor(forward=False, position=0, id=5)),
        "l:EMOI0E4AEAAAAAAAAAAAAAAAAAAAAUAAAAAAAAAFgAAAAAAAAAA",
    ),
    (
        PagePress(Listing.CREATED, step=Step.OPEN, task_id=42),
        "l:A34R1hIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACo",
    ),
    (
        PagePress(Listing.OVERDUE, step=Step.FILTER),
        "l:CcdlJC0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ),
    (
        PagePress(Listing.UNASSIGNED, step=Step.PEOPLE, number=2),
        "l:B670CicAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ),
]


@pytest.mark.parametrize(("press", "data"), CASES)
def test_a_press_is_read_as_it_was_written(press: CallbackData, data: str) -> None:
    assert type(press).unpack(data) == press


@pytest.mark.parametrize(("press", "data"), LISTS)
def test_a_press_on_a_list_is_read_as_it_was_written(press: PagePress, data: str) -> None:
    assert PagePress.unpack(data) == press


def test_a_list_of_that_time_turns_on_to_all_tasks() -> None:
    """It has finished tasks on its later pages."""
    for _, data in LISTS[2:]:
        assert PagePress.unpack(data).filter == EVERYTHING


@pytest.mark.parametrize("kind", [TaskAction, DraftAction, PersonAction, View])
def test_nothing_is_left_out(kind: type[TaskAction | DraftAction | PersonAction | View]) -> None:
    """What was added since then has no old buttons; what was there is still there."""
    written = {TaskAction: OF_TASKS, DraftAction: OF_DRAFTS, PersonAction: OF_PEOPLE, View: OF_SETTINGS}
    assert set(written[kind].split()) <= {str(it) for it in kind}
