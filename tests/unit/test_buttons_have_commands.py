"""A typed command does everything that a button does: each press beside its command."""

from __future__ import annotations

import re
from enum import Enum

import pytest
from aiogram.filters.callback_data import CallbackData

from taskbot import routers
from taskbot.commands import find
from taskbot.domain.models import Listing, TaskAction
from taskbot.features.board.views import BoardAgainPress, BoardPress
from taskbot.features.creation.service import MessagePress
from taskbot.features.creation.views import DraftAction, DraftPress
from taskbot.features.editing.deleting import DeletePress
from taskbot.features.groups.views import BindPress
from taskbot.features.joining.views import InvitePress
from taskbot.features.labels.views import LabelAction, LabelPress
from taskbot.features.lists.presses import Step
from taskbot.features.people.views import PeoplePress, PersonAction, PersonPress
from taskbot.features.picking.presses import PickerPress
from taskbot.features.privacy.views import ForgetPress
from taskbot.features.projects.views import ProjectAction, ProjectPress
from taskbot.features.recurrence.views import SeriesAction, SeriesPress
from taskbot.features.reminders.views import ReminderAction, ReminderPress
from taskbot.features.workdays.views import WorkdaysPress
from taskbot.language import typed_text
from taskbot.telegram.choosing import ChoicePress
from taskbot.telegram.command_buttons import CommandPress
from taskbot.telegram.keyboards import FilterAction, FilterPress, ListPress, SettingsPress, TaskPress, View

