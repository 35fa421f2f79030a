"""Checkpoints of a tree (C2SP tlog-checkpoint), written as signed notes with Ed25519, and the key that signs them."""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fokus_core.domain.refusals import Unusable

__all__ = ["Checkpoint", "SigningKey", "SigningKeys", "key_ids", "noted", "parted"]

ED25519 = b"\x01"
NAME = re.compile(r"[!-*,-~]{1,200}")
NO_KEY = "This is no signing key of a ledger: PRIVATE+KEY+name+id+secret is expected."
NO_CHECKPOINT = "This is no checkpoint that the ledger's key has signed."


class Checkpoint(NamedTuple):
    """A tree: of which log, how many leaves it has, and the hash of its root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


class SigningKey:
    """The key of a log, under the name that its checkpoints begin with."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self.name = name
        self._private = private
        self._public = private.public_key()
        self._id = sha256(f"{name}\n".encode() + ED25519 + self._public.public_bytes_raw()).digest()[:4]

    @classmethod
    def make(cls, name: str) -> "SigningKey":
        """Make a new key; raises `Unusable` on a name that is empty or holds blanks, a plus or strange signs."""
        if not NAME.fullmatch(name):
            raise Unusable("The name of a ledger is made of letters, digits and signs without blanks and plus.")
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Return the key that a file holds; raises `Unusable`."""
        try:
            private, key, name, id_, secret = text.strip().split("+", 4)
            raw = b64decode(secret, validate=True)
            found = cls(name, Ed25519PrivateKey.from_private_bytes(raw[1:]))
        except ValueError as error:
            raise Unusable(NO_KEY) from error
        if (private, key, id_, raw[:1]) != ("PRIVATE", "KEY", found._id.hex(), ED25519) or not NAME.fullmatch(name):
            raise Unusable(NO_KEY)
        return found

    @property
    def secret(self) -> str:
        """The key as its file holds it."""
        raw = b64encode(ED25519 + self._private.private_bytes_raw()).decode()
        return f"PRIVATE+KEY+{self.name}+{self._id.hex()}+{raw}\n"

    @property
    def verifier(self) -> str:
        """The key with which others verify."""
        return f"{self.name}+{self._id.hex()}+{b64encode(ED25519 + self._public.public_bytes_raw()).decode()}"

    @property
    def id(self) -> str:
        """What tells this key from others of the same name: 8 hexadecimal digits."""
        return self._id.hex()

    def line(self, text: str) -> str:
        """Return the line that signs the text of a note."""
        return f"— {self.name} {b64encode(self._id + self._private.sign(text.encode())).decode()}\n"

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the signed note of a checkpoint."""
        return f"{checkpoint.text}\n{self.line(checkpoint.text)}"

    def read(self, note: str) -> Checkpoint:
        """Return the checkpoint that this key has signed; raises `Unusable` for whatever else."""
        found = noted(note)
        if found.origin != self.name or note != self.sign(found):  # Ed25519 signs the same text in the same way
            raise Unusable(NO_CHECKPOINT)
        return found


class SigningKeys:
    """The keys of a log, all of one name, the oldest first: one, and while that is replaced two, which both sign."""

    def __init__(self, keys: Sequence[SigningKey]) -> None:
        if not keys or len({key.name for key in keys}) > 1:
            raise Unusable(NO_KEY)
        self.keys = tuple(keys)
        self.name = keys[0].name

    @classmethod
    def parse(cls, text: str) -> "SigningKeys":
        """Return the keys that a file holds, one a line; raises `Unusable`."""
        return cls([SigningKey.parse(line) for line in text.splitlines() if line])

    @property
    def secret(self) -> str:
        """The keys as their file holds them."""
        return "".join(key.secret for key in self.keys)

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the note of a checkpoint, signed by every key."""
        return self.certify(checkpoint.text)

    def certify(self, text: str) -> str:
        """Return the note of a text, signed by every key; what is no checkpoint begins with a line of its own."""
        return f"{text}\n{''.join(key.line(text) for key in self.keys)}"

    def read(self, note: str) -> Checkpoint:
        """Return the checkpoint that one of these keys has signed; raises `Unusable` for whatever else.

        What others have signed beside it, such as a key that is kept no more, is passed over.
        """
        text, lines = parted(note)
        found = noted(note)
        signed = any(key.line(text) in lines for key in self.keys)  # Ed25519 signs the same text in the same way
        if found.origin != self.name or text != found.text or not signed:
            raise Unusable(NO_CHECKPOINT)
        return found


def parted(note: str) -> tuple[str, list[str]]:
    """Return the text of a note, and its lines with signatures."""
    text, _blank, lines = note.rpartition("\n\n")
    return f"{text}\n", lines.splitlines(keepends=True)


def key_ids(note: str) -> list[tuple[str, str]]:
    """Return who signed a note, as it says itself: names, and the ids of their keys in hexadecimal."""
    lines = (line.removeprefix("— ").split(" ") for line in parted(note)[1])
    return [(name, b64decode(signature)[:4].hex()) for name, signature in lines]


def noted(note: str) -> Checkpoint:
    """Return the checkpoint that a note says, without asking who signed it; raises `Unusable`."""
    origin, size, root, *_ = [*note.split("\n"), "", ""]
    try:
        return Checkpoint(origin, int(size), b64decode(root, validate=True))
    except ValueError as error:
        raise Unusable(NO_CHECKPOINT) from error
