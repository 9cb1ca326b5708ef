"""Lists of commands by scope and language, and the bot's name and descriptions by language."""

from __future__ import annotations

from typing import Any

BotCommand = dict[str, Any]
BotCommandScope = tuple[Any, ...]

DEFAULT: BotCommandScope = ("default",)


class Menus:
    """The lists of setMyCommands; an empty list is none."""

    def __init__(self) -> None:
        self._lists: dict[tuple[BotCommandScope, str], list[BotCommand]] = {}

    def set(self, scope: BotCommandScope, language: str, commands: list[BotCommand]) -> None:
        """Replace the list of exactly this scope and language."""
        if commands:
            self._lists[scope, language] = commands
        else:
            self._lists.pop((scope, language), None)

    def get(self, scope: BotCommandScope, language: str) -> list[BotCommand]:
        """The list of exactly this scope and language."""
        return self._lists.get((scope, language), [])

    def commands_for(self, scopes: list[BotCommandScope], language: str | None) -> list[BotCommand]:
        """The menu of a person: the first list that is set, narrow scopes first, their language before none.

        (Bot API, «Determining list of commands».)
        """
        languages = [(language or "")[:2].lower(), ""]
        lists = (self.get(scope, code) for scope in scopes for code in languages)
        return next((commands for commands in lists if commands), [])


def private_scopes(chat_id: int) -> list[BotCommandScope]:
    """The scopes that count in a private chat, the narrowest first."""
    return [("chat", chat_id), ("all_private_chats",), DEFAULT]


def group_scopes(chat_id: int, user_id: int, *, admin: bool) -> list[BotCommandScope]:
    """The scopes that count for a member of a group, the narrowest first."""
    of_chat: list[BotCommandScope] = [("chat_administrators", chat_id)] if admin else []
    of_all: list[BotCommandScope] = [("all_chat_administrators",)] if admin else []
    return [
        ("chat_member", chat_id, user_id),
        *of_chat,
        ("chat", chat_id),
        *of_all,
        ("all_group_chats",),
        DEFAULT,
    ]


class Localized:
    """A text of the bot's profile; of an unset language the text without a language counts."""

    def __init__(self, default: str = "") -> None:
        self._texts = {"": default}

    def set(self, language: str, text: str) -> None:
        """Empty removes the language's own text."""
        if text or not language:
            self._texts[language] = text
        else:
            self._texts.pop(language, None)

    def get(self, language: str | None) -> str:
        """In that language, else the general one."""
        return self._texts.get((language or "")[:2].lower()) or self._texts[""]
