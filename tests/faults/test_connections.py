"""Connections to a PostgreSQL that is away, hung, a standby, or comes back somewhere else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

import postgres_server
from taskbot.postgres import pool as pools
from taskbot.postgres.embedded import SOCKET, Embedded
from taskbot.postgres.pool import AWAY, Connector, open_pool, wait_for
from taskbot.postgres.urls import DatabaseUrl, WrongDatabaseUrl

REPLICATED = {"wal_level": "replica"}


@pytest.fixture
def homes(shared_folder: Path) -> Iterator[list[Path]]:
    """Two folders with a cluster each."""
    folders = [postgres_server.make_folder() for _ in range(2)]
    for folder in folders:
        postgres_server.put_cluster(shared_folder, folder / "postgresql")
    yield folders
    for folder in folders:
        shutil.rmtree(folder)


@pytest.fixture
async def hung() -> AsyncIterator[int]:
    """The port of a host that takes connections and never says a word."""
    connected: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: connected.append(writer), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for writer in connected:
        writer.close()


@contextlib.asynccontextmanager
async def over_tcp(url: str) -> AsyncIterator[str]:
    """The URL of a port that leads to the socket of `url`."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
        writer.close()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        folder = DatabaseUrl.parse(url).hosts[0].name
        reader_there, writer_there = await asyncio.open_unix_connection(f"{folder}/{SOCKET}")
        await asyncio.gather(pump(reader, writer_there), pump(reader_there, writer))

    server = await asyncio.start_server(forward, "127.0.0.1", 0)
    database = DatabaseUrl.parse(url).database
    yield f"postgresql://taskbot@127.0.0.1:{server.sockets[0].getsockname()[1]}/{database}"
    server.close()


def with_hosts(url: str, *hosts: str) -> str:
    """The same database at several hosts, tried in order."""
    return f"{url.partition('?')[0]}?host={','.join(hosts)}"


def folder_of(url: str) -> str:
    return DatabaseUrl.parse(url).hosts[0].name


