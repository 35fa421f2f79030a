"""Advice from site to site: who advised whom, when, and on what; the whole group reads it, nobody else."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import (
    Asked,
    BodyId,
    BodyRef,
    Breach,
    Fact,
    Label,
    Lookup,
    Past,
    Personal,
    Plan,
    Reads,
    Recorded,
    Refused,
    Sealed,
    Sentence,
    Vocabulary,
    _,
    asked_by,
    command,
    fact,
    statute,
)
from fokus_ews.facts import SiteJoined, SiteLeft
from fokus_ews.learning.group import SEATS, InGroup, demand_site, seated
from fokus_ews.learning.words import Channel
from fokus_ews.policies import LEAD, TAKE_PART
from fokus_ews.words import COHORT, CohortId, RunId, Text

FOR_ADVICE = Personal("cohort", purpose="advice")
ITSELF = _("Ein Standort berät nicht sich selbst. Wählen Sie zwei verschiedene Standorte.")
NO_SITE = _("{body} ist am {effective} kein Standort dieses Durchgangs.")
ADVISER_NO_SITE = _("{adviser} ist am {effective} kein Standort dieses Durchgangs.")
ADVISED_NO_SITE = _("{advised} ist am {effective} kein Standort dieses Durchgangs.")
NOT_OWN = _("Tragen Sie nur Beratungen ein, an denen Ihr Standort beteiligt war.")


@fact("ews.site-advised@1", audience=COHORT, happened=True)
class SiteAdvised(Fact, frozen=True, kw_only=True):
    """A site of the group was advised by another one, on the day it is true from."""

    run: RunId
    cohort: CohortId
    body: Annotated[BodyId, Meta(description="Site that was advised")]
    adviser: Annotated[BodyId, Meta(description="Site that advised it")]
    channel: Annotated[Sealed[Channel], FOR_ADVICE, Meta(description="How the advice was given, sealed")]
    concern: Annotated[Sealed[str], FOR_ADVICE, Meta(description="What about, sealed")]
    note: Annotated[Sealed[str] | None, FOR_ADVICE, Meta(description="What came of it, sealed")] = None


@command("ews.record-site-advice", TAKE_PART, title=_("Beratung unter Standorten eintragen"))
class RecordSiteAdvice(InGroup, frozen=True, kw_only=True):
    """Record that one site advised another: by the team of either, or the carrier where no own site is named."""

    reads: ClassVar[Reads] = SEATS
    adviser: Annotated[BodyRef, Meta(description="Site that advised")]
    advised: Annotated[BodyRef, Meta(description="Site that was advised")]
    channel: Channel
    concern: Annotated[Text, Meta(description="What about")]
    note: Annotated[Text | None, Meta(description="What came of it")] = None
    body: Annotated[BodyRef | None, Meta(description="Site whose team records it; empty for the carrier")] = None

    def asks(self) -> tuple[Asked, ...]:
        """Ask for the permission of the carrier where no site is named."""
        lead = Asked(LEAD.permission, "ews", {"cohort": self.cohort}, hidden=True)
        return (asked_by(self), *([] if self.body else [lead]))

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse whoever has no seat of the site that is named."""
        plan = super().plan(lookup)
        return seated(plan, self.body, lookup) if self.body else plan

    def decide(self, past: Past) -> Iterator[SiteAdvised]:
        """Yield the advice; both are sites on that day, which the statute holds, too."""
        self.demand_group(past)
        if self.body not in (None, self.adviser, self.advised):
            raise Refused("not-own", NOT_OWN, field="body")
        if self.adviser == self.advised:
            raise Refused("advises-itself", ITSELF, field="adviser")
        demand_site(past, self.adviser, self.effective, "adviser", ADVISER_NO_SITE)
        demand_site(past, self.advised, self.effective, "advised", ADVISED_NO_SITE)
        yield SiteAdvised(
            effective=self.effective,
            run=self.cohort,
            cohort=self.cohort,
            body=self.advised,
            adviser=self.adviser,
            channel=Sealed.of(self.channel),
            concern=Sealed.of(self.concern),
            note=None if self.note is None else Sealed.of(self.note),
        )


@statute("run", SiteJoined, SiteLeft, SiteAdvised)
def sites_advise_sites(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """Whoever advises, and whoever is advised, is a site of the group on that day, and not the same one."""
    sites: set[str] = set()
    for record in history:
        match record.fact:
            case SiteJoined(body=body):
                sites.add(body)
            case SiteLeft(body=body):
                sites.discard(body)
            case SiteAdvised(body=body, adviser=adviser) if body == adviser:
                yield Breach("advises-itself", ITSELF, record.position, "adviser")
            case SiteAdvised(body=body) if body not in sites:
                yield Breach("no-site", NO_SITE, record.position, "body")
            case SiteAdvised(adviser=adviser) if adviser not in sites:
                yield Breach("no-site", ADVISER_NO_SITE, record.position, "adviser")
            case _:
                pass


SENTENCES: dict[type[Fact], Sentence] = {SiteAdvised: Sentence(_("{adviser} hat {body_accusative} beraten."))}
LABELS: Vocabulary = {
    "RecordSiteAdvice.advised": _("Wer wurde beraten?"),
    "RecordSiteAdvice.adviser": _("Wer hat beraten?"),
    "RecordSiteAdvice.body": Label(_("Ihr Standort"), _("Leer lassen, wenn die Trägerschaft es einträgt.")),
    "RecordSiteAdvice.channel": Label(_("Wie wurde beraten?"), _("Lesen nur die Mitglieder der Gruppe.")),
    "RecordSiteAdvice.concern": Label(_("Worum ging es?"), _("Lesen nur die Mitglieder der Gruppe.")),
    "RecordSiteAdvice.effective": _("Beraten am"),
    "RecordSiteAdvice.note": Label(_("Ergebnis"), _("Lesen nur die Mitglieder der Gruppe.")),
    "SiteAdviceView.adviser": _("Beraten hat"),
    "SiteAdviceView.advised": _("Beraten wurde"),
    "SiteAdviceView.day": _("Beraten am"),
    "SiteAdviceView.note": _("Ergebnis"),
    "SiteAdvised.adviser": _("Beraten hat"),
    "SiteAdvised.body": _("Beraten wurde"),
    "SiteAdvised.note": _("Ergebnis"),
}
COMMANDS = (RecordSiteAdvice,)
FACTS: tuple[type[Fact], ...] = (SiteAdvised,)
STATUTES = (sites_advise_sites,)
