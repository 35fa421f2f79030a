"""A programme of the tests: gardens of municipalities, with a public list, a closed cohort and sealed names."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, RawBody

from fokus_api.auth.policy import PUBLIC, Policy, read
from fokus_api.auth.unsealing import Unsealer
from fokus_api.http.caller import Caller
from fokus_api.http.request_context import Moment
from fokus_api.pages.link_actions import LinkAction
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.queries import query
from fokus_core.access.actor import ActorId
from fokus_core.access.grants import AccessGranted, AccessWithdrawn
from fokus_core.bodies.facts import BodyId
from fokus_core.bodies.names import BodyRef
from fokus_core.domain.commands import Command, command
from fokus_core.domain.facts import Audience, Fact, Key, Recorded, fact
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.input import read_json
from fokus_core.domain.limits import Limit
from fokus_core.domain.past import Past
from fokus_core.domain.processing import Purpose, Start
from fokus_core.domain.programme import ProgrammeInfo, Sentence
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Refused
from fokus_core.domain.roles import Permission, Role
from fokus_core.privacy.personal import Personal
from fokus_core.privacy.persons import Person, PersonId
from fokus_core.privacy.sealed import Sealed
from fokus_core.testing.purposes import purposes
from fokus_projections import OPEN_DAY, Projection, Reader, TwoClockTable, in_force

CohortId = Annotated[str, Key("cohort"), msgspec.Meta(pattern=r"^[0-9]{1,4}$")]


@fact("garden.opened@1", public=True)
class Opened(Fact, frozen=True):
    """A garden was opened."""

    body: BodyId
    name: str


@fact("garden.closed@1", public=True)
class Closed(Fact, frozen=True):
    """A garden was closed."""

    body: BodyId


@fact("garden.talked@1")
class Talked(Fact, frozen=True):
    """Somebody talked in a closed cohort."""

    cohort: CohortId
    person: PersonId
    name: Annotated[Sealed[str], Personal("person", purpose="talk")]
    text: str


GARDENER = "gardener"
LISTENERS = Audience("garden.listen", "cohort")


@fact("garden.whispered@1", audience=LISTENERS)
class Whispered(Fact, frozen=True):
    """Something was said that stays in the cohort."""

    cohort: CohortId
    body: BodyId
    text: Annotated[Sealed[str], Personal("cohort", purpose="whisper")]


@fact("garden.seat-given@1", irrevocable=True)
class SeatGiven(AccessGranted, frozen=True, kw_only=True):
    """An actor was given a seat in a cohort."""

    cohort: CohortId


@fact("garden.seat-ended@1", irrevocable=True)
class SeatEnded(AccessWithdrawn, frozen=True, kw_only=True):
    """An actor's seat in a cohort ended."""

    cohort: CohortId


@command("garden.open", Policy("garden.keep", "body"))
class Open(Command, frozen=True):
    """Open a garden."""

    reads: ClassVar[Reads] = Reads("body", Opened, Closed)
    body: BodyRef
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        if isinstance(past.on(self.effective).latest(Opened, Closed), Opened):
            raise Refused("already-open", "Der Garten ist an diesem Tag bereits geöffnet.", field="body")
        yield Opened(effective=self.effective, body=self.body, name=self.name)


@command("garden.close", Policy("garden.keep", "body", four_eyes=True))
class Close(Command, frozen=True):
    """Close a garden, with four eyes."""

    reads: ClassVar[Reads] = Reads("body", Opened, Closed)
    body: BodyRef
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        if not isinstance(past.on(self.effective).latest(Opened, Closed), Opened):
            raise Refused("not-open", "Der Garten ist an diesem Tag nicht geöffnet.", field="body")
        yield Closed(effective=self.effective, body=self.body)


@command("garden.talk", PUBLIC, limit=Limit("garden-talks", 1000))
class Talk(Command, frozen=True):
    """Say something in a cohort; anybody may."""

    cohort: CohortId
    person: Person
    text: Annotated[str, msgspec.Meta(max_length=200)]
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        yield Talked(
            effective=self.effective,
            cohort=self.cohort,
            person=self.person.id,
            name=Sealed.of(self.person.name),
            text=self.text,
        )


@command("garden.whisper", Policy("garden.listen", "cohort", hidden=True))
class Whisper(Command, frozen=True):
    """Say something that stays in the cohort."""

    cohort: CohortId
    body: BodyRef
    text: Annotated[str, msgspec.Meta(max_length=200)]
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        yield Whispered(effective=self.effective, cohort=self.cohort, body=self.body, text=Sealed.of(self.text))


@command("garden.give-seat", Policy("garden.keep", "programme"))
class GiveSeat(Command, frozen=True):
    """Give an actor a seat in a cohort."""

    cohort: CohortId
    actor: ActorId
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        yield SeatGiven(
            effective=self.effective,
            actor=self.actor,
            role=GARDENER,
            scope=f"cohort:{self.cohort}",
            cohort=self.cohort,
        )


@command("garden.end-seat", Policy("garden.keep", "programme"))
class EndSeat(Command, frozen=True):
    """End an actor's seat in a cohort."""

    cohort: CohortId
    actor: ActorId
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        yield SeatEnded(
            effective=self.effective,
            actor=self.actor,
            role=GARDENER,
            scope=f"cohort:{self.cohort}",
            cohort=self.cohort,
            reason="Ende",
        )


class Garden(msgspec.Struct, frozen=True):
    """A garden as it is on a day."""

    name: Annotated[str, msgspec.Meta(description="Its name")]


class GardenView(msgspec.Struct, frozen=True):
    """A garden and its municipality."""

    body: str
    name: str
    valid_from: date
    valid_to: date | None


