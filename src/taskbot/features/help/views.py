"""The list of a role's commands."""

from __future__ import annotations

from datetime import date

from taskbot.commands import for_role
from taskbot.domain.models import Role
from taskbot.language.command import Command
from taskbot.language.l10n import Html, L10n
from taskbot.telegram.menus import example, text_key


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
