"""Text in quotation marks, as the keyboards of several countries and phones type them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskbot.domain.rules import Refusal
from taskbot.language.fields import KNOWN
from taskbot.language.typed_text import excerpt

# --- Quotes ---------------------------------------------------------------------------------------

DOUBLE = '"“”„‟«»″＂'
_SINGLE = "'‘’"
MARKS = DOUBLE + _SINGLE
# Which marks end a text that began with this one; as the keyboards of several countries and phones type them.
CLOSERS = {
    '"': '"', "“": "”", "”": "”", "„": "“”", "‟": "”‟", "«": "»", "»": "«»", "″": "″", "＂": "＂",
    "'": "'’", "‘": "’'", "’": "’",
}  # fmt: skip
_NESTING = "“„«"
_DEEPEST = 50  # pairs inside pairs; nobody counts the marks of a longer row
_MIXED = '"“”‟″»＂'  # may end a text that began with any double mark, where the text clearly ends
# Here and below, a run of backslashes is tried once and as a whole: else long runs take quadratic time.
_MARK = re.compile(rf"(?<!\\)(\\*+)([{MARKS}])")
_APOSTROPHE = re.compile(rf"(?<=\w)[{_SINGLE}](?=\w)")


def quote(text: str, marks: str = '""') -> str:
    r"""Put text between two quotation marks so that it reads back as it is.

    Only where it would not, marks inside are escaped: `\"`. Backslashes are doubled only before a mark and at
    the end, so that `C:\new` needs no care.
    """
    plain = marks[0] + text + marks[-1]
    return plain if _reads_back(plain, text) else marks[0] + _ESCAPED.sub(_escape, text) + marks[-1]


def _reads_back(quoted: str, text: str) -> bool:
    try:
        return read_quoted(quoted + " and more", 0) == (text, len(quoted))
    except Refusal:
        return False


_ESCAPED = re.compile(rf"(?<!\\)(\\*+)([{MARKS}]|\Z)")
_UNESCAPED = re.compile(rf"(?<!\\)(\\++)(?=[{MARKS}]|\Z)")


def _escape(match: re.Match[str]) -> str:
    return match[1] * 2 + ("\\" + match[2] if match[2] else "")


def read_quoted(text: str, opening: int) -> tuple[str, int]:
    """Read the quoted text that opens there; return it, and where it has ended."""
    closing = _single_close(text, opening) if text[opening] in _SINGLE else _double_close(text, opening)
    if closing is None:
        raise Refusal("refusal-quote-unclosed", typed=excerpt(text[opening:]))
    inner = text[opening + 1 : closing]
    return _UNESCAPED.sub(lambda run: run[1][: len(run[1]) // 2], inner), closing + 1


def _marks(text: str, start: int, kind: str) -> Iterator[tuple[int, str]]:
    """Yield the quotation marks of a kind that no backslash makes plain text, with their places."""
    for match in _MARK.finditer(text, start):
        if match[2] in kind and len(match[1]) % 2 == 0:
            yield match.start(2), match[2]


def _single_close(text: str, opening: int) -> int | None:
    for place, mark in _marks(text, opening + 1, _SINGLE):
        if mark in CLOSERS[text[opening]] and not _APOSTROPHE.match(text, place):
            return place
    return None


def _double_close(text: str, opening: int) -> int | None:
    own = CLOSERS[text[opening]]
    open_pairs = [own]
    for place, mark in _marks(text, opening + 1, DOUBLE):
        if mark in open_pairs[-1]:
            open_pairs.pop()
            if not open_pairs:
                return place
        elif (mark in own and mark not in _NESTING) or (mark in _MIXED and _ends(text, place + 1)):
            return place
        elif mark in _NESTING:
            open_pairs.append(CLOSERS[mark])
            if len(open_pairs) > _DEEPEST:
                break
    return _unnested_close(text, opening)


def _unnested_close(text: str, opening: int) -> int | None:
    """Where the marks inside do not pair up, the text ends where nothing or a key follows."""
    for place, _mark in _marks(text, opening + 1, CLOSERS[text[opening]]):
        if _ends(text, place + 1):
            return place
    return None


_ENDS = re.compile(rf"[\s,;]*(?:\Z|{KNOWN})", re.IGNORECASE)


def _ends(text: str, place: int) -> bool:
    """Whether a quoted text can have ended there; another mark behind it says no without a search."""
    return text[place : place + 1] not in _MARKS and _ENDS.match(text, place) is not None


_MARKS = frozenset(MARKS)
