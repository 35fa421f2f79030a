"""Mail by SMTP: encrypted outside this machine, with an answer in time or none."""

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage

from fokus_core.mail.message import NO_MAILBOX, MailDelayed, MailRefused, MailUnavailable

__all__ = ["Server"]

TIMEOUT = 20.0  # seconds that a server may take for one answer
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
TOO_LARGE = 552


class Server:
    """An SMTP server that takes our mail; `encrypted` from the first byte on, else by STARTTLS."""

    def __init__(
        self,
        host: str,
        port: int | None,
        login: tuple[str, str] | None,
        *,
        encrypted: bool,
        sender: Address,
        timeout: float = TIMEOUT,
    ) -> None:
        self.sender = sender
        self._host, self._port = host, port or (465 if encrypted else 587)
        self._login = login
        self._encrypted = encrypted
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"Server({self._host}:{self._port})"

    @contextmanager
    def session(self) -> Iterator["Session"]:
        """Return what messages are sent by, over one connection as long as it lasts."""
        session = Session(self)
        try:
            yield session
        finally:
            session.close()

    def withdraw(self, ids: Iterable[str]) -> int:
        """Return 0: what was handed over lies with others."""
        return 0

    def connect(self) -> smtplib.SMTP:
        """Return a connection over which mail may be sent; raises `MailUnavailable`."""
        context = ssl.create_default_context()
        name = self.sender.domain
        connection: smtplib.SMTP | None = None
        try:
            if self._encrypted:
                connection = smtplib.SMTP_SSL(self._host, self._port, name, timeout=self._timeout, context=context)
            else:
                connection = smtplib.SMTP(self._host, self._port, name, timeout=self._timeout)
                if self._host not in LOOPBACK:
                    connection.starttls(context=context)  # fails where it is not offered
            if self._login:
                connection.login(*self._login)
        except (smtplib.SMTPException, OSError, ValueError):
            if connection is not None:
                connection.close()
            raise MailUnavailable("The mail server does not take mail from us.") from None
        return connection


class Session:
    """One connection after the other: a broken one is replaced with the next message."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand a message over; no error tells the address or what the server said."""
        if self._connection is None or self._connection.sock is None:
            self._connection = self._server.connect()
        (to,) = message["To"].addresses
        try:
            self._connection.send_message(message, self._server.sender.addr_spec, [to.addr_spec])
        except smtplib.SMTPRecipientsRefused as error:
            raise _verdict(next(iter(error.recipients.values()))[0]) from None
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == TOO_LARGE:
                raise MailRefused(TOO_LARGE) from None
            self.close()
            raise MailUnavailable("The mail server does not take mail from us.") from None
        except smtplib.SMTPNotSupportedError:  # letters in the address that this server cannot spell
            raise MailRefused(NO_MAILBOX) from None
        except smtplib.SMTPResponseException as error:
            raise _verdict(error.smtp_code) from None
        except (smtplib.SMTPException, OSError):
            self.close()
            raise MailDelayed from None
        except ValueError:  # nothing that this server could be told
            self.close()
            raise MailRefused(NO_MAILBOX) from None

    def close(self) -> None:
        """Take leave of the server."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()


def _verdict(code: int) -> MailRefused | MailDelayed:
    return MailRefused(code) if 500 <= code < 600 else MailDelayed(code)
