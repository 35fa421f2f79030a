"""Trusted proxies: from where a request really comes, and by which scheme, as far as a proxy of ours says so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import Headers

FORWARDING = {b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"}
LONGEST = 4000  # characters of all lines of such a header
SCHEMES = {"http", "https"}
TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105  # a token of RFC 9110
PAIR = re.compile(rf'\s*({TOKEN})=(?:({TOKEN})|"((?:[^"\\]|\\.)*)")\s*(;|,|$)')
NODE = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<v4>[0-9.]+))(?::[0-9]{1,5})?")
HIDDEN = re.compile(r"unknown|_[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Peer:
    """The client: its address, or the name under which a proxy hides it, and the scheme it speaks."""

    address: str
    scheme: str


class Proxies:
    """The networks whose word about the client counts."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks: tuple[IPv4Network | IPv6Network, ...] = tuple(ip_network(one) for one in networks)

    def trusts(self, address: str) -> bool:
        """Tell whether an address belongs to a proxy of ours."""
        try:
            found = ip_address(plain(address))
        except ValueError:
            return False
        return any(found in network for network in self._networks)

    def peer(self, headers: Headers, address: str, scheme: str) -> Peer:
        """Return the client behind a connection; raises `ApiProblem` for a word about it that is not to be trusted."""
        if FORWARDING.isdisjoint([name for name, _ in headers]):
            return Peer(plain(address), scheme)
        if not self.trusts(address):
            raise ApiProblem("untrusted-forwarding")
        said = {name: [value.decode("latin-1") for key, value in headers if key == name] for name in FORWARDING}
        if any(sum(map(len, values)) > LONGEST for values in said.values()):
            raise ApiProblem("malformed-forwarding")
        chain, theirs = said[b"forwarded"], said[b"x-forwarded-for"]
        protos = said[b"x-forwarded-proto"]
        if chain and (theirs or protos):
            raise ApiProblem("malformed-forwarding")  # a client could have sent the one that our proxy does not write
        if chain:
            return self._first_foreign(_elements(", ".join(chain)), Peer(plain(address), scheme))
        if len(protos) > 1 or not SCHEMES.issuperset(protos):
            raise ApiProblem("malformed-forwarding")
        known = protos[0] if protos else scheme
        nodes = [one.strip() for one in ", ".join(theirs).split(",")] if theirs else []
        return self._first_foreign([(_address(one), known) for one in nodes], Peer(plain(address), known))

    def _first_foreign(self, chain: Sequence[tuple[str, str]], nearest: Peer) -> Peer:
        """Return the last element that is no proxy of ours; the first one where all are."""
        for address, scheme in reversed(chain):
            nearest = Peer(address, scheme or nearest.scheme)
            if not self.trusts(address):
                break
        return nearest


@lru_cache(maxsize=1024)
def plain(address: str) -> str:
    """Return an address as it is compared: an IPv4 address in IPv6 clothes as itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def _elements(text: str) -> list[tuple[str, str]]:
    """Return address and scheme of every element of a Forwarded header (RFC 7239); raises `ApiProblem`."""
    elements: list[dict[str, str]] = [{}]
    place = 0
    while place < len(text):
        pair = PAIR.match(text, place)
        if pair is None or pair[1].lower() in elements[-1]:
            raise ApiProblem("malformed-forwarding")
        elements[-1][pair[1].lower()] = pair[2] or re.sub(r"\\(.)", r"\1", pair[3] or "")
        place = pair.end()
        if pair[4] == ",":
            elements.append({})
    found = []
    for element in elements:
        proto = element.get("proto", "").lower()
        if "for" not in element or (proto and proto not in SCHEMES):
            raise ApiProblem("malformed-forwarding")
        found.append((_address(element["for"]), proto))
    return found


def _address(text: str) -> str:
    """Return the address a proxy names, without port; raises `ApiProblem` when it is none."""
    if HIDDEN.fullmatch(text):
        return text
    node = NODE.fullmatch(text)
    try:
        return plain(str(ip_address((node["v6"] or node["v4"]) if node else text)))
    except ValueError:
        raise ApiProblem("malformed-forwarding") from None
