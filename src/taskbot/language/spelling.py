"""Spellings of values, and the nearest one to what somebody mistyped."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import TypeVar

from taskbot.domain.models import Priority, Role, Status
from taskbot.domain.rules import Refusal
from taskbot.language.typed_text import excerpt, fold

T = TypeVar("T")
LIKELY = 0.65  # of 1: below it, suggestions are commands that nobody meant


_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю"
_OTHER_LAYOUT = str.maketrans(_LATIN + _CYRILLIC, _CYRILLIC + _LATIN)


def closest(typed: str, spellings: Mapping[str, T]) -> T | None:
    """Return the value whose folded spelling is nearest to the typed one, or None where none is near.

    A word typed in the wrong keyboard layout (`ьн_ефылы`) and one of several words (`мои`) are near.
    """
    word = fold(typed[:64])
    ranked = [
        (likeness(variant, spelling), value)
        for variant in (word, word.translate(_OTHER_LAYOUT))
        for spelling, value in spellings.items()
    ]
    best, value = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
    return value if best >= LIKELY else None


def suggest(typed: str, spellings: Mapping[str, str]) -> str:
    """Return the same as refusals take it: the value by its canonical name, or `none`."""
    return str(closest(typed, spellings) or "none")


def likeness(typed: str, spelling: str) -> float:
    if typed in spelling.split("_"):
        return 0.9 if typed != spelling else 1
    if len(typed) > 1 and sorted(typed) == sorted(spelling):
        return 0.95  # letters in each other's place
    # Comparing takes time: the letters that both have, in any order, may tell them apart.
    common = sum(min(typed.count(it), spelling.count(it)) for it in set(typed))
    if 2 * common < LIKELY * (len(typed) + len(spelling)):
        return 0.0
    return SequenceMatcher(None, typed, spelling).ratio()


def spellings(words: Mapping[T, str]) -> dict[str, T]:
    return {word: value for value, spelled in words.items() for word in spelled.split()}


STATUSES = spellings(
    {
        Status.PENDING: "pending waiting ожидает ожидание в_ожидании ждет не_начата не_начато не_начат",
        Status.IN_PROGRESS: "in_progress inprogress started в_работе в_процессе "
        "начата начато начат начал начала начинаю приступаю выполняется выполняю делается делаю работаю "
        "working doing wip",
        Status.COMPLETED: "completed done finished завершена завершено завершен выполнена выполнено выполнен "
        "сделана сделано сделан готова готово готов закончена закончено закончен",
        Status.REJECTED: "rejected отклонена отклонено отклонен отказ отказано",
    }
)
# What is near the spellings of one status, but means another.
NEAR_STATUSES = STATUSES | spellings(
    {
        Status.PENDING: "not_started не_начал не_начала",
        Status.IN_PROGRESS: "not_done not_finished not_ready not_completed сделаю закончу завершу завершаю "
        "доделываю заканчиваю не_готово не_готова не_готов не_сделано не_сделана не_сделан не_завершена "
        "не_завершено не_выполнена не_выполнено не_закончена не_закончено finishing completing",
    }
)
PRIORITIES = spellings(
    {
        Priority.LOW: "low низкий низкая низкое",
        Priority.MEDIUM: "medium средний средняя среднее",
        Priority.HIGH: "high высокий высокая высокое",
        Priority.URGENT: "urgent срочный срочная срочное срочно",
    }
)
SWITCH = spellings({True: "on yes вкл включена включить да", False: "off no выкл выключена выключить нет"})


def parse_priority(typed: str) -> Priority:
    priority = PRIORITIES.get(fold(typed))
    if priority is None:
        raise Refusal("refusal-priority", typed=excerpt(typed), nearest=suggest(typed, PRIORITIES))
    return priority


ROLES = spellings(
    {
        Role.ADMIN: "admin administrator админ админа админом администратор администратора администратором",
        Role.EMPLOYEE: "employee сотрудник сотрудника сотрудником",
    }
)
