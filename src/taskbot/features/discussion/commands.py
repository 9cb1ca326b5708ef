"""What is said about a task: its number, and then any text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskbot.language.arguments import task_number
from taskbot.language.typed_text import visible

# The number, as people write it, up to a space or a mark; then whatever they have to say.
_NUMBER = re.compile(r"([#№]\s*[0-9]+(?=[\s:,]|\Z)|[^\s:,]+)[\s:,]*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a task; `text` is empty where it is yet to be said."""

    task_id: int
    text: str


def remark(text: str, *, command: str) -> Remark:
    """Read `5 any text, of several lines`."""
    number, rest = _split(text.strip())
    return Remark(task_number(number, command=command).id, rest.strip() if visible(rest) else "")


def _split(text: str) -> tuple[str, str]:
    match = _NUMBER.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")
