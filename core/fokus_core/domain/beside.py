"""What a route says beside a form, about what was typed into one of its fields."""

from typing import NamedTuple

__all__ = ["Beside"]


class Beside(NamedTuple):
    """A route below `/api/v1/` that answers with `remarks` about a body, and the fields that may name it.

    The first of the fields into which something was typed is asked about; a name with slashes points into a part, as
    `engagements/0/body`. Each remark has a `text` in German and English, an `href` or null, and `when` it is said:
    `before` in the form, `after` on the receipt, or `always`. It stands above the form, or in the question that its
    `field` names without the numbers of parts, as `engagements/paid`; null where it is about the whole.
    """

    path: str
    fields: tuple[str, ...]
