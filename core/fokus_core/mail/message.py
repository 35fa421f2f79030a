"""Mail that leaves the house: one message for each recipient, handed to an SMTP server or laid into a folder."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import NamedTuple, Protocol
from urllib.parse import quote

from fokus_core.domain.refusals import Unavailable
from fokus_core.domain.words import Unreadable
from fokus_core.mail.address import address_of

__all__ = [
    "Enclosure",
    "MailDelayed",
    "MailRefused",
    "MailSession",
    "MailUnavailable",
    "Mailer",
    "compose",
    "message_id",
]

NO_MAILBOX = 553  # what SMTP answers to an address that is none


class MailUnavailable(Unavailable):
    """The server cannot be reached, or does not take mail from us; nothing was handed over."""


class MailDelayed(Exception):
    """The message was not taken now, or nobody knows whether it was; `code` is the answer, 0 without one."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(f"delayed ({code})")
        self.code = code


class MailRefused(Exception):
    """The message will never be taken; `code` is the answer."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused ({code})")
        self.code = code


class Enclosure(NamedTuple):
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


class MailSession(Protocol):
    """Takes one message after the other."""

    def send(self, message: EmailMessage, /) -> None:
        """Hand a message over to its recipient; raises `MailUnavailable`, `MailDelayed`, `MailRefused`."""
        ...


class Mailer(Protocol):
    """Where mail goes."""

    @property
    def sender(self) -> Address:
        """The address that mail comes from."""
        ...

    def session(self) -> AbstractContextManager[MailSession]:
        """Return what messages are sent by; connects with the first of them."""
        ...

    def withdraw(self, ids: Iterable[str]) -> int:
        """Remove messages that still lie here, by their Message-IDs without domain; return how many that were."""
        ...


def message_id(sender: Address, *parts: str) -> str:
    """Return the Message-ID that always belongs to these ids, and tells none of them."""
    return f"<{sha256(' '.join(parts).encode()).hexdigest()[:40]}@{sender.domain}>"


def compose(
    *,
    id: str,  # noqa: A002  # the word of the standard
    at: datetime,
    sender: Address,
    to: str,
    subject: str,
    text: str,
    language: str = "de",
    unsubscribe: str = "",
    enclosures: Sequence[Enclosure] = (),
) -> EmailMessage:
    """Return a message to one recipient, written by no person; raises `MailRefused` when `to` is no address.

    `unsubscribe` is the address of a page that ends such messages, besides answering to the sender.
    """
    try:
        recipient = address_of(to)
    except Unreadable:
        raise MailRefused(NO_MAILBOX) from None
    message = EmailMessage(SMTP)
    message["Message-ID"] = id
    message["Date"] = at
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject
    message["Auto-Submitted"] = "auto-generated"
    by_mail = f"<mailto:{quote(sender.addr_spec, safe='@')}?subject=Abmeldung>"
    message["List-Unsubscribe"] = f"<{unsubscribe}>, {by_mail}" if unsubscribe else by_mail
    message.set_content(text, cte="quoted-printable")
    message["Content-Language"] = language
    for name, media_type, content in enclosures:
        kind, _, subtype = media_type.partition("/")
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    return message
