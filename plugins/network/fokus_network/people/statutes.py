"""What must hold of terms at every date."""

from collections.abc import Iterator

from fokus_core import BodyEnded, Breach, Fact, PartyRegistered, Recorded, _, statute
from fokus_network.people.facts import (
    BEGINNINGS,
    CONTACTS,
    ENDS,
    ORGANISATIONS,
    SPEAKERS,
    ContactNamed,
    OrganisationEntrusted,
    SpeakerElected,
    SpeakerNumberSet,
)
from fokus_network.people.terms import Terms, by_day

History = list[Recorded[Fact]]

EMPTY = _("Das Ende muss nach dem Beginn liegen.")
SECOND_CONTACT = _("{body} hat schon eine Ansprechperson. Wählen Sie bei „Folgt auf“ die bisherige.")
MOST_DEPUTIES = 50  # of one body at a time
TOO_MANY_DEPUTIES = _("{body} hat schon {n} Vertretungen. Beenden Sie zuerst eine.")
SAME_PERSON = _("Diese Person hat diese Aufgabe am {effective} schon.")
TOO_MANY_SPEAKERS = _("Das Sprecherteam kann höchstens {n} Mitglieder haben. Beenden Sie zuerst eine Amtszeit.")
SAME_ORGANISATION = _("{party} hat diese Aufgabe am {effective} schon.")


@statute("term", *BEGINNINGS, *ENDS)
def a_term_ends_after_it_began(history: History) -> Iterator[Breach]:
    """A term ends at the earliest on the day after it began."""
    begun: Fact | None = None
    for record in history:
        if isinstance(record.fact, BEGINNINGS):
            begun = record.fact
        elif begun is None or record.fact.effective <= begun.effective:
            yield Breach("empty-period", EMPTY, record.position, "effective")


@statute("body", *CONTACTS)
def one_contact_person_at_a_time(history: History) -> Iterator[Breach]:
    """A body has one contact person at a time and some deputies, and nobody is twice the same."""
    terms = Terms()
    for record in by_day(history):
        if isinstance(named := record.fact, ContactNamed):
            if terms.same_holder(named):
                yield Breach("already-in-office", SAME_PERSON, record.position, "person")
            elif named.function == "contact" and terms.count(named):
                yield Breach("contact-exists", SECOND_CONTACT, record.position, "function")
            elif terms.count(named) >= MOST_DEPUTIES:
                values = {"n": MOST_DEPUTIES}
                yield Breach("too-many-deputies", TOO_MANY_DEPUTIES, record.position, "function", values=values)
        terms.step(record)


@statute("programme", SpeakerNumberSet, *SPEAKERS, BodyEnded)
def speakers_are_no_more_than_their_number(history: History) -> Iterator[Breach]:
    """There are never more speakers than were laid down, and nobody is speaker twice."""
    terms = Terms()
    number: int | None = None
    for record in by_day(history):
        if isinstance(elected := record.fact, SpeakerElected) and terms.same_holder(elected):
            yield Breach("already-in-office", SAME_PERSON, record.position, "person")
        elif isinstance(record.fact, SpeakerNumberSet):
            number = record.fact.number
        terms.step(record)
        if number is not None and len(terms.running) > number:
            yield Breach("too-many-speakers", TOO_MANY_SPEAKERS, record.position, values={"n": number})


@statute("programme", *ORGANISATIONS)
def an_organisation_is_entrusted_once_at_a_time(history: History) -> Iterator[Breach]:
    """No organisation has the same task twice on a day."""
    terms = Terms()
    for record in by_day(history):
        if isinstance(entrusted := record.fact, OrganisationEntrusted) and terms.same_holder(entrusted):
            yield Breach("already-in-office", SAME_ORGANISATION, record.position, "party")
        terms.step(record)


@statute("body", PartyRegistered, OrganisationEntrusted)
def entrusted_organisations_are_known(history: History) -> Iterator[Breach]:
    """A party that is no body is entered before it is entrusted."""
    entered = False
    for record in history:
        if isinstance(record.fact, PartyRegistered):
            entered = True
        elif isinstance(record.fact, OrganisationEntrusted) and not (entered or record.fact.party.startswith("05")):
            yield Breach(
                "unknown-party", _("Diese Organisation ist am {effective} nicht eingetragen."), record.position
            )


STATUTES = (
    a_term_ends_after_it_began,
    one_contact_person_at_a_time,
    speakers_are_no_more_than_their_number,
    an_organisation_is_entrusted_once_at_a_time,
    entrusted_organisations_are_known,
)
