"""A folder in place of a mail server."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from fokus_core.mail.message import MailUnavailable

__all__ = ["Folder"]


class Folder:
    """Lays each message as an `.eml` file into a folder, under its Message-ID; the same one twice is one file."""

    def __init__(self, path: Path, sender: Address) -> None:
        self.path = path
        self.sender = sender

    @contextmanager
    def session(self) -> Iterator["Folder"]:
        """Return itself."""
        yield self

    def send(self, message: EmailMessage) -> None:
        """Write the message, whole or not at all; raises `MailUnavailable`."""
        draft = self.path / f".{secrets.token_hex(16)}"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(bytes(message))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path / f"{message['Message-ID'].strip('<>')}.eml")
            folder = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError:
            with suppress(OSError):
                draft.unlink()
            raise MailUnavailable("The folder for mail cannot be written to.") from None
