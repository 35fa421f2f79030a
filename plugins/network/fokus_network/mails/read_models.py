"""Info mails as they stand: drafted, approved, sent."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_core import Recorded
from fokus_network.mails.facts import MAILS, InfoMailApproved, InfoMailDrafted, InfoMailSent
from fokus_projections import TwoClockTable

Status = Literal["draft", "approved", "sent"]


class InfoMail(msgspec.Struct, frozen=True):
    """An info mail as it stands from a day on."""

    status: Annotated[Status, Meta(description="draft, approved or sent")]
    subject: Annotated[str, Meta(description="Subject")]
    text: Annotated[str, Meta(description="Text")]
    attachments: Annotated[tuple[str, ...], Meta(description="Ids of the files that go with it, as JSON")]
    drafted: Annotated[str, Meta(description="Day of the draft, ISO 8601")]
    drafted_at: Annotated[int, Meta(description="Position of the fact of the draft")]
    sent: Annotated[str | None, Meta(description="Day on which it was sent, ISO 8601")] = None
    sent_at: Annotated[int | None, Meta(description="Position of the fact that names its recipients")] = None


def info_mail(state: InfoMail | None, record: Recorded[Any]) -> InfoMail | None:
    """Fold one fact into an info mail."""
    day = record.fact.effective.isoformat()
    match record.fact:
        case InfoMailDrafted() as draft:
            return InfoMail("draft", draft.subject, draft.text, draft.attachments, day, record.position)
        case InfoMailApproved() if state is not None:
            return msgspec.structs.replace(state, status="approved")
        case InfoMailSent() if state is not None:
            return msgspec.structs.replace(state, status="sent", sent=day, sent_at=record.position)
        case _:
            return state


INFO_MAILS = TwoClockTable(
    name="network.mail",
    table="network_mail",
    description="Info mails as drafted, approved and sent, through two clocks.",
    subject="mail",
    facts=MAILS,
    state=InfoMail,
    fold=info_mail,
)
PROJECTIONS = (INFO_MAILS,)
