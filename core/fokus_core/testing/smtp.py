"""A mail server for tests, on this machine alone, that refuses, delays and hangs up as it is told."""

import socket
import ssl
import threading
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

__all__ = ["MailServer", "free_port"]


def free_port(host: str) -> int:
    """Return a port on which nobody listened a moment ago."""
    with socket.create_server((host, 0)) as found:
        return int(found.getsockname()[1])


class MailServer:
    """Runs inside a `with` block and keeps what it took, in `taken`.

    `answers` say what to answer to a recipient: each answer once, None for taking it, the last one for ever.
    `hang_up` names those after whose message the connection breaks before it is acknowledged, once each. While `hold`
    is cleared no message is acknowledged. With `tls` the server offers STARTTLS or, `encrypted`, speaks TLS from the
    first byte on; `logins` says who signed in, and whether under TLS.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        encrypted: bool = False,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.host = host
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, list[str | None]] = {}
        self.hang_up: set[str] = set()
        self.hold = threading.Event()
        self.hold.set()
        self.holding = threading.Event()
        self.connections: set[Any] = set()
        self.logins: list[tuple[str, bool]] = []
        self._login = login
        self._scheme = "smtps" if encrypted else "smtp"
        options: dict[str, Any] = {"ssl_context" if encrypted else "tls_context": tls} if tls else {}
        if login:
            options |= {"authenticator": self._authenticate, "auth_require_tls": False}
        self.port = port or free_port(host)
        self._controller = Controller(self, hostname=host, port=self.port, **options)

    @property
    def url(self) -> str:
        """The value of the setting `mail_url`."""
        login = ":".join(self._login) + "@" if self._login else ""
        return f"{self._scheme}://{login}{self.host}:{self.port}"

    def times(self) -> Counter[str]:
        """Return how many messages each recipient got."""
        return Counter(recipient for recipient, _ in self.taken)

    async def handle_MAIL(  # noqa: N802  # named by aiosmtpd
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answer to a sender: who has to sign in is told to."""
        if self._login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # named by aiosmtpd
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answer to a recipient."""
        self.connections.add(session.peer)
        answers = self.answers.get(address) or [None]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer is not None:
            return f"{answer} <{address}>"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # named by aiosmtpd
        """Take a message."""
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.extend((recipient, message) for recipient in envelope.rcpt_tos)
        if not self.hold.is_set():
            self.holding.set()
            await server.loop.run_in_executor(None, self.hold.wait, 30)
        broken = self.hang_up & set(envelope.rcpt_tos)
        if broken:
            self.hang_up -= broken
            server.transport.abort()
        return "250 OK"

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        self.logins.append((given[0], server.transport.get_extra_info("ssl_object") is not None))
        return AuthResult(success=given == self._login, handled=False)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hold.set()
        self._controller.stop()
