"""Bytes as base64url without padding, as facts and addresses hold them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

__all__ = ["base64", "unbase64"]


def base64(data: bytes) -> str:
    """Return bytes as text."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def unbase64(text: str) -> bytes:
    """Return bytes from text; raises `ValueError` where it is none."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
