"""DATABASE_URL in all the forms that people write, turned into what each of our tools understands.

The parameters in a URL come from several worlds: libpq's («Parameter Key Words»), asyncpg's and SQLAlchemy's,
Prisma's, Node's. Each one is known here, and translated, left out because it changes nothing, or refused.
"""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple, Self
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")
EXAMPLE = "DATABASE_URL must look like postgresql://user:password@host:5432/name."
TO_ENCODE = (
    "DATABASE_URL cannot be read: in a user name or password, write / ? # @ : [ ] and % as "
    "%2F %3F %23 %40 %3A %5B %5D and %25."
)
LOCAL = ("/run/postgresql", "/tmp", "localhost")  # noqa: S108 (where a server of this machine listens)
# A name or address, or an IPv6 address in brackets, or a socket's folder; then perhaps a port.
HOST = re.compile(r"\[(?P<ipv6>[^\]]+)\](:(?P<port6>[0-9]+))?|(?P<name>/[^:]*|[^:\[\]]*)(:(?P<port>[0-9]+))?")

PLACE = ("user", "password", "dbname", "host", "port")
# Other worlds' names for the same.
ALSO = {
    "ssl": "sslmode", "sslMode": "sslmode", "database": "dbname", "username": "user",
    "schema": "search_path", "currentSchema": "search_path", "ApplicationName": "application_name",
}  # fmt: skip
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
ALSO_MODES = {"true": "require", "1": "require", "no-verify": "require", "false": "disable", "0": "disable"}
TLS_VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
FILES = ("sslcert", "sslkey", "sslrootcert", "sslcrl")
# The words that may stand as some parameters' values, in any case of their letters.
VALUES = {
    "sslmode": SSL_MODES,
    "sslnegotiation": ("postgres", "direct"),
    "ssl_min_protocol_version": TLS_VERSIONS,
    "ssl_max_protocol_version": TLS_VERSIONS,
    "target_session_attrs": ("any", "primary", "read-write"),  # the others would not let us write
    "channel_binding": ("disable", "prefer", "require"),
    "gssencmode": ("disable", "prefer"),  # asyncpg does not encrypt by GSS
    "client_encoding": ("auto", "utf8", "utf-8", "unicode"),  # the bot speaks nothing else
}
# What asyncpg and libpq name alike; asyncpg alone chooses the host.
COMMON = frozenset({
    "krbsrvname", "options", "passfile", "sslmode", "sslnegotiation", *FILES,
    "ssl_min_protocol_version", "ssl_max_protocol_version",
})  # fmt: skip
ASYNCPG = COMMON | {"target_session_attrs"}
LIBPQ = COMMON | {"channel_binding"}
# PostgreSQL's own settings («Server Configuration») that do the bot no harm.
SETTINGS = frozenset({
    "idle_in_transaction_session_timeout", "idle_session_timeout", "jit", "lock_timeout",
    "maintenance_work_mem", "role", "search_path", "statement_timeout", "synchronous_commit",
    "tcp_keepalives_count", "tcp_keepalives_idle", "tcp_keepalives_interval", "transaction_timeout",
    "work_mem",
})  # fmt: skip
# What we have our own values for, or what is for other programs' pools; it changes nothing here.
WITHOUT_EFFECT = frozenset({
    "application_name", "client_encoding", "command_timeout", "connect_timeout", "connection_limit",
    "fallback_application_name", "gssencmode", "keepalives", "keepalives_count", "keepalives_idle",
    "keepalives_interval", "load_balance_hosts", "max_inactive_connection_lifetime", "max_size", "min_size",
    "pgbouncer", "pool_max_conns", "pool_recycle", "pool_size", "pool_timeout", "prepareThreshold",
    "prepared_statement_cache_size", "sslcompression", "sslsni", "statement_cache_size", "tcp_user_timeout",
    "timeout", "timezone", "TimeZone",
})  # fmt: skip
REFUSED = {
    "hostaddr": "write the address as the host",
    "service": "write host, user and database into DATABASE_URL itself",
    "servicefile": "write host, user and database into DATABASE_URL itself",
    "sslpassword": "use a key without a passphrase, which only taskbot's account can read",
    "replication": "leave it out",
    "require_auth": "leave it out",
    "requirepeer": "leave it out",
    "sslcertmode": "leave it out",
    "gsslib": "leave it out",
    "gssdelegation": "leave it out",
}
KNOWN = frozenset({*PLACE, *ALSO, *ASYNCPG, *LIBPQ, *SETTINGS, *WITHOUT_EFFECT})
SYSTEM = "system"  # as sslrootcert: the certificates that this machine trusts


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
        parts = _split(url.strip())
        login, _, netloc = parts.netloc.rpartition("@")
        user, _, password = login.partition(":")
        query = [(ALSO.get(name, name), value.strip()) for name, value in parse_qsl(parts.query)]
        named = {name: value for name, value in query if name in PLACE}
        return cls(
            hosts=_hosts(unquote(netloc), *(_listed(query, name) for name in ("host", "port"))),
            user=unquote(user) or named.get("user"),
            password=unquote(password) or named.get("password"),
            database=unquote(parts.path[1:]) or named.get("dbname"),
            parameters=_parameters([it for it in query if it[0] not in PLACE]),
        )

    @property
    def encrypted(self) -> bool:
        """Whether TLS is demanded."""
        return self.parameters.get("sslmode") in SSL_MODES[3:]

    @property
    def trusts_system(self) -> bool:
        """Whether the certificates that this machine trusts are those to go by."""
        return self.parameters.get("sslrootcert") == SYSTEM

    def dsn(self) -> str:
        """All but hosts, password and what `tls` holds, for `asyncpg.connect` with those beside it."""
        theirs = SETTINGS | ASYNCPG - ({"sslmode", *FILES} if self.trusts_system else set())
        known = {name: value for name, value in self.parameters.items() if name in theirs}
        return f"postgresql://?{_query(self._common() | known)}"

    def tls(self) -> ssl.SSLContext | None:
        """For `asyncpg.connect`, which knows no `sslrootcert=system`; null where it knows all."""
        if not self.trusts_system:
            return None
        context = ssl.create_default_context()
        context.set_alpn_protocols(["postgresql"])
        if certificate := self.parameters.get("sslcert"):
            context.load_cert_chain(certificate, self.parameters.get("sslkey"))
        return context

    def check_files(self) -> None:
        """Raise `WrongDatabaseUrl` where a file that is named cannot be read."""
        for name in FILES:
            file = self.parameters.get(name)
            if not file or (name, file) == ("sslrootcert", SYSTEM):
                continue
            try:
                os.close(os.open(file, os.O_RDONLY))
            except OSError as error:
                raise WrongDatabaseUrl(
                    f"DATABASE_URL names {file} as {name}, which cannot be read: {error.strerror}."
                ) from None

    def libpq(self, host: Host) -> str:
        """Return a URL without the password, for PostgreSQL's own programs."""
        known = {name: value for name, value in self.parameters.items() if name in LIBPQ}
        settings = [
            f"-c {name}={_escaped(value)}" for name, value in self.parameters.items() if name in SETTINGS
        ]
        if settings:
            known["options"] = " ".join([*filter(None, [known.get("options")]), *settings])
        place = {"host": host.name, "port": str(host.port)}
        return f"postgresql://?{_query(place | self._common() | known)}"

    def __str__(self) -> str:
        """Return the URL without password and parameters, for messages."""
        login = f"{self.user}@" if self.user else ""
        return f"postgresql://{login}{','.join(map(str, self.hosts))}/{self.database or ''}"

    def _common(self) -> dict[str, str]:
        named = {"user": self.user, "dbname": self.database}
        return {name: value for name, value in named.items() if value}


