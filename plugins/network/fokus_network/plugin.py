"""The programme's table of contents."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from litestar.handlers import HTTPRouteHandler

from fokus_core import Fact, HistoryFile, ProgrammeInfo, Sentence, hookimpl
from fokus_network import facts, policies, read_models, sentences, statutes
from fokus_network.commands import admission, declaration, membership
from fokus_network.routes import ROUTES
from fokus_projections.projection import Projection

ID = "network"


class Network:
    """The Kommunen-Netzwerk: engagiert in NRW."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        return ProgrammeInfo(
            id=ID,
            title_de="Kommunen-Netzwerk: engagiert in NRW",
            title_en="Network of municipalities: engagiert in NRW",
            facts=[
                facts.DeclarationPublished,
                facts.RoundOpened,
                facts.RoundClosed,
                facts.DeclarationSigned,
                facts.CriteriaAdopted,
                *facts.ATTESTATIONS,
                *facts.GUESTS,
                *facts.MEMBERSHIP,
                facts.FigurePublished,
            ],
            commands=[
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
            ],
            statutes=statutes.STATUTES,
            permissions=policies.PERMISSIONS,
            roles=[policies.COORDINATION],
            requires=">=0.1,<1",
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return a sentence for every fact."""
        return sentences.SENTENCES

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        """Return the read models."""
        return read_models.PROJECTIONS

    @hookimpl
    def routes(self) -> Sequence[HTTPRouteHandler]:
        """Return the read routes."""
        return ROUTES

    @hookimpl
    def history(self) -> Sequence[HistoryFile]:
        """Return the documented history, in the order in which it is entered."""
        folder = files("fokus_network") / "history"
        return [HistoryFile(ID, folder / name) for name in ("frame.toml", "rounds.toml", "later.toml", "figures.toml")]


plugin = Network()
