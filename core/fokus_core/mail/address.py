"""Mail addresses: the one check that is made when an address is given and when mail is sent to it."""

from email.headerregistry import Address
from typing import TYPE_CHECKING

from fokus_core.domain.texts import _
from fokus_core.domain.words import Unreadable

if TYPE_CHECKING:
    from email_validator import ValidatedEmail

__all__ = ["address_of", "mail_address"]


def mail_address(text: str) -> str:
    """Return a mail address as it is recorded; raises `Unreadable` for one to which nothing can be delivered."""
    return _checked(text).normalized


def address_of(text: str) -> Address:
    """Return an address with its domain as mail servers spell it (IDNA 2008); raises `Unreadable`."""
    found = _checked(text)
    return Address(username=found.ascii_local_part, domain=found.ascii_domain)


def _checked(text: str) -> "ValidatedEmail":
    from email_validator import EmailNotValidError, validate_email  # here: only where an address is given

    try:
        return validate_email(
            text,
            check_deliverability=False,
            allow_smtputf8=False,
            strict=True,
            test_environment=True,
        )
    except EmailNotValidError:  # its sentence names the address
        raise Unreadable(_("Diese E-Mail-Adresse kann es so nicht geben. Prüfen Sie die Schreibweise.")) from None
