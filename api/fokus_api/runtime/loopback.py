"""Which addresses may be asked: HTTPS anywhere, plain HTTP on this machine alone."""

import socket
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["LOOPBACK", "host_in_url", "is_near", "is_safe"]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def host_in_url(host: str) -> str:
    """Return a host name or address as it stands in a URL."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def is_near(url: str) -> bool:
    """Tell whether a URL names this machine, or an address of it."""
    host = urlsplit(url).hostname
    return host is not None and (host in LOOPBACK or _is_ours(host))


def is_safe(url: str) -> bool:
    """Tell whether a URL is HTTPS, or HTTP to this machine, and names a host but no login."""
    try:
        parts = urlsplit(url)
        encrypted = parts.scheme == "https" or (parts.scheme == "http" and is_near(url))
        return encrypted and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _is_ours(host: str) -> bool:
    """Tell whether an address is one of this machine's: what goes there never leaves it. Names are none."""
    with suppress(ValueError, OSError):
        found = ip_address(host)
        if found.is_unspecified or found.is_multicast:
            return False
        with socket.socket(socket.AF_INET if found.version == 4 else socket.AF_INET6) as probe:
            probe.bind((host, 0))
            return True
    return False
