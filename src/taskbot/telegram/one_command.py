"""One command per message: several are refused, because only the first would be carried out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taskbot.commands import find
from taskbot.domain.rules import Refusal
from taskbot.language.command import Command
from taskbot.language.quotes import DOUBLE
from taskbot.language.typed_text import LONGEST_QUOTE, clean, excerpt

# A name alone, or with arguments: no path such as `/start/here`.
_NAME = re.compile(r"\s*/(\w+(?:-\w+)*)(?:@\w*)?(?=\s|\Z)")
_QUOTED = re.compile(rf"(?<!\w)[{DOUBLE}][^{DOUBLE}]*[{DOUBLE}]")


def require_one(command: Command, text: str) -> None:
    """Refuse a message with commands on its further lines.

    A command's text of several lines may hold such lines: in quotation marks, below a line that ends with a
    colon, or among others that are none.
    """
    lines = [line for line in _QUOTED.sub("", clean(text)).splitlines() if line.strip()]
    below = [_command(line) for line in lines[1:]]
    count = sum(it is not None for it in below)
    if not count or (command.takes_text and _is_text(command, lines, below)):
        return
    way = "text" if command.takes_text else "none"
    first = excerpt(clean(text).strip().splitlines()[0], LONGEST_QUOTE)
    raise Refusal("refusal-one-command", count=count + 1, first=first, way=way)


def _is_text(command: Command, lines: Sequence[str], below: Sequence[Command | None]) -> bool:
    """Whether the lines `below` the first belong to its text. The same command again never does."""
    introduced = [line.rstrip().endswith(":") for line in lines]
    if any(it is command and not introduced[place] for place, it in enumerate(below)):
        return False
    return introduced[0] or None in below


def _command(line: str) -> Command | None:
    match = _NAME.match(line)
    return find(match[1]) if match else None
