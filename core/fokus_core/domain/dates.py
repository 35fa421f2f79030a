"""The dates that may be true of something here: from the founding of North Rhine-Westphalia to the year 2999."""

from datetime import date, datetime

import msgspec

from fokus_core.domain.refusals import Invalid
from fokus_core.domain.texts import _

NRW_FOUNDED = date(1946, 8, 23)
EARLIEST = NRW_FOUNDED  # the first day that a fact may be true from
LATEST = date(2999, 12, 31)  # the last day that a fact may be true from
OUT_OF_RANGE = _("Das Jahr muss zwischen 1946 und 2999 liegen.")  # what is said of any other day


def in_range(day: date) -> bool:
    """Tell whether something may be true from a day on."""
    return EARLIEST <= day <= LATEST


def refuse_out_of_range(struct: msgspec.Struct, field: str = "{}") -> None:
    """Raise `Invalid` for a date out of range; `field` says where a field of the struct stands: `changes/{}`."""
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if isinstance(value, date):
            day = value.date() if isinstance(value, datetime) else value
            if not in_range(day):
                raise Invalid("date-out-of-range", OUT_OF_RANGE, field=field.format(name))
