"""The commands of help."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import nothing
from taskbot.language.command import Audience, Command

HELP = Command("help", "помощь", Audience.EVERYONE, partial(nothing, command="help"))
CANCEL = Command("cancel", "отмена", Audience.EVERYONE, partial(nothing, command="cancel"))
