"""What is typed about people: who, which role, how long a link lasts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.models import Role
from taskbot.domain.rules import Refusal
from taskbot.features.joining import commands
from taskbot.features.joining.commands import NewInvite, Start
from taskbot.features.people import commands as people
from taskbot.features.people.commands import HandOver, People, RoleChange, Someone
from taskbot.language.arguments import Name

TOKEN = "Ab-_" * 10 + "xyz"


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (commands.start, "", Start()),
        (commands.start, "link-from_elsewhere", Start()),
        (commands.start, TOKEN, Start(TOKEN)),
        (people.people, "", People()),
        (people.people, " 2 ", People(number=2)),
        (people.people, "100", People(number=100)),
        (people.people, "1004", People(person=1004)),
        (people.people, "@boris", People(person="boris")),
        (people.people, "https://t.me/boris", People(person="boris")),
        (people.people, "Pending", People(pending=True)),
        (people.people, "ожидающие", People(pending=True)),
        (people.role_change, "@boris admin", RoleChange("boris", Role.ADMIN)),
        (people.role_change, "Администратор 1002", RoleChange(1002, Role.ADMIN)),
        (people.role_change, "@boris, админ", RoleChange("boris", Role.ADMIN)),
        (people.role_change, "@boris администратора", RoleChange("boris", Role.ADMIN)),
        (people.role_change, "t.me/boris сотрудник", RoleChange("boris", Role.EMPLOYEE)),
        (people.hand_over, "@boris 1004", HandOver("boris", 1004)),
        (people.hand_over, "from @boris to @dave", HandOver("boris", "dave")),
        (people.hand_over, "от @boris к @dave", HandOver("boris", "dave")),
        (people.hand_over, "@boris → @dave", HandOver("boris", "dave")),
        (people.hand_over, "Boris Dave", HandOver(Name("Boris"), Name("Dave"))),
        (people.hand_over, "от Анны Петровой к Борису", HandOver(Name("Анны Петровой"), Name("Борису"))),
        (
            people.hand_over,
            "Анна Петрова, Борис Иванов",
            HandOver(Name("Анна Петрова"), Name("Борис Иванов")),
        ),
        (people.hand_over, "@boris Анна Петрова", HandOver("boris", Name("Анна Петрова"))),
        (people.hand_over, "Анна Петрова 1004", HandOver(Name("Анна Петрова"), 1004)),
        (people.people, "Анна Петрова", People(person=Name("Анна Петрова"))),
        (people.role_change, "Анна Петрова админ", RoleChange(Name("Анна Петрова"), Role.ADMIN)),
        (people.role_change, "employee «Anna»", RoleChange(Name("Anna"), Role.EMPLOYEE)),
        (commands.invitation, "", NewInvite(Role.EMPLOYEE, 7)),
        (commands.invitation, "admin", NewInvite(Role.ADMIN, 7)),
        (commands.invitation, "3 дня сотрудник", NewInvite(Role.EMPLOYEE, 3)),
        (commands.invitation, "Админ, 90 days", NewInvite(Role.ADMIN, 90)),
    ],
)
def test_read(parse: Callable[[str], Any], text: str, expected: object) -> None:
    assert parse(text) == expected


def test_someone() -> None:
    assert people.someone(" @boris ", command="block") == Someone("boris")


@pytest.mark.parametrize(
    ("parse", "text", "key"),
    [
        (commands.start, "two words", "refusal-extra-arguments"),
        (people.people, "0", "refusal-page"),
        (people.people, "x" * 65, "refusal-who"),
        (people.role_change, "admin admin", "refusal-whom"),
        (people.role_change, "@boris admin employee", "refusal-role"),
        (people.role_change, "@boris @dave admin", "refusal-role"),
        (people.role_change, "@boris", "refusal-role-missing"),
        (people.hand_over, "", "refusal-whom"),
        (people.hand_over, "@boris", "refusal-heir-missing"),
        (people.hand_over, "@boris @anna @dave", "refusal-two-people"),
        (people.hand_over, "@boris 0", "refusal-who"),
        (people.hand_over, "Anna Petrova Boris Ivanov", "refusal-two-people"),
        (people.hand_over, "Anna @boris Petrova", "refusal-two-people"),
        (people.hand_over, "Anna, Boris, Carol", "refusal-two-people"),
        (people.role_change, "Anna Petrova", "refusal-role"),
        (people.role_change, "@anna Petrova admin", "refusal-role"),
        (commands.invitation, "forever", "refusal-invite"),
        (commands.invitation, "0", "refusal-invite-days"),
        (commands.invitation, "91 день", "refusal-invite-days"),
    ],
)
def test_refused(parse: Callable[[str], Any], text: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(text)
    assert refused.value.key == key


@given(st.text() | st.from_regex(r"[@a-z0-9 ,\-]{0,40}"))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for parse in (commands.start, people.people, people.role_change, people.hand_over, commands.invitation):
        try:
            parse(text)
        except Refusal as refusal:
            assert refusal.key.startswith("refusal-")  # noqa: PT017 (nothing else may be raised)
