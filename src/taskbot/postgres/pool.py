"""Connections to PostgreSQL, with several hosts, restarts and failovers."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

import asyncpg

from taskbot.backoff import backoff
from taskbot.postgres.urls import DatabaseUrl, Host, WrongDatabaseUrl

T = TypeVar("T")

HOST_TIMEOUT = 3.0  # seconds per host: a hanging one must not use up the time of the next
LONGEST_PAUSE = 5.0
REMIND_EVERY = 30.0
CANCEL_TIMEOUT = 1.0  # seconds that a server may take to cancel a statement
CLOSE_TIMEOUT = 3.0  # seconds that it may take to close a connection
STATEMENTS_KEPT = 256
# A daemon that freezes during a transaction must not keep its locks for ever. The next leader ends its
# session; otherwise PostgreSQL does. From version 17 on, it also ends one that freezes between preparing a
# statement and executing it. No statement waits for a lock for long, because other chats have work, too; but
# it waits longer than PostgreSQL takes to detect a deadlock. Statements are planned once: with many rows
# PostgreSQL would plan them each time, which takes longer than reading.
PREPARE = """
SET idle_in_transaction_session_timeout = '6s';
SELECT set_config('transaction_timeout', '60s', false)
WHERE current_setting('server_version_num')::integer >= 170000;
SET lock_timeout = '1500ms';
SET plan_cache_mode = 'force_generic_plan'
"""
# Seconds after which the system gives up a TCP connection to a host that vanished.
DEAD_PEER = 10

# PostgreSQL is unavailable for now: no server listens, or it cannot serve yet, or it is a standby.
AWAY = (
    OSError,
    asyncpg.CannotConnectNowError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
    asyncpg.TargetServerAttributeNotMatched,
)
# And this stays so until a person changes something, when it is the answer to a new connection.
REFUSED = (asyncpg.ClientConfigurationError, ssl.SSLError)
# TLS that breaks off is a connection that does.
BROKEN = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
NO_TLS = "rejected SSL upgrade"  # asyncpg, which raises a ConnectionError for it
# Poolers say all by one SQLSTATE, 08P01, of which this does not pass (PgBouncer, src/client.c).
LASTING = re.compile(
    "startup parameter|pooling mode|bouncer config|no such (database|user)|auth.* failed|not supported|SASL"
)
# A pooler that gives each transaction another server knows our prepared statements on one of them alone.
SHARED = (asyncpg.InvalidSQLStatementNameError, asyncpg.DuplicatePreparedStatementError)
POOLER = (
    "DATABASE_URL leads to a pooler in transaction mode ({}), and the bot needs sessions: connect to "
    "PostgreSQL itself, or to the pooler in session mode (PgBouncer: pool_mode = session)."
)


class ReadOnly(ConnectionError):  # noqa: N818 (a reason to wait)
    """The database takes no changes now; the text says so, for who waits."""


def words(error: BaseException) -> str:
    """What PostgreSQL said, without what asyncpg and the server add on further lines."""
    return str(getattr(error, "message", None) or error).splitlines()[0].rstrip(".")


def _is_refusal(error: Exception) -> bool:
    """Whether a host that was asked for a connection will say the same next time."""
    if isinstance(error, BROKEN):
        return False
    if isinstance(error, asyncpg.ProtocolViolationError):
        return bool(LASTING.search(str(error)))
    return isinstance(error, REFUSED) or NO_TLS in str(error) or not isinstance(error, AWAY)


def silent(_: str) -> None:
    """A log that drops everything."""


class Connection(asyncpg.Connection):
    """Terminates itself if a hanging server does not cancel a statement or close the connection in time.

    asyncpg would wait for ever, and its pool would keep the slot of an expired connection for ever.
    """

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 (asyncpg's)
        with suppress(TimeoutError):  # the connection is closed anyway, and its work is done
            await super().close(timeout=CLOSE_TIMEOUT if timeout is None else timeout)

    async def _cancel(self, *waiters: Any) -> None:
        async with asyncio.timeout(CANCEL_TIMEOUT) as limit:
            await super()._cancel(*waiters)  # type: ignore[misc]  # which ends quietly when it is cancelled
        if limit.expired():
            self.terminate()


class Connector:
    """Connects to the primary among a URL's hosts, and remembers which one that was.

    It shares this knowledge with the connector `like`, which has the same URL.
    """

    def __init__(self, url: str, *, application_name: str = "taskbot", like: Connector | None = None) -> None:
        self.url = DatabaseUrl.parse(url)
        self._found: list[Host] = like._found if like else [self.url.hosts[0]]  # noqa: SLF001 (its own class)
        self._settings = {"timezone": "UTC", "application_name": application_name}

    @property
    def host(self) -> Host:
        """The last known primary."""
        return self._found[0]

    async def connect(self, *_: object, **options: Any) -> asyncpg.Connection:
        """Try each host once. `options` are passed on from asyncpg's pool.

        Raises the last host's error, one of `AWAY`, if none serves now. Raises `WrongDatabaseUrl` if one
        refuses the connection.
        """
        first = self.url.hosts.index(self.host)
        errors: list[Exception] = []
        for host in self.url.hosts[first:] + self.url.hosts[:first]:
            try:
                connection = await self._connect(host, options)
            except (*AWAY, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
                if _is_refusal(error):
                    raise WrongDatabaseUrl(_refusal(host, error)) from None
                errors.append(error)
            else:
                self._found[0] = host
                return connection
        raise errors[-1]

    async def _connect(self, host: Host, options: dict[str, Any]) -> asyncpg.Connection:
        self.url.check_files()
        if (tls := self.url.tls()) is not None:
            options = options | {"ssl": tls}
        if "target_session_attrs" not in self.url.parameters:
            options = options | {"target_session_attrs": "primary"}
        connection: asyncpg.Connection = await asyncpg.connect(
            self.url.dsn(),
            host=host.name,
            port=host.port,
            password=self.url.password,
            timeout=HOST_TIMEOUT,
            server_settings=self._settings,
            statement_cache_size=STATEMENTS_KEPT,
            max_cached_statement_lifetime=0,
            **options | {"connection_class": Connection},  # a pool names asyncpg's own
        )
        _notice_dead_peer(connection)
        return connection


async def open_pool(
    url: str,
    *,
    size: int,
    application_name: str = "taskbot",
    log: Callable[[str], object] = silent,
    init: Callable[[asyncpg.Connection], Awaitable[None]] | None = None,
    like: Connector | None = None,
) -> asyncpg.Pool:
    """Return a pool of at most `size` connections, once PostgreSQL answers.

    `init` prepares each new connection; `like` is as for `Connector`. A broken connection is replaced when it
    is next acquired, by one to the host that is the primary then. While there is none, `acquire` raises one
    of `AWAY`. Raises `WrongDatabaseUrl`.
    """
    connector = Connector(url, application_name=application_name, like=like)

    async def prepare(connection: asyncpg.Connection) -> None:
        await connection.execute(PREPARE)
        if init is not None:
            await init(connection)

    # The stubs require each argument of asyncpg.connect by name, and coroutine functions.
    hooks = cast("dict[str, Any]", {"connect": connector.connect, "init": prepare, "reset": _keep})

    async def attempt() -> asyncpg.Pool:
        # No minimum size: asyncpg would restore it by itself, with a traceback in the log for every failure.
        return await asyncpg.create_pool(
            init_size=1, min_size=0, max_size=size, max_inactive_connection_lifetime=300, **hooks
        )

    return await patiently(attempt, connector.url, log)


async def _keep(_: asyncpg.Connection) -> None:
    """Return a connection to the pool without asyncpg's reset, which would cost a round trip.

    No code changes session settings, so there is nothing to reset. asyncpg rolls back open transactions
    anyway.
    """


async def wait_for(url: str, log: Callable[[str], object] = silent) -> None:
    """Return when PostgreSQL answers. Raises `WrongDatabaseUrl`."""
    connector = Connector(url)
    connection = await patiently(connector.connect, connector.url, log)
    await connection.close()


async def patiently(attempt: Callable[[], Awaitable[T]], url: DatabaseUrl, log: Callable[[str], object]) -> T:
    """Retry with backoff until it succeeds; log at once, every half minute, and at the end."""
    began = time.monotonic()
    told, failures = 0.0, 0
    while True:
        try:
            result = await attempt()
        except AWAY as error:
            failures += 1
            now = time.monotonic()
            if not told or now - told > REMIND_EVERY:
                if isinstance(error, ReadOnly):
                    log(f"PostgreSQL at {url} is read-only, waiting for it: {reason(error)}")
                else:
                    log(f"PostgreSQL at {url} is away, waiting for it: {reason(error)}")
                told = now
        else:
            if told:
                log(f"PostgreSQL answers after {time.monotonic() - began:.1f} s")
            return result
        await asyncio.sleep(backoff(failures, first=0.1, longest=LONGEST_PAUSE))


def reason(error: BaseException) -> str:
    """Return the text of an error of `AWAY` for a log, in plain words."""
    if isinstance(error, OSError) and error.errno and error.errno in errno.errorcode:
        return os.strerror(error.errno)
    return str(error) or f"no answer within {HOST_TIMEOUT:g} s"


def _refusal(host: Host, error: Exception) -> str:
    if isinstance(error, SHARED) or "pooling mode" in str(error):
        return POOLER.format(words(error))
    said = words(error)
    if isinstance(error, ssl.SSLError):
        said = (
            f"TLS fails: {getattr(error, 'verify_message', None) or getattr(error, 'reason', None) or said}"
        )
    if NO_TLS in said:
        said = "it offers no TLS, which sslmode demands"
    return f"PostgreSQL at {host} refuses DATABASE_URL: {said}."


def _notice_dead_peer(connection: asyncpg.Connection) -> None:
    """Let the system break a connection whose other end has vanished; asyncpg has no setting for it."""
    transport = connection._transport  # type: ignore[attr-defined]  # noqa: SLF001
    link = transport.get_extra_info("socket")
    if link is None or link.family == socket.AF_UNIX:
        return
    link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; tcp(7)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, DEAD_PEER)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, DEAD_PEER // 2)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_PEER * 1000)
