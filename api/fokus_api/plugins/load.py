"""Loading plugins: those the settings name, with the hooks of every layer."""

from collections.abc import Iterable
from typing import NamedTuple

from fokus_api.plugins import hookspecs as api
from fokus_api.runtime.service import Service, explained
from fokus_api.runtime.settings import Settings
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_projections import hookspecs as projections

__all__ = ["Loaded", "load_plugins", "open_service"]


class Loaded(NamedTuple):
    """Plugins that are loaded, and what they bring."""

    plugins: Plugins
    catalogue: Catalogue


def load_plugins(settings: Settings, *, extra: Iterable[object] = ()) -> Loaded:
    """Return the plugins the settings name, and those in `extra`, with what they bring; raises `StartRefused`."""
    only = None if settings.plugins == "all" else settings.plugins
    with explained():
        plugins = Plugins.load(only=only, layers=(projections, api), extra=extra)
        return Loaded(plugins, Catalogue.of(plugins))


def open_service(
    settings: Settings, *, follow: bool = True, create: bool = True, extra: Iterable[object] = ()
) -> Service:
    """Load the plugins the settings name, and open the service with them; raises `StartRefused`."""
    return Service.open(settings, *load_plugins(settings, extra=extra), follow=follow, create=create)
