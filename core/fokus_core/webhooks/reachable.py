"""Which network addresses may be sent to: public ones, and this machine where a setting lets it."""

from ipaddress import IPv6Address, ip_address, ip_network

__all__ = ["is_reachable"]

LEADING = tuple(  # to IPv4 addresses within, so that what they are cannot be seen: RFC 4291, 6052, 3056, 4380
    map(ip_network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)
METADATA = {ip_address("168.63.129.16")}  # answers the machines of one cloud alone, though its network is public


def is_reachable(text: str, *, loopback: bool) -> bool:
    """Tell whether a network address may be sent to."""
    try:
        address = ip_address(text)
    except ValueError:  # no address, or one of a single link, with its zone
        return False
    if loopback and address.is_loopback:
        return True
    if isinstance(address, IPv6Address) and (address.is_site_local or any(address in one for one in LEADING)):
        return False
    barred = address.is_private or address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not barred and address not in METADATA
