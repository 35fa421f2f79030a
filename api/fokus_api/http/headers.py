"""The headers every answer carries, and the names under which we answer."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from fokus_api.http.caller import Caller
from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import Headers, Moment

ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
HELD = frozenset(name for name, _ in ALWAYS)
STRICT = b"default-src 'none'; frame-ancestors 'none'"
PAGES = b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
ID = b"x-request-id"
VARY = (b"vary", b"Accept, Accept-Encoding, Authorization, Cookie, Origin")
HOST = re.compile(r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::[0-9]{0,5})?")  # RFC 3986, without a login
UNSENDABLE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f-\xff]")
ONCE = frozenset(
    {b"authorization", b"host", b"content-type", b"content-length", b"idempotency-key", b"origin", b"cookie"}
    | {b"x-csrf-token", b"sec-fetch-site", b"last-event-id", b"access-control-request-method"}
    | {b"if-match", b"fokus-source"}
)


def completed(headers: Headers, *, caller: Caller | None, hsts: bool, moment: Moment | None) -> Headers:
    """Return the headers of an answer with those that every such answer carries, whichever request it is for."""
    names = {name.lower(): value for name, value in headers}
    done = [*headers, *(ALWAYS if names.keys().isdisjoint(HELD) else [one for one in ALWAYS if one[0] not in names])]
    if b"allow" in names:
        done = [(name, _with_head(value)) if name.lower() == b"allow" else (name, value) for name, value in done]
    done = sendable(done)
    done += [VARY, *of_moment(moment)]
    if b"content-security-policy" not in names:
        page = names.get(b"content-type", b"").startswith(b"text/html")
        done.append((b"content-security-policy", PAGES if page else STRICT))
    if b"cache-control" not in names:
        private = caller is not None and caller.actor is not None
        done.append((b"cache-control", b"private, no-cache" if private else b"no-cache"))
    if hsts:
        done.append(HSTS)
    return done


def sendable(headers: Headers) -> Headers:
    """Return headers with what no header may hold written as in URLs, so that every answer can be sent."""
    return [(name, UNSENDABLE.sub(lambda found: b"%%%02X" % found[0][0], value)) for name, value in headers]


def of_moment(moment: Moment | None) -> Headers:
    """Return the headers that name the two clocks of an answer; how far is known now is told to each request."""
    if moment is None:
        return []
    return [(b"fokus-on", moment.on.isoformat().encode()), *([known(moment.known)] if moment.pinned else [])]


def known(position: int) -> tuple[bytes, bytes]:
    """Return the header that names the position up to which an answer knows the journal."""
    return (b"fokus-known", str(position).encode())


def refuse_repeated(headers: Headers) -> None:
    """Raise `ApiProblem` where a header that decides about the request stands twice: readers would differ about it."""
    names = [name for name, _ in headers if name in ONCE]
    if len(names) > len(set(names)):
        raise ApiProblem("repeated-header")


def refuse_encoded(headers: Mapping[bytes, bytes]) -> None:
    """Raise `ApiProblem` where the content of a request is not sent as it is."""
    if headers.get(b"content-encoding", b"identity").strip().lower() not in {b"", b"identity"}:
        raise ApiProblem("content-encoding", headers={"Accept-Encoding": "identity"})


def names_of(hosts: Iterable[str]) -> frozenset[str]:
    """Return host names as they are compared."""
    return frozenset(one.lower().strip("[]") for one in hosts)


@lru_cache(1000)
def is_ours(host: bytes, allowed: frozenset[str]) -> bool:
    """Tell whether a Host header is a name and a port and names one of the allowed hosts; `*` allows all names."""
    found = HOST.fullmatch(host.decode("latin-1").lower())
    if found is None:
        return not host and "*" in allowed
    return (found["v6"] or found["name"]) in allowed or "*" in allowed


def _with_head(allow: bytes) -> bytes:
    methods = {one.strip() for one in allow.decode("latin-1").split(",")}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set()))).encode()
