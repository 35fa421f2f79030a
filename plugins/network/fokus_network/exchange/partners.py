"""Local partners: named organisations of a municipality, and who came with whom to which meeting."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from fokus_core import when
from fokus_kommune import (
    PUBLIC,
    BodyId,
    BodyRef,
    Command,
    Fact,
    Key,
    Past,
    Policy,
    Reads,
    Reason,
    Refused,
    Turn,
    _,
)
from fokus_network.exchange.programme import EVERY_SIDE, exchange
from fokus_network.meetings.facts import ABOUT_MEETINGS, OF_A_BODY, MeetingId
from fokus_network.meetings.facts import Terms as Announced
from fokus_network.policies import KEEP_MEETINGS, READ_PARTICIPATION

PartnerId = Annotated[
    str,
    Key("local-partner"),
    Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$", title=_("Kurzbezeichnung"), description="Id of the local partner"),
]
Organisation = Annotated[
    str,
    Meta(min_length=1, max_length=200, title=_("Name der Organisation"), description="Its name; never a person's"),
]
Sort = Annotated[
    Literal["association", "volunteer-agency", "welfare", "foundation", "company", "school", "initiative", "other"],
    Meta(title=_("Art der Organisation"), description="What kind of organisation it is"),
]


@exchange.fact(
    "partner-named@1", public=True, sentence=_("{body} arbeitet mit einem lokalen Partner zusammen: {called}")
)
class PartnerNamed(Fact, frozen=True):
    """A municipality named an organisation with which it works."""

    partner: PartnerId
    body: BodyId
    called: Organisation
    kind: Sort


@exchange.fact(
    "partner-left@1",
    public=True,
    ends=True,
    sentence=_("{body} arbeitet mit einem lokalen Partner nicht mehr zusammen. Grund: {reason}"),
)
class PartnerLeft(Fact, frozen=True):
    """A municipality no longer works with an organisation."""

    partner: PartnerId
    body: BodyId
    reason: Reason


@exchange.fact(
    "partner-attended@1",
    audience=OF_A_BODY,
    sentence=_("{body} kam mit einem lokalen Partner zu einem Treffen."),
)
class PartnerAttended(Fact, frozen=True):
    """An organisation came to a meeting with the municipality whose partner it is."""

    meeting: MeetingId
    partner: PartnerId
    body: BodyId


KEEP_PARTNERS = exchange.permission(
    "keep-partners", scope="body", roles=EVERY_SIDE, title=_("Lokale Partner einer Kommune pflegen")
)
OF_PARTNER = Reads("partner", PartnerNamed, PartnerLeft, PartnerAttended)


class OfPartner(Command, frozen=True):
    """Something about a partner of one municipality."""

    reads: ClassVar[Reads] = OF_PARTNER
    body: BodyRef
    partner: PartnerId
    effective: date

    def check(self, past: Past) -> None:
        """Refuse a partner of somebody else."""
        if any(one.body != self.body for one in past.of(PartnerNamed)):
            message = _("Diese Kurzbezeichnung ist schon vergeben. Wählen Sie eine andere.")
            raise Refused("partner-elsewhere", message, field="partner")


@exchange.command("name-partner", KEEP_PARTNERS, records=PartnerNamed, title=_("Lokalen Partner eintragen"))
class NamePartner(OfPartner, frozen=True):
    """Name an organisation with which a municipality works."""

    called: Organisation
    kind: Sort


@exchange.command("end-partnership", KEEP_PARTNERS, records=PartnerLeft, title=_("Partnerschaft beenden"))
class EndPartnership(OfPartner, frozen=True):
    """No longer work with an organisation, from a day on."""

    reason: Annotated[Reason, Meta(title=_("Grund"))]


@exchange.command(
    "record-partner", KEEP_MEETINGS, records=PartnerAttended, title=_("Teilnahme eines Partners eintragen")
)
class RecordPartner(OfPartner, frozen=True, kw_only=True):
    """Record that a local partner came to a meeting with its municipality; `effective` is a day of the meeting."""

    reads: ClassVar[Reads] = OF_PARTNER | Reads("meeting", *ABOUT_MEETINGS)
    meeting: MeetingId

    def check(self, past: Past) -> None:
        """Refuse a meeting of another day or one that is not open to local partners."""
        now = past.on(self.effective)
        terms = next((one for one in reversed(now.of(*ABOUT_MEETINGS)) if isinstance(one, Announced)), None)
        if terms is None or not when(terms.starts).day <= self.effective <= when(terms.ends).last_day:
            message = _("Ein solches Treffen gab es am {effective} nicht. Wählen Sie einen anderen Tag.")
            raise Refused("not-that-day", message, field="effective")
        if terms.open_to != "local-partners":
            raise Refused("no-local-partners", _("Dieses Treffen war nicht für lokale Partner offen."), field="meeting")
        if any(one.meeting == self.meeting for one in past.of(PartnerAttended)):
            message = _("Die Teilnahme ist schon eingetragen. Korrigieren Sie den Eintrag, wenn er falsch ist.")
            raise Refused("already-attended", message, field="partner")
        super().check(past)


UNKNOWN = ("partner-unknown", _("Dieser Partner ist am {effective} nicht eingetragen."))
exchange.in_turn(
    "local-partner",
    Turn(PartnerNamed, "out", "in", "partner-exists", _("Dieser Partner ist am {effective} schon eingetragen.")),
    Turn(PartnerAttended, "in", "in", *UNKNOWN),
    Turn(PartnerLeft, "in", "out", *UNKNOWN),
    name="a_partner_comes_while_it_is_one",
    field="partner",
)

PARTNERS = exchange.two_clocks("partner", subject="local-partner", begins=PartnerNamed, ends=PartnerLeft)
exchange.listing(
    "partners",
    PARTNERS,
    title=_("Lokale Partner"),
    policy=PUBLIC,
    order=("body", "called", "partner"),
    columns={
        "partner": "local_partner",
        "body": "body",
        "name": "name",
        "called": "called",
        "kind": "kind",
        "since": "since",
    },
    filters=("body", "district", "kind"),
)
CAME = exchange.facts_of(PartnerAttended, indexes=[("body",)])
exchange.listing(
    "members/{body_id:str}/partner-attendance",
    CAME,
    title=_("Teilnahmen lokaler Partner"),
    policy=Policy(READ_PARTICIPATION, "body"),
    order=("day", "partner"),
    columns={"meeting": "meeting", "partner": "partner", "body": "body", "name": "name", "day": "effective"},
    filters=("meeting", "partner"),
    view="PartnerAttendance",
    doc="List which local partners came to which meeting with a municipality.",
)
