"""Texts in a language: German is the message itself, others come from one `<language>.po` per distribution."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from babel.messages.pofile import read_po

from fokus_core.domain.clock import BERLIN
from fokus_core.domain.programme import ProgrammeInfo

SOURCE = "de"
LOCALES = {SOURCE: "de", "en": "en_GB"}  # the languages there are, and how each writes dates and numbers
FOLDER = "texts"  # in the package of a programme


class Texts:
    """The catalogues of the programmes in use, each read when its language is first asked for."""

    def __init__(self, folders: Mapping[str, Iterable[Traversable]] | None = None) -> None:
        """Take the folders of catalogues by programme; those of no programme stand under the empty name."""
        self._folders = {name: tuple(some) for name, some in (folders or {}).items()}
        self._messages = cache(self._read)

    @classmethod
    def of(cls, programmes: Iterable[ProgrammeInfo], *, common: Iterable[str] = ()) -> "Texts":
        """Return the texts of programmes; `common` are the packages of the layers above the core."""
        folders = {info.id: [files(info.package) / FOLDER] for info in programmes if info.package}
        return cls({**folders, "": [files(package) / FOLDER for package in ("fokus_core", *common)]})

    def say(self, message: str, language: str, programme: str = "", /, **values: Any) -> str:
        """Return a text in a language with values in its places; in German where nobody has translated it.

        Its programme's catalogue is asked first, then the common one. Dates and numbers are written as people do.
        """
        if language != SOURCE and message:
            own = self._messages(language, programme).get(message) if programme else None
            message = own or self._messages(language, "").get(message) or message
        if not values:
            return message
        return message.format_map({name: written(value, language) for name, value in values.items()})

    def _read(self, language: str, programme: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for folder in self._folders.get(programme, ()):
            path = folder / f"{language}.po"
            if path.is_file():
                with path.open("rb") as file:
                    found.update((str(one.id), str(one.string)) for one in read_po(file) if one.id and one.string)
        return found


@dataclass(frozen=True)
class Words:
    """The texts in one language, as a programme says them."""

    texts: Texts
    language: str = SOURCE
    programme: str = ""

    def __call__(self, message: str, /, **values: Any) -> str:
        """Return a text with values in its places."""
        return self.texts.say(message, self.language, self.programme, **values)


GERMAN = Words(Texts())


def written(value: Any, language: str) -> str:
    """Return a value as people write it: 30. Juni 2017, 30 June 2017, 3.300, 3,300."""
    from babel.dates import format_date  # here: not every text has a value in it, and the tables take their time
    from babel.numbers import format_decimal

    locale = LOCALES.get(language, "de")
    if isinstance(value, date):
        day = value.astimezone(BERLIN).date() if isinstance(value, datetime) else value
        return format_date(day, "long", locale=locale)
    if isinstance(value, int) and not isinstance(value, bool):
        return format_decimal(value, locale=locale)
    return str(value)


def placeholders(message: str) -> frozenset[str]:
    """Return the names in braces; raises `ValueError` where more than a plain name stands in them."""
    found = set()
    for _text, name, format_spec, conversion in string.Formatter().parse(message):
        if name is not None:
            if not name.isidentifier() or format_spec or conversion:
                raise ValueError(f"{{{name}}} is no plain name: {message!r}")
            found.add(name)
    return frozenset(found)