def _split(url: str) -> SplitResult:
    """The parts of a URL whose password, if there is one, is percent-encoded where it must be."""
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES or re.search(r"\s", scheme):
        raise WrongDatabaseUrl(EXAMPLE)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise WrongDatabaseUrl(TO_ENCODE if "@" in rest else EXAMPLE) from None
    if "@" in parts.path + parts.query or "#" in rest:
        raise WrongDatabaseUrl(TO_ENCODE)
    return parts


def _parameters(query: list[tuple[str, str]]) -> dict[str, str]:
    """What is said beside the place, checked."""
    found: dict[str, str] = {}
    for name, given in query:
        value = _value(name, given)
        if found.setdefault(name, value) != value:
            raise WrongDatabaseUrl(f"DATABASE_URL says two things of {name}: leave one.")
    if found.get("sslrootcert") == SYSTEM and found.setdefault("sslmode", "verify-full") != "verify-full":
        raise WrongDatabaseUrl("DATABASE_URL says sslrootcert=system, which needs sslmode=verify-full.")
    if found.get("sslnegotiation") == "direct" and found.get("sslmode") not in SSL_MODES[3:]:
        raise WrongDatabaseUrl("DATABASE_URL says sslnegotiation=direct, which needs sslmode=require.")
    return found


def _value(name: str, given: str) -> str:
    """The value of a parameter as our tools spell it; `WrongDatabaseUrl` where none of them would take it."""
    if name in REFUSED:
        raise WrongDatabaseUrl(f"DATABASE_URL says {name}, which taskbot does not support: {REFUSED[name]}.")
    if name not in KNOWN:
        near = get_close_matches(name, KNOWN, n=1)
        hint = f"perhaps {near[0]} is meant" if near else "leave it out"
        raise WrongDatabaseUrl(f"DATABASE_URL says {_shown(name)}, which taskbot does not know: {hint}.")
    if name not in VALUES:
        return given
    spelled = ALSO_MODES.get(given.lower(), given) if name == "sslmode" else given
    for value in VALUES[name]:
        if value.lower() == spelled.lower():
            return value
    raise WrongDatabaseUrl(f"DATABASE_URL says {name}, which must be {' or '.join(VALUES[name])}.")


def _shown(name: str) -> str:
    """A parameter's name for a message: nothing longer, or stranger, than names are."""
    return name if re.fullmatch(r"[\w.-]{1,40}", name) else "a parameter"


def _escaped(value: str) -> str:
    """For libpq's `options`, which are words with blanks between them."""
    return re.sub(r"([ \\])", r"\\\1", value)


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
        raise WrongDatabaseUrl("DATABASE_URL must name its hosts like host:5432 or host1:5432,host2:5432.")
    found = tuple(
        Host(host["ipv6"] or host["name"] or "localhost", int(host["port6"] or host["port"] or port))
        for host, port in zip(hosts, default, strict=True)
        if host
    )
    if not all(0 < host.port < 2**16 for host in found):
        raise WrongDatabaseUrl("DATABASE_URL must name ports from 1 to 65535.")
    return found
