"""The programme's table of contents."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from litestar.handlers import HTTPRouteHandler

from fokus_core import Fact, HistoryFile, Job, ProgrammeInfo, Sentence, hookimpl
from fokus_network import facts, policies, read_models, sentences, statutes
from fokus_network.commands import admission, declaration, membership
from fokus_network.mails import contents as mails
from fokus_network.meetings import contents as meetings
from fokus_network.offers import contents as offers
from fokus_network.people import contents as people
from fokus_network.review import contents as review
from fokus_network.routes import ROUTES
from fokus_projections import Projection

ID = "network"
HISTORY = ("frame", "rounds", "later", "figures", "meetings", "people", "publications")


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
                *meetings.FACTS,
                *people.FACTS,
                *mails.FACTS,
                *offers.FACTS,
                *review.FACTS,
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
                *meetings.COMMANDS,
                *people.COMMANDS,
                *mails.COMMANDS,
                *offers.COMMANDS,
                *review.COMMANDS,
            ],
            statutes=[
                *statutes.STATUTES,
                *meetings.STATUTES,
                *people.STATUTES,
                *mails.STATUTES,
                *offers.STATUTES,
                *review.STATUTES,
            ],
            permissions=policies.PERMISSIONS,
            roles=[policies.COORDINATION],
            requires=">=0.1,<1",
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return a sentence for every fact."""
        return {
            **sentences.SENTENCES,
            **meetings.SENTENCES,
            **people.SENTENCES,
            **mails.SENTENCES,
            **offers.SENTENCES,
            **review.SENTENCES,
        }

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        """Return the read models."""
        return [
            *read_models.PROJECTIONS,
            *meetings.PROJECTIONS,
            *people.PROJECTIONS,
            *mails.PROJECTIONS,
            *offers.PROJECTIONS,
            *review.PROJECTIONS,
        ]

    @hookimpl
    def jobs(self) -> Sequence[Job[Any]]:
        """Return the work that leaves the house."""
        return mails.DUTIES

    @hookimpl
    def routes(self) -> Sequence[HTTPRouteHandler]:
        """Return the read routes."""
        return ROUTES

    @hookimpl
    def history(self) -> Sequence[HistoryFile]:
        """Return the documented history, in the order in which it is entered."""
        folder = files("fokus_network") / "history"
        return [HistoryFile(ID, folder / f"{name}.toml") for name in HISTORY]


plugin = Network()
