"""The code lists of the service in SKOS: each coded field of a fact, and the official keys of all bodies."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import quote

import msgspec

from fokus_api.responses.command_fields import fields_of
from fokus_core.bodies.body import BodyKind, regional_key
from fokus_core.bodies.register import Register
from fokus_core.domain.texts import _
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.texts import LANGUAGES, SOURCE, Texts

__all__ = ["CODES", "CONTEXT", "Code", "CodeList", "CodeLists"]

CODES: Final = "/codes"
OFFICIAL = "http://dcat-ap.de/def/politicalGeocoding"
KEYS: Mapping[BodyKind, str] = {
    "independent-city": "municipalityKey",
    "town": "municipalityKey",
    "municipality": "municipalityKey",
    "district": "districtKey",
    "city-region": "districtKey",
    "administrative-district": "governmentDistrictKey",
}
AGS, ARS = _("Amtliche Gemeindeschlüssel (AGS)"), _("Amtliche Regionalschlüssel (ARS)")
CONTEXT: Final[Mapping[str, Any]] = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "id": "@id",
    "type": "@type",
    "label": {"@id": "skos:prefLabel", "@container": "@language"},
    "notation": "skos:notation",
    "scheme": {"@id": "skos:inScheme", "@type": "@id"},
    "codes": "skos:hasTopConcept",
    "official": {"@id": "skos:exactMatch", "@type": "@id"},
}


class Code(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A value of a code list: its address, what stands in data, what people call it, and its official address."""

    id: str
    type: str = "skos:Concept"
    notation: str
    label: Mapping[str, str]
    scheme: str
    official: str = ""
    context: Mapping[str, Any] | None = msgspec.field(default=None, name="@context")


class CodeList(msgspec.Struct, frozen=True, kw_only=True):
    """A code list with its values; `name` is what stands in its address."""

    id: str
    type: str = "skos:ConceptScheme"
    notation: str
    label: Mapping[str, str]
    codes: list[Code]
    context: Mapping[str, Any] = msgspec.field(default_factory=lambda: CONTEXT, name="@context")


class CodeLists:
    """Finds the code lists of what is installed; those of bodies as they are on a day."""

    def __init__(self, catalogue: Catalogue, labels: Labels, texts: Texts, home: str) -> None:
        self._catalogue = catalogue
        self._labels = labels
        self._texts = texts
        self._home = home

    def all(self) -> dict[str, CodeList]:
        """Return the list of each coded field, by fact and field: `network.meeting-scheduled.kind`."""
        found: dict[str, CodeList] = {}
        for kind in sorted(self._catalogue.current.values(), key=lambda kind: kind.base):
            for path, label, values in self._coded(kind.programme, kind.cls):
                name = f"{kind.base}.{path}"
                said = {value: self._said(text, kind.programme) for value, text in values.items()}
                found[name] = self._made(name, self._said(label, kind.programme), said)
        return found

    def bodies(self, register: Register, day: date) -> dict[str, CodeList]:
        """Return the lists of official keys, whose values name the address that DCAT-AP.de has for each."""
        ags, ars = dict[str, tuple[str, str]](), dict[str, tuple[str, str]]()
        for body in sorted((one.id for one in register if one.exists(day)), key=lambda id_: register.key(id_, day)):
            key, name = register.key(body, day), register.name(body, day)
            ags[key] = name, f"{OFFICIAL}/{KEYS[register.kind(body, day)]}/{key}"
            ars[regional_key(key)] = name, f"{OFFICIAL}/regionalKey/{regional_key(key)}"
        return {
            "ags": self._of_bodies("ags", AGS, ags),
            "ars": self._of_bodies("ars", ARS, ars),
        }

    def _coded(
        self, programme: str, cls: type[msgspec.Struct], above: str = ""
    ) -> Iterator[tuple[str, str, Mapping[Any, str]]]:
        for one in fields_of(cls):
            label = self._labels.of(programme, cls, one.name)
            if label is not None and label.values:
                yield f"{above}{one.name}", label.title, label.values
            if one.struct is not None:
                yield from self._coded(programme, one.struct, f"{above}{one.name}.")

    def _of_bodies(self, name: str, label: str, keys: Mapping[str, tuple[str, str]]) -> CodeList:
        said = {key: {SOURCE: called} for key, (called, _address) in keys.items()}
        addresses = {key: address for key, (_called, address) in keys.items()}
        return self._made(name, self._said(label, "core"), said, addresses)

    def _made(
        self,
        name: str,
        label: Mapping[str, str],
        values: Mapping[Any, Mapping[str, str]],
        official: Mapping[str, str] | None = None,
    ) -> CodeList:
        address = f"{self._home}{CODES}/{name}"
        codes = [
            Code(
                id=f"{address}/{quote(str(value), safe='')}",
                notation=str(value),
                label=said,
                scheme=address,
                official=(official or {}).get(value, ""),
            )
            for value, said in values.items()
        ]
        return CodeList(id=address, notation=name, label=label, codes=codes)

    def _said(self, text: str, programme: str) -> dict[str, str]:
        return {one: self._texts.say(text, one, programme) for one in LANGUAGES}
