"""Where mail goes, by the settings."""

from email.headerregistry import Address
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fokus_core.domain.refusals import Unusable
from fokus_core.mail.address import address_of
from fokus_core.mail.folder import Folder
from fokus_core.mail.message import Mailer

__all__ = ["open_mailer"]

HERE = "localhost"  # whence mail goes into a folder at most


def open_mailer(url: str, sender: str) -> Mailer:
    """Return where mail goes: `smtp://user:password@host:port`, `smtps://…`, or `file:///folder`.

    Nothing is connected or written yet. Raises `Unusable`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unusable("The setting mail_url is no URL; write special characters in it as %XX.") from None
    address = _sender(sender)
    if parts.scheme == "file" and parts.path and not parts.netloc:
        return Folder(Path(unquote(parts.path)), address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise Unusable("The setting mail_url must be smtp://host, smtps://host or file:///folder.")
    if (parts.username is None) != (parts.password is None):
        raise Unusable("The setting mail_url names a user without a password, or a password without a user.")
    if address.domain == HERE:
        raise Unusable("The setting mail_url sends mail, so mail_from must name an address that is answered.")
    from fokus_core.mail.smtp import Server  # here: only where mail is really sent

    login = None if parts.username is None else (unquote(parts.username), unquote(parts.password or ""))
    return Server(parts.hostname, port, login, encrypted=parts.scheme == "smtps", sender=address)


def _sender(text: str) -> Address:
    try:
        header = SMTP.header_factory("From", text)
        (address,) = header.addresses
        plain = address if address.domain == HERE else address_of(address.addr_spec)
    except (ValueError, IndexError):
        raise Unusable("The setting mail_from must be one address, such as Netzwerk <netz@example.org>.") from None
    if header.defects or not plain.addr_spec.isascii():
        raise Unusable("The setting mail_from must be one address, such as Netzwerk <netz@example.org>.")
    return Address(address.display_name, plain.username, plain.domain)
