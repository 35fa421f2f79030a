"""What must hold of papers at every date: they say what was so, and are revoked once."""

from collections.abc import Iterator
from datetime import date

from fokus_core import Breach, Fact, Recorded, _, statute
from fokus_ews.facts import CertificateAwarded, SiteCompleted, SiteJoined
from fokus_ews.papers.facts import PaperIssued, PaperRevoked

History = list[Recorded[Fact]]
NOT_SO = {
    "participation": _(
        "{body} ist am {effective} kein Standort dieses Durchgangs. Gibt es darüber eine Bescheinigung, "
        "widerrufen Sie sie zuerst."
    ),
    "completion": _(
        "{body} hat den Durchgang am {effective} nicht abgeschlossen. Gibt es darüber eine Bescheinigung, "
        "widerrufen Sie sie zuerst."
    ),
    "certificate": _(
        "{body} hat am {effective} kein Zertifikat dieses Durchgangs. Gibt es darüber eine Bescheinigung, "
        "widerrufen Sie sie zuerst."
    ),
}


@statute("run", SiteJoined, SiteCompleted, CertificateAwarded, PaperIssued, PaperRevoked)
def papers_say_what_was_so(history: History) -> Iterator[Breach]:
    """A paper that stands says what is recorded of its site, with its day."""
    revoked = {one.fact.paper for one in history if isinstance(one.fact, PaperRevoked)}
    so: set[tuple[str, str, date]] = set()
    for record in history:
        match record.fact:
            case SiteJoined(body=body, effective=day):
                so.add(("participation", body, day))
            case SiteCompleted(body=body, effective=day):
                so.add(("completion", body, day))
            case CertificateAwarded(body=body, effective=day):
                so.add(("certificate", body, day))
            case PaperIssued() as paper if paper.paper not in revoked:
                if (message := NOT_SO.get(paper.kind)) and (paper.kind, paper.body, paper.day) not in so:
                    yield Breach("not-certified", message, record.position, "sites")
            case _:
                pass


@statute("paper", PaperIssued, PaperRevoked)
def a_paper_is_revoked_once(history: History) -> Iterator[Breach]:
    """A paper is revoked once, and not before it was issued."""
    issued = revoked = False
    for record in history:
        match record.fact:
            case PaperIssued():
                issued = True
            case PaperRevoked() if not issued:
                message = _(
                    "Diese Bescheinigung ist am {effective} noch nicht ausgestellt. Wählen Sie einen anderen Tag."
                )
                yield Breach("paper-not-issued", message, record.position, "effective")
            case PaperRevoked() if revoked:
                yield Breach("paper-revoked", _("Diese Bescheinigung ist schon widerrufen."), record.position, "paper")
            case _:
                revoked = True


STATUTES = (papers_say_what_was_so, a_paper_is_revoked_once)
