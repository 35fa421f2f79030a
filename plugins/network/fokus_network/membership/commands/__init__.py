"""The commands about membership."""

from fokus_network.membership.commands import admission, declaration, membership, taking_in

COMMANDS = (
    declaration.PublishDeclaration,
    declaration.OpenRound,
    declaration.CloseRound,
    declaration.SignDeclaration,
    admission.AdoptCriteria,
    admission.Attest,
    admission.EndAttestation,
    admission.JoinNetwork,
    taking_in.AdmitToNetwork,
    membership.LeaveNetwork,
    membership.SuspendMembership,
    membership.ResumeMembership,
    membership.StartGuestParticipation,
    membership.EndGuestParticipation,
    membership.PublishFigure,
)
