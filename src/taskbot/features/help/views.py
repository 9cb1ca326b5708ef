"""The list of a role's commands."""

from __future__ import annotations

from taskbot.commands import GROUPS, for_role
from taskbot.domain.models import Role
from taskbot.language.l10n import Html, L10n
from taskbot.telegram.menus import text_key


def help_text(role: Role, l10n: L10n) -> Html:
    """List the commands of a role in their groups: first what can be written in one line."""
    groups = [_group(name, role, l10n) for name in GROUPS]
    return l10n("help", role=role, groups=Html("\n\n".join(it for it in groups if it)))


def _group(name: str, role: Role, l10n: L10n) -> Html:
    commands = for_role(role, GROUPS[name])
    if not commands:
        return Html("")
    lines = [l10n("help-command", name=it.name, description=l10n(text_key("command", it))) for it in commands]
    return Html("\n".join([l10n(f"help-{name}", role=role), *lines]))
