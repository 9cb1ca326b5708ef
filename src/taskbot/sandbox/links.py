"""Addresses in entities and buttons (`LinkManager.cpp`, `check_link`)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_USER_LINK = re.compile(r"(?i)tg:(?://)?user\?id=(\d+)")
_SCHEME = re.compile(r"(?i)(tg|ton|tonsite):(?://)?")
_OWN_HOST = re.compile(r"(?i)[a-z0-9_-]+")
_HOST = re.compile(r"[^\s<>\"'\\^`{|}]+")
_ANY_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d)")


def user_of_link(url: str) -> int:
    """The person that `tg://user?id=…` points to, else 0."""
    match = _USER_LINK.fullmatch(url)
    return int(match[1]) if match else 0


def checked_link(url: str) -> str:
    """The address as Telegram keeps it, or nothing if it is none."""
    return url if not fault_of_link(url) and "://" in url else _completed(url)


def _completed(url: str) -> str:
    """`example.org` becomes `http://example.org/`."""
    if fault_of_link(url):
        return ""
    own = _SCHEME.match(url)
    if own:
        return f"{own[1].lower()}://{url[own.end() :]}"
    return f"http://{url}" + ("" if "/" in url else "/")


def fault_of_link(url: str) -> str:
    """The error in the address, in TDLib's words; nothing if the address will do."""
    own = _SCHEME.match(url)
    if own:
        host = re.split(r"[/?#]", url[own.end() :], maxsplit=1)[0]
        allowed = host.replace(".", "") if own[1].lower() == "tonsite" else host
        return "" if _OWN_HOST.fullmatch(allowed) else "Unallowed characters in URL host"
    if "://" not in url:
        if _ANY_SCHEME.match(url):
            return "Unsupported URL protocol"
        url = f"http://{url}"
    return _fault_of_http(url)


def _fault_of_http(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "Wrong port number specified in the URL"
    if parts.scheme.lower() not in ("http", "https"):
        return "Unsupported URL protocol"
    if not host:
        return "URL host is empty"
    if port == 0 or not _HOST.fullmatch(host):
        return "Disallowed character in URL host"
    return "" if "." in host or ":" in host else "Wrong HTTP URL"
