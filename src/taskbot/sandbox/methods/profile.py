"""Methods about the bot itself: its account, commands, name and descriptions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from taskbot.sandbox import fields, menus, text
from taskbot.sandbox.arguments import Arguments
from taskbot.sandbox.errors import ApiError, bad_request
from taskbot.sandbox.menus import BotCommand, BotCommandScope, Localized
from taskbot.sandbox.messages import Body
from taskbot.sandbox.methods.common import known_chat
from taskbot.sandbox.state import ServerState

_LANGUAGE: Final = re.compile("[a-z]{2}|")
_COMMAND: Final = re.compile("[a-z0-9_]{1,32}")
_COMMAND_LIMIT: Final = 32
_DESCRIPTION_LIMIT: Final = 256
_COMMANDS_LIMIT: Final = 100
_GENERAL_SCOPES: Final = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES: Final = ("chat", "chat_administrators", "chat_member")
_SCOPE: Final = "Can't parse BotCommandScope: "
_BOT_COMMAND: Final = "Can't parse BotCommand: "
_TITLE_LIMIT: Final = 64
_ABOUT_LIMIT: Final = 512
_SHORT_LIMIT: Final = 120


def get_me(state: ServerState, _: Arguments) -> Body:
    names = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
    abilities = {name: getattr(state.settings, name) for name in names}
    return state.bot | abilities | {"can_connect_to_business": False, "has_main_web_app": False}


def set_my_settings(state: ServerState, arguments: Arguments) -> bool:
    """What is not named stays (Bot API 10.5, setMySettings); of its settings, those that are of use here."""
    settings = state.settings
    if not settings.server_knows_settings:
        raise ApiError(404, "Not Found: method not found")
    share = arguments.integer("inline_feedback_share_denominator")
    if share not in (0, 1, 10, 100, 1000):
        raise bad_request("inline feedback share denominator is invalid")
    for name in arguments.values.keys() & _SWITCHES:
        setattr(settings, name, arguments.boolean(name))
    if "inline_query_placeholder" in arguments.values:
        settings.inline_query_placeholder = text.clean(arguments.text("inline_query_placeholder"))
    if "inline_feedback_share_denominator" in arguments.values:
        settings.inline_feedback_share_denominator = share
    return True


_SWITCHES: Final = {"can_join_groups", "can_read_all_group_messages", "supports_inline_queries"}


def set_my_commands(state: ServerState, arguments: Arguments) -> bool:
    commands = _commands(arguments)
    scope, language = _scope(state, arguments), _language(arguments)
    state.menus.set(scope, language, [_checked(command) for command in commands])
    state.menus_changed()
    return True


def get_my_commands(state: ServerState, arguments: Arguments) -> list[BotCommand]:
    return state.menus.get(_scope(state, arguments), _language(arguments))


def delete_my_commands(state: ServerState, arguments: Arguments) -> bool:
    state.menus.set(_scope(state, arguments), _language(arguments), [])
    state.menus_changed()
    return True


def _language(arguments: Arguments) -> str:
    """Two letters or none (`misc.cpp`, `validate_bot_language_code`)."""
    language = arguments.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("Invalid language code specified")
    return language


def _scope(state: ServerState, arguments: Arguments) -> BotCommandScope:
    """`scope` (`Client.cpp`, `get_bot_command_scope`; `BotCommandScope.cpp`)."""
    value = arguments.json("scope", "BotCommandScope")
    if value is None:
        return menus.DEFAULT
    if not isinstance(value, dict):
        raise bad_request(f"{_SCOPE}BotCommandScope must be an Object")
    kind = fields.text(value, "type", prefix=_SCOPE, required=True)
    if kind in _GENERAL_SCOPES:
        return (kind,)
    if kind not in _CHAT_SCOPES:
        raise bad_request(f"{_SCOPE}Unsupported type specified")
    chat_id = fields.text(value, "chat_id", prefix=_SCOPE, required=True)
    if not chat_id:
        raise bad_request(f"{_SCOPE}Empty chat_id specified")
    user = (fields.integer(value, "user_id", prefix=_SCOPE),) if kind == "chat_member" else ()
    if user and user[0] <= 0:
        raise bad_request(f"{_SCOPE}Invalid user_id specified")
    chat = known_chat(state, chat_id)
    if chat.private and kind != "chat":
        raise bad_request("Can't use specified scope in private chats")
    return (kind, chat.id, *user)


def _commands(arguments: Arguments) -> list[BotCommand]:
    value = arguments.json("commands", "commands")
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(value) > _COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(item) for item in value]


def _command(item: Any) -> BotCommand:
    if not isinstance(item, dict):
        raise bad_request(f"{_BOT_COMMAND}expected an Object")
    names = ("command", "description")
    command: BotCommand = {
        name: fields.text(item, name, prefix=_BOT_COMMAND, required=True) for name in names
    }
    ephemeral = fields.boolean(item, "is_ephemeral", prefix=_BOT_COMMAND)
    return command | ({"is_ephemeral": True} if ephemeral else {})


def _checked(command: BotCommand) -> BotCommand:
    """One command as Telegram keeps it (`BotCommand.cpp`, `set_commands`)."""
    name = text.clean(command["command"], "Command").strip().removeprefix("/")
    description = text.clean(command["description"], "Command description").strip()
    if not name:
        raise bad_request("Command must be non-empty")
    if len(name) > _COMMAND_LIMIT:
        raise bad_request(f"Command length must not exceed {_COMMAND_LIMIT}")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > _DESCRIPTION_LIMIT:
        raise bad_request(f"Command description length must not exceed {_DESCRIPTION_LIMIT}")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return command | {"command": name, "description": description}


def set_my_name(state: ServerState, arguments: Arguments) -> bool:
    """The name without a language is also the one that getMe and messages have."""
    _setter("name", "name", _TITLE_LIMIT, "BOT_TITLE_INVALID")(state, arguments)
    state.bot["first_name"] = state.name.get("") or state.bot["first_name"]
    return True


def _setter(
    attribute: str, argument: str, limit: int, error: str
) -> Callable[[ServerState, Arguments], bool]:
    def set_text(state: ServerState, arguments: Arguments) -> bool:
        language = _language(arguments)
        value = text.clean(arguments.text(argument)).strip()
        if text.utf16_length(value) > limit:
            raise bad_request(error)
        localized: Localized = getattr(state, attribute)
        localized.set(language, value)
        return True

    return set_text


def _getter(attribute: str, argument: str) -> Callable[[ServerState, Arguments], dict[str, str]]:
    def get_text(state: ServerState, arguments: Arguments) -> dict[str, str]:
        localized: Localized = getattr(state, attribute)
        return {argument: localized.get(_language(arguments))}

    return get_text


METHODS: dict[str, Any] = {
    "getme": get_me,
    "setmysettings": set_my_settings,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmyname": set_my_name,
    "getmyname": _getter("name", "name"),
    "setmydescription": _setter("description", "description", _ABOUT_LIMIT, "BOT_DESCRIPTION_INVALID"),
    "getmydescription": _getter("description", "description"),
    "setmyshortdescription": _setter(
        "short_description", "short_description", _SHORT_LIMIT, "BOT_ABOUT_INVALID"
    ),
    "getmyshortdescription": _getter("short_description", "short_description"),
}
