"""The commands about membership."""

from fokus_network.membership.commands import admission, declaration, membership

COMMANDS = (
    declaration.PublishDeclaration,
    declaration.OpenRound,
    declaration.CloseRound,
    declaration.SignDeclaration,
    admission.AdoptCriteria,
    admission.Attest,
    admission.EndAttestation,
    admission.JoinNetwork,
    membership.LeaveNetwork,
    membership.SuspendMembership,
    membership.ResumeMembership,
    membership.StartGuestParticipation,
    membership.EndGuestParticipation,
    membership.PublishFigure,
)
