"""What is installed: each plugin with its version and what it brings."""

from collections.abc import Sequence

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_core.domain.texts import _
from fokus_projections import load_projections


class PluginView(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin and the names of what it brings."""

    name: str
    title_de: str
    title_en: str
    about_de: str
    about_en: str
    version: str
    hooks: Sequence[str]
    facts: Sequence[str]
    commands: Sequence[str]
    evidence: Sequence[str]
    permissions: Sequence[str]
    tables: Sequence[str]


@read("/plugins", policy=PUBLIC, operation_id="core_plugins", title=_("Programme und Erweiterungen"))
async def plugins(node: NamedDependency[Node], listing: NamedDependency[Listing]) -> Response[Page[PluginView]]:
    """List the plugins in use."""
    service = node.service
    programmes = {info.id: info for info in service.plugins.programmes}
    tables = [table.name for projection in load_projections(service.plugins) for table in projection.tables]
    found = []
    for name in service.plugins.names:
        info = programmes.get(name)
        start = f"{name}."
        found.append(
            PluginView(
                name=name,
                title_de=info.title if info else name,
                title_en=service.texts.say(info.title, "en", name) if info else name,
                about_de=info.about if info else "",
                about_en=service.texts.say(info.about, "en", name) if info and info.about else "",
                version=node.versions[name],
                hooks=service.plugins.hooks_of(name),
                facts=sorted(one for one in service.catalogue.facts if one.startswith(start)),
                commands=sorted(one for one in service.catalogue.commands if one.startswith(start)),
                evidence=sorted(one for one in service.catalogue.evidence if one.startswith(start)),
                permissions=sorted(one for one in service.catalogue.permissions if one.startswith(start)),
                tables=sorted(one for one in tables if one.startswith(f"{name}_")),
            )
        )
    return listing.of(found, lambda plugin: (plugin.name,), PluginView)
