"""Where people with an account are told by mail of what waits for them: an address that each gives themselves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from fokus_core.access.actor import Actor, ActorId
from fokus_core.access.grants import AccessGranted, AccessWithdrawn, grants_of
from fokus_core.corrections.proposals import DropProposal, ProposalClosed, Proposed
from fokus_core.domain.commands import Command, Lookup, Outcome, Plan, command
from fokus_core.domain.facts import Fact, Recorded, fact, in_effective_order
from fokus_core.domain.messages import Addressee, Message, Occasion
from fokus_core.domain.past import Past
from fokus_core.domain.policy import SIGNED_IN
from fokus_core.domain.processing import Purpose, Start
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Invalid
from fokus_core.domain.texts import _
from fokus_core.privacy.contact import MailAddress
from fokus_core.privacy.personal import Personal
from fokus_core.privacy.persons import Person, PersonId
from fokus_core.privacy.sealed import Sealed

__all__ = ["MESSAGES", "PURPOSE", "AccountReached", "ReachAccount"]

CATEGORY = "account"


@fact("core.account-reached@1", whole_programme=True)
class AccountReached(Fact, frozen=True):
    """Whoever uses an account gave the address at which they are told of what waits; it replaces an earlier one."""

    actor: ActorId
    person: PersonId
    name: Annotated[Sealed[str], Personal("person", purpose=CATEGORY)]
    mail: Annotated[Sealed[MailAddress], Personal("person", purpose=CATEGORY)]


@command("core.reach-account", SIGNED_IN, title=_("E-Mail-Adresse für eigene Aufgaben angeben"))
class ReachAccount(Command, frozen=True):
    """Give the address at which one is told of what waits for one's own account; it replaces an earlier one."""

    reads: ClassVar[Reads] = Reads()
    then: ClassVar[tuple[str, ...]] = (_("Wir schreiben Ihnen, wenn ein Vorschlag auf Sie wartet."),)
    person: Annotated[Person, Meta(extra={"needs": ("email",)})]
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Read and name the account of whoever gives it: nobody gives an address for another account."""

        def finish(outcome: list[Outcome], _past: Past) -> list[Outcome]:
            return [
                msgspec.structs.replace(one, actor=lookup.actor) if isinstance(one, AccountReached) else one
                for one in outcome
            ]

        return replace(super().plan(lookup), finish=finish)

    def decide(self, past: Past) -> Iterator[AccountReached]:
        """Yield the address; whose account it is the plan says."""
        if self.person.email is None:
            raise Invalid("no-mail-address", _("Geben Sie Ihre E-Mail-Adresse an."), field="person/email")
        yield AccountReached(
            effective=self.effective,
            actor="",
            person=self.person.id,
            name=Sealed.of(self.person.name),
            mail=Sealed.of(self.person.email),
        )


def seconds(occasion: Occasion) -> list[Addressee]:
    """Return who may confirm or drop a proposal that is open, of those who gave an address; not who made it."""
    if occasion.under(f"proposal:{occasion.fact.proposal}", ProposalClosed):
        return []
    last = {one.fact.actor: one for one in occasion.under("programme:core", AccountReached)}
    drop = DropProposal(proposal=occasion.fact.proposal)
    others = ((actor, one) for actor, one in last.items() if actor != occasion.fact.by)
    return [
        Addressee(one.fact.person, one, body=_body_of(actor, occasion))
        for actor, one in others
        if occasion.may(Actor(actor), drop)
    ]


def _body_of(actor: str, occasion: Occasion) -> str:
    """Return the body for which an account acts, where it is one alone."""
    records: list[Recorded[Fact]] = occasion.under(f"actor:{actor}", AccessGranted, AccessWithdrawn)
    grants = grants_of(one.fact for one in in_effective_order(records))
    scopes = {one.scope for one in grants if one.holds(occasion.today)}
    kind, _colon, body = scopes.pop().partition(":") if len(scopes) == 1 else ("", "", "")
    return body if kind == "body" else ""


PURPOSE = Purpose(
    CATEGORY,
    _("Wer ein Konto nutzt, per E-Mail auf eigene Aufgaben hinweisen"),
    basis=_("Einwilligung: Die Adresse gibt jede Person selbst an"),
    kept=_("Bis zum Ende des Zugangs"),
    recipients=(_("Nur die Person selbst"),),
    starts=(Start("left", _("Ende des Zugangs"), ("actor",), (AccessWithdrawn,)),),
)
MESSAGES = (
    Message(
        "core.proposal-waits",
        _("Ein Vorschlag wartet auf Freigabe"),
        (Proposed,),
        seconds,
        _("Fokus Kommune: Ein Vorschlag wartet auf Sie"),
        (
            _("Jemand hat etwas vorgeschlagen, das eine zweite Person freigeben muss. Sie dürfen das."),
            _("Nach dem Anmelden finden Sie es unter „Aufgaben“. Dort können Sie es prüfen, freigeben oder verwerfen."),
        ),
        _("Sie erhalten diese Nachricht, weil Sie für Ihr Konto diese E-Mail-Adresse angegeben haben."),
        "core.manage-access",
        CATEGORY,
        for_bodies=True,
    ),
)