async def until(works: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await works():  # noqa: ASYNC110 (another process brings it about)
            await asyncio.sleep(0.02)


async def test_a_pools_connections_are_as_the_bot_needs_them(database_url: str) -> None:
    prepared: list[asyncpg.Connection] = []

    async def init(connection: asyncpg.Connection) -> None:
        prepared.append(connection)

    pool = await open_pool(database_url, size=2, init=init)
    assert pool.get_size() == 1
    async with pool.acquire() as one, pool.acquire() as two:
        for connection in one, two:
            assert await connection.fetchval("SHOW timezone") == "UTC"
            assert await connection.fetchval("SHOW client_encoding") == "UTF8"
            assert await connection.fetchval("SHOW application_name") == "taskbot"
    assert len(prepared) == 2
    await pool.close()


async def test_what_a_person_must_mend_is_told_at_once(database_url: str) -> None:
    for wrong in (
        database_url.replace("/test_", "/no_such_"),
        database_url.replace("taskbot@", "nobody:geheim@"),
        f"{database_url}&options=endpoint%3Dx",
        f"{database_url}&work_mem=wrong",
        f"{database_url}&role=nobody",
    ):
        with pytest.raises(WrongDatabaseUrl, match="refuses DATABASE_URL") as caught:
            await wait_for(wrong)
        assert "geheim" not in str(caught.value)


async def test_what_the_url_says_of_a_session_holds(database_url: str) -> None:
    connection = await Connector(f"{database_url}&options=-c%20jit%3Doff&statement_timeout=7s").connect()
    assert await connection.fetchval("SHOW jit") == "off"
    assert await connection.fetchval("SHOW statement_timeout") == "7s"
    await connection.close()


async def test_a_server_without_tls_is_no_server_that_is_away(database_url: str) -> None:
    async with over_tcp(database_url) as url:
        for demand in ("ssl=require", "sslrootcert=system"):
            with pytest.raises(WrongDatabaseUrl, match="it offers no TLS, which sslmode demands"):
                await wait_for(f"{url}?{demand}")


@pytest.fixture
async def self_signed(tmp_path: Path) -> AsyncIterator[tuple[int, Path]]:
    """The port of a host that speaks TLS by a certificate of its own, and that certificate."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=elsewhere",
        "-days",
        "2",
    ]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)  # SSLRequest (PostgreSQL, "Message Formats")
        writer.write(b"S")
        with contextlib.suppress(OSError):
            await writer.start_tls(context)
            await reader.read(1)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], certificate
    server.close()


async def test_a_certificate_that_is_not_trusted_is_wrong(self_signed: tuple[int, Path]) -> None:
    port, certificate = self_signed
    for trust, said in (
        ("sslmode=verify-full&sslrootcert=system", "self[- ]signed certificate"),
        (f"sslmode=verify-full&sslrootcert={certificate}", "IP address mismatch"),
    ):
        with pytest.raises(WrongDatabaseUrl, match=f"refuses DATABASE_URL: TLS fails: .*{said}"):
            await wait_for(f"postgresql://me:geheim@127.0.0.1:{port}/x?{trust}")
    # Where the certificate suits, a host that then breaks off is away.
    with pytest.raises(AWAY):
        await Connector(
            f"postgresql://me@127.0.0.1:{port}/x?sslmode=verify-ca&sslrootcert={certificate}"
        ).connect()


async def test_a_hung_first_host_costs_little_and_only_once(database_url: str, hung: int) -> None:
    said: list[str] = []
    began = time.monotonic()
    pool = await open_pool(
        with_hosts(database_url, f"127.0.0.1:{hung}", folder_of(database_url)), size=2, log=said.append
    )
    assert await pool.fetchval("SELECT 1") == 1
    assert time.monotonic() - began < 5
    began = time.monotonic()
    async with pool.acquire(), pool.acquire() as second:
        assert await second.fetchval("SELECT 1") == 1
    assert time.monotonic() - began < 1
    assert said == []
    await pool.close()


async def test_an_expired_connection_to_a_server_that_hangs_leaves_its_place(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "CLOSE_TIMEOUT", 0.1)
    pool = await open_pool(database_url, size=1)
    async with pool.acquire() as connection:
        backend = connection.get_server_pid()
        await pool.expire_connections()
        os.kill(backend, signal.SIGSTOP)
    try:
        async with asyncio.timeout(10):
            assert await pool.fetchval("SELECT pg_backend_pid()") != backend
    finally:
        os.kill(backend, signal.SIGCONT)
    await pool.close()


async def test_postgresql_that_is_away_is_waited_for_and_told_of(homes: list[Path]) -> None:
    said: list[str] = []
    server = Embedded(homes[0], durable=False)
    waiting = asyncio.create_task(wait_for(server.url.replace("taskbot?", "postgres?"), said.append))
    async with asyncio.timeout(15):
        while not said:  # noqa: ASYNC110 (it comes from a plain function)
            await asyncio.sleep(0)
    assert not waiting.done()
    async with server, asyncio.timeout(15):
        await waiting
    assert said[0] == (
        f"PostgreSQL at postgresql://taskbot@{server.cluster}:5432/postgres is away, "
        "waiting for it: No such file or directory"
    )
    assert said[-1].startswith("PostgreSQL answers after ")


async def test_waiting_is_told_of_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "REMIND_EVERY", 0.15)
    said: list[str] = []
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await wait_for("postgresql://taskbot@/x?host=/nowhere", said.append)
    assert 2 <= len(said) <= 7


async def test_the_pool_follows_the_primary(homes: list[Path]) -> None:
    """From a host that stops to another that was a standby, and is promoted."""
    one, two = (Embedded(home, durable=False, settings=REPLICATED) for home in homes)
    async with two:
        pass
    (two.cluster / "standby.signal").touch()
    async with one, two:
        pool = await open_pool(with_hosts(one.url, str(two.cluster), str(one.cluster)), size=2)
        assert await pool.fetchval("SHOW data_directory") == str(one.cluster)
        await one.stop()

        async def works() -> bool:
            try:
                return bool(await pool.fetchval("SHOW data_directory") == str(two.cluster))
            except (*AWAY, asyncpg.InterfaceError):
                return False

        assert not await works()
        standby = await asyncpg.connect(two.url)
        await standby.execute("SELECT pg_promote()")
        await standby.close()
        await until(works)
        await pool.close()


async def test_no_primary_anywhere_is_away_and_not_wrong(homes: list[Path]) -> None:
    server = Embedded(homes[0], durable=False, settings=REPLICATED)
    async with server:
        pass
    (server.cluster / "standby.signal").touch()
    async with server as url:
        with pytest.raises(AWAY):
            await Connector(url).connect()
        anyone = await Connector(f"{url}&target_session_attrs=any").connect()
        assert await anyone.fetchval("SELECT pg_is_in_recovery()")
        await anyone.close()


async def test_a_host_that_vanishes_is_noticed(database_url: str) -> None:
    async with over_tcp(database_url) as url:
        connection = await Connector(url).connect()
        link = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]
        assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert link.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()
