"""Info mails: what was drafted, that somebody else approved it, and to whom it was sent."""

from typing import Annotated

from msgspec import Meta

from fokus_core import Audience, Fact, FileId, Key, PersonId, fact
from fokus_network.mails.audience import Groups, OnTopics, Region
from fokus_network.policies import KEEP_MAILS, READ_MAILS

MailId = Annotated[str, Key("mail"), Meta(pattern=r"^[0-9a-f]{32}$", description="Random id of an info mail")]
Subject = Annotated[
    str,
    Meta(pattern=r"^[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*(?!\n)$", max_length=200, description="Subject, one line"),
]
Text = Annotated[
    str,
    Meta(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$", min_length=1, max_length=20_000, description="Text"),
]
Reference = Annotated[str, Meta(min_length=1, max_length=500, description="Where that is known from")]
Attachments = Annotated[tuple[FileId, ...], Meta(max_length=5, description="Files that go with it")]


@fact("network.info-mail-drafted@1", audience=Audience(KEEP_MAILS.permission))
class InfoMailDrafted(Fact, frozen=True):
    """An info mail was drafted; its text holds no personal data."""

    mail: MailId
    subject: Subject
    text: Text
    attachments: Attachments = ()
    groups: Groups = ("members",)
    region: Region = ()
    topics: OnTopics = ()


@fact("network.info-mail-approved@1", audience=Audience(KEEP_MAILS.permission))
class InfoMailApproved(Fact, frozen=True):
    """An info mail was approved by somebody who did not draft it."""

    mail: MailId


@fact("network.info-mail-sent@1", audience=Audience(READ_MAILS), irrevocable=True, whole_programme=True)
class InfoMailSent(Fact, frozen=True):
    """An info mail was sent to those whom it was for on that day."""

    mail: MailId
    recipients: Annotated[tuple[PersonId, ...], Meta(description="Persons it was sent to")]


@fact("network.info-mail-documented@1", audience=Audience(READ_MAILS), happened=True)
class InfoMailDocumented(Fact, frozen=True):
    """An info mail of earlier years, sent by other means on the day this is true from; its text may be unknown."""

    mail: MailId
    subject: Subject
    reference: Reference
    text: Annotated[str, Meta(max_length=20_000, description="Text, as far as it is known; no personal data")] = ""
    attachments: Attachments = ()


MAILS = (InfoMailDrafted, InfoMailApproved, InfoMailSent, InfoMailDocumented)
