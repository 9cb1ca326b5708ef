"""The file of somebody's data, and the question whether it is to be erased."""

from __future__ import annotations

from collections.abc import Iterable

from aiogram.enums import ParseMode
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import SendDocument
from aiogram.types import InlineKeyboardMarkup

from taskbot.delivery import MadeFile, Marked
from taskbot.domain.models import Person, User
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
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


def file(chat_id: int, user: User, recipe: str, caption: Html, number: str = "") -> Marked:
    """A file of a person's data; if it is asked for again before it is sent, it is sent once."""
    made = MadeFile(recipe, f"taskbot-{user.telegram_id}{number}.json")
    document = SendDocument(chat_id=chat_id, document=made, caption=caption, parse_mode=ParseMode.HTML)
    return Marked(document, key=f"my_data{number}")


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
