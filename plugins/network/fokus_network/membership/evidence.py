"""What other programmes can rely on: who has signed, who is a member, who is a guest."""

from fokus_core import Evidence, _
from fokus_network.membership.facts import (
    DeclarationSigned,
    GuestParticipationEnded,
    GuestParticipationStarted,
    MembershipResumed,
    MembershipSuspended,
    MunicipalityJoined,
    MunicipalityLeft,
)

HAS_SIGNED = Evidence(
    "network.has-signed",
    "body",
    established_by=(DeclarationSigned,),
    title=_("hat die Gemeinsame Erklärung unterzeichnet"),
)
IS_MEMBER = Evidence(
    "network.member",
    "body",
    established_by=(MunicipalityJoined, MembershipResumed),
    ended_by=(MunicipalityLeft, MembershipSuspended),
    title=_("ist Mitglied im Netzwerk"),
)
IS_GUEST = Evidence(
    "network.guest",
    "body",
    established_by=(GuestParticipationStarted,),
    ended_by=(GuestParticipationEnded,),
    title=_("nimmt als Gast am Netzwerk teil"),
)
EVIDENCE = (HAS_SIGNED, IS_MEMBER, IS_GUEST)
