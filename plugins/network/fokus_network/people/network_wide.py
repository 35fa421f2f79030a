"""Speakers of the network, the organisation that accompanies it, and the ministry responsible for it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import (
    BodyEnded,
    BodyRef,
    Chosen,
    Command,
    PartyRef,
    Past,
    Person,
    PhoneNumber,
    Reads,
    Reason,
    Refused,
    Until,
    _,
    command,
    day_after,
)
from fokus_network.people.commands import SUCCEEDED, TERM_OVER, refuse_empty, sealed, taken
from fokus_network.people.facts import (
    ORGANISATIONS,
    SPEAKERS,
    OrganisationEntrusted,
    OrganisationReleased,
    SpeakerElected,
    SpeakerEnded,
    SpeakerNumberSet,
    Task,
    TermId,
)
from fokus_network.people.statutes import SAME_ORGANISATION, SAME_PERSON, TOO_MANY_SPEAKERS
from fokus_network.people.terms import erasure_of, running, same_person, why
from fokus_network.policies import KEEP


@command("network.set-speaker-number", KEEP, records=SpeakerNumberSet, title=_("Größe des Sprecherteams festlegen"))
class SetSpeakerNumber(Command, frozen=True):
    """Lay down how many speakers the network may have at once."""

    number: Annotated[int, Meta(ge=0, le=20)]
    effective: date


@command("network.elect-speaker", KEEP, title=_("Wahl in das Sprecherteam eintragen"))
class ElectSpeaker(Command, frozen=True):
    """Record that a speaker was elected, where wanted `until` a day, or in place of an earlier term."""

    reads: ClassVar[Reads] = Reads("programme", SpeakerNumberSet, *SPEAKERS) | Reads("programme:core", BodyEnded)
    body: BodyRef
    effective: date
    person: Person | None = None
    phone: PhoneNumber | None = None
    until: Until | None = None
    replaces: Annotated[TermId, Chosen("speaker")] | None = None

    def decide(self, past: Past) -> Iterator[SpeakerElected | SpeakerEnded]:
        """Yield the beginning of the term, with the end of the one before and its own where they are known."""
        refuse_empty(self.until, self.effective)
        if self.phone and self.person is None:
            raise Refused("nobody-named", _("Geben Sie den Namen zur Telefonnummer an."), field="phone")
        now = past.on(self.effective)
        terms = running(now.recorded(*SPEAKERS, BodyEnded))
        if self.replaces is not None:
            before = taken(terms, self.replaces, self.effective, field="replaces").fact
            yield SpeakerEnded(effective=self.effective, term=before.term, body=before.body, reason=SUCCEEDED)
        elected = SpeakerElected(
            effective=self.effective, term=past.new_id("term"), body=self.body, **sealed(self.person, self.phone)
        )
        for other in terms.values():
            if same_person(other.fact, elected):
                raise Refused("already-in-office", SAME_PERSON, field="person", positions=(other.position,))
        rule = now.latest(SpeakerNumberSet)
        if rule is not None and len(terms) >= rule.number:
            positions = tuple(one.position for one in terms.values())
            raise Refused("too-many-speakers", TOO_MANY_SPEAKERS, field="effective", positions=positions, n=rule.number)
        yield elected
        if self.until is not None:
            yield SpeakerEnded(effective=day_after(self.until), term=elected.term, body=self.body, reason=TERM_OVER)


@command("network.end-speaker", KEEP, title=_("Amtszeit im Sprecherteam beenden"))
class EndSpeaker(Command, frozen=True):
    """End the term of a speaker; the date is the first day on which it no longer runs."""

    reads: ClassVar[Reads] = Reads("programme", *SPEAKERS)
    term: Annotated[TermId, Chosen("speaker")]
    reason: Reason
    effective: date

    def more(self, past: Past) -> Reads | None:
        """Read whether the holder was erased."""
        return erasure_of(running(past.on(self.effective).recorded(*SPEAKERS)), self.term)

    def decide(self, past: Past) -> Iterator[SpeakerEnded]:
        """Yield the end of a term that runs on that day."""
        terms = running(past.on(self.effective).recorded(*SPEAKERS))
        ended = taken(terms, self.term, self.effective).fact
        yield SpeakerEnded(effective=self.effective, term=self.term, body=ended.body, **why(self.reason, ended, past))


@command("network.entrust-organisation", KEEP, title=_("Organisation mit einer Aufgabe betrauen"))
class EntrustOrganisation(Command, frozen=True):
    """Record who accompanies the network or is responsible for it on the state side, where wanted `until` a day."""

    reads: ClassVar[Reads] = Reads("programme", *ORGANISATIONS)
    party: PartyRef
    task: Task
    effective: date
    until: Until | None = None

    def decide(self, past: Past) -> Iterator[OrganisationEntrusted | OrganisationReleased]:
        """Yield the beginning of the term, and its end where it is known."""
        refuse_empty(self.until, self.effective)
        for other in running(past.on(self.effective).recorded(*ORGANISATIONS)).values():
            if (other.fact.party, other.fact.task) == (self.party, self.task):
                raise Refused("already-in-office", SAME_ORGANISATION, field="party", positions=(other.position,))
        term = past.new_id("term")
        yield OrganisationEntrusted(effective=self.effective, term=term, party=self.party, task=self.task)
        if self.until is not None:
            yield OrganisationReleased(
                effective=day_after(self.until), term=term, party=self.party, task=self.task, reason=TERM_OVER
            )


@command("network.release-organisation", KEEP, title=_("Aufgabe einer Organisation beenden"))
class ReleaseOrganisation(Command, frozen=True):
    """End the term of an organisation; the date is the first day on which it no longer runs."""

    reads: ClassVar[Reads] = Reads("programme", *ORGANISATIONS)
    term: TermId
    reason: Reason
    effective: date

    def decide(self, past: Past) -> Iterator[OrganisationReleased]:
        """Yield the end of a term that runs on that day."""
        terms = running(past.on(self.effective).recorded(*ORGANISATIONS))
        ended = taken(terms, self.term, self.effective).fact
        yield OrganisationReleased(
            effective=self.effective, term=self.term, party=ended.party, task=ended.task, reason=self.reason
        )