# The command to type in place of a press. A press that only shows or asks leads to one of these.
TYPED: dict[Enum | type[CallbackData], tuple[str, ...]] = {
    TaskAction.OPEN: ("/task_details 5",),
    TaskAction.START: ("/update_status 5 in_progress",),
    TaskAction.DONE: ("/update_status 5 completed",),
    TaskAction.REJECT: ("/update_status 5 rejected No data",),
    TaskAction.REOPEN: ("/update_status 5 in_progress",),
    TaskAction.CLAIM: ("/claim 5",),
    TaskAction.UNCLAIM: ("/unclaim 5",),
    TaskAction.ACCEPT: ("/accept 5",),
    TaskAction.RETURN: ("/return_task 5 No data",),
    TaskAction.COMMENT: ("/comment 5 Done",),
    TaskAction.HISTORY: ("/history 5",),
    TaskAction.FILES: ("/files 5",),
    TaskAction.EDIT: ("/edit_task 5",),
    TaskAction.TITLE: ("/edit_task 5 title:Report",),
    TaskAction.DESCRIPTION: ("/edit_task 5 description:Long", "/edit_task 5 description:none"),
    TaskAction.PRIORITY: ("/edit_task 5 priority:high",),
    TaskAction.REVIEW: ("/edit_task 5 review:on", "/edit_task 5 review:off"),
    TaskAction.ASSIGN: ("/assign 5 @boris", "/unassign 5 @boris"),
    TaskAction.DEADLINE: ("/edit_task 5 due_date:2027-01-01", "/edit_task 5 due_date:none"),
    TaskAction.DELETE: ("/delete_task 5",),
    TaskAction.RESTORE: ("/restore_task 5",),
    TaskAction.SKIP: ("/skip 5",),
    TaskAction.REPEAT: ("/edit_task 5 repeat:none", "/edit_task 5 title:Report apply:later"),
    TaskAction.MOVE: ("/edit_task 5 project:website", "/edit_task 5 #website"),
    TaskAction.LABELS: ("/labels 5 +urgent -old", "/edit_task 5 labels:urgent", "/labels 5"),
    TaskAction.DELETE_COMMENT: ("/delete_comment 5", "/delete_comment 5 2"),
    DraftAction.OPEN: ("/create_task",),
    DraftAction.WHO: ("/create_task Report @boris",),
    DraftAction.PEOPLE: ("/create_task Report @boris",),
    DraftAction.DUE: ("/create_task Report tomorrow",),
    DraftAction.PRIORITY: ("/create_task Report !high",),
    DraftAction.TITLE: ("/create_task Report",),
    DraftAction.SUGGESTION: ("/create_task Report",),
    DraftAction.DESCRIPTION: ("/create_task Report\nLong",),
    DraftAction.REVIEW: ("/acceptance on", "/edit_task 5 review:on"),
    DraftAction.REMIND: (
        "/create_task Report tomorrow remind 2 hours before",
        '/edit_task 5 remind:"2 hours"',
    ),
    DraftAction.REPEAT: ("/create_task Report every monday", '/edit_task 5 repeat:"every monday"'),
    DraftAction.PROJECT: ("/create_task Report #website", "/create_task title:Report project:website"),
    DraftAction.LABELS: ("/create_task Report +urgent", "/create_task title:Report labels:urgent"),
    DraftAction.TAKE: ("/create_task Report tomorrow", "/create_task Report !high"),
    DraftAction.CREATE: ("/create_task title:Report assigned_to:@boris",),
    DraftAction.CANCEL: ("/cancel",),
    MessagePress: ("/create_task Report",),
    BoardPress: ("/task_details 5",),
    BoardAgainPress: ("/board",),
    ChoicePress: ("/assign 5 @boris",),
    ListPress: ("/my_tasks",),
    DeletePress: ("/delete_task 5 6",),
    PeoplePress: ("/users 2", "/users pending"),
    PersonAction.OPEN: ("/users @boris",),
    PersonAction.ADMIN: ("/set_role @boris admin",),
    PersonAction.EMPLOYEE: ("/set_role @boris employee",),
    PersonAction.BLOCK: ("/block @boris",),
    PersonAction.UNBLOCK: ("/unblock @boris",),
    PersonAction.TASKS: ("/all_tasks assigned_to:@boris",),
    PersonAction.GIVE: ("/hand_over @boris @carol",),
    PersonAction.GIVE_TO: ("/hand_over @boris @carol",),
    PersonAction.GIVE_NOW: ("/hand_over @boris @carol",),
    PersonAction.JOIN_ADMIN: ("/set_role @boris admin",),
    PersonAction.JOIN_EMPLOYEE: ("/set_role @boris employee",),
    PersonAction.JOIN_REFUSE: ("/block @boris",),
    View.HOME: ("/settings",),
    View.LANGUAGE: ("/language ru",),
    View.TIMEZONE: ("/timezone Moscow",),
    View.NOTICES: ("/notices important",),
    View.REMINDERS: ("/remind few",),
    View.DIGEST: ("/digest 8:30 mon, wed", "/digest off"),
    View.QUIET: ("/quiet 21:00-8:00", "/quiet days off: on", "/quiet off"),
    View.REVIEW: ("/acceptance on",),
    SeriesAction.OPEN: ("/repeating 3",),
    SeriesAction.STOP: ("/repeating 3 stop",),
    SeriesAction.AFTER: ("/repeating",),
    SeriesAction.BEFORE: ("/repeating",),
    WorkdaysPress: ("/calendar RU", "/calendar none"),
    InvitePress: ("/revoke_invite 3",),
    ForgetPress: ("/forget_me",),
    BindPress: ("/bind", "/bind #website"),
    ReminderAction.DONE: ("/update_status 5 completed",),
    ReminderAction.START: ("/update_status 5 in_progress",),
    ReminderAction.OPEN: ("/task_details 5",),
    ReminderAction.SNOOZE: ("/remind 5 in 1 hour", "/remind in 15 minutes call the bank"),
    ReminderAction.DROP: ("/remind",),
    ReminderAction.STOP: ("/remind 5 off",),
    ReminderAction.PAGE: ("/remind",),
    ReminderAction.SET: ("/remind 5 tomorrow 9:00", "/remind 5 1 hour before", "/remind 5 until done"),
    ProjectAction.LIST: ("/projects 2",),
    ProjectAction.OPEN: ("/project website",),
    ProjectAction.TASKS: ("/project website tasks", "/my_tasks #website"),
    ProjectAction.MEMBERS: ("/project website members",),
    ProjectAction.MEMBER: ("/project website role @boris",),
    ProjectAction.ROLE: ("/project website role @boris lead",),
    ProjectAction.REMOVE: ("/project website remove @boris",),
    ProjectAction.REMOVE_NOW: ("/project website remove @boris",),
    ProjectAction.ADD: ("/project website add @boris",),
    ProjectAction.SETTINGS: ("/project website settings",),
    ProjectAction.ACCEPTANCE: ("/project website acceptance on",),
    ProjectAction.ESCALATION: ("/project website escalation off",),
    ProjectAction.NEW: ("/project new website",),
    ProjectAction.RENAME: ("/project website rename shop",),
    ProjectAction.DELETE: ("/project website delete",),
    ProjectAction.DELETE_NOW: ("/project website delete",),
    CommandPress: ("/my_tasks",),
    PickerPress: ("/accept 5",),
    Listing.MINE: ("/my_tasks 2",),
    Listing.CREATED: ("/created_tasks 2",),
    Listing.OVERDUE: ("/overdue_tasks 2",),
    Listing.UNASSIGNED: ("/unassigned_tasks 2",),
    Listing.ALL: ("/all_tasks 2",),
    Listing.FOUND: ("/search report",),
    Listing.TO_ACCEPT: ("/to_accept 2",),
    Listing.DELETED: ("/restore_task",),
    Step.TURN: ("/all_tasks 2",),
    Step.OPEN: ("/task_details 5",),
    Step.FILTER: ("/all_tasks status:pending priority:high",),
    Step.PEOPLE: ("/all_tasks assigned_to:@boris",),
    Step.LABELS: ("/all_tasks +urgent", "/all_tasks label:urgent"),
    LabelAction.LIST: ("/labels",),
    LabelAction.OPEN: ("/labels urgent",),
    LabelAction.RENAME: ("/labels rename bug defect",),
    LabelAction.MERGE: ("/labels merge bug defect",),
    LabelAction.INTO: ("/labels merge bug defect",),
    LabelAction.ASK: ("/labels delete bug",),
    LabelAction.DELETE: ("/labels delete bug",),
    FilterAction.LIST: ("/filters",),
    FilterAction.OPEN: ("/filters Burning",),
    FilterAction.HERE: ("/filters Burning",),
    FilterAction.REST: ("/filters Burning",),
    FilterAction.RENAME: ("/filters rename Burning = Urgent",),
    FilterAction.DELETE: ("/filters delete Burning",),
}
# Commands that mean something of their own without their arguments.
BARE = ("/restore_task", "/repeating")
# Presses whose actions stand above one by one.
BY_ACTION = {
    TaskPress: TaskAction,
    DraftPress: DraftAction,
    PersonPress: PersonAction,
    SettingsPress: View,
    SeriesPress: SeriesAction,
    ReminderPress: ReminderAction,
    ProjectPress: ProjectAction,
    LabelPress: LabelAction,
    FilterPress: FilterAction,
}


def kinds(of: type[CallbackData] = CallbackData) -> set[type[CallbackData]]:
    """All kinds of presses that the bot knows."""
    known = {it for below in of.__subclasses__() for it in (below, *kinds(below))}
    return {it for it in known if it.__module__.startswith(routers.__name__.partition(".")[0])}


def test_every_press_has_a_command() -> None:
    kinds_of_actions: tuple[type[Enum], ...] = (*BY_ACTION.values(), Listing, Step)
    actions = {action for kind in kinds_of_actions for action in kind}
    assert TYPED.keys() == actions | kinds() - BY_ACTION.keys(), "say what to type instead of a new button"


@pytest.mark.parametrize("press", TYPED, ids=str)
def test_what_is_typed_is_understood(press: Enum | type[CallbackData]) -> None:
    for text in TYPED[press]:
        typed = typed_text.split_command(text)
        assert typed is not None
        command = find(typed.name)
        assert command is not None, text
        if text not in BARE:
            command.parse(typed.rest)  # raises Refusal for what it does not understand
        assert re.fullmatch(r"[a-z_]+", typed.name)
