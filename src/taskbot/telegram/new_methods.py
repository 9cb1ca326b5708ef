"""Methods that are newer than the pinned aiogram; delivery calls them like all others."""

from __future__ import annotations

from typing import Any, ClassVar

from aiogram.methods import TelegramMethod

from taskbot.delivery import Marked
from taskbot.domain.models import Language
from taskbot.language.l10n import l10n_of


class SetMySettings(TelegramMethod[bool]):
    """Change settings of the bot; what is not named stays (Bot API 10.5, «setMySettings»)."""

    __returning__: ClassVar[type[Any]] = bool
    __api_method__: ClassVar[str] = "setMySettings"

    supports_inline_queries: bool | None = None
    inline_query_placeholder: str | None = None
    can_join_groups: bool | None = None


def own_settings(default: Language | None, *, inline: bool) -> Marked:
    """Let the bot be added to groups, and be asked in any chat if it answers there.

    Privacy mode stays as the operator chose.

    A server that does not know the method is older, and that is no error: `/setup` says what is left to do.
    """
    l10n = l10n_of(default or Language.EN)
    settings = SetMySettings(
        supports_inline_queries=inline,
        inline_query_placeholder=l10n("inline-placeholder") if inline else None,
        can_join_groups=True,
    )
    return Marked(settings, instead=())
