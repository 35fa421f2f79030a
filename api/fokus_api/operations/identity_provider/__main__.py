"""The provider as a process of its own: standard input names its socket and shape in one line, and ends it."""

import socket
import sys

import msgspec

from fokus_api.operations.identity_provider import LocalProvider, Shape


def main() -> None:
    """Serve until the input ends."""
    descriptor, _, shape = sys.stdin.readline().partition(" ")
    provider = LocalProvider(msgspec.json.decode(shape, type=Shape), socket.socket(fileno=int(descriptor)))
    sys.stdin.read()
    provider.switch_off()


if __name__ == "__main__":
    main()
