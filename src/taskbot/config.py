"""The settings: read once, from the environment and `.env`, checked, and passed on.

The names, meanings and defaults are a contract with the outside; `.env.example` explains each to people.
A validator's error says what would be right, as the end of the sentence "X is …, but must …".
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib import request
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from taskbot.domain.models import Language, Registration
from taskbot.operations.health import absolute, bare, default_data_dir
from taskbot.operations.logs import TOKEN, redact
from taskbot.postgres.urls import DatabaseUrl, WrongDatabaseUrl

# A Telegram id has at most 52 significant bits (Bot API, «User.id»).
LARGEST_TELEGRAM_ID = 2**52
SECRETS = ("TELEGRAM_BOT_TOKEN", "DATABASE_URL", "TELEGRAM_PROXY")
PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ConfigurationError(Exception):
    """The settings are wrong and starting again will not help; the text is for people, a sentence a line."""


def _token(value: str | SecretStr) -> SecretStr:
    text = bare(value.get_secret_value() if isinstance(value, SecretStr) else value)
    if not TOKEN.fullmatch(text) or ":" not in text:
        raise ValueError(
            "be the token that @BotFather gave, a number, a colon and 35 letters, like 123456:AAH…"
        )
    return SecretStr(text)


def _database_url(value: str) -> str:
    try:
        DatabaseUrl.parse(value)
    except WrongDatabaseUrl as error:
        raise ValueError(str(error)) from None
    return value


def _api_url(value: str) -> str:
    try:
        whole = re.fullmatch(r"https?://[^\s/?#{}]+(/[^\s?#{}]*)?", value) and urlsplit(value).port != 0
    except ValueError:  # of brackets that do not close, or a port that there is not
        whole = False
    if not whole:
        raise ValueError("be an http or https URL, like https://api.telegram.org")
    return value.rstrip("/")


def _proxy(value: str | SecretStr) -> SecretStr:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    try:
        parts = urlsplit(text)
        place = parts.scheme in PROXY_SCHEMES and parts.hostname and parts.port != 0
        more = parts.path.strip("/") or parts.query or parts.fragment or re.search(r"\s", text)
    except ValueError:  # of brackets that do not close, or a port that there is not
        place = more = None
    if not place or more:
        raise ValueError(
            "look like socks5://user:password@host:1080, http://… or https://…; "
            "in a user name or password, write / ? # @ : and % as %2F %3F %23 %40 %3A and %25"
        )
    return SecretStr(text)


def _usual_proxy(api_url: str) -> SecretStr | None:
    """The proxy of HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, unless NO_PROXY names the server, or it is here."""
    target = urlsplit(api_url)
    host = target.hostname or ""
    given = request.getproxies_environment()
    proxy = given.get(target.scheme) or given.get("all")
    bypassed = request.proxy_bypass_environment(host, given)  # type: ignore[attr-defined]
    if not proxy or bypassed or host in LOOPBACK:
        return None
    name = target.scheme if given.get(target.scheme) else "all"
    try:
        return _proxy(proxy if "://" in proxy else f"http://{proxy}")
    except ValueError as error:
        raise ConfigurationError(f"{name.upper()}_PROXY must {error}; or set TELEGRAM_PROXY.") from None


def _ids(value: str | tuple[int, ...]) -> tuple[int, ...]:
    if not isinstance(value, str):
        return value
    words = [word.strip() for word in value.split(",") if word.strip()]
    ids = tuple(int(word) if re.fullmatch("[0-9]{1,16}", word) else 0 for word in words)
    if not all(0 < id_ < LARGEST_TELEGRAM_ID for id_ in ids):
        raise ValueError("be Telegram ids, numbers with commas between them, like 123456789,987654321")
    return ids


def _rate(value: str | float) -> float:
    try:
        rate = float(value)
    except ValueError:
        rate = math.nan
    if not 0 <= rate < math.inf:
        raise ValueError("be a number, 0 or more")
    return rate


def _port(value: str | int) -> int:
    text = str(value).strip()
    if not re.fullmatch("[0-9]{1,5}", text) or not 0 < int(text) < 2**16:
        raise ValueError("be a port, a number from 1 to 65535")
    return int(text)


def _zone(value: str | ZoneInfo) -> ZoneInfo:
    try:
        return value if isinstance(value, ZoneInfo) else ZoneInfo(value.strip())
    except (ValueError, OSError, KeyError):
        raise ValueError("be the IANA name of a time zone, like Europe/Berlin or UTC") from None


def _or_none(check: Callable[[str], object]) -> BeforeValidator:
    """Let null through where a setting may be unset, for programs that say so outright."""
    return BeforeValidator(lambda value: None if value is None else check(value))


def _one_of(*choices: str) -> BeforeValidator:
    """Accept one of `choices`, in any case of its letters."""

    def choose(value: str) -> str:
        for choice in choices:
            if choice.lower() == value.strip().lower():
                return choice
        raise ValueError(f"be {', '.join(choices[:-1])} or {choices[-1]}")

    return _or_none(choose)


def _credential() -> Path | None:
    """The token that systemd hands a unit with `LoadCredential=telegram_bot_token:…` (systemd.exec(5))."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    file = Path(directory, "telegram_bot_token") if directory else None
    return file if file and file.exists() else None


