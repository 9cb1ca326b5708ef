"""Settings: defaults, spellings, and a plain sentence for each wrong value."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import AliasChoices

from taskbot import config
from taskbot.config import ConfigurationError, Settings
from taskbot.domain.models import Language
from taskbot.operations import health as service
from taskbot.operations.logs import redact

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in _names() | {"CREDENTIALS_DIRECTORY", "STATE_DIRECTORY"}:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def _names() -> set[str]:
    names: set[str] = set()
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        names |= (
            {str(choice).upper() for choice in alias.choices}
            if isinstance(alias, AliasChoices)
            else {name.upper()}
        )
    return names


def _refusal() -> str:
    with pytest.raises(ConfigurationError) as refused:
        config.load()
    return str(refused.value)


def test_the_defaults_are_the_contracts() -> None:
    settings = config.load()
    assert settings.database_url is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert (settings.telegram_rate_limit, settings.user_rate_limit) == (25, 60)
    assert (settings.admin_ids, settings.registration) == ((), "open")
    assert settings.default_language is None
    assert settings.timezone == ZoneInfo("UTC")
    assert (settings.log_level, settings.log_format) == ("INFO", "console")


def test_every_setting_may_be_empty_and_counts_as_unset_then(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = config.load()
    for name in _names():
        monkeypatch.setenv(name, "")
    assert config.load() == expected


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "BOT_TOKEN"])
def test_the_token_has_two_names(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, f" {TOKEN}\n")
    settings = config.load()
    assert settings.token == TOKEN
    assert TOKEN not in repr(settings)


def test_the_token_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{TOKEN}\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(file))
    assert config.load().token == TOKEN


def test_the_token_may_be_a_systemd_credential(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(ConfigurationError, match="TELEGRAM_BOT_TOKEN is not set"):
        _ = config.load().token
    (tmp_path / "telegram_bot_token").write_text(TOKEN)
    assert config.load().token == TOKEN


def test_without_a_token_the_rest_can_be_read() -> None:
    with pytest.raises(ConfigurationError, match="TELEGRAM_BOT_TOKEN is not set: get one from @BotFather"):
        _ = config.load().token


@pytest.mark.parametrize("content", [b"123456:short", b"\xff\xfe", b"", f"x{TOKEN}".encode()])
def test_a_wrong_file_for_the_token_is_named_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(file))
    with pytest.raises(ConfigurationError) as refused:
        _ = config.load().token
    assert str(refused.value).startswith(f"What {file} holds must be ")
    assert "short" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_for_the_token_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "/nowhere/token")
    with pytest.raises(ConfigurationError, match=r"The token's file cannot be read: .*/nowhere/token"):
        _ = config.load().token


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_a_database_url_may_have_any_usual_scheme(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://u:p@a:1,b:2/tasks?sslmode=require")
    settings = config.load()
    assert settings.database_url == f"{scheme}://u:p@a:1,b:2/tasks?sslmode=require"
    assert "u:p" not in repr(settings)


def test_a_program_may_say_outright_what_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/x")
    settings = Settings(telegram_bot_token=None, database_url=None, default_language=None)
    assert (settings.telegram_bot_token, settings.database_url, settings.default_language) == (
        None,
        None,
        None,
    )


def test_values_are_read_as_people_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "ADMIN_IDS": " 5, 600000000000 ,7,",
        "DEFAULT_LANGUAGE": "RU",
        "TIMEZONE": "Europe/Moscow",
        "DATA_DIR": "~/bot",
        "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
        "TELEGRAM_RATE_LIMIT": "0",
        "USER_RATE_LIMIT": "7.5",
        "REGISTRATION": "Approval",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "JSON",
        "METRICS_PORT": " 09464 ",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = config.load()
    assert settings.admin_ids == (5, 600000000000, 7)
    assert settings.default_language is Language.RU
    assert settings.timezone == ZoneInfo("Europe/Moscow")
    assert settings.data_dir == Path.home() / "bot"
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert (settings.telegram_rate_limit, settings.user_rate_limit) == (0, 7.5)
    assert (settings.registration, settings.log_level, settings.log_format) == ("approval", "DEBUG", "json")
    assert settings.metrics_port == 9464


@pytest.mark.parametrize("kept", ['"{}"', "'{}'", " {}  ", ' "{} " ', "{}\t", "{}"])
def test_blanks_and_quotation_marks_around_any_setting_are_not_of_it(
    monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    """`docker run --env-file` and systemd's Environment= keep what a shell would take off."""
    given = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DATABASE_URL": "postgresql://u:p@h/d",
        "DATA_DIR": "/srv/bot",
        "TELEGRAM_API_URL": "http://127.0.0.1:8081",
        "TELEGRAM_RATE_LIMIT": "7",
        "ADMIN_IDS": "5,6",
        "REGISTRATION": "invite",
        "DEFAULT_LANGUAGE": "ru",
        "TIMEZONE": "Europe/Moscow",
        "LOG_LEVEL": "ERROR",
        "METRICS_PORT": "9464",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    plain = config.load()
    for name, value in given.items():
        monkeypatch.setenv(name, kept.format(value))
    assert config.load() == plain
    assert plain.database_url == given["DATABASE_URL"]
    assert service.data_dir() == config.load().data_dir == Path("/srv/bot")


