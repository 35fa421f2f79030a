"""The programme's table of contents."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from fokus_core import Fact, HistoryFile, ProgrammeInfo, Purpose, Sentence, _, hookimpl
from fokus_projections import Projection
from litestar.handlers import HTTPRouteHandler

from fokus_heimatpreis import commands, facts, labels, read_models, routes, sentences, statutes

ID = "heimatpreis"


class Heimatpreis:
    """The Heimat-Preis: municipalities honour who cares for the place they live in."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        return ProgrammeInfo(
            id=ID,
            package="fokus_heimatpreis",
            title=_("Heimat-Preis"),
            labels=labels.LABELS,
            namings=labels.NAMINGS,
            facts=[facts.CallOpened, facts.PrizeAwarded, facts.PrizeReturned],
            upcasters={"heimatpreis.prize-awarded@1": facts.whole_euros},
            commands=commands.COMMANDS,
            statutes=statutes.STATUTES,
            evidence=[facts.CALLS],
            permissions=commands.PERMISSIONS,
            requires=">=0.1,<1",
            purposes=[
                Purpose(
                    "prize",
                    _("Preise vergeben und belegen"),
                    basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW"),
                    kept=_("Bis zehn Jahre nach der Vergabe (Beispiel)"),
                    recipients=(_("Stelle, die den Preis vergibt"),),
                )
            ],
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return a sentence for every fact."""
        return sentences.SENTENCES

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        """Return the read models."""
        return [read_models.PRIZES]

    @hookimpl
    def routes(self) -> Sequence[HTTPRouteHandler]:
        """Return the read routes."""
        return routes.ROUTES

    @hookimpl
    def history(self) -> Sequence[HistoryFile]:
        """Return the documented history."""
        return [HistoryFile(ID, files("fokus_heimatpreis") / "history.toml")]


plugin = Heimatpreis()
