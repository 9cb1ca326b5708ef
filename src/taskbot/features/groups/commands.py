"""The commands by which a group sees a project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from taskbot.domain.names import is_name
from taskbot.domain.rules import Refusal
from taskbot.language.arguments import nothing
from taskbot.language.command import Audience, Command
from taskbot.language.typed_text import excerpt


@dataclass(frozen=True, slots=True)
class Bind:
    """Which project a group is to see, by its name without the sign; null where that is chosen, or clear."""

    project: str | None = None


def bind(text: str) -> Bind:
    """Read `#name`, or nothing."""
    typed = text.strip().removeprefix("#").strip()
    if typed and not is_name(typed):
        raise Refusal("refusal-bind", typed=excerpt(text))
    return Bind(typed or None)


BIND = Command("bind", "привязать", Audience.CREATORS, bind)
UNBIND = Command("unbind", "отвязать", Audience.CREATORS, partial(nothing, command="unbind"))
