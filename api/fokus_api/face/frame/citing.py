"""How pages name the source of an entry, and where the page of it is."""

import re
from urllib.parse import urlencode

from fokus_core.domain.namings import Titles

__all__ = ["SOURCE", "address_of_source", "cited"]

SOURCE, SOURCE_ID = "origin", re.compile(r"[a-z][a-z0-9-]{1,60}")


def address_of_source(reference: str) -> str:
    """Return where the page of a source is that entries name by its id, or by a text."""
    named = SOURCE_ID.fullmatch(reference)
    return f"/quellen/{reference}" if named else f"/quelle?{urlencode({'fundstelle': reference})}"


def cited(reference: str, titles: Titles) -> str:
    """Return what people call a source that an entry names: its title where it is one that is entered."""
    return titles(SOURCE, reference) or reference
