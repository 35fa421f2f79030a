"""The one secret that lies outside every store: 32 bytes that wrap all other keys."""

import base64
import binascii
import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fokus_core.domain.refusals import Unusable
from fokus_core.storage.durable import write_whole

__all__ = ["load_master_key"]


def load_master_key(setting: str, *, create: bool) -> bytes:
    """Read 32 bytes in base64 from `file:///path` or `env:NAME`; with `create`, write a missing file (mode 0600).

    Raises `Unusable`.
    """
    scheme, _, rest = setting.partition(":")
    if scheme == "env":
        return _decoded(os.environ.get(rest, ""), f"the environment variable {rest}")
    if scheme != "file":
        raise Unusable("The master key must be given as file:///path or env:NAME.")
    path = Path(unquote(urlsplit(setting).path))
    try:
        if create and not path.exists():
            _create(path)
        return _decoded(path.read_text("utf-8-sig", errors="replace"), f"the file {path}")
    except OSError as error:
        raise Unusable(f"The master key cannot be read from {path}: {error.strerror}.") from error


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # another process was first: its key counts
        write_whole(path, base64.b64encode(secrets.token_bytes(32)) + b"\n", replace=False)


def _decoded(text: str, place: str) -> bytes:
    if not text.strip():
        raise Unusable(f"The master key is missing: {place} is empty or not set.")
    try:
        key = base64.b64decode(text.strip().translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unusable(f"The master key in {place} is not base64.") from error
    if len(key) != 32:
        raise Unusable(f"The master key in {place} has {len(key)} bytes; it needs 32.")
    return key
