"""Texts in a language: German is the message itself, others come from one `<language>.po` per distribution."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec

from fokus_core.bodies.called import Called
from fokus_core.domain.clock import BERLIN
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.domain.times import When
from fokus_core.privacy.sealed import Sealed

SOURCE = "de"
LOCALES = {SOURCE: "de", "en": "en_GB"}  # the languages that are complete, and how each writes dates and numbers
NOTHING, SEALED = "–", "…"
YES_OR_NO = {"de": ("ja", "nein"), "en": ("yes", "no")}
EVERYWHERE = "*"  # in place of a programme
FOLDER = "texts"  # in the package of a programme


def languages(folder: Traversable) -> tuple[str, ...]:
    """Return the languages that a folder of catalogues has, German first: en, and what somebody has added."""
    return (SOURCE, *sorted(name.removesuffix(".po") for one in folder.iterdir() if (name := one.name).endswith(".po")))


LANGUAGES = languages(files("fokus_core") / FOLDER)


def locale_of(language: str) -> str:
    """Return the locale by which a language writes dates and numbers: `de` for `de-simple`, too."""
    return LOCALES.get(language) or language.partition("-")[0]


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

        Its programme's catalogue is asked first, then the common one, then all. Dates and numbers are written as people
        do.
        """
        if language != SOURCE and message:
            read = self._messages
            message = (
                read(language, programme).get(message)
                or read(language, "").get(message)
                or (read(language, EVERYWHERE).get(message, message))
            )
        if not values:
            return message
        said = ""
        for before, place in _parts(message):
            said += before.removeprefix(".") if said.endswith(".") else before  # no second stop after "e.V."
            if place:
                text = written(values[place], language) if place in values else f"{{{place}}}"
                begins = _names_a_body(values.get(place)) and (not said or said.endswith(". "))
                said += text[:1].upper() + text[1:] if begins else text
        return said

    def knows(self, message: str, language: str, programme: str = "") -> bool:
        """Tell whether a text can be said in a language; in German it always can."""
        return language == SOURCE or any(message in self._messages(language, one) for one in (programme, ""))

    def _read(self, language: str, programme: str) -> dict[str, str]:
        from babel.messages.pofile import read_po  # here: German needs no catalogue

        found: dict[str, str] = {}
        all_ = [folder for some in self._folders.values() for folder in some]
        for folder in all_ if programme == EVERYWHERE else self._folders.get(programme, ()):
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


def _names_a_body(value: Any) -> bool:
    """Tell whether a value reads as the name of a body with its article, or as several that begin with one."""
    return isinstance(value, Called) or (isinstance(value, list | tuple) and bool(value) and _names_a_body(value[0]))


def written(value: Any, language: str) -> str:
    """Return a value as people write it: 30. Juni 2017, 30 June 2017, 3.300, 3,300; as `…` what is personal."""
    from babel.lists import format_list  # here: not every text has a value in it, and the tables take their time

    locale = locale_of(language)
    match value:
        case None | "" | () | []:
            return NOTHING
        case Called():
            return value.said(language)
        case Sealed() | msgspec.Struct():
            return SEALED
        case bool():
            return YES_OR_NO.get(language, YES_OR_NO[SOURCE])[not value]
        case When(day=day, moment=moment):
            return written(moment or day, language)
        case datetime():
            local = value.astimezone(BERLIN)
            text, clock = _day(local.date(), locale), f"{local:%H:%M}"
            return f"{text} um {clock} Uhr" if locale == LOCALES[SOURCE] else f"{text}, {clock}"
        case date():
            return _day(value, locale)
        case int() | float():
            return _number(value, locale)
        case tuple() | list():
            return format_list([written(one, language) for one in value], locale=locale)
        case _:
            return str(value)


@lru_cache(maxsize=4096)
def _day(day: date, locale: str) -> str:
    from babel.dates import format_date  # here, as above

    return format_date(day, "long", locale=locale)


@lru_cache(maxsize=4096)
def _number(value: float, locale: str) -> str:
    from babel.numbers import format_decimal  # here, as above

    return format_decimal(value, locale=locale)


@cache
def _parts(message: str) -> list[tuple[str, str | None]]:
    return [(before, place) for before, place, _spec, _conversion in string.Formatter().parse(message)]


@cache
def placeholders(message: str) -> frozenset[str]:
    """Return the names in braces; raises `ValueError` where more than a plain name stands in them."""
    found = set()
    for _text, name, format_spec, conversion in string.Formatter().parse(message):
        if name is not None:
            if not name.isidentifier() or format_spec or conversion:
                raise ValueError(f"{{{name}}} is no plain name: {message!r}")
            found.add(name)
    return frozenset(found)
