"""Free ports for servers that a test starts."""

import random
import socket

__all__ = ["free_port"]

BELOW_EPHEMERAL = range(20_000, 32_000)  # no outgoing connection takes one of these before the server does


def free_port() -> int:
    """Return a port on which nobody listens; raises `OSError` when none is found."""
    for port in random.sample(BELOW_EPHEMERAL, 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")
