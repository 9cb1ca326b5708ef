"""The command that says what is left to set up."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import nothing
from taskbot.language.command import Audience, Command

SETUP = Command("setup", "настройка_бота", Audience.ADMINS, partial(nothing, command="setup"))
