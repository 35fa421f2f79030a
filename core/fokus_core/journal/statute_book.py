"""The statutes, held against the histories as they would become."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from fokus_core.bodies.names import Bodies
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Recorded, fact_type, keys_of
from fokus_core.domain.namings import Titles
from fokus_core.domain.refusals import Refused
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.statutes import Statute, breaches, standing
from fokus_core.journal.drafts import NOT_YET
from fokus_core.journal.engines.store import Item, Row
from fokus_core.journal.lookup import JournalLookup
from fokus_core.journal.reading import Reader, matched
from fokus_core.journal.ways import recorded_by
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.places import told
from fokus_core.privacy.matches import PersonsMatched
from fokus_core.privacy.matches import matched as same_persons

PERSON = "person:"


class Law(NamedTuple):
    """The statutes that facts of some classes may breach under a key of a kind, and the names of what these look at.

    `besides` are the lines of the facts that close other things and that these look at.
    """

    statutes: tuple[Statute, ...]
    names: tuple[str, ...]
    besides: tuple[Item, ...]


class StatuteBook:
    """Holds what a decision would append against the statutes of every key it touches."""

    def __init__(self, catalogue: Catalogue, reader: Reader, titles: Titles) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._titles = titles
        self._law = cache(self._find_law)
        self._decisions = catalogue.names(PersonsMatched, FactRetracted)

    def lines(self, drafts: Sequence[Recorded[Fact]], lookup: JournalLookup) -> dict[Item, tuple[Statute, ...]]:
        """Return the query lines of the histories that drafts touch, each with the statutes they may breach."""
        touched: dict[str, dict[type[Fact], None]] = {}
        gone = [draft.fact.target for draft in drafts if isinstance(draft.fact, FactRetracted)]
        for draft in drafts:
            cls: type[Fact] = type(draft.fact)
            if isinstance(draft.fact, FactRetracted):
                target = lookup.recorded(draft.fact.target)
                cls = type(target.fact) if target else cls
            for key in draft.keys:
                touched.setdefault(key, {})[cls] = None
        laws = {key: self._law(key.partition(":")[0], *classes) for key, classes in touched.items()}
        found = {Item(key, law.names): law.statutes for key, law in laws.items() if law.statutes}
        new = [draft.fact for draft in drafts]
        for key in [one.key for one in found if one.key.startswith(PERSON)]:
            for other in self._matched(key, lookup, gone, new):
                found.setdefault(Item(other, self._decisions), ())
                if other != key:
                    found.setdefault(Item(other, laws[key].names), ())
        for law in laws.values():
            for item in law.besides:
                found.setdefault(item, ())
        return found

    def histories(self, command: Command) -> list[Item]:
        """Return the query lines of the histories that what a command records may breach, of the things it names."""
        classes = recorded_by(type(command))
        laws = [(key, self._law(key.partition(":")[0], *classes)) for key in keys_of(command)]
        return [Item(key, law.names) for key, law in laws if law.statutes]

    def hold(
        self,
        drafts: Sequence[Recorded[Fact]],
        lines: dict[Item, tuple[Statute, ...]],
        rows: Sequence[Row],
        bodies: Bodies,
    ) -> None:
        """Raise `Refused` on a breach; `rows` match the lines."""
        gone = {draft.fact.target for draft in drafts if isinstance(draft.fact, FactRetracted)}
        new = standing(drafts)
        facts = [draft.fact for draft in drafts]
        for (key, names), statutes in lines.items():
            if not statutes:
                continue
            also = self._same(key, rows, gone, facts)
            besides = [item for item in lines if not lines[item] and {*item.types} <= {*names}]
            besides = [item for item in besides if not item.key.startswith(PERSON)]
            closing = {row.position for row in matched(rows, besides)}
            here = matched(rows, [Item(one, names) for one in (key, *also)])
            there = {row.position for row in here} | closing
            under_key = self._reader.standing([row for row in rows if row.position in there], gone)
            records = [*under_key, *new]
            for breach in breaches(statutes, key, records, also=also):
                at = tuple([one for one in (breach.position, breach.because) if one is not None and one < NOT_YET][:1])
                about = next(one.fact for one in records if one.position == breach.position)
                refusal = Refused(breach.slug, breach.message, field=breach.field, key=key, positions=at)
                said = told(breach.message, about, bodies, self._titles, about.effective)
                refusal.values = said | dict(breach.values)
                raise refusal

    def _matched(self, key: str, lookup: JournalLookup, gone: Sequence[int], new: Sequence[Fact]) -> frozenset[str]:
        """Return the keys of all that count as one person with the one of a key, as it would be."""

        def under(one: str) -> list[Recorded[Fact]]:
            return lookup.read(Item(one, self._decisions))

        ids = same_persons(key.removeprefix(PERSON), under, without=gone, besides=new)
        return frozenset(f"{PERSON}{one}" for one in ids)

    def _same(self, key: str, rows: Sequence[Row], gone: set[int], new: Sequence[Fact]) -> frozenset[str]:
        """Return the same from the rows that were read, for a key of a person; nothing for any other."""
        if not key.startswith(PERSON):
            return frozenset()
        decided = [self._reader.decode(row) for row in rows if row.type in self._decisions]

        def under(one: str) -> list[Recorded[Fact]]:
            return [record for record in decided if one in record.keys]

        ids = same_persons(key.removeprefix(PERSON), under, without=gone, besides=new)
        return frozenset(f"{PERSON}{one}" for one in ids) - {key}

    def _find_law(self, kind: str, *classes: type[Fact]) -> Law:
        closing = self._catalogue.closing(kind)
        closed = not {*closing, PersonsMatched}.isdisjoint(classes)
        statutes = tuple(
            one for one in self._catalogue.statutes if one.kind == kind and (closed or {*one.types} & {*classes})
        )
        types = dict.fromkeys(cls for statute in statutes for cls in statute.types)
        others = [fact_type(cls) for cls in types if fact_type(cls).closes not in ("", kind)]
        besides = {f"programme:{one.programme}": one.cls for one in others}
        return Law(
            statutes,
            self._catalogue.names(*types, *closing, FactRetracted),
            tuple(Item(key, self._catalogue.names(cls, FactRetracted)) for key, cls in besides.items()),
        )
