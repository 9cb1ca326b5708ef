"""aiogram as the program imports it: its models are built when they are used, and all can be."""

from __future__ import annotations

import subprocess
import sys

import aiogram.methods
import aiogram.types
from aiogram.methods.base import Response
from pydantic import BaseModel

MODELS = [
    it
    for module in (aiogram.types, aiogram.methods)
    for name in module.__all__
    if isinstance(it := getattr(module, name), type) and issubclass(it, BaseModel)
]
CHAT = {"id": 1, "type": "private"}
KEYBOARD = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT, "text": "Hello"}
ANSWER = {"ok": True, "result": MESSAGE | {"reply_to_message": MESSAGE | {"reply_markup": KEYBOARD}}}


def test_every_model_can_be_built() -> None:
    """A new aiogram may have one whose types its module still does not know."""
    for model in MODELS:
        model.model_rebuild()
    assert [it.__name__ for it in MODELS if not it.__pydantic_complete__] == []
    assert len(MODELS) > 500


def test_a_model_is_built_by_its_first_use() -> None:
    """Also within one that is generic; what comes out is of aiogram's own types, down to the last."""
    program = (
        "from taskbot.telegram import lazy_models; lazy_models.import_aiogram()\n"
        "from aiogram import types\n"
        "from aiogram.methods.base import Response\n"
        "from pydantic import BaseModel\n"
        "models = [it for it in vars(types).values() if isinstance(it, type) and issubclass(it, BaseModel)]\n"
        "print(len(models) > 300, sum(it.__pydantic_complete__ for it in models) < 20)\n"
        f"answer = Response[types.Message].model_validate({ANSWER})\n"
        "print(type(answer.result.reply_to_message.reply_markup.inline_keyboard[0][0]).__name__)\n"
        "print(types.Update.model_validate({'update_id': 1, 'message': answer.result}).message.text)\n"
        "print(types.InlineKeyboardButton(text='A', callback_data='a').model_dump(exclude_none=True))\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stdout.splitlines() == [
        "True True",
        "InlineKeyboardButton",
        "Hello",
        "{'text': 'A', 'callback_data': 'a'}",
    ], ended.stderr


def test_what_is_no_aiogram_is_built_as_ever() -> None:
    class Pair(BaseModel):
        first: int

    assert Pair.model_rebuild(force=True) is True
    assert Pair.model_validate({"first": "1"}).first == 1
    assert Response[int].model_validate({"ok": True, "result": 1}).result == 1