class Settings(BaseSettings):
    """The settings of the daemon; in the environment a name is in capitals.

    The token may be missing (not every subcommand needs it) or stand in a file: ask `token`.
    `database_url` is null when the embedded PostgreSQL is to serve, `metrics_port` when nobody wants figures.
    Rates: `telegram_rate_limit` in messages a second, `user_rate_limit` in commands a minute, 0 for no limit.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_default=False,
    )

    telegram_bot_token: Annotated[SecretStr | None, _or_none(_token)] = Field(
        default=None, validation_alias=AliasChoices("telegram_bot_token", "bot_token")
    )
    telegram_bot_token_file: Path | None = Field(default_factory=_credential)
    database_url: Annotated[str | None, _or_none(_database_url)] = Field(default=None, repr=False)
    data_dir: Annotated[Path, BeforeValidator(absolute)] = Field(default_factory=default_data_dir)
    telegram_api_url: Annotated[str, BeforeValidator(_api_url)] = "https://api.telegram.org"
    telegram_proxy: Annotated[SecretStr | None, _or_none(_proxy)] = None
    telegram_rate_limit: Annotated[float, BeforeValidator(_rate)] = 25.0
    user_rate_limit: Annotated[float, BeforeValidator(_rate)] = 60.0
    admin_ids: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)] = ()
    registration: Annotated[Registration, _one_of(*Registration)] = Registration.OPEN
    default_language: Annotated[Language | None, _one_of("en", "ru")] = None
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("UTC")
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], _one_of("DEBUG", "INFO", "WARNING", "ERROR")
    ] = "INFO"
    log_format: Annotated[Literal["console", "json"], _one_of("console", "json")] = "console"
    metrics_port: Annotated[int | None, _or_none(_port)] = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take off the blanks and quotation marks that `docker run --env-file`, for one, leaves around."""
        texts = {name: bare(value) for name, value in values.items() if isinstance(value, str)}
        return {name: texts.get(name, value) for name, value in values.items() if texts.get(name) != ""}

    @property
    def proxy(self) -> str | None:
        """The URL of the proxy to Telegram, if there is one; `ConfigurationError` where it is wrong."""
        proxy = self.telegram_proxy or _usual_proxy(self.telegram_api_url)
        return proxy.get_secret_value() if proxy else None

    @property
    def token(self) -> str:
        """The bot's token, from the setting or else the file; `ConfigurationError` where there is none."""
        if self.telegram_bot_token:
            return self.telegram_bot_token.get_secret_value()
        if not self.telegram_bot_token_file:
            raise ConfigurationError(
                "TELEGRAM_BOT_TOKEN is not set: get one from @BotFather "
                "and set it in .env or the environment."
            )
        try:
            return _token(self.telegram_bot_token_file.read_text("utf-8-sig")).get_secret_value()
        except OSError as error:
            raise ConfigurationError(f"The token's file cannot be read: {error}.") from None
        except ValueError as error:  # bytes that are not UTF-8 too; their text must not be shown
            right = "be text" if isinstance(error, UnicodeError) else error
            raise ConfigurationError(f"What {self.telegram_bot_token_file} holds must {right}.") from None


def load(read: Callable[[], Settings] = Settings) -> Settings:
    """Read the settings from the environment and `.env` here; `ConfigurationError` names every wrong one."""
    try:
        return read()
    except ValidationError as error:
        raise ConfigurationError("\n".join(_sentences(error))) from None
    except (OSError, UnicodeError) as error:
        raise ConfigurationError(f".env cannot be read: {error}.") from None


def _sentences(error: ValidationError) -> list[str]:
    return [
        _sentence(str(wrong["loc"][0]).upper(), wrong["input"], str(wrong["ctx"]["error"]))
        for wrong in error.errors()
    ]


def _sentence(name: str, value: object, right: str) -> str:
    if right.startswith(name):  # a sentence already
        return right
    shown = "" if name in SECRETS else f" is {redact(str(value))!r}, but"
    return f"{name}{shown} must {right}."
