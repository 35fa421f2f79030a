"""A folder in place of a mail server."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from glob import escape
from pathlib import Path

from fokus_core.mail.message import MailUnavailable
from fokus_core.storage.durable import overwrite, sync, write_whole

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

    def withdraw(self, ids: Iterable[str]) -> int:
        """Remove their files, bytes included."""
        found = [path for one in ids for path in self.path.glob(f"{escape(one)}@*.eml")]
        for path in found:
            with suppress(FileNotFoundError):  # another node may be at it
                overwrite(path)
                path.unlink()
        if found:
            sync(self.path)
        return len(found)

    def send(self, message: EmailMessage) -> None:
        """Write the message, whole or not at all; raises `MailUnavailable`."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self.path / f"{message['Message-ID'].strip('<>')}.eml", bytes(message))
        except OSError:
            raise MailUnavailable("The folder for mail cannot be written to.") from None
