"""The programme's table of contents."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fokus_core import Fact, HistoryFile, Job, ProgrammeInfo, Sentence, _, hookimpl
from fokus_network import policies
from fokus_network.mails import contents as mails
from fokus_network.meetings import contents as meetings
from fokus_network.membership import contents as membership
from fokus_network.offers import contents as offers
from fokus_network.people import contents as people
from fokus_network.review import contents as review
from fokus_projections import KeyFigure, Projection, StandingOf

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

ID = "network"
HISTORY = ("frame", "rounds", "later", "figures", "meetings", "people", "publications")
SUBJECTS = (membership, meetings, people, mails, offers, review)


class Network:
    """The Kommunen-Netzwerk: engagiert in NRW."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        return ProgrammeInfo(
            id=ID,
            package="fokus_network",
            title=_("Kommunen-Netzwerk: engagiert in NRW"),
            labels={name: word for subject in SUBJECTS for name, word in subject.LABELS.items()},
            facts=[fact for subject in SUBJECTS for fact in subject.FACTS],
            commands=[command for subject in SUBJECTS for command in subject.COMMANDS],
            statutes=[statute for subject in SUBJECTS for statute in subject.STATUTES],
            permissions=policies.PERMISSIONS,
            roles=[policies.COORDINATION],
            requires=">=0.1,<1",
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return a sentence for every fact."""
        return {fact: sentence for subject in SUBJECTS for fact, sentence in subject.SENTENCES.items()}

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        """Return the read models."""
        return [projection for subject in SUBJECTS for projection in subject.PROJECTIONS]

    @hookimpl
    def standings(self) -> Sequence[StandingOf]:
        """Return what tells how a body stands in the network."""
        return membership.STANDINGS

    @hookimpl
    def figures(self) -> Sequence[KeyFigure]:
        """Return the figures that the network is known by."""
        return membership.FIGURES

    @hookimpl
    def jobs(self) -> Sequence[Job[Any]]:
        """Return the work that leaves the house."""
        return mails.JOBS

    @hookimpl
    def routes(self) -> "Sequence[HTTPRouteHandler]":
        """Return the read routes."""
        from fokus_network import routes  # here: the command line needs none, nor the framework they are made with

        return routes.ROUTES

    @hookimpl
    def history(self) -> Sequence[HistoryFile]:
        """Return the documented history, in the order in which it is entered."""
        folder = files("fokus_network") / "history"
        return [HistoryFile(ID, folder / f"{name}.toml") for name in HISTORY]


plugin = Network()
