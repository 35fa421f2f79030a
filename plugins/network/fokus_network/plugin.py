"""The programme's table of contents."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fokus_core import Fact, HistoryFile, Job, ProgrammeInfo, Sentence, _, hookimpl
from fokus_network import policies, purposes
from fokus_network.exchange import labels as exchange_labels
from fokus_network.exchange.consultations import labels as consultation_labels
from fokus_network.exchange.programme import exchange
from fokus_network.exchange.support import labels as support_labels
from fokus_network.mails import contents as mails
from fokus_network.meetings import contents as meetings
from fokus_network.meetings.messages import MESSAGES as MEETING_MESSAGES
from fokus_network.membership import contents as membership
from fokus_network.offers import contents as offers
from fokus_network.people import contents as people
from fokus_network.people.messages import MESSAGES as TERM_MESSAGES
from fokus_network.review import contents as review
from fokus_network.review.following import contents as following
from fokus_network.review.messages import MESSAGES as REVIEW_MESSAGES
from fokus_projections import KeyFigure, Projection, StandingOf

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from fokus_api import Choices, ProgrammePage, Task

ID = "network"
HISTORY = (
    "frame", "rounds", "later", "figures", "meetings", "people", "publications", "offers", "news", "topics", "sources",
)  # fmt: skip  # in the order in which it is entered
SUBJECTS = (membership, meetings, people, mails, offers, review, following)
LABELLED = (*SUBJECTS, exchange_labels, consultation_labels, support_labels)


class Network:
    """The Kommunen-Netzwerk: engagiert in NRW."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme: its subjects, and what the exchange declares."""
        more = exchange.programme()
        own = {one.id for one in policies.PERMISSIONS}
        return ProgrammeInfo(
            id=ID,
            package="fokus_network",
            title=_("Kommunen-Netzwerk: engagiert in NRW"),
            short=_("Netzwerk"),
            about=_(
                "Das Netzwerk stärkt lokale Engagementstrukturen und unterstützt die strategische Engagementförderung "
                "vor Ort. Die Engagementverantwortlichen der Kommunen tauschen darin Erfahrungen, Strategien und "
                "Praxisbeispiele aus."
            ),
            labels={name: word for subject in LABELLED for name, word in subject.LABELS.items()},
            purposes=purposes.PURPOSES,
            traces=purposes.TRACES,
            facts=[*(fact for subject in SUBJECTS for fact in subject.FACTS), *more.facts],
            commands=[*(command for subject in SUBJECTS for command in subject.COMMANDS), *more.commands],
            statutes=[*(statute for subject in SUBJECTS for statute in subject.STATUTES), *more.statutes],
            evidence=[*membership.EVIDENCE, *people.EVIDENCE],
            namings=[*membership.NAMINGS, *meetings.NAMINGS, *offers.NAMINGS],
            permissions=[*policies.PERMISSIONS, *(one for one in more.permissions if one.id not in own)],
            roles=[policies.COORDINATION],
            requires=">=0.1,<1",
            places=more.places,
            messages=[*MEETING_MESSAGES, *TERM_MESSAGES, *REVIEW_MESSAGES, *following.MESSAGES, *more.messages],
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return a sentence for every fact."""
        own = {fact: sentence for subject in SUBJECTS for fact, sentence in subject.SENTENCES.items()}
        return {**own, **exchange.describe()}

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        """Return the read models."""
        own = [projection for subject in SUBJECTS for projection in subject.PROJECTIONS]
        return [*own, *exchange.projections()]

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

        return [*routes.ROUTES, *exchange.routes()]

    @hookimpl
    def choices(self) -> "Sequence[Choices]":
        """Return where the things are listed that commands name."""
        from fokus_network import choices  # here: as with the routes

        return [*choices.CHOICES, *exchange.choices()]

    @hookimpl
    def inbox(self) -> "Sequence[Task]":
        """Return what waits for people."""
        from fokus_network import choices  # here: as with the routes

        return [*choices.TASKS, *exchange.inbox()]

    @hookimpl
    def pages(self) -> "Sequence[ProgrammePage]":
        """Return the page of the network."""
        from fokus_network import pages  # here: as with the routes

        return [*pages.PAGES, *exchange.pages()]

    @hookimpl
    def history(self) -> Sequence[HistoryFile]:
        """Return the documented history, in the order in which it is entered."""
        folder = files("fokus_network") / "history"
        return [HistoryFile(ID, folder / f"{name}.toml") for name in HISTORY]


plugin = Network()
