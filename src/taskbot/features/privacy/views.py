"""The question whether somebody's data is to be erased."""

from __future__ import annotations

from collections.abc import Iterable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from taskbot.domain.models import Person, User
from taskbot.language import writing
from taskbot.language.l10n import L10n
from taskbot.telegram.keyboards import Bigint, button, markup


class ForgetPress(CallbackData, prefix="forget"):
    """A press that has the data of the person `id` erased, or not; only that person's counts."""

    id: Bigint
    sure: bool


def forgetting(user: User, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the choice whether to have one's data erased."""
    yes = button(l10n("forget-yes"), ForgetPress(id=user.id, sure=True).pack(), "danger")
    no = button(l10n("forget-no"), ForgetPress(id=user.id, sure=False).pack())
    return markup([[yes], [no]])


def names(person: Person) -> Iterable[str]:
    """Every way in which a history may name somebody."""
    username = [person.username, f"@{person.username}"] if person.username else []
    forms = {
        writing.name(person),
        writing.called(person),
        person.full_name,
        str(person.telegram_id),
        *username,
    }
    return forms - {""}
