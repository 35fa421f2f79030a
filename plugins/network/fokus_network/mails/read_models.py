"""Info mails as they stand: drafted, approved, sent."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_core import Recorded
from fokus_network.mails.facts import MAILS, InfoMailApproved, InfoMailDocumented, InfoMailDrafted, InfoMailSent
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
    reference: Annotated[str, Meta(description="Where it is known from, of one that went out by other means")] = ""
    groups: Annotated[tuple[str, ...], Meta(description="Members, guests, speakers whom it is for, as JSON")] = ()
    region: Annotated[tuple[str, ...], Meta(description="Bodies within which it goes, as JSON")] = ()
    topics: Annotated[tuple[str, ...], Meta(description="Topics of which a body works on one, as JSON")] = ()


def info_mail(state: InfoMail | None, record: Recorded[Any]) -> InfoMail | None:
    """Fold one fact into an info mail."""
    day = record.fact.effective.isoformat()
    match record.fact:
        case InfoMailDrafted() as draft:
            return InfoMail(
                "draft",
                draft.subject,
                draft.text,
                draft.attachments,
                day,
                record.position,
                groups=draft.groups,
                region=draft.region,
                topics=draft.topics,
            )
        case InfoMailDocumented() as mail:
            return InfoMail(
                "sent",
                mail.subject,
                mail.text,
                mail.attachments,
                day,
                record.position,
                sent=day,
                reference=mail.reference,
            )
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
    version=2,
    fold=info_mail,
)
PROJECTIONS = (INFO_MAILS,)
