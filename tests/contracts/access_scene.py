"""All programmes with two municipalities, two cohorts and a key for every role: what the proofs of access ask about."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import get_args

import msgspec
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.http.rate_limits import OWN as LIMITS
from fokus_api.operations.identity_provider import LocalProvider, Shape
from fokus_api.routes.boundaries import stored
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import LONG_AGO, issue_key, service_of, settle, temporary_client
from fokus_core import Person
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.api_keys import RevokeKey
from fokus_core.access.grants import GrantAccess
from fokus_core.bodies.commands import RegisterParty
from fokus_core.domain import clock
from fokus_core.domain.commands import Command
from fokus_core.domain.roles import Role
from fokus_core.files.attachments import begin_attachment
from fokus_core.journal.request import Receipt
from fokus_core.ledger.signing import CHECKPOINT, SPACE
from fokus_core.sources.commands import RecordSource
from fokus_ehrenamtskarte.applications.entering.apply import Apply
from fokus_ehrenamtskarte.applications.record.terms import StatedEngagement
from fokus_ehrenamtskarte.cards.commands import TakeOverCard
from fokus_ehrenamtskarte.commands import IntroduceCard, RecordCouncilDecision
from fokus_ehrenamtskarte.discounts.commands import ApproveDiscount, ProposeDiscount
from fokus_ehrenamtskarte.organisations.commands import RegisterOrganisation
from fokus_ehrenamtskarte.partners.commands import ApprovePartner, ProposePartner
from fokus_ews.commands.application import DraftApplication
from fokus_ews.commands.cohort import GiveSeat, StartCohort
from fokus_ews.commands.run import AnnounceRun, OpenCall
from fokus_ews.learning.commands.advice import RequestAdvice
from fokus_ews.learning.commands.outcomes import WriteDraft
from fokus_ews.learning.commands.sharing import AddSource, WriteNote
from fokus_ews.learning.commands.topics import OpenTopicRound, ProposeTopic
from fokus_ews.learning.commands.workshops import PlanWorkshop
from fokus_ews.papers.commands import IssuePapers
from fokus_ews.words import TEAM_ROLE
from fokus_network.exchange.consultations.commands import OpenConsultation
from fokus_network.exchange.examples.commands import PublishExample, SubmitExample
from fokus_network.exchange.support.cases import AskSupport
from fokus_network.mails.commands import ApproveInfoMail, DraftInfoMail, SendInfoMail
from fokus_network.meetings.commands import AddMaterial, RegisterBody, ScheduleMeeting
from fokus_network.meetings.facts import SeenBy
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import PublishFigure
from fokus_network.offers.commands import ReleasePublication
from fokus_network.people.commands import NameContact

Client = TestClient[Litestar]

PLUGINS = ("network", "ews", "ehrenamtskarte")
NO_KEY, EXPIRED, REVOKED = "anonymous", "expired-key", "revoked-key"
OWN, FOREIGN = "05914000", "05334004"  # Hagen, and Alsdorf in the Städteregion Aachen
RUN, OTHER_RUN = "probe", "other"
MEETING = "a" * 32
FILES, FILES_OF_MEETINGS = "/api/v1/files/{file}", "/api/v1/network/meetings/{meeting}/files/{file}"
FIGURE = "/api/v1/figures/{programme}/{figure}/explanation"
PROGRAMME = {"core": "state"}  # a role of a programme is held within it, unless said below
SCOPES = {"municipal-officer": f"body:{OWN}", "issuing-clerk": f"body:{OWN}", "ews-team": f"cohort:{RUN}"}
TEAMS = {"own": "the-ews-team", "foreign": "the-other-team"}
MARKER = "Mirabella Musterprobe"
TODAY = clock.day_of(clock.now())
DAY = date(2024, 1, 1)
PUBLIC_FACTS: dict[str, Command] = {  # one of each programme that can be taken back
    "core": RegisterParty(party="probe", name="Verein zur Probe", kind="association", effective=DAY),
    "network": PublishDeclaration(declaration="probe", title="Erklärung zur Probe", effective=DAY),
    "ehrenamtskarte": RecordCouncilDecision(body=OWN, effective=DAY),
    "ews": AnnounceRun(run=RUN, title="Durchgang zur Probe", capacity=2, team_size=2, effective=DAY),
}


@dataclass
class Scene:
    """A running application with a key for every kind of caller, and the things that are asked about."""

    client: Client
    callers: dict[str, str | None] = field(default_factory=dict)
    entered: dict[str, Receipt] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def service(self) -> Service:
        """The service behind the client."""
        return service_of(self.client)

    def do(self, command: Command, by: Actor = CONSOLE) -> Receipt:
        """Give a command, held to its form as one from outside is."""
        checked = msgspec.convert(msgspec.to_builtins(command), type(command))
        return self.service.journal.handle(checked, by=by)

    def note(self, target: str, receipt: Receipt) -> None:
        """Take over the things that came into being by a command, where their kind is not known yet."""
        for kind, _, id_ in (key.partition(":") for record in receipt.facts for key in record.keys):
            if kind not in {"body", "cohort", "run", "file", "meeting", "round"}:
                self.things.setdefault(kind, {}).setdefault(target, id_)

    def headers(self, caller: str) -> dict[str, str]:
        """Return the headers with which a caller asks."""
        key = self.callers[caller]
        return {"Authorization": f"Bearer {key}"} if key else {}


def scope_of(role: Role) -> str:
    """Return where the caller of a role holds it."""
    return SCOPES.get(role.id) or PROGRAMME.get(role.programme, f"programme:{role.programme}")


@contextmanager
def opened(**given: object) -> Iterator[Scene]:
    """Open the application with all programmes."""
    limits = [f"{limit.name}=1000000/60" for limit in LIMITS]
    with ExitStack() as stack:
        provider = LocalProvider(Shape(client_id="fokus", client_secret="", redirects=[], audience="", accounts=[]))
        stack.callback(provider.switch_off)
        oidc = {"oidc_issuer": provider.issuer, "oidc_client_id": "fokus"}
        client = stack.enter_context(temporary_client(plugins=list(PLUGINS), limits=limits, **oidc, **given))
        scene = Scene(client)
        scene.entered = {programme: scene.do(command) for programme, command in PUBLIC_FACTS.items()}
        _network(scene)
        _mail(scene)
        _workshop(scene)
        _cards(scene)
        _callers(scene)
        settle(scene.service)
        scene.service.ledger.make_key("example.org/journal")
        note = scene.service.ledger.sign(scene.service.records)
        scene.service.state_store.put(SPACE, CHECKPOINT, note.encode())
        yield scene


def _network(scene: Scene) -> None:
    scene.do(OpenRound(round="probe", title="Runde", declaration="probe", effective=DAY))
    meeting = ScheduleMeeting(
        meeting=MEETING,
        kind="workshop",
        title="Treffen zur Probe",
        starts=f"{TODAY + timedelta(30)}T10:00",
        ends=f"{TODAY + timedelta(30)}T16:00",
        effective=DAY,
    )
    scene.do(meeting)
    for target, body in (("own", OWN), ("foreign", FOREIGN)):
        person = Person(name=MARKER, email=f"{target}@example.org")
        scene.do(SignDeclaration(party=body, round="probe", effective=DAY))
        scene.do(JoinNetwork(body=body, effective=DAY))
        scene.note(target, scene.do(NameContact(body=body, function="contact", person=person, effective=DAY)))
        scene.note(target, scene.do(RegisterBody(meeting=MEETING, body=body, persons=1, effective=DAY)))
    scene.do(RecordSource(source="probe", title="Quelle", kind="page", effective=DAY))
    scene.do(PublishFigure(figure="probe", members=2, effective=DAY))
    scene.things[f"{FIGURE} programme"], scene.things[f"{FIGURE} figure"] = {"": "network"}, {"": "members"}
    scene.do(ReleasePublication(publication="probe", release=1, title="Heft", effective=DAY))
    for target, body in (("own", OWN), ("foreign", FOREIGN)):
        told = SubmitExample(body=body, title="Beispiel", summary="Kurz", text="Lang", effective=DAY)
        scene.note(target, scene.do(told))
        scene.note(target, scene.do(OpenConsultation(body=body, title=MARKER, concern=MARKER, effective=TODAY)))
        scene.note(target, scene.do(AskSupport(body=body, title="Anfrage", text="Wer hilft?", effective=DAY)))
    scene.do(PublishExample(example=scene.things["example"]["own"], effective=DAY))
    files: dict[str, str] = {}
    for number, seen_by in enumerate(get_args(get_args(SeenBy)[0])):
        files[seen_by] = file = file_of(scene, f"file:{number:032x}")
        filed = {"kind": "material", "title": "Folien", "file": file, "seen_by": seen_by, "effective": DAY}
        scene.do(msgspec.convert({"meeting": MEETING, **filed}, AddMaterial))
    scene.things |= {
        "receipt": {"": scene.entered["core"].facts[0].meta.command},
        "body": {"own": OWN, "foreign": FOREIGN},
        "party": {"": OWN},
        "origin": {"": "probe"},
        f"{FILES} file": files,
        f"{FILES_OF_MEETINGS} file": dict(files),
        "meeting": {"": MEETING},
        "group": {"": "independent-city"},
        "name": {"": next(iter(stored()))},
        "command": {"": "core.retract"},
        "/api/v1/commands/{command}/files command": {"": "ehrenamtskarte.apply"},
        "/api/v1/imports/kinds/{kind} kind": {"": "ehrenamtskarte.cards"},
        "table": {"": f"{'2' * 14}-{'0' * 12}"},
        "kind": {"": "role"},
    }


def _mail(scene: Scene) -> None:
    file = file_of(scene, f"file:{'f' * 32}")
    (draft,) = scene.do(DraftInfoMail(subject="Post", text="Guten Tag", attachments=(file,), effective=TODAY)).facts
    mail = draft.fact.mail  # type: ignore[attr-defined]  # a draft is a mail
    issue_key(scene.service, "the-second", ("network-coordination", "programme:network"))
    scene.do(ApproveInfoMail(mail=mail, effective=TODAY), by=Actor("the-second"))
    scene.do(SendInfoMail(mail=mail, effective=TODAY))
    scene.things |= {"mail": {"": mail}, "file": {"": file}}
    scene.things[f"{FILES} file"]["mail"] = file


def _workshop(scene: Scene) -> None:
    scene.do(AnnounceRun(run=OTHER_RUN, title="Anderer Durchgang", capacity=2, effective=DAY))
    scene.do(StartCohort(run=OTHER_RUN, documented=(FOREIGN,), effective=TODAY))
    scene.do(OpenCall(run=RUN, effective=DAY))
    positions = {"public": "1"}
    for target, body in (("own", OWN), ("foreign", FOREIGN)):
        draft = DraftApplication(run=RUN, body=body, starting_point=MARKER, motivation=MARKER, effective=TODAY)
        written = scene.do(draft)
        scene.note(target, written)
        positions[target] = str(written.position)
    scene.do(StartCohort(run=RUN, documented=(OWN,), effective=TODAY))
    for target, cohort, body in (("own", RUN, OWN), ("foreign", OTHER_RUN, FOREIGN)):
        _group(scene, target, cohort, body, TEAMS[target])
        scene.note(target, scene.do(IssuePapers(run=cohort, sites=(body,), kind="participation", effective=TODAY)))
    scene.things |= {
        "position": positions,
        "run": {"": RUN},
        "cohort": {"own": RUN, "foreign": OTHER_RUN},
    }


def _group(scene: Scene, target: str, cohort: str, body: str, team: str) -> None:
    """Fill the closed group of a cohort."""
    scene.do(GiveSeat(run=cohort, body=body, actor=team, effective=TODAY))
    file = file_of(scene, f"cohort:{cohort}")
    scene.things[f"{FILES} file"][target] = file
    group = {"cohort": cohort, "effective": TODAY}
    site = group | {"body": body}
    soon = {"starts": f"{TODAY + timedelta(30)}T10:00", "ends": f"{TODAY + timedelta(30)}T16:00"}
    steps = [
        PlanWorkshop(kind="workshop", title=MARKER, **soon, **group),
        OpenTopicRound(**group),
        AddSource(kind="guide", title=MARKER, file=file, **group),
        WriteNote(text=MARKER, **group),
        RequestAdvice(channel="phone", concern=MARKER, **site),
        WriteDraft(kind="project", title=MARKER, text=MARKER, **site),
    ]
    for step in steps:
        scene.note(target, scene.do(step, by=Actor(team) if getattr(step, "body", None) else CONSOLE))
    topic = ProposeTopic(round=scene.things["topic-round"][target], title=MARKER, **site)
    scene.note(target, scene.do(topic, by=Actor(team)))


def _cards(scene: Scene) -> None:
    for target, body in (("own", OWN), ("foreign", FOREIGN)):
        person = Person(name=MARKER, email=f"{target}@example.org")
        scene.do(IntroduceCard(body=body, effective=DAY))
        card = TakeOverCard(body=body, person=person, kind="anniversary", effective=DAY)
        scene.note(target, scene.do(card))
        scene.note(target, scene.do(_application(body, target)))
        scene.note(target, scene.do(RegisterOrganisation(body=body, name="Verein", effective=DAY)))
        _partner(scene, target, body)


def _partner(scene: Scene, target: str, body: str) -> None:
    """Propose a partner and a discount; of the foreign ones only their own municipality knows."""
    place = {"name": "Museum", "street": "Museumsplatz 1", "postcode": "58095"}
    scene.note(target, scene.do(ProposePartner(body=body, effective=DAY, **place)))
    partner = scene.things["partner"][target]
    scene.note(target, scene.do(ProposeDiscount(body=body, partner=partner, title="Eintritt", effective=DAY)))
    if target == "own":
        discount = scene.things["discount"][target]
        scene.do(ApprovePartner(body=body, partner=partner, effective=DAY))
        scene.do(ApproveDiscount(body=body, partner=partner, discount=discount, effective=DAY))


def _application(body: str, target: str) -> Apply:
    """Return an application for a card to a body."""
    club = StatedEngagement(
        organisation=MARKER,
        body=body,
        activity=MARKER,
        since="2019-05",
        hours=5,
        contact=MARKER,
        contact_mail=f"contact-{target}@example.org",
    )
    person = Person(name=MARKER, email=f"applicant-{target}@example.org", birth="1980-05-01", another=True)
    return Apply(
        body=body,
        kind="standard",
        person=person,
        residence=body,
        street=MARKER,
        engagements=(club,),
        truthful=True,
        effective=TODAY,
    )


def _callers(scene: Scene) -> None:
    service = scene.service
    proposed = scene.do(GrantAccess(actor="the-next", role="auditor", scope="state", effective=DAY), by=_first(scene))
    scene.things["proposal"] = {"": proposed.proposal or ""}
    keys = (key for record in scene.service.journal.follow() for key in record.keys)
    scene.things["person"] = {"": next(key.removeprefix("person:") for key in keys if key.startswith("person:"))}
    almighty = ("state-office", "state")
    gone = issue_key(service, "gone", almighty)
    scene.do(RevokeKey(key=gone.split("_")[1], effective=LONG_AGO, reason="verloren"))
    scene.callers = {
        NO_KEY: None,
        EXPIRED: issue_key(service, "late", almighty, until=date(2001, 1, 1)),
        REVOKED: gone,
        **{role.id: issue_key(service, f"the-{role.id}", *_grants(role)) for role in roles(service)},
    }
    others = issue_key(service, "the-other", ("municipal-officer", f"body:{FOREIGN}"))
    scene.things["key"] = {"": others.split("_")[1]}


def _grants(role: Role) -> list[tuple[str, str]]:
    """Return the grants of the caller of a role; the team has got its seat."""
    return [] if role.id == TEAM_ROLE else [(role.id, scope_of(role))]


def _first(scene: Scene) -> Actor:
    """Return an actor whose proposals another one has to confirm."""
    issue_key(scene.service, "the-first", ("operator", "state"))
    return Actor("the-first")


def roles(service: Service) -> list[Role]:
    """Return every role there is."""
    return list(service.catalogue.roles.values())


def file_of(scene: Scene, subject: str) -> str:
    """Store a file under the key of a subject, as if it had been handed in, and return its id."""
    files, vault = scene.service.files, scene.service.vault
    upload, _ = begin_attachment(files, vault, media_type="text/plain", subject=subject, limit=1000)
    with closing(upload):
        upload.write(MARKER.encode())
        return upload.keep().name
