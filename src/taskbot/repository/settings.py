"""Personal settings."""

from __future__ import annotations

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import Language, Notices
from taskbot.repository import users

SET_LANGUAGE = DeferredWrite.of("UPDATE users SET language = $2 WHERE id = $1")

SET_TIMEZONE = DeferredWrite.of("UPDATE users SET timezone = $2 WHERE id = $1")

SET_NOTICES = DeferredWrite.of("UPDATE users SET notices = $2 WHERE id = $1")


async def set_language(uow: UnitOfWork, user_id: int, language: Language | None) -> None:
    """Store a person's language; None for the language of their Telegram, or the team's."""
    await uow.write_last(SET_LANGUAGE, user_id, language, changes=users.TABLE)


async def set_timezone(uow: UnitOfWork, user_id: int, zone: str | None) -> None:
    """Store a person's time zone by its IANA name; None for the team's."""
    await uow.write_last(SET_TIMEZONE, user_id, zone, changes=users.TABLE)


async def set_notices(uow: UnitOfWork, user_id: int, notices: Notices) -> None:
    """Store which notices a person wants."""
    await uow.write_last(SET_NOTICES, user_id, notices, changes=users.TABLE)
