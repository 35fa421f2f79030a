"""Given these facts, when this command, then those facts or that refusal: rules tested without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fokus_core.access.actor import CONSOLE
from fokus_core.bodies.facts import BODY_CHANGES, PartyRegistered
from fokus_core.bodies.names import Bodies
from fokus_core.bodies.register import Register
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Meta, fact_type, keys_of
from fokus_core.domain.refusals import Refused
from fokus_core.journal.codec import Codec
from fokus_core.journal.decision import Decider
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.journal.request import Receipt, Request
from fokus_core.plugins.builtin import plugin as core
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.privacy.persons import Person
from fokus_core.privacy.sealing import seal
from fokus_core.testing.memory import MemoryStore, MemoryVault

TODAY = date(2026, 1, 15)  # the day of every scenario
AT = datetime(2026, 1, 15, 12, tzinfo=UTC)  # the moment at which scenarios record


def catalogue_of(*plugins: object, installed: Sequence[str] = ()) -> Catalogue:
    """Return the catalogue of plugin objects, and of installed plugins by name."""
    loaded = Plugins.load(only=installed)
    for plugin in plugins:
        if plugin is not core:
            loaded.register(plugin)
    return Catalogue.of(loaded)


class Scenario:
    """Facts that were recorded, in this order; the first one has position 1."""

    def __init__(self, catalogue: Catalogue, facts: Iterable[Fact]) -> None:
        self.catalogue = catalogue
        self.codec = Codec(catalogue)
        self.store = MemoryStore()
        self.vault = MemoryVault()
        facts = list(facts)
        for number, fact in enumerate(facts, 1):
            meta = Meta(id=f"{number:032x}", at=AT, by="test", command=f"given-{number}")
            data = self.codec.encode(seal(fact, meta.id, self.vault), meta)
            self.store.record([NewRow(fact_type(type(fact)).name, keys_of(fact), data)], [Item("nobody")], after=0)
        changes = [fact for fact in facts if isinstance(fact, BODY_CHANGES)]
        self.bodies = Bodies(
            Register.load().amended(changes), [fact for fact in facts if isinstance(fact, PartyRegistered)]
        )

    def knows(self, person: Person, id_: str) -> None:
        """Let the directory recognise a person, as one of these facts is about."""
        self.vault.enter(id_, person.marks, lambda _likely: True)

    def when(self, command: Command) -> "Outcome":
        """Decide a command today, 15 January 2026, as somebody who may do everything."""
        request = Request(command, CONSOLE, "when", TODAY, dry_run=True)
        decider = Decider(self.store, self.catalogue, self.codec, self.vault, lambda _: self.bodies)
        try:
            return Outcome(command, decider.decide(request, AT), None)
        except Refused as refused:
            return Outcome(command, None, refused)


@dataclass(frozen=True)
class Outcome:
    """What a command came to."""

    command: Command
    receipt: Receipt | None
    refused: Refused | None

    @property
    def facts(self) -> list[Fact]:
        """The facts that follow; raises the refusal if there is one."""
        if self.receipt is None:
            assert self.refused is not None
            raise self.refused
        return [record.fact for record in self.receipt.facts]

    def then(self, *facts: Fact) -> None:
        """Assert that exactly these facts follow."""
        assert self.facts == list(facts)

    def then_refused(self, slug: str, *, at: Sequence[int] | None = None, field: str | None = None) -> None:
        """Assert the refusal, the positions it names where `at` gives them, and the field it points to.

        Without `field` it may be any field of the command; one that is installed nowhere is no field's fault.
        """
        assert self.refused is not None, f"not refused, but: {self.facts}"
        assert self.refused.slug == slug, self.refused.message
        assert at is None or self.refused.positions == tuple(at)
        assert field is None or self.refused.field == field
        if slug != "unknown-fact":
            assert self.refused.field is not None, f"{slug} points to no field"
            assert self.refused.field.partition("/")[0] in {"", *self.command.__struct_fields__}


class Given:
    """Begins scenarios over one catalogue: `given = Given(plugin)`, then `given(fact, …).when(command).then(fact)`."""

    def __init__(self, *plugins: object, installed: Sequence[str] = ()) -> None:
        self.catalogue = catalogue_of(*plugins, installed=installed)

    def __call__(self, *facts: Fact) -> Scenario:
        """Return the scenario in which these facts were recorded."""
        return Scenario(self.catalogue, facts)
