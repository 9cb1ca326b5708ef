"""The commands about one's own data."""

from __future__ import annotations

from functools import partial

from taskbot.language.arguments import nothing
from taskbot.language.command import Audience, Command

MY_DATA = Command("my_data", "мои_данные", Audience.EVERYONE, partial(nothing, command="my_data"))
FORGET_ME = Command("forget_me", "забыть_меня", Audience.EVERYONE, partial(nothing, command="forget_me"))
