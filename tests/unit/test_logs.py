"""Logs: one stream for all, without secrets and without what people wrote."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from asyncpg.exceptions import UniqueViolationError
from hypothesis import given
from hypothesis import strategies as st

from taskbot.operations import logs

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
SECRET = TOKEN.partition(":")[2]
TEXT = "my secret plan"
FULL = Path("/dev/full")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def _configure(style: str = "json", level: str = "INFO") -> io.StringIO:
    stream = io.StringIO()
    logs.configure(level, style, stream)
    return stream


def _line(stream: io.StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_json_is_an_object_a_line_in_utc() -> None:
    stream = _configure()
    structlog.get_logger().info("update", update_id=5, kind="message", title="два\nстроки")
    line = _line(stream)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("timestamp"))
    assert line == {
        "event": "update",
        "level": "info",
        "update_id": 5,
        "kind": "message",
        "title": "два\nстроки",
    }
    assert "два" in stream.getvalue()


def test_console_is_for_people() -> None:
    stream = _configure("console")
    structlog.get_logger().warning("PostgreSQL is away", seconds=3)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[warning\s*\] PostgreSQL is away seconds=3\n", stream.getvalue()
    )


@given(st.text() | st.sampled_from(["\x1b[2J", "a\nb", "\x85", "a\u202eb", "'", "a=b"]))
def test_a_value_stays_within_its_line_and_does_nothing_to_a_terminal(value: str) -> None:
    line = logs._plain(None, "info", {"timestamp": "now", "level": "info", "event": "said", "text": value})
    assert line.isprintable()
    assert line.partition(" text=")[2] in (value, repr(value))


@pytest.mark.parametrize("style", ["json", "console"])
def test_libraries_speak_through_the_same_stream(style: str) -> None:
    stream = _configure(style)
    logging.getLogger("library.part").info("Running %s", "0001")
    assert "Running 0001" in stream.getvalue()
    assert "library.part" in stream.getvalue()


def test_warnings_of_python_are_logged() -> None:
    stream = _configure()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert "DeprecationWarning: old" in _line(stream)["event"]


def test_the_level_holds_for_all() -> None:
    stream = _configure(level="WARNING")
    structlog.get_logger().info("no")
    logging.getLogger("library").info("no")
    structlog.get_logger().error("yes")
    assert _line(stream)["event"] == "yes"


def test_aiograms_own_line_per_update_is_left_out_even_at_debug() -> None:
    stream = _configure(level="DEBUG")
    logging.getLogger("aiogram.event").info("Update id=1 is handled.")
    logging.getLogger("aiohttp.access").info("GET /bot")
    assert stream.getvalue() == ""


def test_context_of_an_update_is_in_every_line() -> None:
    stream = _configure()
    with structlog.contextvars.bound_contextvars(update_id=7):
        logging.getLogger("library").info("x")
    assert _line(stream)["update_id"] == 7


@pytest.mark.parametrize("style", ["json", "console"])
@pytest.mark.parametrize("ours", [True, False])
def test_the_token_is_in_no_line(style: str, ours: bool) -> None:
    stream = _configure(style)
    logger = structlog.get_logger() if ours else logging.getLogger("aiogram.x")
    for told in (f"POST https://host/bot{TOKEN}/getMe", TOKEN, f"bot{TOKEN.replace(':', '%3a')}/getMe"):
        logger.warning(told)
    logger.warning("failed", exc_info=OSError(f"Cannot connect to http://host/bot{TOKEN}/getMe"))
    structlog.get_logger().warning("nested", details={"url": [TOKEN]}, raw=TOKEN.encode())
    assert "getMe" in stream.getvalue()
    assert SECRET not in stream.getvalue()


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ("postgresql://anna:p@ss:w@host:5432/d", "postgresql://anna:***@host:5432/d"),
        ("postgresql://:pw@/d?host=/run", "postgresql://:***@/d?host=/run"),
        ("postgresql://host/d?user=a&password=b&x=c", "postgresql://host/d?user=a&password=***&x=c"),
        ('{"url":"http://host:80","mail":"a@b"}', '{"url":"http://host:80","mail":"a@b"}'),
        ("http://host:8080/a to b@c", "http://host:8080/a to b@c"),
        ("12:30 and 5:short", "12:30 and 5:short"),
    ],
)
def test_passwords_are_taken_out_and_nothing_else(line: str, redacted: str) -> None:
    assert logs.redact(line) == redacted


@given(st.dictionaries(st.text(), st.text() | st.just(f"\n{TOKEN}\\") | st.just("a://b:c@d"), max_size=5))
def test_redaction_leaves_json_whole(values: dict[str, str]) -> None:
    line = logs.redact(json.dumps(values, ensure_ascii=False))
    assert len(json.loads(line)) <= len(values)
    assert SECRET not in line


def _fail_on_text(text: str) -> None:
    try:
        int(text)
    except ValueError as error:
        raise RuntimeError(f"no number: {text}") from error


@pytest.mark.parametrize("style", ["json", "console"])
def test_a_traceback_shows_where_and_never_what_people_wrote(style: str) -> None:
    stream = _configure(style)
    try:
        _fail_on_text(TEXT)
    except RuntimeError:
        structlog.get_logger().exception("failed")
        logging.getLogger("x").exception("failed")
    assert stream.getvalue().count("in _fail_on_text") == 4
    assert stream.getvalue().count("ValueError") >= 2
    assert TEXT not in stream.getvalue()


def test_an_error_of_postgresql_is_told_by_its_code_and_constraint() -> None:
    stream = _configure()
    error = UniqueViolationError("Key (title)=(my secret plan) already exists")
    error.constraint_name = "uq_users_telegram_id"
    structlog.get_logger().error("failed", exc_info=error)
    assert _line(stream)["exception"] == (
        "asyncpg.exceptions.UniqueViolationError: 23505 uq_users_telegram_id"
    )


def test_an_error_of_the_system_keeps_its_message() -> None:
    stream = _configure()
    error = ExceptionGroup("several", [ConnectionRefusedError(111, "Connection refused"), KeyError("plan")])
    structlog.get_logger().error("failed", exc_info=error)
    assert _line(stream)["exception"].splitlines() == [
        "ExceptionGroup",
        "ConnectionRefusedError: [Errno 111] Connection refused",
        "KeyError",
    ]


def test_exc_info_without_an_exception_is_no_error() -> None:
    stream = _configure()
    structlog.get_logger().info("fine", exc_info=True)
    structlog.get_logger().info("fine", exc_info=(None, None, None))
    assert "exception" not in stream.getvalue()


async def test_what_asyncio_catches_is_logged_without_its_text() -> None:
    stream = _configure()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.report)
    loop.call_soon(_fail_on_text, TEXT)
    await asyncio.sleep(0)
    line = _line(stream)
    assert line["event"].startswith("Exception in callback")
    assert "in _fail_on_text" in line["exception"]
    assert TEXT not in line["exception"]


def test_colors_are_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    for stream, colored in ((Terminal(), True), (io.StringIO(), False)):
        logs.configure("INFO", "console", stream)
        structlog.get_logger().info("hello")
        assert ("\x1b[" in stream.getvalue()) is colored


def test_standard_error_is_the_stream(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "json")
    structlog.get_logger().info("hello")
    out, err = capsys.readouterr()
    assert (out, json.loads(err)["event"]) == ("", "hello")
    assert sys.stderr is not None


@pytest.mark.skipif(not FULL.exists(), reason="Linux has a device that is always full")
def test_a_full_disk_stops_nothing() -> None:
    with io.TextIOWrapper(FULL.open("wb", buffering=0), write_through=True) as full:
        logs.configure("INFO", "console", full)
        structlog.get_logger().info("hello")
        structlog.get_logger().exception("alas")


def test_a_line_is_quick() -> None:
    """17 µs were measured for such a line; ten times that would be felt at a thousand updates a second."""
    _configure()
    log = structlog.get_logger()
    best = min(_seconds_for(log, 500) for _ in range(5))
    assert best / 500 < 170e-6


def _seconds_for(log: Any, lines: int) -> float:
    start = time.perf_counter()
    for number in range(lines):
        log.info("update", update_id=number, chat_id=1, person_id=2, kind="message", outcome="done", ms=1.5)
    return time.perf_counter() - start
