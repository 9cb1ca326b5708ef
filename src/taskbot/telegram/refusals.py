"""The text of a refusal, in its reader's language."""

from __future__ import annotations

from datetime import date

from taskbot.commands import find
from taskbot.domain.rules import Refusal
from taskbot.language.l10n import Html, L10n
from taskbot.language.writing import TITLE_IN_CARD, one_line

# Variables that only some refusals of a date set.
_DEFAULTS: dict[str, str | int] = {"way": "none", "nearest": "none"}


def text(refused: Refusal, l10n: L10n, typed_command: str = "") -> Html:
    """Say what was wrong; what it quotes of people's text is cut, but a whole title can be copied back.

    `typed_command` is the command as it was typed, with the slash; without it, as its reader spells it.
    """
    variables = _DEFAULTS | {key: _quoted(value) for key, value in refused.variables.items()}
    spelled = _spelled(variables, l10n)
    typed = _quoted(typed_command or spelled["spelled"])
    return l10n(refused.key, typed_command=typed, **spelled, **variables)


def _spelled(variables: dict[str, str | int], l10n: L10n) -> dict[str, str]:
    """Spell the command that a refusal is about, or suggests, as its reader types it."""
    name = variables.get("command", variables.get("nearest"))
    command = find(name) if isinstance(name, str) else None
    return {"spelled": f"/{command.spelled(l10n.language)}"} if command else {"spelled": ""}


def _quoted(value: str | int | date) -> str | int:
    if isinstance(value, int):
        return value
    return one_line(str(value), TITLE_IN_CARD)
