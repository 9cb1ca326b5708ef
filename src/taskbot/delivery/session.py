"""The HTTP session to Telegram, straight or through a proxy, and in words why it does not get there."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import aiohttp
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler

PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}  # by the scheme of a proxy


class ProxyFailed(aiohttp.ClientConnectionError):
    """The proxy did not connect us. The text is for people, and names neither it nor its password."""


def session_to(api_url: str, proxy: str | None = None) -> AiohttpSession:
    """A session to the Bot API server at `api_url`, through `proxy`, an URL with a scheme of `PORTS`."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    if proxy is not None:
        _go_through(session, proxy)
    return session


def _go_through(session: AiohttpSession, proxy: str) -> None:
    """Give the session a connector that asks the proxy, and trusts the same certificates.

    aiogram's own way trusts others, knows no proxy that speaks TLS, and lets errors through that are not
    aiohttp's.
    """
    import aiohttp_socks as socks  # noqa: PLC0415 (few have a proxy)

    class Connector(socks.ProxyConnector):
        async def _wrap_create_connection(self, *args: Any, **kwargs: Any) -> tuple[Any, ResponseHandler]:
            try:
                return await super()._wrap_create_connection(*args, **kwargs)
            except socks.ProxyError as error:
                raise ProxyFailed(f"the proxy refuses: {error}") from None
            except ssl.SSLError as error:
                raise ProxyFailed(_tls(error)) from None
            except (socks.ProxyConnectionError, socks.ProxyTimeoutError, OSError, EOFError) as error:
                raise ProxyFailed(f"the proxy cannot be reached: {_system(_root(error))}") from None

    parts = urlsplit(proxy)
    session._connector_type = Connector  # noqa: SLF001 (aiogram has no other way)
    session._connector_init |= {  # noqa: SLF001
        "proxy_type": socks.ProxyType.HTTP if parts.scheme in {"http", "https"} else socks.ProxyType.SOCKS5,
        "host": parts.hostname,
        "port": parts.port or PORTS[parts.scheme],
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "rdns": True,
        "proxy_ssl": ssl.create_default_context() if parts.scheme == "https" else None,
    }


def why(error: BaseException) -> str:
    """In words why a call got no answer; never the address, which holds the token."""
    match error:
        case ProxyFailed():
            words = str(error)
        case TimeoutError():
            words = "no answer in time"
        case aiohttp.ClientConnectorDNSError():
            words = f"the server's name is not found: {_system(error.os_error)}"
        case aiohttp.ClientConnectorCertificateError():
            words = _tls(error.certificate_error)
        case aiohttp.ClientConnectorSSLError():
            words = _tls(error.os_error)
        case aiohttp.ServerDisconnectedError():
            words = "the server broke the connection off"
        case _:
            words = _system(error)
    return words


def _root(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _tls(error: BaseException) -> str:
    said = getattr(error, "verify_message", None) or getattr(error, "reason", None)
    return f"TLS fails: {said or type(error).__name__}"


def _system(error: BaseException) -> str:
    """The system's own word for an error of its, or else the error's name."""
    number = getattr(error, "errno", None)
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and number:
        name_not_found = number < 0  # of getaddrinfo, whose numbers are its own
        return str(error.strerror) if name_not_found else os.strerror(number)
    return type(error).__name__