@pytest.mark.parametrize("nothing", ['""', "''", " ", '" "'])
def test_quotation_marks_around_nothing_are_an_empty_value(
    monkeypatch: pytest.MonkeyPatch, nothing: str
) -> None:
    expected = config.load()
    for name in _names():
        monkeypatch.setenv(name, nothing)
    assert config.load() == expected
    assert service.data_dir() == expected.data_dir


@pytest.mark.parametrize("content", [f"\ufeff{TOKEN}\r\n", f'\ufeff"{TOKEN}"'])
def test_a_windows_editors_mark_is_not_of_the_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str
) -> None:
    (tmp_path / "secret").write_text(content, "utf-8")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "secret"))
    assert config.load().token == TOKEN
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN_FILE")
    Path(".env").write_text(f"\ufeffBOT_TOKEN={TOKEN}\r\nDATA_DIR=/srv/bot\r\n", "utf-8")
    assert config.load().token == TOKEN
    Path(".env").write_text("\ufeffDATA_DIR=/srv/bot\r\n", "utf-8")
    assert service.data_dir() == config.load().data_dir == Path("/srv/bot")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "ADMIN_IDS",
            "5;6",
            "ADMIN_IDS is '5;6', but must be Telegram ids, numbers with commas between them",
        ),
        ("ADMIN_IDS", "@anna", "ADMIN_IDS is '@anna', but must be Telegram ids"),
        ("ADMIN_IDS", "-5", "ADMIN_IDS is '-5', but must be Telegram ids"),
        ("ADMIN_IDS", str(2**52), "ADMIN_IDS is"),
        ("ADMIN_IDS", "²", "ADMIN_IDS is"),
        ("DEFAULT_LANGUAGE", "de", "DEFAULT_LANGUAGE is 'de', but must be en or ru."),
        (
            "TIMEZONE",
            "Moscow",
            "TIMEZONE is 'Moscow', but must be the IANA name of a time zone, like Europe/Berlin",
        ),
        ("TIMEZONE", "Europe", "TIMEZONE is 'Europe', but must be"),
        ("TIMEZONE", "../../etc/passwd", "TIMEZONE is"),
        ("TELEGRAM_RATE_LIMIT", "-1", "TELEGRAM_RATE_LIMIT is '-1', but must be a number, 0 or more."),
        ("TELEGRAM_RATE_LIMIT", "inf", "TELEGRAM_RATE_LIMIT is 'inf', but must be a number, 0 or more."),
        ("USER_RATE_LIMIT", "many", "USER_RATE_LIMIT is 'many', but must be a number, 0 or more."),
        ("METRICS_PORT", "yes", "METRICS_PORT is 'yes', but must be a port, a number from 1 to 65535."),
        ("METRICS_PORT", "0", "METRICS_PORT is '0', but must be a port, a number from 1 to 65535."),
        ("METRICS_PORT", "65536", "METRICS_PORT is '65536', but must be a port, a number from 1 to 65535."),
        ("USER_RATE_LIMIT", "nan", "USER_RATE_LIMIT is 'nan', but must be a number, 0 or more."),
        (
            "REGISTRATION",
            "closed",
            "REGISTRATION is 'closed', but must be open, approval or invite.",
        ),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'loud', but must be DEBUG, INFO, WARNING or ERROR."),
        ("LOG_FORMAT", "xml", "LOG_FORMAT is 'xml', but must be console or json."),
        (
            "TELEGRAM_API_URL",
            "api.telegram.org",
            "TELEGRAM_API_URL is 'api.telegram.org', but must be an http",
        ),
        ("TELEGRAM_API_URL", "http://[::1", "TELEGRAM_API_URL is 'http://[::1', but must be an http"),
        ("TELEGRAM_API_URL", "http://a:99999", "TELEGRAM_API_URL is 'http://a:99999', but must be an http"),
        ("TELEGRAM_API_URL", "http://a/{x}", "TELEGRAM_API_URL is 'http://a/{x}', but must be an http"),
        ("DATA_DIR", "~nobody-of-here/bot", "DATA_DIR is '~nobody-of-here/bot', but must be a folder"),
        (
            "DATABASE_URL",
            "mysql://u:hidden@h/d",
            "DATABASE_URL must look like postgresql://user:password@host",
        ),
        ("DATABASE_URL", "hidden", "DATABASE_URL must look like postgresql://"),
        ("DATABASE_URL", "postgresql://u:hidden@[h/d", "DATABASE_URL cannot be read: in a user name or pass"),
        ("DATABASE_URL", "postgresql://u:hid#den@h/d", "DATABASE_URL cannot be read: in a user name or pass"),
        ("DATABASE_URL", "postgresql://u:hid/den@h/d", "DATABASE_URL cannot be read: in a user name or pass"),
        ("DATABASE_URL", "postgresql://u:hid?den@h/d", "DATABASE_URL cannot be read: in a user name or pass"),
        (
            "DATABASE_URL",
            "postgresql://u:hidden@h/d?sslmod=on",
            "DATABASE_URL says sslmod, which taskbot does",
        ),
        ("DATABASE_URL", "postgresql://u:hidden@h:port/d", "DATABASE_URL must name its hosts like host:5432"),
        ("DATABASE_URL", "postgresql://u:hidden@h:65536/d", "DATABASE_URL must name ports from 1 to 65535."),
        ("TELEGRAM_BOT_TOKEN", "12:hidden", "TELEGRAM_BOT_TOKEN must be the token that @BotFather gave"),
        ("BOT_TOKEN", TOKEN.replace(":", "%3A"), "TELEGRAM_BOT_TOKEN must be the token that @BotFather gave"),
    ],
)
def test_a_wrong_value_gets_a_plain_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    refusal = _refusal()
    assert refusal.startswith(sentence)
    assert refusal.endswith(".")
    assert "\n" not in refusal
    assert "hidden" not in refusal


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    monkeypatch.setenv("USER_RATE_LIMIT", "many")
    assert [line.split()[0] for line in _refusal().splitlines()] == ["USER_RATE_LIMIT", "LOG_FORMAT"]


