"""The command that switches escalation on and off."""

from __future__ import annotations

from dataclasses import dataclass

from taskbot.domain.rules import Refusal
from taskbot.language.command import Audience, Command
from taskbot.language.spelling import SWITCH
from taskbot.language.typed_text import clean, excerpt, fold


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off; None asks how it is."""

    on: bool | None = None


def switch(text: str) -> Switch:
    """Read `on`, `off`, or nothing."""
    typed = clean(text).strip().strip('".!«»')
    if not typed:
        return Switch()
    if (on := SWITCH.get(fold(typed))) is None:
        raise Refusal("refusal-escalation", typed=excerpt(typed))
    return Switch(on)


ESCALATION = Command("escalation", "эскалация", Audience.ADMINS, switch)
