"""The programme's table of contents."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from fokus_core import Fact, HistoryFile, ProgrammeInfo, Sentence, _, hookimpl
from fokus_ehrenamtskarte import commands, facts, read_models, sentences, statutes
from fokus_ehrenamtskarte.cards import contents as cards
from fokus_projections import Projection

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

ID = "ehrenamtskarte"


class Ehrenamtskarte:
    """The card that thanks volunteers with benefits: which bodies take part, and the cards they issue."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        return ProgrammeInfo(
            id=ID,
            package="fokus_ehrenamtskarte",
            title=_("Ehrenamtskarte NRW"),
            facts=[*facts.PREPARATION, *facts.PARTICIPATION, *cards.FACTS],
            commands=[*commands.COMMANDS, *cards.COMMANDS],
            statutes=[*statutes.STATUTES, *cards.STATUTES],
            evidence=[facts.TAKES_PART, facts.PLANS_TO],
            permissions=[*commands.PERMISSIONS, *cards.PERMISSIONS],
            roles=cards.ROLES,
            requires=">=0.1,<1",
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return a sentence for every fact."""
        return {**sentences.SENTENCES, **cards.SENTENCES}

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        """Return the read models."""
        return [read_models.PARTICIPATIONS, *cards.PROJECTIONS]

    @hookimpl
    def routes(self) -> "Sequence[HTTPRouteHandler]":
        """Return the read routes and the check of cards."""
        from fokus_ehrenamtskarte import routes  # here: the command line needs none, nor the framework behind them
        from fokus_ehrenamtskarte.cards import routes as card_routes

        return [*routes.ROUTES, *card_routes.ROUTES]

    @hookimpl
    def history(self) -> Sequence[HistoryFile]:
        """Return the documented participations."""
        return [HistoryFile(ID, files("fokus_ehrenamtskarte") / "history" / "participation.toml")]


plugin = Ehrenamtskarte()
