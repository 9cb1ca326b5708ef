"""DATABASE_URL, as people and hosters write it."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.postgres.urls import DatabaseUrl, Host, WrongDatabaseUrl


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
        "postgresql://me@db/bot?sslmode=require&channel_binding=require&connect_timeout=9&search_path=bot"
    )
    assert url.dsn() == "postgresql://?user=me&dbname=bot&sslmode=require&search_path=bot"
    assert url.libpq(Host("/a b", 1)) == (
        "postgresql://?host=%2Fa%20b&port=1&user=me&dbname=bot"
        "&sslmode=require&channel_binding=require&connect_timeout=9"
    )


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@given(words, words, words)
def test_whatever_is_percent_encoded_comes_out_as_it_was(user: str, password: str, database: str) -> None:
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    parsed = DatabaseUrl.parse(f"postgresql://{login}@db/{quote(database, safe='')}")
    assert (parsed.user, parsed.password, parsed.database) == (user, password, database)
    assert dict(parse_qsl(urlsplit(parsed.libpq(parsed.hosts[0])).query))["user"] == user
