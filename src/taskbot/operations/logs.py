"""Logging: our lines and those of every library in one stream, without a secret or people's text in any.

Our own go straight through structlog, which is quick; the libraries' come from the standard logging and take
the same processors. Exceptions show where they arose and of what type; their messages only where no person's
text can stand in them, for a ValueError, a pydantic or a PostgreSQL error quotes the value that it dislikes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# A bot token, also inside a URL of the Bot API ("/bot123:AA…/getMe", "/bot123%3AAA…").
TOKEN = re.compile(r"\d+(?::|%3A)[\w-]{30,}", re.ASCII | re.IGNORECASE)
# The password of a URL, before the host or as a parameter.
PASSWORD = re.compile(r"""(://[^\s:/@"']*:)[^\s/"']+(?=@)|([?&]password=)[^\s&"']+""")

_WORD = re.compile(r"[^\s=\"']+")

# They repeat our own lines, tell what only their makers want to know, or quote people when they debug.
QUIET = ("aiogram", "aiohttp", "alembic", "asyncio")


def redact(text: str) -> str:
    """Take bot tokens and the passwords of URLs out of `text`."""
    if ":" not in text and "=" not in text and "%" not in text:
        return text
    return PASSWORD.sub(r"\1\2***", TOKEN.sub("***", text))


class _Log(structlog.WriteLogger):
    """Drop lines that cannot be written, on a full disk: the work goes on, as with the standard logging."""

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


def configure(level: str = "INFO", style: str = "console", stream: TextIO | None = None) -> None:
    """Send every log line of `level` and above to `stream` (standard error), as `style`: console or json."""
    stream = stream or sys.stderr
    shared = _shared(style)
    ending = _ending(style, stream)
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Log(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def report(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what asyncio caught (`loop.set_exception_handler`): its own line would quote the exception."""
    structlog.get_logger().error(context["message"], exc_info=context.get("exception"))


def _shared(style: str) -> list[Processor]:
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True) if style == "json" else _stamp
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        stamp,
        _exception,
    ]


def _ending(style: str, stream: TextIO) -> list[Processor]:
    if style == "json":
        return [structlog.processors.JSONRenderer(ensure_ascii=False), _redacted]
    if stream.isatty() and "NO_COLOR" not in os.environ:
        return [structlog.dev.ConsoleRenderer(pad_event_to=0), _redacted]
    return [_plain, _redacted]


def _stamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say when, in local time."""
    event["timestamp"] = _local(int(time.time()))
    return event


@lru_cache(maxsize=1)
def _local(second: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))


def _plain(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """Write the line of `ConsoleRenderer` without its colours, which is much quicker: each update has one."""
    line = f"{event.pop('timestamp')} [{event.pop('level'):<8}] {event.pop('event')}"
    if (logger := event.pop("logger", None)) is not None:
        line += f" [{logger}]"
    exception = event.pop("exception", None)
    line += "".join(f" {name}={_quoted(value)}" for name, value in sorted(event.items()))
    return line if exception is None else f"{line}\n{exception}"


def _quoted(value: object) -> str:
    """A value, in quotes where it would not be one word, or would do something to a terminal."""
    plain = isinstance(value, str) and value.isprintable() and _WORD.fullmatch(value)
    return str(value) if plain else repr(value)


def _redacted(_logger: WrappedLogger, _method: str, line: str | bytes | EventDict) -> str:
    return redact(str(line))


def _exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` (an exception, a tuple with one, true for that being handled) by its traceback."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else (given if given is not True else sys.exc_info())[1]
    if error is not None:
        event["exception"] = "\n".join(_traceback(error))
    return event


def _traceback(error: BaseException) -> Iterator[str]:
    """The lines of a traceback, causes first, with the messages left out that might quote people."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _traceback(earlier)
        yield "which led to"
    yield "".join(traceback.format_tb(error.__traceback__)) + _title(error)
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _traceback(part)


def _title(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError):
        return f"{name}: {error}"
    if code := getattr(error, "sqlstate", None):  # asyncpg's; PostgreSQL's manual, appendix A
        return f"{name}: {code} {getattr(error, 'constraint_name', None) or ''}".rstrip()
    return name
