"""Names of one word, as people type them behind a sign: those of projects."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 32  # characters
_NAME = re.compile(rf"(?!\d+\Z)[\w-]{{1,{LONGEST}}}")


def is_name(word: str) -> bool:
    """Whether a word can be a name: letters, digits, `-` and `_`, and not digits alone."""
    return _NAME.fullmatch(unicodedata.normalize("NFC", word)) is not None


def fold(name: str) -> str:
    """Give a name as names are compared: in any case, with ё or е."""
    return unicodedata.normalize("NFC", name).casefold().replace("ё", "е")
