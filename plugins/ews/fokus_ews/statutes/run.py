"""What must hold of a run at every date: its course, its call, its places, its sites."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, _, statute
from fokus_ews.facts import (
    ApplicationAccepted,
    ApplicationSubmitted,
    CallClosed,
    CallOpened,
    CertificateAwarded,
    CohortStarted,
    LateEntryAllowed,
    PlaceGivenBack,
    RulesAdopted,
    RunAnnounced,
    RunEnded,
    SeatEnded,
    SeatGiven,
    SiteCompleted,
    SiteJoined,
    SiteLeft,
    SitesCounted,
)

History = list[Recorded[Fact]]


@statute("run", RunAnnounced, SitesCounted, RulesAdopted, CallOpened, CohortStarted, SiteJoined, RunEnded)
def a_run_goes_its_way(history: History) -> Iterator[Breach]:
    """A run is announced once, before anything else; its rules count up; it begins once and ends once."""
    announced = started = ended = False
    version = 0
    for record in history:
        match record.fact:
            case RunAnnounced():
                if announced:
                    yield Breach(
                        "run-exists",
                        _("Diesen Durchgang gibt es schon. Wählen Sie eine andere Kurzbezeichnung."),
                        record.position,
                    )
                announced = True
            case _ if not announced:
                yield Breach(
                    "run-unknown",
                    _("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."),
                    record.position,
                )
            case SitesCounted():
                pass  # a source may count after the end
            case RulesAdopted() as rules:
                if rules.version != version + 1:
                    yield Breach(
                        "rules-out-of-order",
                        _("Die Nummern der Fassungen müssen aufeinander folgen."),
                        record.position,
                        "effective",
                    )
                version = rules.version
            case _ if ended:
                yield Breach("run-ended", _("Der Durchgang ist am {effective} beendet."), record.position, "effective")
            case CohortStarted():
                if started:
                    yield Breach("cohort-exists", _("Der Durchgang hat schon begonnen."), record.position)
                started = True
            case SiteJoined() if not started:
                yield Breach(
                    "not-begun",
                    _("Der Durchgang hat am {effective} noch nicht begonnen."),
                    record.position,
                    "effective",
                )
            case RunEnded():
                ended = True
            case _:
                pass


@statute("run", CallOpened, CallClosed, ApplicationSubmitted)
def applications_fall_into_their_call(history: History) -> Iterator[Breach]:
    """A run is called once; an application is received while the call is open, or lets itself in by a code."""
    opened: CallOpened | None = None
    closed = False
    for record in history:
        match record.fact:
            case CallOpened() as call:
                if opened is not None:
                    yield Breach("call-exists", _("Dieser Durchgang ist schon ausgeschrieben."), record.position)
                opened = call
            case ApplicationSubmitted(code=code) if code is not None:
                pass
            case ApplicationSubmitted(effective=received) if (
                opened is not None and opened.deadline is not None and received > opened.deadline
            ):
                yield Breach(
                    "deadline-passed",
                    _("Die Bewerbungsfrist ist abgelaufen. Mit einem Zugangscode können Sie sich noch bewerben."),
                    record.position,
                    "effective",
                )
            case _ if opened is None or closed:
                yield Breach(
                    "call-not-open",
                    _("Am {effective} werden keine Bewerbungen angenommen."),
                    record.position,
                    "effective",
                )
            case CallClosed():
                closed = True
            case _:
                pass


@statute("code", LateEntryAllowed, ApplicationSubmitted)
def late_entries_keep_to_their_code(history: History) -> Iterator[Breach]:
    """A code is given out once, and used in its run, while it is valid, as often as it says."""
    allowed: LateEntryAllowed | None = None
    used = 0
    for record in history:
        match record.fact:
            case LateEntryAllowed() as fact:
                if allowed is not None:
                    yield Breach(
                        "code-exists", _("Diesen Zugangscode gibt es schon. Wählen Sie einen anderen."), record.position
                    )
                allowed = fact
            case ApplicationSubmitted() as submitted:
                used += 1
                if allowed is None or allowed.run != submitted.run or submitted.effective > allowed.until:
                    yield Breach(
                        "code-invalid",
                        _("Dieser Zugangscode gilt nicht oder nicht mehr für diesen Durchgang."),
                        record.position,
                    )
                elif used > allowed.uses:
                    yield Breach(
                        "code-used-up",
                        _("Dieser Zugangscode wurde schon so oft verwendet wie erlaubt."),
                        record.position,
                    )
            case _:
                pass


@statute("run", RulesAdopted, ApplicationAccepted, PlaceGivenBack, SiteJoined, SiteLeft)
def places_stay_within_the_capacity(history: History) -> Iterator[Breach]:
    """No more bodies hold a place, by decision or as a site, than the rules in force provide for."""
    capacity = 0
    holders: set[str] = set()
    for record in history:
        match record.fact:
            case RulesAdopted() as rules:
                capacity = rules.capacity
            case ApplicationAccepted(body=body) | SiteJoined(body=body):
                holders.add(body)
            case PlaceGivenBack(body=body) | SiteLeft(body=body):
                holders.discard(body)
                continue
            case _:
                pass
        if len(holders) > capacity:
            yield Breach("run-full", _("Alle Plätze dieses Durchgangs sind vergeben."), record.position, "capacity")


@statute("run", SiteJoined, SiteLeft, SiteCompleted, CertificateAwarded, PlaceGivenBack)
def a_site_takes_part_once(history: History) -> Iterator[Breach]:
    """A body joins a run once, leaves it at most once, and completes it, then is certified, as one of its sites."""
    sites: dict[str, str] = {}
    for record in history:
        match record.fact:
            case SiteJoined(body=body):
                if body in sites:
                    yield Breach(
                        "already-takes-part",
                        _("{body} ist schon Standort dieses Durchgangs."),
                        record.position,
                        "body",
                    )
                sites[body] = "in"
            case PlaceGivenBack(body=body):
                if body in sites:
                    message = _("{body} ist schon Standort. Wer nicht mehr teilnimmt, scheidet aus.")
                    yield Breach("site-takes-part", message, record.position, "body")
            case SiteCompleted(body=body) if sites.get(body) == "in":
                sites[body] = "completed"
            case CertificateAwarded(body=body) if sites.get(body) == "completed":
                sites[body] = "certified"
            case SiteLeft(body=body) if sites.get(body) == "in":
                sites[body] = "left"
            case CertificateAwarded():
                message = _(
                    "{body} hat den Durchgang am {effective} noch nicht abgeschlossen oder hat das Zertifikat schon."
                )
                yield Breach("not-completed", message, record.position, "body")
            case _:
                message = _("{body} ist am {effective} kein Standort, der noch teilnimmt.")
                yield Breach("no-site", message, record.position, "body")


@statute("run", SiteJoined, SiteLeft, SeatGiven, SeatEnded)
def seats_rest_on_sites(history: History) -> Iterator[Breach]:
    """Whoever has access to the closed group is of a site that takes part."""
    sites: set[str] = set()
    seats: dict[str, tuple[str, int]] = {}
    for record in history:
        match record.fact:
            case SiteJoined(body=body):
                sites.add(body)
            case SiteLeft(body=body):
                sites.discard(body)
            case SeatGiven(actor=actor, body=body):
                seats[actor] = (body, record.position)
            case SeatEnded(actor=actor):
                seats.pop(actor, None)
            case _:
                pass
    for body, position in seats.values():
        if body not in sites:
            yield Breach(
                "seat-stands",
                _("Entziehen Sie zuerst den Konten dieses Standorts den Zugang zur Gruppe."),
                position,
                "body",
            )


STATUTES = (
    a_run_goes_its_way,
    applications_fall_into_their_call,
    late_entries_keep_to_their_code,
    places_stay_within_the_capacity,
    a_site_takes_part_once,
    seats_rest_on_sites,
)
