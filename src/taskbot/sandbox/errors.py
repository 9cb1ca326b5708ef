"""The errors of the Bot API."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`.

    `code` is the HTTP status and `error_code`, `description` the whole sentence, `parameters` the Bot API's
    ResponseParameters (`retry_after` in seconds, `migrate_to_chat_id`).
    """

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(message: str) -> ApiError:
    """An error of TDLib in the words of the Bot API (`Client.cpp`, `fail_query_with_error`).

    The sentence loses its capital unless it looks like an error's name (`BUTTON_DATA_INVALID`).
    """
    if len(message) > 1 and (message[1] == "_" or "A" <= message[1] <= "Z"):
        return ApiError(400, f"Bad Request: {message}")
    return ApiError(400, f"Bad Request: {message[:1].lower()}{message[1:]}")


def forbidden(message: str) -> ApiError:
    """The bot may not: the person blocked it, never wrote, or the group put it out."""
    return ApiError(403, f"Forbidden: {message}")


def too_many_requests(retry_after: int) -> ApiError:
    """Flood control; `retry_after` in seconds (`Query.cpp`, `set_retry_after_error`)."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
