"""The programme's table of contents."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from fokus_core import Fact, HistoryFile, ProgrammeInfo, Sentence, _, hookimpl, until_included, without_reason
from fokus_ews import facts, labels, messages, policies, purposes, read_models, seats, sentences, statutes
from fokus_ews.commands import COMMANDS
from fokus_ews.learning import contents as learning
from fokus_ews.papers import contents as papers
from fokus_ews.read_models.standings import sites
from fokus_projections import KeyFigure, Projection, StandingOf

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from fokus_api import Choices, LinkAction, ProgrammePage

ID = "ews"


class Ews:
    """The Entwicklungswerkstatt für kommunale Engagementstrategien."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        return ProgrammeInfo(
            id=ID,
            package="fokus_ews",
            title=_("Entwicklungswerkstatt für kommunale Engagementstrategien"),
            short=_("Entwicklungswerkstatt"),
            about=_(
                "Die Entwicklungswerkstatt (EWS) qualifiziert Beschäftigte von Städten, Gemeinden und Kreisen, die das "
                "Engagement vor Ort strategisch fördern wollen. In jedem Durchgang arbeitet eine feste Gruppe von "
                "Entwicklungsteams zusammen; ihre Themen bestimmen die Teams selbst."
            ),
            labels={**labels.LABELS, **learning.LABELS, **papers.LABELS},
            facts=[*facts.FACTS, *learning.FACTS, *papers.FACTS],
            upcasters={
                "ews.seat-given@1": until_included,
                "ews.seat-ended@1": seats.without_what_was_typed,
                "ews.paper-revoked@1": without_reason,
            },
            commands=[*COMMANDS, *learning.COMMANDS, *papers.COMMANDS],
            statutes=[*statutes.STATUTES, *learning.STATUTES, *papers.STATUTES],
            evidence=[facts.COMPLETED],
            namings=facts.NAMINGS,
            permissions=policies.PERMISSIONS,
            roles=policies.ROLES,
            requires=">=0.1,<1",
            purposes=purposes.PURPOSES,
            messages=messages.MESSAGES,
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return a sentence for every fact."""
        return {**sentences.SENTENCES, **learning.SENTENCES, **papers.SENTENCES}

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        """Return the read models."""
        return [*read_models.PROJECTIONS, *learning.PROJECTIONS, *papers.PROJECTIONS]

    @hookimpl
    def standings(self) -> Sequence[StandingOf]:
        """Return what tells how a body stands in the workshop."""
        return [sites]

    @hookimpl
    def figures(self) -> Sequence[KeyFigure]:
        """Return the figures that the workshop is known by."""
        return [read_models.FIGURE]

    @hookimpl
    def routes(self) -> "Sequence[HTTPRouteHandler]":
        """Return the read routes."""
        from fokus_ews import routes  # here: the command line needs none, nor the framework they are made with
        from fokus_ews.learning import routes as learning_routes
        from fokus_ews.papers import routes as paper_routes

        return [*routes.ROUTES, *learning_routes.ROUTES, *paper_routes.ROUTES]

    @hookimpl
    def links(self) -> "Sequence[LinkAction]":
        """Return what whoever is asked to take part in a team does by link."""
        from fokus_ews import links  # here: as with the routes

        return links.LINKS

    @hookimpl
    def choices(self) -> "Sequence[Choices]":
        """Return where the things are listed that commands name."""
        from fokus_ews import choices  # here: as with the routes

        return choices.CHOICES

    @hookimpl
    def pages(self) -> "Sequence[ProgrammePage]":
        """Return the page of the workshop, that of each run, and the one that checks papers."""
        from fokus_ews import pages  # here: as with the routes
        from fokus_ews.papers import pages as paper_pages

        return [*pages.PAGES, *paper_pages.PAGES]

    @hookimpl
    def history(self) -> Sequence[HistoryFile]:
        """Return the documented history, in the order in which it is entered."""
        folder = files("fokus_ews") / "history"
        return [HistoryFile(ID, folder / name) for name in ("runs.toml", "ends.toml", "sources.toml")]


plugin = Ews()
