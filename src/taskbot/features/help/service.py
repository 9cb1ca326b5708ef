"""The bot's profile in Telegram: its name and descriptions."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from aiogram.methods import (
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
    TelegramMethod,
)

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Language
from taskbot.language.l10n import L10n, l10n_of
from taskbot.repository import team
from taskbot.telegram.replies import Replies


async def introduce(uow: UnitOfWork, bot_id: int, default: Language | None) -> Replies:
    """Set the bot's name and descriptions, where they are not as they were last set.

    Telegram allows a few changes of the name a day, and answers more with a wait of hours; so a digest of
    what was set is stored.
    """
    methods = profile(default)
    values = [(type(method).__name__, method.model_dump(exclude_none=True)) for method in methods]
    digest = hashlib.sha256(json.dumps([bot_id, values]).encode()).hexdigest()
    if await team.get(uow, team.PROFILE) == digest:
        return []
    await team.put(uow, team.PROFILE, digest)
    return methods


def profile(default: Language | None) -> list[TelegramMethod[Any]]:
    """Set the bot's own name and descriptions: in both languages, or in the team's alone where it has one.

    The texts without a language are for everybody whose language has none of its own.
    """
    general = default or Language.EN
    other = next(language for language in Language if language is not general)
    return [*_profile(l10n_of(general), None), *_profile(None if default else l10n_of(other), other)]


def _profile(l10n: L10n | None, language: Language | None) -> list[TelegramMethod[Any]]:
    """Set the texts that a language has; an empty one takes them away."""
    return [
        SetMyName(name=l10n("bot-name") if l10n else "", language_code=language),
        SetMyDescription(description=l10n("bot-description") if l10n else "", language_code=language),
        SetMyShortDescription(
            short_description=l10n("bot-short-description") if l10n else "", language_code=language
        ),
    ]
