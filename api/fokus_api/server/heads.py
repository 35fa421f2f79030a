"""Heads of requests that say nothing unusual: read once for all that are alike."""

from functools import lru_cache
from typing import NamedTuple

from fokus_api.http.headers import is_ours
from fokus_api.http.negotiation import Coding, coding_of, look_of
from fokus_api.http.proxies import FORWARDING

__all__ = ["Head", "plain_head"]

CLOSER = FORWARDING | {
    b"cookie",
    b"origin",
    b"if-match",
    b"last-event-id",
}  # where one of these stands, the request is looked at more closely


class Head(NamedTuple):
    """What a head says that the answer may depend on."""

    authorization: str | None
    if_none_match: str | None
    look: str
    coding: Coding


@lru_cache(1000)
def plain_head(headers: tuple[tuple[bytes, bytes], ...], hosts: frozenset[str]) -> Head | None:
    """Return what a head says, None for one that has to be looked at more closely."""
    names = dict(headers)
    if len(names) < len(headers) or not CLOSER.isdisjoint(names) or not is_ours(names.get(b"host", b""), hosts):
        return None
    said = {name: names[name].decode("latin-1") for name in (b"authorization", b"if-none-match") if name in names}
    return Head(
        said.get(b"authorization"),
        said.get(b"if-none-match"),
        look_of(names),
        coding_of(names.get(b"accept-encoding", b"")),
    )
