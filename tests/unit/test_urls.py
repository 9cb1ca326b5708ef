"""DATABASE_URL, as people and hosters write it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.postgres import urls
from taskbot.postgres.urls import DatabaseUrl, Host, WrongDatabaseUrl

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("postgresql://me:pw@db/bot", [("db", 5432)]),
        ("postgres://me:pw@db:6432/bot", [("db", 6432)]),
        ("postgresql+asyncpg://me:pw@10.0.0.1/bot", [("10.0.0.1", 5432)]),
        ("postgresql://me:pw@[::1]:6432,[fe80::1]/bot", [("::1", 6432), ("fe80::1", 5432)]),
        ("postgresql://me:pw@a:1,b,c:3/bot", [("a", 1), ("b", 5432), ("c", 3)]),
        ("postgresql://me:pw@/bot?host=a,b", [("a", 5432), ("b", 5432)]),
        ("postgresql://me:pw@/bot?host=a,b&port=1", [("a", 1), ("b", 1)]),
        ("postgresql://me:pw@/bot?host=a,b&port=1,2", [("a", 1), ("b", 2)]),
        ("postgresql+asyncpg://me:pw@/bot?host=a:1&host=b:2", [("a", 1), ("b", 2)]),
        ("postgresql://me:pw@/bot?host=/run/my%20sockets", [("/run/my sockets", 5432)]),
        ("postgresql://me:pw@%2Frun%2Fpg:6432/bot", [("/run/pg", 6432)]),
        ("postgresql://me:pw@/bot", [("/run/postgresql", 5432), ("/tmp", 5432), ("localhost", 5432)]),  # noqa: S108
        ("postgresql://me:pw@:6432/bot", [("localhost", 6432)]),
        ("postgresql://?user=me&password=pw&dbname=bot&host=db", [("db", 5432)]),
    ],
)
def test_spellings(url: str, hosts: list[tuple[str, int]]) -> None:
    parsed = DatabaseUrl.parse(url)
    assert list(parsed.hosts) == hosts
    assert (parsed.user, parsed.password, parsed.database) == ("me", "pw", "bot")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:geheim@db/bot",
        "geheim",
        "postgresql://me:geheim@a,b/bot?port=1,2,3",
        "postgresql://me:geheim@/bot?host=a&port=geheim",
        "postgresql://me:geheim@db:geheim/bot",
        "postgresql://me:geheim@[::1/bot",
        "postgresql://me:ge/heim@db/bot",
        "postgresql://me:12/geheim@db/bot",
        "postgresql://me:geheim#@db/bot",
        "postgresql://me:12?geheim@db/bot",
        "postgresql://me:pw@db/bot#geheim",
        "postgresql://me:geheim@db:0/bot",
        "postgresql://me:geheim@db:65536/bot",
    ],
)
def test_wrong_ones_are_told_without_the_password(url: str) -> None:
    with pytest.raises(WrongDatabaseUrl, match="DATABASE_URL") as caught:
        DatabaseUrl.parse(url)
    assert "geheim" not in str(caught.value)


def test_what_may_be_shown() -> None:
    url = DatabaseUrl.parse("postgresql://me:geheim@a:1,b/bot?sslmode=require&password=geheim")
    assert str(url) == "postgresql://me@a:1,b:5432/bot"
    assert "geheim" not in url.dsn() + url.libpq(url.hosts[0])
    assert str(DatabaseUrl.parse("postgresql://db")) == "postgresql://db:5432/"


def test_hosts_and_ports_of_the_query_are_no_parameters() -> None:
    url = DatabaseUrl.parse("postgresql://me@/bot?host=a&port=1&sslmode=require")
    assert url.parameters == {"sslmode": "require"}


def test_the_highest_and_the_lowest_port() -> None:
    assert [host.port for host in DatabaseUrl.parse("postgresql://me@a:1,b:65535/bot").hosts] == [1, 65535]


def test_each_tool_gets_the_parameters_that_it_knows() -> None:
    url = DatabaseUrl.parse(
        "postgresql://me@db/bot?sslmode=require&channel_binding=require&connect_timeout=9&search_path=a, b"
    )
    assert url.dsn() == "postgresql://?user=me&dbname=bot&sslmode=require&search_path=a%2C%20b"
    assert url.libpq(Host("/a b", 1)) == (
        "postgresql://?host=%2Fa%20b&port=1&user=me&dbname=bot"
        "&sslmode=require&channel_binding=require&options=-c%20search_path%3Da%2C%5C%20b"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ssl=require", {"sslmode": "require"}),
        ("ssl=true", {"sslmode": "require"}),
        ("ssl=False", {"sslmode": "disable"}),
        ("ssl=verify-full", {"sslmode": "verify-full"}),
        ("sslmode=REQUIRE&ssl=true", {"sslmode": "require"}),
        ("ssl=no-verify", {"sslmode": "require"}),
        ("sslrootcert=system", {"sslrootcert": "system", "sslmode": "verify-full"}),
        ("options=endpoint%3Dx", {"options": "endpoint=x"}),
        ("schema=bot", {"search_path": "bot"}),
        ("currentSchema=bot", {"search_path": "bot"}),
        ("target_session_attrs=read-write", {"target_session_attrs": "read-write"}),
        ("sslmode=require%20", {"sslmode": "require"}),
    ],
)
def test_a_parameter_is_understood_as_other_programs_write_it(written: str, read: dict[str, str]) -> None:
    assert DatabaseUrl.parse(f"postgresql+asyncpg://me@db/bot?{written}").parameters == read


@pytest.mark.parametrize(
    "written",
    [
        "connect_timeout=9", "pgbouncer=true", "prepared_statement_cache_size=0", "client_encoding=UTF8",
        "gssencmode=prefer", "application_name=x", "keepalives_idle=9", "timezone=Europe/Berlin",
    ],
)  # fmt: skip
def test_what_changes_nothing_is_passed_to_nobody(written: str) -> None:
    url = DatabaseUrl.parse(f"postgresql://me@db/bot?{written}")
    assert url.dsn() == "postgresql://?user=me&dbname=bot"
    assert url.libpq(Host("db", 1)) == "postgresql://?host=db&port=1&user=me&dbname=bot"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("sslmod=require", "says sslmod, which taskbot does not know: perhaps sslmode is meant."),
        ("no_such=geheim", "says no_such, which taskbot does not know: leave it out."),
        ("ge%20heim=1", "says a parameter, which taskbot does not know: leave it out."),
        ("sslmode=geheim", "says sslmode, which must be disable or allow or prefer or require or verify-ca"),
        ("ssl=require&sslmode=disable", "says two things of sslmode: leave one."),
        ("sslrootcert=system&sslmode=require", "says sslrootcert=system, which needs sslmode=verify-full."),
        ("sslnegotiation=direct", "says sslnegotiation=direct, which needs sslmode=require."),
        ("target_session_attrs=standby", "says target_session_attrs, which must be any or primary or"),
        ("client_encoding=latin1", "says client_encoding, which must be auto or utf8"),
        ("gssencmode=require", "says gssencmode, which must be disable or prefer."),
        ("service=geheim", "says service, which taskbot does not support: write host, user"),
        ("require_auth=none", "says require_auth, which taskbot does not support: leave it out."),
        ("sslpassword=geheim", "says sslpassword, which taskbot does not support: use a key without"),
        ("default_transaction_isolation=serializable", "which taskbot does not know"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(written: str, sentence: str) -> None:
    with pytest.raises(WrongDatabaseUrl) as caught:
        DatabaseUrl.parse(f"postgresql://me:geheim@db/bot?{written}")
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "geheim" not in str(caught.value)


def test_every_parameter_has_one_meaning() -> None:
    """A name is translated, passed on, left out or refused; what it is translated to is known itself."""
    assert not urls.REFUSED.keys() & urls.KNOWN
    assert not urls.WITHOUT_EFFECT & (urls.SETTINGS | urls.ASYNCPG | urls.LIBPQ)
    assert set(urls.ALSO.values()) <= urls.KNOWN - urls.ALSO.keys()
    assert set(urls.VALUES) <= urls.KNOWN


@pytest.mark.parametrize("password", ["a#b", "a/b", "a?b", "1#b", "a[b", "/", "#", "?x=1&", "a\uff0fb"])
def test_a_password_that_must_be_encoded_says_how_and_not_which(password: str) -> None:
    with pytest.raises(WrongDatabaseUrl) as caught:
        DatabaseUrl.parse(f"postgresql://me:{password}@db/bot")
    assert str(caught.value).startswith(
        "DATABASE_URL cannot be read: in a user name or password, write / ? #"
    )
    assert f":{password}@" not in str(caught.value)
    assert DatabaseUrl.parse(f"postgresql://me:{quote(password, safe='')}@db/bot").password == password


def test_a_file_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    url = DatabaseUrl.parse(f"postgresql://me@db/bot?sslmode=verify-ca&sslrootcert={tmp_path}/ca.pem")
    with pytest.raises(
        WrongDatabaseUrl, match=r"names .*/ca\.pem as sslrootcert, which cannot be read: No such"
    ):
        url.check_files()
    (tmp_path / "ca.pem").touch()
    url.check_files()


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@given(words, words, words)
def test_whatever_is_percent_encoded_comes_out_as_it_was(user: str, password: str, database: str) -> None:
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    parsed = DatabaseUrl.parse(f"postgresql://{login}@db/{quote(database, safe='')}")
    assert (parsed.user, parsed.password, parsed.database) == (user, password, database)
    assert dict(parse_qsl(urlsplit(parsed.libpq(parsed.hosts[0])).query))["user"] == user
