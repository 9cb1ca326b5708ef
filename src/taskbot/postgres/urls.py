"""DATABASE_URL in every usual form, converted for asyncpg and for PostgreSQL's own programs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")
EXAMPLE = "DATABASE_URL must look like postgresql://user:password@host:5432/name"
LOCAL = ("/run/postgresql", "/tmp", "localhost")  # noqa: S108 (where a local server listens)
# A name, an address, an IPv6 address in brackets, or a socket's folder; then optionally a port.
HOST = re.compile(r"\[(?P<ipv6>[^\]]+)\](:(?P<port6>[0-9]+))?|(?P<name>/[^:]*|[^:\[\]]*)(:(?P<port>[0-9]+))?")
# Parameters for asyncpg that pg_dump accepts, too (libpq, "Parameter Key Words").
LIBPQ = frozenset({
    "application_name", "channel_binding", "connect_timeout", "gssencmode", "krbsrvname", "options",
    "passfile", "sslcert", "sslkey", "sslmode", "sslnegotiation", "sslrootcert", "sslcrl",
    "ssl_min_protocol_version", "ssl_max_protocol_version",
})  # fmt: skip
# Parameters that asyncpg would pass on to the server, which does not know them. Some hosters' URLs have them.
NOT_ASYNCPG = frozenset({
    "channel_binding", "client_encoding", "connect_timeout", "gssencmode", "keepalives", "keepalives_count",
    "keepalives_idle", "keepalives_interval", "load_balance_hosts", "pgbouncer", "requirepeer",
    "sslcompression", "tcp_user_timeout",
})  # fmt: skip


class WrongDatabaseUrl(Exception):  # noqa: N818 (the sentence it holds is for people)
    """DATABASE_URL cannot work, so there is no retry. The text never contains the password."""


class Host(NamedTuple):
    """Where a server listens: a name, an address, or the folder of a Unix socket."""

    name: str
    port: int

    def __str__(self) -> str:
        return f"{self.name}:{self.port}"


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """The parts of a DATABASE_URL, percent-decoded."""

    hosts: tuple[Host, ...]
    user: str | None
    password: str | None
    database: str | None
    parameters: dict[str, str]

    @classmethod
    def parse(cls, url: str) -> Self:
        """Parse postgresql://, postgres:// and postgresql+asyncpg://, with one or several hosts.

        Raises `WrongDatabaseUrl`.
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            raise WrongDatabaseUrl(EXAMPLE) from None
        if parts.scheme not in SCHEMES:
            raise WrongDatabaseUrl(EXAMPLE)
        login, _, netloc = parts.netloc.rpartition("@")
        if "@" in parts.path + parts.query or parts.fragment:
            raise WrongDatabaseUrl(
                "In DATABASE_URL the password's / ? # @ must be written as %2F %3F %23 %40."
            )
        user, _, password = login.partition(":")
        query = parse_qsl(parts.query)
        parameters = dict(query)
        named = [parameters.pop(name, None) for name in ("user", "password", "dbname", "host", "port")]
        return cls(
            hosts=_hosts(unquote(netloc), *(_listed(query, name) for name in ("host", "port"))),
            user=unquote(user) or named[0],
            password=unquote(password) or named[1],
            database=unquote(parts.path[1:]) or named[2],
            parameters=parameters,
        )

    def dsn(self) -> str:
        """Return a URL without hosts and password, which `asyncpg.connect` gets as arguments."""
        known = {name: value for name, value in self.parameters.items() if name not in NOT_ASYNCPG}
        return f"postgresql://?{_query(self._common() | known)}"

    def libpq(self, host: Host) -> str:
        """Return a URL without the password, for PostgreSQL's own programs."""
        known = {name: value for name, value in self.parameters.items() if name in LIBPQ}
        place = {"host": host.name, "port": str(host.port)}
        return f"postgresql://?{_query(place | self._common() | known)}"

    def __str__(self) -> str:
        """Return the URL without password and parameters, for messages."""
        login = f"{self.user}@" if self.user else ""
        return f"postgresql://{login}{','.join(map(str, self.hosts))}/{self.database or ''}"

    def _common(self) -> dict[str, str]:
        named = {"user": self.user, "dbname": self.database}
        return {name: value for name, value in named.items() if value}


def _query(parameters: dict[str, str]) -> str:
    return urlencode(parameters, quote_via=quote)  # libpq does not read a plus as a space


def _listed(query: list[tuple[str, str]], name: str) -> list[str]:
    return [item for key, value in query if key == name for item in value.split(",")]


def _hosts(netloc: str, named: list[str], ports: list[str]) -> tuple[Host, ...]:
    """Return the hosts before the path, or those of the query; `ports` has one for all or one for each."""
    specs = netloc.split(",") if netloc else named or list(LOCAL)
    default = ports * len(specs) if len(ports) == 1 else ports or ["5432"] * len(specs)
    hosts = [HOST.fullmatch(spec) for spec in specs]
    if not all(hosts) or len(default) != len(specs) or not all(port.isdecimal() for port in default):
        raise WrongDatabaseUrl("DATABASE_URL must name its hosts like host:5432 or host1:5432,host2:5432")
    found = tuple(
        Host(host["ipv6"] or host["name"] or "localhost", int(host["port6"] or host["port"] or port))
        for host, port in zip(hosts, default, strict=True)
        if host
    )
    if not all(0 < host.port < 2**16 for host in found):
        raise WrongDatabaseUrl("DATABASE_URL must name ports from 1 to 65535")
    return found