def test_a_token_in_the_wrong_place_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_IDS", TOKEN)
    assert TOKEN.partition(":")[2] not in _refusal()


def test_what_counts_as_a_token_is_redacted_everywhere() -> None:
    for token in (TOKEN, f"1:{'-' * 30}", f"{'9' * 19}:{'_' * 64}"):
        assert Settings(telegram_bot_token=token).token == token
        assert redact(f"https://api.telegram.org/bot{token}/getMe") == "https://api.telegram.org/bot***/getMe"


def test_the_environment_goes_before_dotenv(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("LOG_LEVEL=ERROR\nLOG_FORMAT=json\nSOMETHING_ELSE=1\n", "utf-8")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    settings = config.load()
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


def test_an_unreadable_dotenv_is_named() -> None:
    Path(".env").write_bytes(b"LOG_LEVEL=\xff")
    assert _refusal().startswith(".env cannot be read: ")


@pytest.mark.parametrize("where", ["nowhere", "environment", ".env", "systemd", "an empty value"])
def test_health_finds_the_data_dir_that_the_settings_name(
    monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    if where == "environment":
        monkeypatch.setenv("DATA_DIR", "~/here")
    if where == ".env":
        Path(".env").write_text("DATA_DIR=relative/here # why\n", "utf-8")
    if where == "systemd":
        monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/one:/var/lib/two")
    if where == "an empty value":
        monkeypatch.setenv("DATA_DIR", "")
    assert service.data_dir() == config.load().data_dir
    assert service.data_dir().is_absolute()


def test_things_are_kept_where_a_service_or_a_user_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert service.default_data_dir() == Path("/var/lib/taskbot")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/anna/data")
    assert service.default_data_dir() == Path("/home/anna/data/taskbot")


def test_the_example_documents_each_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    documented = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}
    assert "BOT_TOKEN is accepted too" in example


def test_the_example_can_be_copied_and_shows_the_defaults() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    expected = config.load()
    Path(".env").write_text(example, "utf-8")
    assert config.load() == expected
    Path(".env").write_text(re.sub(r"^#([A-Z_]+=)", r"\1", example, flags=re.MULTILINE), "utf-8")
    shown = config.load()
    for name in ("telegram_api_url", "telegram_rate_limit", "user_rate_limit", "registration", "timezone"):
        assert getattr(shown, name) == getattr(expected, name)
    assert (shown.log_level, shown.log_format) == (expected.log_level, expected.log_format)


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
def test_the_readme_lists_each_setting_and_no_other(readme: str) -> None:
    """In the order of the example, with the same defaults."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| .* \| (.*) \|$", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    example = (ROOT / ".env.example").read_text("utf-8")
    assert [name for name, _ in rows] == re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)
    shown = {name: default.strip("`") for name, default in rows if default.startswith("`")}
    for name in ("TELEGRAM_API_URL", "TELEGRAM_RATE_LIMIT", "USER_RATE_LIMIT", "REGISTRATION", "TIMEZONE"):
        assert f"{name}={shown[name]}\n" in example
