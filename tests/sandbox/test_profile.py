"""The bot's commands by scope and language, its name and its descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sandbox.api import Api
    from taskbot.sandbox.server import Sandbox


def commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"does {name}"} for name in names]


async def test_the_narrowest_scope_in_the_person_s_language_is_shown(api: Api, sandbox: Sandbox) -> None:
    russian, english = sandbox.chat(1001), sandbox.chat(1004)

    def shown() -> list[str]:
        return [" ".join(item["command"] for item in chat.menu()) for chat in (russian, english)]

    steps: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["a", "a"]),
        ({"language_code": "ru"}, ["b", "a"]),
        ({"scope": {"type": "all_private_chats"}}, ["c", "c"]),
        ({"scope": {"type": "all_private_chats"}, "language_code": "ru"}, ["d", "c"]),
        ({"scope": {"type": "chat", "chat_id": 1001}}, ["e", "c"]),
        ({"scope": {"type": "chat", "chat_id": "1001"}, "language_code": "ru"}, ["f", "c"]),
        ({"scope": {"type": "all_group_chats"}}, ["f", "c"]),
    ]
    for name, (where, expected) in zip("abcdefg", steps, strict=True):
        assert await api.result("setMyCommands", commands=commands(name), **where) is True
        assert shown() == expected
        assert await api.result("getMyCommands", **where) == commands(name)
    for (where, _), expected in zip(
        steps[::-1], [["f", "c"], *[step[1] for step in steps[-3::-1]], ["", ""]], strict=True
    ):
        assert await api.result("deleteMyCommands", **where) is True
        assert shown() == expected
        assert await api.result("getMyCommands", **where) == []


async def test_commands_are_trimmed_and_lose_their_slash(api: Api) -> None:
    await api.result("setMyCommands", commands=[{"command": " /start ", "description": " Begin\n"}])
    assert await api.result("getMyCommands") == [{"command": "start", "description": "Begin"}]


async def test_an_empty_list_is_none(api: Api, sandbox: Sandbox) -> None:
    await api.result("setMyCommands", commands=commands("a"))
    await api.result("setMyCommands", commands=[])
    assert sandbox.chat(1001).menu() == []
    await api.result("setMyCommands")


@pytest.mark.parametrize(
    ("value", "description"),
    [
        ("{", "can't parse commands JSON object"),
        ({"command": "a"}, "expected an Array of BotCommand"),
        (["a"], "can't parse BotCommand: expected an Object"),
        ([{"command": "a"}], "can't parse BotCommand: Can't find field \"description\""),
        (
            [{"command": ["a"], "description": "x"}],
            'can\'t parse BotCommand: Field "command" must be of type String',
        ),
        ([{"command": "/", "description": "x"}], "command must be non-empty"),
        ([{"command": "a" * 33, "description": "x"}], "command length must not exceed 32"),
        ([{"command": "a", "description": " "}], "command description must be non-empty"),
        ([{"command": "a", "description": "x" * 257}], "command description length must not exceed 256"),
        ([{"command": "A", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "старт", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "my-tasks", "description": "x"}], "BOT_COMMAND_INVALID"),
        (commands(*[f"c{number}" for number in range(101)]), "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_that_are_refused(api: Api, value: Any, description: str) -> None:
    assert await api.refusal("setMyCommands", commands=value) == f"Bad Request: {description}"


async def test_the_limits_themselves_are_fine(api: Api) -> None:
    longest = [{"command": f"{number:032}", "description": "x" * 256} for number in range(100)]
    await api.result("setMyCommands", commands=longest)
    assert await api.result("getMyCommands") == longest


@pytest.mark.parametrize(
    ("scope", "description"),
    [
        ("{", "can't parse BotCommandScope JSON object"),
        ([], "can't parse BotCommandScope: BotCommandScope must be an Object"),
        ({}, "can't parse BotCommandScope: Can't find field \"type\""),
        ({"type": "everyone"}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"type": "chat"}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        ({"type": "chat", "chat_id": ""}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"type": "chat", "chat_id": 1002}, "chat not found"),
        ({"type": "chat_administrators", "chat_id": 1001}, "can't use specified scope in private chats"),
        (
            {"type": "chat_member", "chat_id": 1001},
            "can't parse BotCommandScope: Can't find field \"user_id\"",
        ),
        (
            {"type": "chat_member", "chat_id": 1001, "user_id": 0},
            "can't parse BotCommandScope: Invalid user_id specified",
        ),
    ],
)
async def test_scopes_that_are_refused(api: Api, scope: Any, description: str) -> None:
    for method in ("setMyCommands", "getMyCommands", "deleteMyCommands"):
        assert await api.refusal(method, scope=scope) == f"Bad Request: {description}"


async def test_scopes_of_groups(api: Api, sandbox: Sandbox) -> None:
    sandbox.group(-5, "Team", [sandbox.chat(1001).person])
    scope = {"type": "chat_member", "chat_id": -5, "user_id": 1001}
    await api.result("setMyCommands", commands=commands("a"), scope=scope)
    assert await api.result("getMyCommands", scope=scope) == commands("a")
    assert await api.result("getMyCommands", scope={"type": "chat_administrators", "chat_id": -5}) == []


@pytest.mark.parametrize("code", ["eng", "R", "RU", "ru-RU", "1"])
async def test_languages_have_two_letters(api: Api, code: str) -> None:
    for method in ("setMyCommands", "setMyName", "getMyDescription", "setMyShortDescription"):
        answer = await api.refusal(method, language_code=code)
        assert answer == "Bad Request: invalid language code specified"


@pytest.mark.parametrize(
    ("noun", "field", "limit", "error"),
    [
        ("Name", "name", 64, "BOT_TITLE_INVALID"),
        ("Description", "description", 512, "BOT_DESCRIPTION_INVALID"),
        ("ShortDescription", "short_description", 120, "BOT_ABOUT_INVALID"),
    ],
)
async def test_texts_about_the_bot(api: Api, noun: str, field: str, limit: int, error: str) -> None:
    async def get(**where: str) -> str:
        return str((await api.result(f"getMy{noun}", **where))[field])

    longest = "x" * limit
    assert await api.result(f"setMy{noun}", **{field: longest}) is True
    assert await api.result(f"setMy{noun}", **{field: "по-русски", "language_code": "ru"}) is True
    assert [await get(), await get(language_code="ru"), await get(language_code="de")] == [
        longest,
        "по-русски",
        longest,
    ]
    await api.result(f"setMy{noun}", language_code="ru")
    assert await get(language_code="ru") == longest
    assert await api.refusal(f"setMy{noun}", **{field: longest + "x"}) == f"Bad Request: {error}"
