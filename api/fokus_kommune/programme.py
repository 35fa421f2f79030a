"""The programme: an object that takes in what is declared of it, and is the plugin of the entry point."""

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from fokus_core.domain.commands import Command, command
from fokus_core.domain.evidence import Evidence
from fokus_core.domain.facts import Audience, Fact, fact, fact_type
from fokus_core.domain.limits import Limit
from fokus_core.domain.messages import Day, Fill, Message, To
from fokus_core.domain.namings import Naming
from fokus_core.domain.policy import Policy
from fokus_core.domain.processing import Purpose, Trace
from fokus_core.domain.programme import HistoryFile, Sentence, Upcaster
from fokus_core.domain.roles import Permission, Role
from fokus_core.domain.statutes import Rule, Statute, statute
from fokus_core.domain.turns import Turn, in_turn
from fokus_core.jobs.job import Job
from fokus_kommune.places import place, refusing
from fokus_kommune.read_side import ReadSide
from fokus_projections.tables.periods import Facts

C = TypeVar("C", bound=Command)
F = TypeVar("F", bound=Fact)


class Programme(ReadSide):
    """A programme and what is declared of it; the names of what it brings begin with its id by themselves.

    `parts` are the modules of its package that declare it, imported in this order at the first hook call: of statutes
    the first breach refuses, so that their order counts. After that nothing more is taken in, but for what the modules
    in `routes` declare, which are imported when a server asks for them. With `ends_with_body` no list shows what is
    about a body that has ended; a table may differ. `short` is what menus call it, `about` says what it is in a few
    sentences, `retract` are the roles that take facts back, `labels` is what people call the fields of its
    commands and answers.
    """

    def fact(
        self,
        name: str,
        *,
        sentence: str | Sentence,
        public: bool = False,
        audience: Audience | None = None,
        irrevocable: bool = False,
        whole_programme: bool = False,
        ends: bool = False,
        four_eyes: bool = False,
        upcasts: Mapping[int, Upcaster] | None = None,
    ) -> Callable[[type[F]], type[F]]:
        """Declare a fact class by its name and version, `offered@1`, and the sentence that tells it."""
        at, full = place(), f"{self.id}.{name}"

        def declare(cls: type[F]) -> type[F]:
            with refusing(self.id, at):
                fact(
                    full,
                    public=public,
                    audience=audience,
                    irrevocable=irrevocable,
                    whole_programme=whole_programme,
                    ends=ends,
                    four_eyes=four_eyes,
                )(cls)
            self._contents.add("fact", full, cls, at)
            said = Sentence(sentence) if isinstance(sentence, str) else sentence
            self._contents.add("sentence", full, (cls, said), at)
            for version, upcaster in (upcasts or {}).items():
                self._contents.add("upcaster", f"{fact_type(cls).base}@{version}", upcaster, at)
            return cls

        return declare

    def permission(
        self,
        name: str,
        *,
        roles: Sequence[str],
        title: str,
        scope: str = "programme",
        four_eyes: bool = False,
        hidden: bool = False,
    ) -> Policy:
        """Declare a permission and the roles that have it; returns the policy that asks for it within a scope."""
        full = f"{self.id}.{name}"
        self._contents.add("permission", full, Permission(full, tuple(roles), title), place())
        return Policy(full, scope, four_eyes, hidden)

    def role(self, role: Role) -> Role:
        """Declare a role that grants can name."""
        self._contents.add("role", role.id, role, place())
        return role

    def command(
        self,
        name: str,
        policy: Policy,
        *,
        records: type[Fact] | None = None,
        limit: Limit | None = None,
        unrecorded: tuple[str, ...] = (),
        leaves: tuple[str, ...] = (),
        title: str = "",
    ) -> Callable[[type[C]], type[C]]:
        """Declare a command class; one that `records` a fact class needs no `decide`, and checks by `check`.

        The `title` is what people call it, as a message id of the distribution's texts.
        """
        at, full = place(), f"{self.id}.{name}"

        def declare(cls: type[C]) -> type[C]:
            with refusing(self.id, at):
                command(full, policy, records=records, limit=limit, unrecorded=unrecorded, leaves=leaves, title=title)(
                    cls
                )
            self._contents.add("command", full, cls, at)
            return cls

        return declare

    def in_turn(self, kind: str, *turns: Turn, name: str = "", field: str = "effective") -> Statute:
        """Declare what can follow what under a key of a kind; a programme that lives on gives the rule a `name`."""
        at = place()
        with refusing(self.id, at):
            made = in_turn(kind, *turns, name=name, field=field)
        self._contents.add("statute", made.name, made, at)
        return made

    def statute(self, kind: str, *types: type[Fact]) -> Callable[[Rule], Statute]:
        """Declare a rule over the whole history of a key of a kind, such as `body`."""
        at = place()

        def declare(rule: Rule) -> Statute:
            made = statute(kind, *types)(rule)
            self._contents.add("statute", made.name, made, at)
            return made

        return declare

    def evidence(self, name: str, key: str, *, established_by: Facts, title: str, ended_by: Facts = ()) -> Evidence:
        """Declare what others can rely on by name, from the facts that establish and end it."""
        full = f"{self.id}.{name}"
        made = Evidence(full, key, _tuple(established_by), _tuple(ended_by), title)
        self._contents.add("evidence", full, made, place())
        return made

    def naming(
        self,
        kind: str,
        *facts: type[Fact],
        under: str = "",
        titles: Callable[[Any], Mapping[str, str]] | None = None,
    ) -> Naming:
        """Declare by what title people know the things of a kind: the `title` of public facts that carry their key."""
        made = Naming(kind, facts, under, titles)
        self._contents.add("naming", kind, made, place())
        return made

    def purpose(self, purpose: Purpose) -> Purpose:
        """Declare what personal fields of the programme are sealed for."""
        self._contents.add("purpose", purpose.id, purpose, place())
        return purpose

    def trace(self, trace: Trace) -> Trace:
        """Declare a name under which the programme keeps entries in the state store."""
        self._contents.add("trace", trace.name, trace, place())
        return trace

    def job(self, job: Job[Any]) -> Job[Any]:
        """Declare work that time or a fact asks for."""
        self._contents.add("job", str(getattr(job, "name", job)), job, place())
        return job

    def message(
        self,
        name: str,
        *,
        by: Facts,
        to: To,
        subject: str,
        parts: Sequence[str],
        why: str,
        permission: Policy,
        purpose: str,
        title: str = "",
        fills: Mapping[str, Fill] | None = None,
        day: Day | None = None,
        office: str = "",
        declinable: bool = True,
        for_bodies: bool = False,
    ) -> Message:
        """Declare what must be told to whom by which facts; see `Message`. Its `title` is the subject, or another."""
        full = f"{self.id}.{name}"
        made = Message(
            full,
            title or subject,
            _tuple(by),
            to,
            subject,
            tuple(parts),
            why,
            permission.permission,
            purpose,
            fills or {},
            day,
            office,
            declinable,
            for_bodies,
        )
        self._contents.add("message", full, made, place())
        return made

    def documented(self, file: str) -> None:
        """Declare a file of documented history by its path in the package: `history/participation.toml`."""
        path: Traversable = files(self._contents.package).joinpath(*file.split("/"))
        self._contents.add("history file", path.name, HistoryFile(self.id, path), place())


def _tuple(facts: Facts) -> tuple[type[Fact], ...]:
    return facts if isinstance(facts, tuple) else (facts,)
