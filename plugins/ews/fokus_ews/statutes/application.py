"""What must hold of applications at every date: their steps, their teams, the waiting list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from fokus_core import Breach, Fact, Recorded, _, statute
from fokus_ews.facts import (
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationSubmitted,
    ApplicationWaitlisted,
    ApplicationWithdrawn,
    ApplicationWritten,
    PlaceGivenBack,
    RulesAdopted,
    SiteLeft,
    TeamMemberLeft,
    TeamMemberNamed,
)

History = list[Recorded[Fact]]


STEPS: dict[type[Fact], tuple[frozenset[str], str, str, str]] = {
    ApplicationSubmitted: (
        frozenset({"draft"}),
        "submitted",
        "already-submitted",
        _("Die Bewerbung ist am {effective} kein Entwurf mehr. Einreichen lässt sich nur ein Entwurf."),
    ),
    ApplicationWithdrawn: (
        frozenset({"draft", "submitted", "waiting"}),
        "withdrawn",
        "not-withdrawable",
        _("Die Bewerbung lässt sich am {effective} nicht zurückziehen."),
    ),
    PlaceGivenBack: (
        frozenset({"accepted"}),
        "given-back",
        "no-place",
        _("Die Bewerbung hat am {effective} keinen Platz."),
    ),
    **{
        cls: (
            frozenset({"submitted", "waiting"}),
            status,
            "not-decidable",
            _("Über die Bewerbung lässt sich am {effective} nicht entscheiden. Prüfen Sie ihren Status."),
        )
        for cls, status in (
            (ApplicationAccepted, "accepted"),
            (ApplicationWaitlisted, "waiting"),
            (ApplicationDeclined, "declined"),
        )
    },
}


@statute("application", ApplicationWritten, *STEPS)
def steps_follow_each_other(history: History) -> Iterator[Breach]:
    """An application is drafted, submitted, decided; withdrawn before it has a place, given back after."""
    status = ""
    for record in history:
        if isinstance(record.fact, ApplicationWritten):
            if status not in {"", "draft", "submitted"}:
                message = _("Die Bewerbung lässt sich am {effective} nicht mehr ändern.")
                yield Breach("not-changeable", message, record.position)
            status = status or "draft"
            continue
        before, after, slug, message = STEPS[type(record.fact)]
        if status not in before:
            yield Breach(slug, message, record.position)
        status = after


@statute("run", ApplicationSubmitted, ApplicationWithdrawn, ApplicationDeclined, PlaceGivenBack)
def a_body_applies_once(history: History) -> Iterator[Breach]:
    """A body has one application in a run that stands."""
    standing: dict[str, str] = {}
    for record in history:
        match record.fact:
            case ApplicationSubmitted(body=body, application=application):
                if standing.get(body, application) != application:
                    message = _("{body} hat sich schon beworben. Ändern Sie diese Bewerbung.")
                    yield Breach("already-applied", message, record.position, "body")
                standing[body] = application
            case (
                ApplicationWithdrawn(body=body, application=application)
                | ApplicationDeclined(body=body, application=application)
                | PlaceGivenBack(body=body, application=application)
            ) if standing.get(body) == application:
                del standing[body]
            case _:
                pass


@statute(
    "run",
    RulesAdopted,
    TeamMemberNamed,
    TeamMemberLeft,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ApplicationDeclined,
    PlaceGivenBack,
    SiteLeft,
)
def teams_are_whole_and_apart(history: History) -> Iterator[Breach]:
    """A team has as many persons as the rules of its application say; nobody is in two teams of a run."""
    sizes: dict[int, int | None] = {}
    current = 0
    teams: dict[str, set[str]] = {}
    standing: dict[str, tuple[str, int]] = {}
    of_body: defaultdict[str, set[str]] = defaultdict(set)
    teams_of: defaultdict[str, set[str]] = defaultdict(set)  # the applications that stand and name a person
    concerned: Iterable[str] = ()
    for record in history:
        match record.fact:
            case RulesAdopted() as rules:
                current = rules.version
                sizes[current] = rules.team_size
                continue
            case TeamMemberNamed(application=application, person=person):
                team = teams.setdefault(application, set())
                if person in team:
                    yield Breach("already-in-team", _("Diese Person gehört schon zum Team."), record.position, "member")
                team.add(person)
                if application in standing:
                    teams_of[person].add(application)
                concerned = (person,)
                version = standing[application][1] if application in standing else current
                size = sizes.get(version)
                if size is not None and len(team) > size:
                    yield Breach(
                        "team-full",
                        _("Das Team hat schon alle Mitglieder. Ersetzen Sie eines."),
                        record.position,
                        "member",
                    )
            case TeamMemberLeft(application=application, person=person):
                if person not in teams.get(application, set()):
                    yield Breach(
                        "not-in-team",
                        _("Diese Person gehört nicht zum Team {body_genitive}."),
                        record.position,
                        "person",
                    )
                teams.get(application, set()).discard(person)
                teams_of[person].discard(application)
                continue
            case ApplicationSubmitted(application=application, body=body, rules=version):
                standing[application] = (body, version)
                of_body[body].add(application)
                concerned = team = teams.get(application, set())
                for person in team:
                    teams_of[person].add(application)
                if not team or sizes.get(version) not in {None, len(team)}:
                    yield Breach(
                        "team-incomplete",
                        _("Benennen Sie zuerst alle Mitglieder des Teams."),
                        record.position,
                        "application",
                    )
            case (
                ApplicationWithdrawn(application=application)
                | ApplicationDeclined(application=application)
                | PlaceGivenBack(application=application)
            ):
                standing.pop(application, None)
                for person in teams.get(application, ()):
                    teams_of[person].discard(application)
                continue
            case SiteLeft(body=body):
                for gone in [one for one in of_body.pop(body, ()) if standing.get(one, ("",))[0] == body]:
                    del standing[gone]
                    for person in teams.get(gone, ()):
                        teams_of[person].discard(gone)
                continue
            case _:
                continue
        if application in standing and any(len(teams_of[person]) > 1 for person in concerned):
            message = _("Eine der Personen ist schon in einem anderen Team. Benennen Sie eine andere.")
            yield Breach("person-in-other-team", message, record.position, "application")


@statute("run", ApplicationWaitlisted, ApplicationAccepted, ApplicationDeclined, ApplicationWithdrawn)
def the_waiting_list_keeps_its_order(history: History) -> Iterator[Breach]:
    """Of those on the waiting list the first one is given a place first."""
    ranks: dict[str, int] = {}
    first: list[tuple[int, str]] = []  # a heap, with ranks that are no longer
    for record in history:
        match record.fact:
            case ApplicationWaitlisted(application=application, rank=rank):
                ranks[application] = rank
                heappush(first, (rank, application))
            case (
                ApplicationAccepted(application=application)
                | ApplicationDeclined(application=application)
                | ApplicationWithdrawn(application=application)
            ):
                rank = ranks.pop(application, 0)
                while first and ranks.get(first[0][1]) != first[0][0]:
                    heappop(first)
                if isinstance(record.fact, ApplicationAccepted) and first and first[0][0] < rank:
                    message = _("Auf der Warteliste steht eine andere Bewerbung weiter vorn. Diese rückt zuerst nach.")
                    yield Breach("waiting-list-order", message, record.position, "applications")
            case _:
                pass


STATUTES = (
    steps_follow_each_other,
    a_body_applies_once,
    teams_are_whole_and_apart,
    the_waiting_list_keeps_its_order,
)
