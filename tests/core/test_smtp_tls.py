"""Another machine gets mail and password under TLS alone, from the first byte on or by STARTTLS, if it is the one."""

import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fokus_core.mail.message import Enclosure, MailUnavailable, compose, message_id
from fokus_core.mail.open_mailer import open_mailer
from fokus_core.testing.smtp import MailServer

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
FAR = "127.0.0.2"  # counts as another machine
ELSEWHERE = "127.0.0.3"
LOGIN = ("netz", "geheim")
PEOPLE = ("ada@example.org", "bea@example.org")
TEXT = "Grüße aus Köln\n.\nDie Zeile mit dem Punkt ist nicht das Ende.\n"
SHEET = bytes(range(256)) * 400  # more than TLS takes in one piece


@pytest.fixture(params=[True, False], ids=["smtps", "starttls"])
def encrypted(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def certified(host: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return the TLS of a server under a new certificate, and the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir()
    trusted, own = folder / "ca.pem", folder / "server.pem"
    trusted.write_bytes(certificate.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    own.write_bytes(trusted.read_bytes() + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    return context, trusted


def sent(url: str) -> list[tuple[str, EmailMessage]]:
    """Send everybody a message over one connection, and return what was sent to whom."""
    mailer = open_mailer(url, "Netz <netz@example.org>")
    enclosures = [Enclosure("liste.bin", "application/octet-stream", SHEET)]
    with mailer.session() as session:
        messages = []
        for to in PEOPLE:
            mid = message_id(mailer.sender, "f" * 32, to)
            message = compose(
                id=mid, at=AT, sender=mailer.sender, to=to, subject="Einladung", text=TEXT, enclosures=enclosures
            )
            session.send(message)
            messages.append((to, message))
        return messages


def read(message: EmailMessage) -> tuple[dict[str, str], str, bytes]:
    """Return the head of a message, but for the boundary it was sent with, its text and what is enclosed."""
    text, sheet = (part for part in message.iter_parts() if isinstance(part, EmailMessage))
    head = {name: str(value) for name, value in message.items() if name != "Content-Type"}
    return head, text.get_content().replace("\r\n", "\n"), sheet.get_content()


def test_a_message_arrives_whole_and_the_password_under_tls(
    encrypted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, trusted = certified(FAR, tmp_path / "far")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with MailServer(FAR, tls=tls, encrypted=encrypted, login=LOGIN) as server:
        assert server.url.startswith("smtps://" if encrypted else "smtp://")
        messages = sent(server.url)
        assert [(to, read(one)) for to, one in server.taken] == [(to, read(one)) for to, one in messages]
        assert read(server.taken[0][1])[1:] == (TEXT, SHEET)
        assert server.logins == [("netz", True)]
        assert len(server.connections) == 1


def test_a_certificate_that_is_not_trusted_gets_neither_mail_nor_password(
    encrypted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, trusted = certified(FAR, tmp_path / "far")
    _, another = certified(FAR, tmp_path / "another")
    monkeypatch.setenv("SSL_CERT_FILE", str(another))
    with MailServer(FAR, tls=tls, encrypted=encrypted, login=LOGIN) as server:
        with pytest.raises(MailUnavailable):
            sent(server.url)
        assert (server.taken, server.logins) == ([], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert len(sent(server.url)) == len(server.taken) == len(PEOPLE), "it was the certificate"


def test_a_certificate_of_another_machine_gets_neither_mail_nor_password(
    encrypted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, trusted = certified(ELSEWHERE, tmp_path / "elsewhere")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with MailServer(FAR, tls=tls, encrypted=encrypted, login=LOGIN) as server:
        with pytest.raises(MailUnavailable):
            sent(server.url)
        assert (server.taken, server.logins) == ([], [])
    with MailServer(ELSEWHERE, tls=tls, encrypted=encrypted, login=LOGIN) as server:
        assert len(sent(server.url)) == len(server.taken) == len(PEOPLE), "it was the name"


def test_another_machine_without_tls_gets_neither_mail_nor_password() -> None:
    with MailServer(FAR, login=LOGIN) as server:
        for url in (server.url, server.url.replace("smtp:", "smtps:")):
            with pytest.raises(MailUnavailable):
                sent(url)
        assert (server.taken, server.logins) == ([], [])
