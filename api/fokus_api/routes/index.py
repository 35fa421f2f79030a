"""What the root tells programs: which programmes there are, and where to go on."""

from collections.abc import Sequence
from importlib.metadata import version

import msgspec

from fokus_api.auth.policy import API
from fokus_api.node import Node


class ProgrammeLink(msgspec.Struct, frozen=True):
    """A programme that is in use."""

    id: str
    title: str
    title_en: str


class Index(msgspec.Struct, frozen=True):
    """The service, its programmes, and the addresses to go on from."""

    name: str
    version: str
    demo: bool
    programmes: Sequence[ProgrammeLink]
    links: dict[str, str]


def index_of(node: Node) -> Index:
    """Return what the root tells programs."""
    programmes = [info for info in node.service.catalogue.programmes.values() if info.id != "core"]
    return Index(
        "Fokus Kommune",
        version("fokus-kommune"),
        node.service.settings.demo,
        [ProgrammeLink(info.id, info.title, node.service.texts.say(info.title, "en", info.id)) for info in programmes],
        {
            "openapi": "/schema/openapi.json",
            "schema": "/schema",
            "health": "/health",
            "catalog": f"{API}/catalog.jsonld",
            **{name: f"{API}/{name}" for name in ("plugins", "bodies", "boundaries", "log", "feed")},
        },
    )
