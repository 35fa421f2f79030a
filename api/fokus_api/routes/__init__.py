"""The routes that belong to no programme."""

from fokus_api.routes.access import who_could
from fokus_api.routes.bodies import bodies, body, timeline
from fokus_api.routes.feed import feed
from fokus_api.routes.health import health
from fokus_api.routes.index import index
from fokus_api.routes.log import entry, log
from fokus_api.routes.plugins import plugins

OWN = (index, health, plugins, bodies, body, timeline, log, entry, feed, who_could)
