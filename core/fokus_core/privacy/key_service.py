"""What wraps the keys of a vault: a master key in this process, or a key service behind a socket that keeps its own."""

import base64
import json
import secrets
import socket
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.privacy.master_key import load_master_key

__all__ = ["WRAPPED", "KeyService", "MasterKey", "RemoteKeys", "WrongKey", "open_key_service"]

WRAPPED = 12 + 32 + 16  # bytes: what AES-256-GCM makes of a key, so that a destroyed one is overwritten where it lies
ANSWER = 4096
SECONDS = 5.0


class WrongKey(Exception):
    """What was wrapped was not wrapped by this service, or under another name, or it was changed."""


class KeyService(Protocol):
    """Wraps the 32 bytes of a key under its name, and unwraps them; whatever it wraps with never enters the vault."""

    def wrap(self, name: str, key: bytes) -> bytes:
        """Return 60 bytes that tell nothing of the key and are never all zero. Raises `Unavailable`."""
        ...

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """Return the key. Raises `WrongKey` where name and bytes do not belong together, `Unavailable`."""
        ...


class MasterKey:
    """A master key of 32 bytes in the memory of this process: AES-256-GCM, the name bound to what is wrapped."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise Unusable(f"The master key has {len(key)} bytes; it needs 32.")
        self._cipher = AESGCM(key)

    def wrap(self, name: str, key: bytes) -> bytes:
        """Encrypt under a random nonce."""
        nonce = secrets.token_bytes(12)
        return nonce + self._cipher.encrypt(nonce, key, name.encode())

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """Decrypt."""
        try:
            return self._cipher.decrypt(wrapped[:12], wrapped[12:], name.encode())
        except InvalidTag as error:
            raise WrongKey from error


class RemoteKeys:
    """A key service in another process: a line of JSON there and one back, over a Unix socket, one connection each."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def wrap(self, name: str, key: bytes) -> bytes:
        """Ask `{"wrap": name, "key": base64}` for `{"wrapped": base64}`."""
        return self._bytes(self._asked({"wrap": name, "key": _text(key)}), "wrapped", WRAPPED)

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """Ask `{"unwrap": name, "wrapped": base64}` for `{"key": base64}`, or `{"refused": "wrong-key"}`."""
        answer = self._asked({"unwrap": name, "wrapped": _text(wrapped)})
        if answer.get("refused") == "wrong-key":
            raise WrongKey
        return self._bytes(answer, "key", 32)

    def _asked(self, question: dict[str, str]) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as there:
                there.settimeout(SECONDS)
                there.connect(str(self._path))
                there.sendall(json.dumps(question).encode() + b"\n")
                with there.makefile("rb") as lines:
                    answer = json.loads(lines.readline(ANSWER))
        except OSError as error:
            raise Unavailable(f"The key service at {self._path} cannot be reached.") from error
        except ValueError as error:
            raise self._unfit() from error
        if not isinstance(answer, dict):
            raise self._unfit()
        return answer

    def _bytes(self, answer: dict[str, Any], name: str, length: int) -> bytes:
        try:
            found = base64.b64decode(answer[name], validate=True)
        except (KeyError, TypeError, ValueError) as error:
            raise self._unfit() from error
        if len(found) != length or not any(found):
            raise self._unfit()
        return found

    def _unfit(self) -> Unavailable:
        return Unavailable(f"The key service at {self._path} gave no answer that fits.")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def open_key_service(setting: str, *, create: bool) -> KeyService:
    """Open what the setting `master_key` names: `file:///path` or `env:NAME` a key, `unix:///path` a key service.

    With `create`, a missing file is written. Raises `Unusable`.
    """
    if not setting.startswith("unix:"):
        return MasterKey(load_master_key(setting, create=create))
    path = unquote(urlsplit(setting).path)
    if not path or len(path.encode()) > 100:
        raise Unusable("The socket of the key service must be given as unix:///path, of 100 bytes at most.")
    return RemoteKeys(Path(path))
