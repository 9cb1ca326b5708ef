"""Which host is asked in which order, and how long and how loudly PostgreSQL is waited for."""

from __future__ import annotations

import errno
import itertools
import socket
import ssl
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from taskbot.postgres import pool
from taskbot.postgres.pool import (
    DEAD_PEER,
    HOST_TIMEOUT,
    REMIND_EVERY,
    Connector,
    _notice_dead_peer,
    patiently,
)
from taskbot.postgres.pool import reason as reason_of
from taskbot.postgres.urls import DatabaseUrl, Host, WrongDatabaseUrl

URL = "postgresql://me@a,b,c/bot"
GOOD = object()


class Cluster:
    """Three hosts, of which each answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.failures: dict[str, Exception] = {}

    async def connect(self, host: Host, _: object) -> object:
        self.asked.append(host.name)
        if host.name in self.failures:
            raise self.failures[host.name]
        return GOOD


async def told_to_asyncpg(url: str, monkeypatch: pytest.MonkeyPatch, **options: object) -> dict[str, Any]:
    """What a connection to `url` is asked for with."""
    asked: list[dict[str, Any]] = []

    async def connect(dsn: str, **settings: Any) -> object:
        asked.append({"dsn": dsn, **settings})
        return over(None)

    monkeypatch.setattr(asyncpg, "connect", connect)
    await Connector(url, application_name="mine").connect(**options)
    return asked[0]


async def test_what_a_connection_is_asked_for_with(monkeypatch: pytest.MonkeyPatch) -> None:
    told = await told_to_asyncpg(
        "postgresql://me:geheim@a:1/bot", monkeypatch, connection_class=asyncpg.Connection
    )
    assert told == {
        "dsn": "postgresql://?user=me&dbname=bot",
        "host": "a",
        "port": 1,
        "password": "geheim",
        "timeout": HOST_TIMEOUT,
        "server_settings": {"timezone": "UTC", "application_name": "mine"},
        "statement_cache_size": pool.STATEMENTS_KEPT,
        "max_cached_statement_lifetime": 0,
        "target_session_attrs": "primary",
        "connection_class": pool.Connection,
    }


async def test_a_url_may_ask_for_another_kind_of_host(monkeypatch: pytest.MonkeyPatch) -> None:
    told = await told_to_asyncpg("postgresql://me@a/bot?target_session_attrs=any", monkeypatch)
    assert "target_session_attrs" not in told
    assert "target_session_attrs=any" in told["dsn"]


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    cluster = Cluster()
    monkeypatch.setattr(Connector, "_connect", lambda _, *args: cluster.connect(*args))
    return cluster


async def test_who_was_the_primary_is_asked_first_and_then_the_others_in_turn(cluster: Cluster) -> None:
    connector, like = Connector(URL), Connector(URL)
    assert connector.host.name == "a"
    cluster.failures["a"] = OSError()
    assert await connector.connect() is GOOD
    assert connector.host.name == "b"
    cluster.failures["b"] = asyncpg.CannotConnectNowError("down")
    assert await connector.connect() is GOOD
    cluster.failures = {"c": OSError(), "a": OSError()}
    assert await connector.connect() is GOOD
    assert cluster.asked == ["a", "b", "b", "c", "c", "a", "b"]
    assert like.host.name == "a"


async def test_one_learns_from_another_what_both_have_learnt(cluster: Cluster) -> None:
    first = Connector(URL)
    second = Connector(URL, like=first)
    cluster.failures["a"] = OSError()
    await second.connect()
    assert first.host.name == second.host.name == "b"


async def test_where_none_serves_the_last_failure_is_told(cluster: Cluster) -> None:
    cluster.failures = {name: OSError(name) for name in "abc"}
    with pytest.raises(OSError, match="c"):
        await Connector(URL).connect()
    assert cluster.asked == ["a", "b", "c"]


@pytest.mark.parametrize(
    "refusal",
    [
        asyncpg.ClientConfigurationError("no"),
        asyncpg.InsufficientPrivilegeError("no"),
        asyncpg.InvalidPasswordError("no"),
        asyncpg.InvalidCatalogNameError("no"),
        asyncpg.UndefinedObjectError("no"),
        ssl.SSLCertVerificationError(1, "no"),
    ],
    ids=lambda it: type(it).__name__,
)
async def test_a_host_that_refuses_ends_the_search(cluster: Cluster, refusal: Exception) -> None:
    """One more round would not help: SSLCertVerificationError is an OSError, and not taken for an absence."""
    cluster.failures["a"] = refusal
    with pytest.raises(WrongDatabaseUrl, match=r"PostgreSQL at a:5432 refuses DATABASE_URL: .*no"):
        await Connector(URL).connect()
    assert cluster.asked == ["a"]


@pytest.mark.parametrize(
    "absence",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.CannotConnectNowError("down"),
        asyncpg.TooManyConnectionsError("down"),
        asyncpg.InternalClientError("down"),
        asyncpg.AdminShutdownError("down"),
        asyncpg.ConnectionDoesNotExistError("down"),
        asyncpg.TargetServerAttributeNotMatched("down"),
    ],
    ids=lambda it: type(it).__name__,
)
async def test_a_host_that_is_away_or_a_standby_is_passed_over(cluster: Cluster, absence: Exception) -> None:
    cluster.failures["a"] = absence
    assert await Connector(URL).connect() is GOOD
    assert cluster.asked == ["a", "b"]


class Waiting:
    """A clock that only pauses advance, and what was tried and said by it."""

    def __init__(self, failures: int, error: Exception | None = None) -> None:
        self.now = 1000.0
        self.failures = failures
        self.error = error or ConnectionRefusedError(errno.ECONNREFUSED, "refused")
        self.tried: list[float] = []
        self.said: list[tuple[float, str]] = []

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def attempt(self) -> str:
        self.tried.append(self.now)
        if len(self.tried) <= self.failures:
            raise self.error
        return "connected"

    async def wait(self) -> str:
        def log(text: str) -> None:
            self.said.append((self.now - 1000, text))

        return await patiently(self.attempt, DatabaseUrl.parse("postgresql://me:geheim@a/bot"), log)


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Waiting]:
    def make(failures: int, error: Exception | None = None) -> Waiting:
        waiting = Waiting(failures, error)
        monkeypatch.setattr(pool, "asyncio", SimpleNamespace(sleep=waiting.sleep))
        monkeypatch.setattr(pool, "time", SimpleNamespace(monotonic=lambda: waiting.now))
        return waiting

    return make


async def test_nothing_is_said_where_postgresql_answers(waiting: Callable[..., Waiting]) -> None:
    at_once = waiting(0)
    assert await at_once.wait() == "connected"
    assert at_once.said == []
    assert at_once.now == 1000


async def test_that_it_is_away_is_said_at_once_again_after_a_while_and_at_the_end(
    waiting: Callable[..., Waiting],
) -> None:
    long = waiting(30)
    assert await long.wait() == "connected"
    away = "PostgreSQL at postgresql://me@a:5432/bot is away, waiting for it: Connection refused"
    *reminders, (end, last) = long.said
    assert {text for _, text in reminders} == {away}
    times = [at for at, _ in reminders]
    assert times[0] == 0
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(gaps) > 1
    assert all(REMIND_EVERY < gap <= REMIND_EVERY + pool.LONGEST_PAUSE for gap in gaps)
    assert last == f"PostgreSQL answers after {end:.1f} s"
    pauses = [later - earlier for earlier, later in zip(long.tried, long.tried[1:], strict=False)]
    assert 0.08 <= pauses[0] <= 0.1 < pauses[1] <= 0.2
    assert all(4 <= pause <= pool.LONGEST_PAUSE for pause in pauses[10:])


async def test_what_is_no_absence_is_raised(waiting: Callable[..., Waiting]) -> None:
    with pytest.raises(WrongDatabaseUrl):
        await waiting(1, WrongDatabaseUrl("no")).wait()


def test_reasons_are_in_the_systems_words_or_the_servers() -> None:
    assert reason_of(ConnectionRefusedError(errno.ECONNREFUSED, "[Errno 111] ...")) == "Connection refused"
    assert reason_of(OSError("Multiple exceptions: ...")) == "Multiple exceptions: ..."
    assert reason_of(OSError(-2, "Name or service not known")) == "[Errno -2] Name or service not known"
    assert reason_of(asyncpg.CannotConnectNowError("starting up")) == "starting up"
    assert reason_of(TimeoutError()) == f"no answer within {HOST_TIMEOUT:g} s"


def test_the_system_gives_up_a_host_that_has_vanished() -> None:
    with socket.socket() as link:
        _notice_dead_peer(over(link))
        assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            options = socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_USER_TIMEOUT
            told = [link.getsockopt(socket.IPPROTO_TCP, option) for option in options]
            assert told == [DEAD_PEER, DEAD_PEER // 2, DEAD_PEER * 1000]


def test_a_socket_of_this_machine_is_left_as_it_is() -> None:
    with socket.socket(socket.AF_UNIX) as link:
        _notice_dead_peer(over(link))
        assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 0
    _notice_dead_peer(over(None))


def over(link: socket.socket | None) -> Any:
    """A connection over a socket."""
    return SimpleNamespace(_transport=SimpleNamespace(get_extra_info=lambda _: link))