def fold(state: Garden | None, record: Recorded[Any]) -> Garden | None:
    return Garden(record.fact.name) if isinstance(record.fact, Opened) else None


gardens_table = TwoClockTable(
    name="garden.gardens",
    table="garden_gardens",
    description="The gardens.",
    subject="body",
    facts=(Opened, Closed),
    state=Garden,
    fold=fold,
)


@read("/garden/gardens", policy=PUBLIC)
async def gardens(
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    name: FromQuery[str | None] = None,
) -> Response[Page[GardenView]]:
    """List the gardens that are open on a day."""
    sql = f"""
        SELECT body, name, valid_from, nullif(valid_to, '{OPEN_DAY}') AS valid_to FROM garden_gardens
        WHERE {in_force()} AND (:name IS NULL OR name = :name)
    """
    return listing.rows(reader, sql, {**moment.params, "name": name}, order=("body",), into=GardenView)


class NameView(msgspec.Struct, frozen=True):
    """A garden's name."""

    body: str
    name: str


@read("/garden/names", policy=PUBLIC)
async def names(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], listing: NamedDependency[Listing]
) -> Response[Page[NameView]]:
    """List the names of the gardens, the last first."""
    sql = f"SELECT body, name FROM garden_gardens WHERE {in_force()}"
    return listing.rows(reader, sql, moment.params, order=("name", "body"), into=NameView, descending=True)


class CohortView(msgspec.Struct, frozen=True):
    """How often somebody talked."""

    cohort: str
    count: int


LISTEN = Policy("garden.listen", "cohort", hidden=True)


@read("/garden/cohorts/{cohort_id:str}", policy=LISTEN)
async def cohort(cohort_id: FromPath[str], reader: NamedDependency[Reader]) -> CohortView:
    """Count what was said in a cohort."""
    row = reader.first("SELECT count(*) FROM core_log_key WHERE key = ?", (f"cohort:{cohort_id}",))
    return CohortView(cohort_id, row[0] if row else 0)


@read("/garden/cohorts/{cohort_id:str}/whispers", policy=LISTEN)
async def whispers(
    cohort_id: FromPath[str], reader: NamedDependency[Reader], unsealer: NamedDependency[Unsealer]
) -> list[str | None]:
    """Show what was said in a cohort."""
    facts = [one for one in reader.facts(f"cohort:{cohort_id}", known=reader.position) if type(one.fact) is Whispered]
    return [values["text"] for values in await unsealer(LISTEN, facts, cohort_id=cohort_id)]


@read("/garden/bodies/{body_id:str}/keeper", policy=Policy("garden.keep", "body"), live=True)
async def keeper(body_id: FromPath[str], caller: NamedDependency[Caller]) -> dict[str, str | None]:
    """Tell who keeps a garden."""
    return {"body": body_id, "actor": caller.actor}


class Ticket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands on a ticket."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{4,20}$")]


CHECKS = Limit("garden-checks", 10, per=600, closed=True)
GENUINE = "sesam"


@query("/garden/checks", policy=PUBLIC, limit=CHECKS, takes=Ticket)
async def ticket(body: RawBody) -> dict[str, bool]:
    """Tell whether a ticket is genuine."""
    return {"genuine": read_json(body, Ticket).code == GENUINE}


@read("/garden/broken", policy=PUBLIC, live=True)
async def broken() -> dict[str, str]:
    """Fail."""
    raise ZeroDivisionError("Geheimnis")


class Gardens:
    """The programme's table of contents."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="garden",
            title="Gärten",
            package="garden",
            labels={"cohort": "Gruppe", "count": "Anzahl", "code": "Code"},
            facts=[Opened, Closed, Talked, Whispered, SeatGiven, SeatEnded],
            purposes=[
                Purpose(
                    "talk", "-", basis="-", kept="-", starts=(Start("talked", "Gespräch", ("person",), (Talked,)),)
                ),
                *purposes("whisper", "reason"),
            ],
            commands=[Open, Close, Talk, Whisper, GiveSeat, EndSeat],
            roles=[Role(GARDENER, "Gärtnerin", given_by=("municipal-officer",))],
            permissions=[
                Permission("garden.keep", ("municipal-officer", "state-office"), "Gärten pflegen"),
                Permission("garden.retract", ("state-office",), "Einträge der Grundlagen zurücknehmen"),
                Permission("garden.listen", ("municipal-officer", "gardener"), "Zuhören"),
            ],
        )

    @hookimpl
    def describe(self) -> dict[type[Fact], Sentence]:
        return {
            Opened: Sentence("{body} hat am {effective} den Garten {name} geöffnet."),
            Closed: Sentence("{body} hat den Garten geschlossen."),
            Whispered: Sentence("{body}: {text}"),
            SeatGiven: Sentence("{actor} hat einen Platz erhalten."),
            SeatEnded: Sentence("Der Platz von {actor} endete."),
            Talked: Sentence(
                "{name} hat etwas gesagt.",
                when={lambda fact: not fact.text: Sentence("{name} hat geschwiegen.")},
            ),
        }

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        return [gardens_table]

    @hookimpl
    def links(self) -> Sequence[LinkAction]:
        return [
            LinkAction(
                "garden.open-by-link",
                Open,
                "Einen Garten eröffnen",
                "Mit diesem Link teilen Sie mit, dass in Ihrer Kommune ein Garten eröffnet ist, und wie er heißt.",
                labels={"name": "Name des Gartens", "body": "Kommune"},
                show=lambda service, about: {"body": about["body"]},
            )
        ]

    @hookimpl
    def routes(self) -> Sequence[Any]:
        return [gardens, names, cohort, whispers, keeper, ticket, broken]


plugin = Gardens()
