"""Fields of JSON objects, read and refused as TDLib does it (`JsonBuilder.cpp`)."""

from __future__ import annotations

from typing import Any

from taskbot.sandbox.errors import bad_request

Fields = dict[str, Any]

_INT32 = 1 << 31


def is_number(value: object) -> bool:
    """A JSON number; Python counts booleans among them, JSON does not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text(fields: Fields, name: str, *, prefix: str = "", required: bool = False) -> str:
    """A string; a number counts as its digits, null as absent."""
    value = fields.get(name)
    if isinstance(value, str):
        return value
    if value is None:
        if required:
            raise bad_request(f'{prefix}Can\'t find field "{name}"')
        return ""
    if is_number(value):
        return str(value)
    raise bad_request(f'{prefix}Field "{name}" must be of type String')


def boolean(fields: Fields, name: str, *, prefix: str = "") -> bool:
    """True or false; absent is false."""
    value = fields.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise bad_request(f'{prefix}Field "{name}" must be of type Boolean')


def integer(fields: Fields, name: str, *, prefix: str = "", default: int | None = None) -> int:
    """A 32-bit number, or text of one. Without a default it is required."""
    value = fields.get(name)
    if value is None:
        if default is None:
            raise bad_request(f'{prefix}Can\'t find field "{name}"')
        return default
    if not is_number(value) and not isinstance(value, str):
        raise bad_request(f'{prefix}Field "{name}" must be a Number')
    try:
        number = int(value)
    except ValueError as error:
        raise bad_request(f'{prefix}Field "{name}" must be a valid Number') from error
    if number != value and not isinstance(value, str):
        raise bad_request(f'{prefix}Field "{name}" must be a valid Number')
    return number


def int32(fields: Fields, name: str, *, prefix: str = "", default: int | None = None) -> int:
    """A number of at most 32 bits."""
    number = integer(fields, name, prefix=prefix, default=default)
    if not -_INT32 <= number < _INT32:
        raise bad_request(f'{prefix}Field "{name}" must be a valid Number')
    return number


def fields_of(fields: Fields, name: str, *, prefix: str = "") -> Fields:
    """A required object."""
    value = fields.get(name)
    if value is None:
        raise bad_request(f'{prefix}Can\'t find field "{name}"')
    if not isinstance(value, dict):
        raise bad_request(f'{prefix}Field "{name}" must be of type Object')
    return value


def array(fields: Fields, name: str) -> list[Any] | None:
    """An optional array."""
    value = fields.get(name)
    if value is not None and not isinstance(value, list):
        raise bad_request(f'Field "{name}" must be of type Array')
    return value
