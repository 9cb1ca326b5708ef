"""The command that puts a board up in a group."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import nothing
from taskbot.language.command import Audience, Command

BOARD = Command("board", "доска", Audience.CREATORS, partial(nothing, command="board"))
