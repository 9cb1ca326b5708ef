"""The fields of a task in `key:value`, in both languages, and how to recognise one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from taskbot.language.spelling import spellings

# --- key:value ------------------------------------------------------------------------------------

KEYS = spellings(
    {
        "title": "title название",
        "description": "description описание",
        "priority": "priority приоритет",
        "due_date": "due_date срок",
        "remind": "remind напомнить",
        "assigned_to": "assigned_to исполнитель",
        "repeat": "repeat повтор",
        "project": "project проект",
        "labels": "labels метки",
    }
)
COLON = r"\s*[:：=](?!//)"  # not that of https://


def _known(keys: Iterable[str]) -> str:
    return rf"(?:{'|'.join(keys).replace('_', '[_-]')}){COLON}"


KNOWN = _known(KEYS)
# Keys that show that `key:value` is meant. `Project: kick-off` is a title like another, and in a team of one
# project nobody is told of that key.
TELLING = {word: key for word, key in KEYS.items() if key != "project"}
KNOWN_TELLING = _known(TELLING)
NAME = r"[^\W\d][\w-]*"
KEY = re.compile(rf"({NAME}){COLON}\s*")
