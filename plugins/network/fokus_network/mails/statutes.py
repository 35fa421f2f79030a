"""What must hold of info mails at every date."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, _, statute
from fokus_network.mails.facts import MAILS, InfoMailApproved, InfoMailDocumented, InfoMailDrafted, InfoMailSent


@statute("mail", *MAILS)
def what_is_sent_was_approved_by_somebody_else(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """An info mail is sent once, and only as another person than its author approved it."""
    draft: Recorded[Fact] | None = None
    approved = sent = False
    for record in history:
        here = record.position
        match record.fact:
            case InfoMailDocumented():
                pass  # it went out by other means, long ago
            case InfoMailDrafted():
                draft = record
            case _ if draft is None:
                yield Breach(
                    "unknown-mail",
                    _(
                        "Diese Infomail gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen "
                        "anderen Tag."
                    ),
                    here,
                )
            case InfoMailApproved() if approved:
                yield Breach("already-approved", _("Diese Infomail ist schon freigegeben."), here)
            case InfoMailApproved() if record.meta.by == draft.meta.by:
                yield Breach(
                    "own-approval", _("Sie haben diese Infomail verfasst. Freigeben muss sie eine zweite Person."), here
                )
            case InfoMailApproved() if here < draft.position:
                yield Breach(
                    "changed-since", _("Die Infomail ist freigegeben. Nehmen Sie zuerst die Freigabe zurück."), here
                )
            case InfoMailApproved():
                approved = True
            case InfoMailSent() if sent:
                yield Breach("already-sent", _("Diese Infomail ist schon versandt."), here)
            case InfoMailSent() if not approved:
                yield Breach("not-approved", _("Die Infomail ist noch nicht freigegeben."), here)
            case _:
                sent = True


STATUTES = (what_is_sent_was_approved_by_somebody_else,)
