"""The fields of a task in `key:value`, in both languages, and how to recognise one."""

from __future__ import annotations

import re

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
        "labels": "labels метки",
    }
)
COLON = r"\s*[:：=](?!//)"  # not that of https://
KNOWN = rf"(?:{'|'.join(KEYS).replace('_', '[_-]')}){COLON}"
NAME = r"[^\W\d][\w-]*"
KEY = re.compile(rf"({NAME}){COLON}\s*")
