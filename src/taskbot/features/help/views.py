"""The list of a role's commands."""

from __future__ import annotations

from collections.abc import Sequence

from taskbot.commands import GROUPS, for_person
from taskbot.domain import rules
from taskbot.domain.models import Person, Role
from taskbot.language.command import Command
from taskbot.language.l10n import Html, L10n
from taskbot.telegram.menus import text_key


def help_text(person: Person, l10n: L10n, also: Sequence[Command] = ()) -> Html:
    """List the commands that a person may use in their groups, with some that their menu does not have."""
    listed = {*for_person(person), *also}
    groups = [_group(name, [it for it in GROUPS[name] if it in listed], person, l10n) for name in GROUPS]
    return l10n("help", role=person.role, groups=Html("\n\n".join(it for it in groups if it)))


def _group(name: str, commands: Sequence[Command], person: Person, l10n: L10n) -> Html:
    """List the commands of a group: in the first, below what can be written in one line."""
    if not commands:
        return Html("")
    role = Role.ADMIN if rules.creates(person) else Role.EMPLOYEE
    lines = [l10n("help-command", name=it.name, description=l10n(text_key("command", it))) for it in commands]
    return Html("\n".join([l10n(f"help-{name}", role=role), *lines]))
