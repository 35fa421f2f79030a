"""Which addresses may be asked: HTTPS anywhere, plain HTTP on this machine alone."""

from urllib.parse import urlsplit

__all__ = ["is_near", "is_safe"]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_near(url: str) -> bool:
    """Tell whether a URL names this machine."""
    return urlsplit(url).hostname in LOOPBACK


def is_safe(url: str) -> bool:
    """Tell whether a URL is HTTPS, or HTTP to this machine, and names a host but no login."""
    try:
        parts = urlsplit(url)
        encrypted = parts.scheme == "https" or (parts.scheme == "http" and is_near(url))
        return encrypted and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
