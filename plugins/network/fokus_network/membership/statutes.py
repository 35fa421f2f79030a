"""What must hold at every date, whatever is entered, backdated, corrected or taken back."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, PartyRegistered, Recorded, _, statute
from fokus_network.membership.facts import (
    GUESTS,
    MEMBERSHIP,
    DeclarationSigned,
    GuestParticipationStarted,
    MembershipResumed,
    MembershipSuspended,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundClosed,
    RoundOpened,
)
from fokus_network.membership.members import NOT_MEMBER

History = list[Recorded[Fact]]


@statute("body", *MEMBERSHIP)
def one_membership_at_a_time(history: History) -> Iterator[Breach]:
    """Joining and leaving alternate; only a membership can be suspended, and only a suspended one resumed."""
    member = suspended = False
    for record in history:
        match record.fact:
            case MunicipalityJoined() if member:
                yield Breach(
                    "already-member", _("{body} ist am {effective} schon Mitglied."), record.position, "effective"
                )
            case MunicipalityJoined():
                member, suspended = True, False
            case MunicipalityLeft() if not member:
                yield Breach("not-member", NOT_MEMBER, record.position, "effective")
            case MunicipalityLeft():
                member = suspended = False
            case MembershipSuspended() if not member or suspended:
                yield Breach(
                    "not-suspendable",
                    _("{body} hat am {effective} keine Mitgliedschaft, die ruhen könnte."),
                    record.position,
                    "effective",
                )
            case MembershipSuspended():
                suspended = True
            case MembershipResumed() if not suspended:
                yield Breach(
                    "not-suspended",
                    _("Die Mitgliedschaft {body_genitive} ruht am {effective} nicht."),
                    record.position,
                    "effective",
                )
            case MembershipResumed():
                suspended = False
            case _:
                pass


@statute("body", MunicipalityJoined, DeclarationSigned)
def members_have_signed(history: History) -> Iterator[Breach]:
    """Nobody is a member without having signed, by then, the declaration in the round the membership rests on."""
    signed: set[tuple[str, str]] = set()
    for record in history:
        match record.fact:
            case DeclarationSigned() as signature:
                signed.add((signature.round, signature.declaration))
            case MunicipalityJoined() as joined if (joined.round, joined.declaration) not in signed:
                yield Breach(
                    "not-signed",
                    _(
                        "{body} hat die Gemeinsame Erklärung bis zum {effective} nicht unterzeichnet. Tragen "
                        "Sie zuerst die Unterzeichnung ein."
                    ),
                    record.position,
                )
            case _:
                pass


@statute("body", PartyRegistered, DeclarationSigned)
def signatories_are_known(history: History) -> Iterator[Breach]:
    """A party that is no body is entered before it signs."""
    entered = False
    for record in history:
        if isinstance(record.fact, PartyRegistered):
            entered = True
        elif isinstance(record.fact, DeclarationSigned) and not (entered or record.fact.party.startswith("05")):
            yield Breach(
                "unknown-party", _("Diese Organisation ist am {effective} nicht eingetragen."), record.position
            )


@statute("body", DeclarationSigned)
def one_signature_per_round(history: History) -> Iterator[Breach]:
    """A party signs once in a round."""
    rounds: set[str] = set()
    for record in history:
        assert isinstance(record.fact, DeclarationSigned)  # noqa: S101  # the statute names no other type
        if record.fact.round in rounds:
            yield Breach(
                "already-signed", _("{party} hat in dieser Unterzeichnungsrunde schon unterzeichnet."), record.position
            )
        rounds.add(record.fact.round)


@statute("round", RoundOpened, RoundClosed, DeclarationSigned)
def signatures_fall_into_their_round(history: History) -> Iterator[Breach]:
    """A round is opened once and closed once, and signatures lie between."""
    opened = closed = False
    for record in history:
        match record.fact:
            case RoundOpened() if opened:
                yield Breach(
                    "round-exists",
                    _("Diese Unterzeichnungsrunde gibt es schon. Wählen Sie eine andere Kurzbezeichnung."),
                    record.position,
                )
            case RoundOpened():
                opened = True
            case _ if not opened or closed:
                yield Breach(
                    "round-not-open",
                    _("Die Unterzeichnungsrunde „{round}“ ist am {effective} nicht offen."),
                    record.position,
                )
            case RoundClosed():
                closed = True
            case _:
                pass


@statute("body", *GUESTS)
def one_guest_participation_at_a_time(history: History) -> Iterator[Breach]:
    """Beginning and end of a guest participation alternate."""
    guest = False
    for record in history:
        starts = isinstance(record.fact, GuestParticipationStarted)
        if starts == guest:
            slug, message = (
                ("already-guest", _("{body} nimmt am {effective} schon als Gast teil."))
                if starts
                else ("not-guest", _("{body} nimmt am {effective} nicht als Gast teil."))
            )
            yield Breach(slug, message, record.position, "effective")
        guest = starts


STATUTES = (
    one_membership_at_a_time,
    members_have_signed,
    signatories_are_known,
    one_signature_per_round,
    signatures_fall_into_their_round,
    one_guest_participation_at_a_time,
)
