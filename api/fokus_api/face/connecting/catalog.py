"""The catalogue of open data (DCAT-AP.de 3.0) that portals harvest: each public list, as which files, from whom."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency

from fokus_api.auth.policy import API, PUBLIC, read
from fokus_api.face.shown.lists import List, lists_of
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.node import Node
from fokus_api.responses.public_data import LICENCE
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import LANGUAGES
from fokus_projections import Reader

__all__ = ["CATALOG", "LD_JSON", "catalog", "is_open"]

LD_JSON: Final = "application/ld+json"
CATALOG: Final = "/catalog.jsonld"
EU = "http://publications.europa.eu/resource/authority"
DE = "http://dcat-ap.de/def"
DL_DE = f"{DE}/licenses/dl-by-de/2.0"
NRW = {"@id": f"{DE}/politicalGeocoding/stateKey/05", "@type": "dct:Location"}
CONTEXT: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FORMS = {  # of a file: its kind among the Union's file types, and its media type
    "": ("JSON", "application/json"),
    ".csv": ("CSV", "text/csv"),
    ".xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
KEYWORDS = (_("Ehrenamt"), _("bürgerschaftliches Engagement"), _("Nordrhein-Westfalen"))
TITLE = _("Offene Daten zur Förderung des Engagements in Nordrhein-Westfalen")
ABOUT = _("Alle öffentlichen Listen der Programme, mit denen das Land Kommunen hilft, Engagement zu fördern.")
LIST_ABOUT = _("{list}. Spalten: {columns}. Auch für frühere Tage und Kenntnisstände abrufbar.")
API_TITLE = _("Programmierschnittstelle")
FIRST = "SELECT effective FROM core_log WHERE +programme = ? AND +audience = 'public' ORDER BY effective LIMIT 1"
LATEST = "SELECT known_at FROM core_log WHERE +programme = ? AND +audience = 'public' ORDER BY position DESC LIMIT 1"


class Catalog(msgspec.Struct, frozen=True, rename={"context": "@context", "graph": "@graph"}):
    """A catalogue in JSON-LD: what the prefixes stand for, and its nodes."""

    context: Mapping[str, str]
    graph: Sequence[Mapping[str, Any]]


@read(CATALOG, policy=PUBLIC, operation_id="core_catalog", media_type=LD_JSON, limit=EXPORTS)
async def catalog(
    request: Request[Any, Any, Any], node: NamedDependency[Node], reader: NamedDependency[Reader]
) -> Response[Catalog]:
    """Describe the public lists as data sets of DCAT-AP.de, with the files that they are to be had as."""
    found = Described(request, node, reader)
    return Response(Catalog(CONTEXT, found.graph()), media_type=LD_JSON)


def is_open(one: List) -> bool:
    """Tell whether a list is for everybody, stands by itself, and can be asked for both clocks."""
    return one.options.policy == PUBLIC and not one.places and one.two_clocks


class Described:
    """What the catalogue says, in the languages of the service."""

    def __init__(self, request: Request[Any, Any, Any], node: Node, reader: Reader) -> None:
        self._app = request.app
        self._node = node
        self._days = cache(lambda programme: tuple(reader.first(sql, (programme,)) for sql in (FIRST, LATEST)))
        self._home = node.service.settings.public_url
        self._texts = node.service.texts

    def graph(self) -> list[Mapping[str, Any]]:
        """Return the nodes."""
        lists = [one for one in lists_of(self._app).values() if is_open(one)]
        sets = [self._dataset(one) for one in sorted(lists, key=lambda one: one.path)]
        service = {
            "@id": f"{self._home}{API}#service",
            "@type": "dcat:DataService",
            "dct:title": self._said(API_TITLE, "core"),
            "dcat:endpointURL": {"@id": f"{self._home}{API}"},
            "dcat:endpointDescription": {"@id": f"{self._home}/schema/openapi.json"},
            "dcat:servesDataset": [{"@id": one["@id"]} for one in sets],
            "dct:publisher": {"@id": self._publisher["@id"]},
            "dct:license": {"@id": DL_DE},
            "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
        }
        whole = {
            "@id": f"{self._home}{API}{CATALOG}",
            "@type": "dcat:Catalog",
            "dct:title": self._said(TITLE, "core"),
            "dct:description": self._said(ABOUT, "core"),
            "dct:publisher": {"@id": self._publisher["@id"]},
            "dct:language": {"@id": f"{EU}/language/DEU"},
            "dct:license": {"@id": DL_DE},
            "dct:spatial": NRW,
            "foaf:homepage": {"@id": f"{self._home}/"},
            "dcat:dataset": [{"@id": one["@id"]} for one in sets],
            "dcat:service": {"@id": service["@id"]},
        }
        return [whole, service, self._publisher, self._contact, *sets]

    @property
    def _publisher(self) -> dict[str, Any]:
        return {
            "@id": f"{self._home}/#publisher",
            "@type": "foaf:Agent",
            "foaf:name": self._node.service.settings.publisher,
        }

    @property
    def _contact(self) -> dict[str, Any]:
        return {
            "@id": f"{self._home}/impressum#contact",
            "@type": "vcard:Kind",
            "vcard:fn": self._node.service.settings.publisher,
            "vcard:hasURL": {"@id": f"{self._home}/impressum"},
        }

    def _dataset(self, one: List) -> dict[str, Any]:
        programme = (
            one.options.programme if one.options.programme in self._node.service.catalogue.programmes else "core"
        )
        titles = self._said(one.title, programme)
        contributor = self._node.service.settings.catalog_contributor
        first, latest = self._days(programme)
        period = {"@type": "dct:PeriodOfTime", "dcat:startDate": _typed(first[0], "date")} if first else None
        return _known(
            {
                "@id": f"{self._home}{API}/{one.path}#dataset",
                "@type": "dcat:Dataset",
                "dct:title": titles,
                "dct:description": [self._about(one, title, programme) for title in titles],
                "dct:identifier": f"{self._home}{API}/{one.path}",
                "dct:publisher": {"@id": self._publisher["@id"]},
                "dcat:contactPoint": {"@id": self._contact["@id"]},
                "dcat:theme": [{"@id": f"{EU}/data-theme/{theme}"} for theme in ("GOVE", "SOCI")],
                "dcat:keyword": [said for word in KEYWORDS for said in self._said(word, "core")],
                "dcat:landingPage": {"@id": f"{self._home}{one.page}"},
                "dct:accrualPeriodicity": {"@id": f"{EU}/frequency/CONT"},
                "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
                "dct:language": {"@id": f"{EU}/language/DEU"},
                "dct:modified": _typed(latest[0], "dateTime") if latest else None,
                "dct:temporal": period,
                "dct:spatial": NRW,
                "dcatde:politicalGeocodingLevelURI": {"@id": f"{DE}/politicalGeocoding/Level/state"},
                "dcatde:contributorID": {"@id": contributor} if contributor else None,
                "dcatap:availability": {"@id": f"{EU}/planned-availability/AVAILABLE"},
                "dcat:distribution": [self._distribution(one, form, titles) for form in FORMS],
            }
        )

    def _about(self, one: List, title: Mapping[str, str], programme: str) -> dict[str, str]:
        language, say = title["@language"], self._texts.say
        columns = ", ".join(say(each.heading, language, programme) for each in one.shape.shown if each.heading)
        said = say(LIST_ABOUT, language, "core", list=title["@value"], columns=columns)
        return {"@language": language, "@value": said}

    def _distribution(self, one: List, form: str, titles: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        kind, media_type = FORMS[form]
        address = {"@id": f"{self._home}{API}/{one.path}{form}"}
        return _known(
            {
                "@id": f"{address['@id']}#distribution",
                "@type": "dcat:Distribution",
                "dct:title": [{**title, "@value": f"{title['@value']} ({kind})"} for title in titles],
                "dcat:accessURL": address,
                "dcat:downloadURL": address if form else None,
                "dcat:accessService": None if form else {"@id": f"{self._home}{API}#service"},
                "dct:format": {"@id": f"{EU}/file-type/{kind}"},
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
                "dct:license": {"@id": DL_DE},
                "dcatde:licenseAttributionByText": f"{self._node.service.settings.publisher}, {LICENCE}",
                "dcatap:availability": {"@id": f"{EU}/planned-availability/AVAILABLE"},
            }
        )

    def _said(self, text: str, programme: str) -> list[dict[str, str]]:
        return [{"@language": one, "@value": self._texts.say(text, one, programme)} for one in LANGUAGES]


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@type": f"xsd:{kind}", "@value": value}


def _known(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value is not None}
