"""The command table: every spelling finds its row, and a mistyped one its neighbour."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot import commands
from taskbot.commands import COMMANDS
from taskbot.domain.models import Language, Role
from taskbot.language import typed_text
from taskbot.language.command import Audience, Command

EMPLOYEES = commands.for_role(Role.EMPLOYEE)
SPELLINGS = [(name, command) for command in COMMANDS for name in (command.name, command.alias)]


def test_the_table_holds_the_seeds_commands() -> None:
    table = [(command.name, command.alias, command.audience.value) for command in COMMANDS]
    seeds = [
        ("my_tasks", "мои_задачи", "everyone"),
        ("create_task", "создать_задачу", "creators"),
        ("help", "помощь", "everyone"),
        ("all_tasks", "все_задачи", "creators"),
        ("task_details", "детали_задачи", "everyone"),
        ("update_status", "обновить_статус", "everyone"),
        ("start", "старт", "everyone"),
    ]
    assert [row for row in table if row in seeds] == seeds, "in this order"


def test_what_people_do_most_comes_first_in_the_menu() -> None:
    assert [it.name for it in commands.for_role(Role.ADMIN)][:2] == ["my_tasks", "create_task"]
    assert EMPLOYEES[0].name == "my_tasks"
    for role in Role:
        names = [it.name for it in commands.for_role(role)]
        assert names.index("search") < 5
        assert names.index("help") < 6


def test_telegram_takes_the_names() -> None:
    """Lower-case Latin letters, digits and underscores, at most 32 (Bot API, «BotCommand»)."""
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", command.name) for command in COMMANDS)
    assert len({typed_text.fold(name) for name, _ in SPELLINGS}) == 2 * len(COMMANDS)


def test_admins_have_all_and_employees_what_is_everyones() -> None:
    assert commands.for_role(Role.ADMIN) == tuple(
        it for it in COMMANDS if it.audience is not Audience.MEMBERS
    )
    assert {"start", "help", "my_tasks", "task_details", "update_status"} <= {c.name for c in EMPLOYEES}
    assert not {"create_task", "all_tasks", "delete_task", "set_role"} & {c.name for c in EMPLOYEES}
    assert all(command.audience is Audience.EVERYONE for command in EMPLOYEES)


@pytest.mark.parametrize(("name", "command"), SPELLINGS)
def test_every_spelling_finds_its_row(name: str, command: Command) -> None:
    spelled = (name, name.upper(), name.title(), name.replace("_", "-"), unicodedata.normalize("NFD", name))
    for spelling in spelled:
        typed = typed_text.split_command(f"/{spelling} x")
        assert typed is not None
        assert commands.find(typed.name) is command


def test_each_language_has_its_spelling() -> None:
    assert commands.named("my_tasks").spelled(Language.EN) == "my_tasks"
    assert commands.named("my_tasks").spelled(Language.RU) == "мои_задачи"


@pytest.mark.parametrize("name", ["", "my", "mytask", "tasks", "стартт", "_", "my_tasks_", "задачи"])
def test_other_names_are_unknown(name: str) -> None:
    assert commands.find(name) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("my_task", "my_tasks"),
        ("mytasks", "my_tasks"),
        ("my", "my_tasks"),
        ("tasks", "my_tasks"),
        ("мои", "my_tasks"),
        ("МоиЗадачи", "my_tasks"),
        ("задачи", "my_tasks"),
        ("strat", "start"),
        ("хэлп", None),
        ("hlep", "help"),
        ("помошь", "help"),
        ("details", "task_details"),
        ("детали", "task_details"),
        ("status", "update_status"),
        ("статус", "update_status"),
        ("обновит_статус", "update_status"),
        ("create", "create_task"),
        ("создать", "create_task"),
        ("создать_задание", "create_task"),
        ("все", "all_tasks"),
        ("all", "all_tasks"),
        # the wrong keyboard layout
        ("ьн_ефылы", "my_tasks"),
        ("рудз", "help"),
        ("ыефке", "start"),
        ("vjb_pflfxb", "my_tasks"),
        ("cnfhn", "start"),
        ("cjplfnm_pflfxe", "create_task"),
        # letters in each other's place
        ("create_taks", "create_task"),
        ("создать_задчау", "create_task"),
        # nothing near
        ("", None),
        ("_", None),
        ("qqqq", None),
        ("погода", None),
        ("x" * 5000, None),
    ],
)
def test_the_nearest_command_is_found(name: str, expected: str | None) -> None:
    found = commands.nearest(name, COMMANDS)
    assert (found.name if found else None) == expected


def test_only_what_the_reader_may_use_is_suggested() -> None:
    assert commands.nearest("delete_tas", COMMANDS) is commands.named("delete_task")
    assert commands.nearest("set_rol", COMMANDS) is commands.named("set_role")
    assert commands.nearest("set_rol", EMPLOYEES) is None
    assert commands.nearest("task", EMPLOYEES) is commands.named("task_details")
    assert commands.nearest("my_tasks", ()) is None


@given(st.text(st.characters()), st.sampled_from([COMMANDS, EMPLOYEES]))
def test_any_name_is_looked_up_without_harm(name: str, among: tuple[Command, ...]) -> None:
    found = commands.find(name)
    assert found is None or commands.nearest(name, COMMANDS) is found
    assert commands.nearest(name, among) in (None, *among)


@pytest.mark.parametrize(("name", "command"), SPELLINGS)
def test_one_wrong_letter_is_forgiven(name: str, command: Command) -> None:
    for place in range(len(name)):
        for wrong in (name[:place] + name[place + 1 :], name[:place] + "z" + name[place + 1 :]):
            near = commands.find(wrong) or commands.nearest(wrong, COMMANDS)
            assert near is not None
            # /invite is one letter short of /invites, in both languages of /projects
            assert near is command or near.name in name or near.alias in name, wrong
