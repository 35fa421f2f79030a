"""What one server process holds while it runs: the open service, access, kept answers, open streams."""

from collections import Counter
from collections.abc import Sequence
from importlib.metadata import entry_points, version

from fokus_api.auth.access import Access
from fokus_api.auth.audiences import Audiences
from fokus_api.auth.authenticator import Authenticator
from fokus_api.auth.key_uses import KeyUses
from fokus_api.auth.shared_look import SharedLook
from fokus_api.auth.signin import SignIn
from fokus_api.cache.response_cache import ResponseCache
from fokus_api.http.cors import Cors
from fokus_api.http.headers import names_of
from fokus_api.http.last_checkpoint import LastCheckpoint
from fokus_api.http.proxies import Proxies
from fokus_api.http.rate_limits import Limits
from fokus_api.http.request_context import Headers
from fokus_api.http.turns import Turns
from fokus_api.pages.link_actions import actions_of
from fokus_api.pages.message_link import OWN
from fokus_api.plugins.choices import choices_of
from fokus_api.plugins.pages import pages_of
from fokus_api.plugins.tasks import tasks_of
from fokus_api.responses.events import SubscriberEvents
from fokus_api.responses.public_copies import PublicCopies
from fokus_api.responses.sentences import Sentences
from fokus_api.responses.sources import titles_of
from fokus_api.runtime.logs import Again
from fokus_api.runtime.metrics import Metrics
from fokus_api.runtime.readiness import Readiness, Reason
from fokus_api.runtime.service import Service
from fokus_core.domain.refusals import Unavailable
from fokus_core.plugins.manager import GROUP
from fokus_core.webhooks.delivering import KEY
from fokus_core.webhooks.subscriptions import FACTS, webhooks_of
from fokus_projections import ProjectionStatus, Reader


class Node:
    """A running server process; made at start-up, never at import."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._look = SharedLook(service.models)
        self.signin = SignIn(service.settings, service.state_store)
        self.key_uses = KeyUses(service.state_store)
        self.authenticator = Authenticator(service, self._look, self.signin, self.key_uses)
        self.access = Access(service.catalogue, self._look)
        self.audiences = Audiences(service.catalogue, self.access)
        service.events = SubscriberEvents(service, self.audiences)
        self.cache = ResponseCache()
        self.metrics = Metrics(service)
        self.again = Again(self.metrics.given_again)
        self.last_checkpoint = LastCheckpoint(service.state_store, service.models)
        settings = service.settings
        self.proxies = Proxies(settings.trusted_proxies)
        self.cors = Cors(settings.cors_origins, public=settings.cors_public)
        self.hosts = names_of([*settings.allowed_hosts, settings.host])
        self.limits = Limits(service.state_store, service.vault, settings.limits)
        self.links = actions_of(service.catalogue, [("core", OWN), *service.plugins.each("links")])
        self.standings = [(name, one) for name, some in service.plugins.each("standings") for one in some]
        self.figures = [(name, one) for name, some in service.plugins.each("figures") for one in some]
        self.choices = choices_of(service.catalogue, service.plugins.each("choices"))
        self.tasks = tasks_of(service.catalogue, service.plugins.each("inbox"))
        self.pages = pages_of(service.catalogue, service.plugins.each("pages"))
        self.sentences = Sentences(service.plugins.sentences, service.texts, service.journal.titles)
        self.public_copies = PublicCopies(service)
        self.readiness = Readiness(service)
        self.turns = Turns()
        self.streams: Counter[str] = Counter()  # open ones, by client
        self.waiting: dict[str, tuple[float, int]] = {}  # tasks of a caller: when they were counted, and how many
        self.closing = False
        self.versions = plugin_versions(service.plugins.names)
        self.build = " ".join(f"{name}={number}" for name, number in sorted(self.versions.items()))

    @property
    def reader(self) -> Reader:
        """The read models, as this thread reads them."""
        return self._look.reader()

    def title(self, kind: str, thing: str) -> str | None:
        """Return what people call a thing now, in German; None where nobody said. The next entry may change it."""
        catalogue = self.service.catalogue
        if kind == "programme":
            info = catalogue.programmes.get(thing)
            return info.title if info else None
        if kind == "actor":
            role = catalogue.roles.get(thing.removeprefix("demo-")) if thing.startswith("demo-") else None
            return role.title if role else None
        if kind == "origin" and len(found := titles_of(self.reader, thing)) == 1:
            return found[0]
        if kind == "webhook":
            self.reader.asked("core_log")
            granted = webhooks_of(self.service.journal.under(KEY, *FACTS)).get(thing)
            return granted.address if granted else None
        if kind not in catalogue.namings:
            return None
        self.reader.asked("core_log")
        return self.service.journal.titles(kind, thing)

    def covering(self, position: int | None) -> Headers:
        """Return the header that names the checkpoint of an answer which knows the journal up to a position."""
        return [] if position is None else self.last_checkpoint.named(position)

    async def reasons(self) -> list[Reason]:
        """Return every reason for which requests had better go to another node, within two seconds."""
        ending = [Reason("server", "ending")] if self.closing else []
        return [*ending, *await self.readiness.reasons()]

    def projections(self) -> list[ProjectionStatus]:
        """Return how far each projection has come; empty while there is no read model. May block."""
        try:
            return self.service.models.status()
        except Unavailable:
            return []


def plugin_versions(names: Sequence[str]) -> dict[str, str]:
    """Return the version of each plugin in use; built-in ones and objects have that of the service."""
    ours = version("fokus-kommune")
    found = {point.name: point.dist.version for point in entry_points(group=GROUP) if point.dist}
    return {name: found.get(name, ours) for name in names}
