"""Updates as aiogram's models, where Telegram sends what these do not know.

Telegram omits fields and adds types before a library has heard of them, and own Bot API servers are older.
What a model does not take and no handler reads is left out, and the rest is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, TypeAlias, TypeVar

from aiogram.enums import ChatMemberStatus
from aiogram.types import TelegramObject
from pydantic import ValidationError
from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=TelegramObject)
Path: TypeAlias = tuple[str | int, ...]

# What is left out may leave something above incomplete, and so on up to the update.
ROUNDS = 20

# What a field that is not there is taken for, so that what holds it can be read.
_MISSING: dict[str, Any] = {
    "date": 0,
    "message_id": 0,
    "first_name": "",
    "is_bot": False,
    "sender_user_name": "",
}
_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.KICKED)
_SOMEBODY = {"id": 0, "is_bot": True, "first_name": ""}


def _hidden(_: Any) -> Any:
    """A forward stays one, also of one's own words."""
    return {"type": "hidden_user", "sender_user_name": "", "date": 0}


def _some_bot(_: Any) -> Any:
    """What a bot has written stays others' words."""
    return _SOMEBODY


def _member(odd: Any) -> Any:
    """All that is asked of a member is whether they are out."""
    status = odd.get("status") if isinstance(odd, dict) else None
    return {"status": "left" if status in _OUT else "member", "user": _SOMEBODY}


def _only(*names: str) -> Callable[[Any], Any]:
    return lambda odd: {it: odd[it] for it in names if it in odd} if isinstance(odd, dict) else None


# What stands in for a part that cannot be read, but must not be lost.
_STAND_INS: dict[str, Callable[[Any], Any]] = {
    "forward_origin": _hidden,
    "origin": _hidden,
    "via_bot": _some_bot,
    "sender_business_bot": _some_bot,
    "new_chat_member": _member,
    "old_chat_member": _member,
    "message": _only("chat", "message_id", "date"),
    "chat": _only("id", "type"),
    "from": _only("id", "is_bot", "first_name", "last_name", "username"),
}


def without_odd_parts(
    model: type[Model], event: dict[str, Any], failed: ValidationError, context: dict[str, Any]
) -> Model:
    """Build a model of an event that `failed`; raises ValidationError where too little is left of it."""
    event = deepcopy(event)
    for _ in range(ROUNDS):
        _mend(event, failed.errors(include_url=False, include_context=False, include_input=False))
        try:
            return model.model_validate(event, context=context)
        except ValidationError as error:
            failed = error
    raise failed


def _mend(event: dict[str, Any], problems: Sequence[ErrorDetails]) -> None:
    """Fill in the fields that are missing, and take out what does not fit, the last in a list first."""
    unfit: set[Path] = set()
    for problem in problems:
        *location, name = problem["loc"] or ("",)
        path, rest = _followed(event, location)
        holder = _at(event, path)
        if problem["type"] == "missing" and name in _MISSING and not rest and isinstance(holder, dict):
            holder[str(name)] = _MISSING[str(name)]
        else:
            unfit.add(_followed(event, problem["loc"])[0])
    for path in sorted(unfit - {()}, reverse=True):
        _take_out(_at(event, path[:-1]), path[-1])


def _followed(event: Any, location: Sequence[str | int]) -> tuple[Path, Sequence[str | int]]:
    """Follow a location as far as the event has it, without the types of models that pydantic names in it."""
    path: Path = ()
    for depth, step in enumerate(location):
        if isinstance(event, dict) and step not in event and _is_type(step, event):
            continue
        try:
            event = event[step]
        except (LookupError, TypeError):
            return path, location[depth:]
        path = (*path, step)
    return path, ()


def _is_type(step: str | int, event: dict[str, Any]) -> bool:
    return step in (event.get("type"), event.get("status"), "Message", "InaccessibleMessage")


def _at(event: Any, path: Path) -> Any:
    for step in path:
        event = event[step]
    return event


def _take_out(holder: Any, name: str | int) -> None:
    stand_in = _STAND_INS.get(name) if isinstance(name, str) else None
    replaced = stand_in(holder[name]) if stand_in else None
    if replaced is not None and replaced != holder[name]:
        holder[name] = replaced
    else:
        del holder[name]
