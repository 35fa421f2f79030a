"""How a person is reached and when they were born, as people write it and papers say it."""

import re
from datetime import date
from typing import Annotated

from msgspec import Meta

from fokus_core.domain import clock
from fokus_core.domain.texts import _
from fokus_core.domain.words import Checked, Unreadable
from fokus_core.mail.address import mail_address

__all__ = ["BirthDate", "MailAddress", "PhoneNumber"]

DASHES = re.compile("[\u2010-\u2015\u2212]")
PHONE = re.compile(r"(\+|00)?[(0-9](?:[0-9 ()/.-]*[0-9])")
OLDEST = 1900  # the first year in which somebody here may be born
BIRTH = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?")


def phone_number(text: str) -> str:
    """Return a phone number as it is recorded; raises `Unreadable`."""
    number = DASHES.sub("-", text)
    digits = sum(one.isdigit() for one in number)
    if not PHONE.fullmatch(number) or not 5 <= digits <= 17 or number.count("(") != number.count(")"):
        raise Unreadable(_("Das ist keine Rufnummer; üblich ist zum Beispiel 02331 207-0 oder +49 2331 2070."))
    return number


def birth_date(text: str) -> str:
    """Return a birth date, or the month or year alone where papers say no more; raises `Unreadable`.

    What papers write as `00` is not known.
    """
    found = BIRTH.fullmatch(text)
    if found is None:
        raise Unreadable(_("Erwartet wird ein Geburtsdatum in der Form JJJJ-MM-TT, JJJJ-MM oder JJJJ."))
    year, month, day = (int(found[name] or 0) for name in ("year", "month", "day"))
    today = clock.day_of(clock.now())
    try:
        begins = date(year, month or 1, (day or 1) if month else 1)
    except ValueError:
        raise Unreadable(_("Diesen Tag gibt es nicht.")) from None
    if day and not month:
        raise Unreadable(_("Diesen Tag gibt es nicht."))
    if year < OLDEST or begins >= today:
        raise Unreadable(_("Das Geburtsdatum liegt vor 1900 oder nicht in der Vergangenheit."))
    return begins.isoformat()[: 10 if day else 7 if month else 4]


MailAddress = Annotated[  # one mail address, as it is written to
    str,
    Checked(mail_address),
    Meta(max_length=254, description="One mail address, without a name", extra_json_schema={"format": "email"}),
]
PhoneNumber = Annotated[  # as people write it
    str, Checked(phone_number), Meta(max_length=32, description="Phone number")
]
BirthDate = Annotated[  # a day, or the month or year alone
    str,
    Checked(birth_date),
    Meta(
        pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        description="Birth date; the month (1950-03) or the year (1950) alone where papers say no more",
    ),
]
