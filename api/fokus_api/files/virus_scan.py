"""The virus scanner: what is handed in is shown to ClamAV by its socket before it is kept."""

import socket
import struct
from contextlib import closing
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from fokus_api.http.problems import ApiProblem

__all__ = ["refuse_infected"]

PIECE = 64 * 1024  # bytes at a time; clamd takes any number up to its StreamMaxLength
PATIENCE = 60.0  # seconds that clamd may take for one step
ANSWER = 4096  # bytes that an answer may have


def refuse_infected(content: BinaryIO, scanner: str) -> None:
    """Raise `ApiProblem` where the scanner at a URL finds something in the rest of a file, or does not answer.

    Blocks. The protocol is clamd's INSTREAM: pieces with their lengths before them, and an empty one at the end.
    """
    try:
        with closing(_connected(scanner)) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            while piece := content.read(PIECE):
                clamd.sendall(struct.pack("!I", len(piece)) + piece)
            clamd.sendall(struct.pack("!I", 0))
            answer = _answer(clamd)
    except OSError as error:
        raise ApiProblem("scanner-down") from error
    if answer.endswith(b" FOUND"):
        raise ApiProblem("file-infected")
    if answer != b"stream: OK":  # its limit, or an error of its own: then nobody has looked at the file
        raise ApiProblem("scanner-down")


def _connected(scanner: str) -> socket.socket:
    parts = urlsplit(scanner)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=PATIENCE)
    clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    clamd.settimeout(PATIENCE)
    try:
        clamd.connect(unquote(parts.path))
    except OSError:
        clamd.close()
        raise
    return clamd


def _answer(clamd: socket.socket) -> bytes:
    found = b""
    while b"\0" not in found and len(found) < ANSWER and (more := clamd.recv(ANSWER)):
        found += more
    return found.partition(b"\0")[0].strip()
