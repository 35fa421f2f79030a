"""The plugin object: one answer for every hook, made of what was declared."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fokus_core.domain.facts import Fact
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.labels import Vocabulary
from fokus_core.domain.programme import HistoryFile, ProgrammeInfo, Sentence
from fokus_core.domain.roles import Permission
from fokus_core.domain.texts import _
from fokus_core.jobs.job import Job
from fokus_core.plugins.texts import FOLDER
from fokus_kommune.contents import Contents
from fokus_kommune.places import caller, refusing
from fokus_projections import KeyFigure, Projection, StandingOf

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from fokus_api.pages.link_actions import LinkAction
    from fokus_api.plugins.bulk_imports import BulkImport
    from fokus_api.plugins.choices import Choices
    from fokus_api.plugins.intakes import Intake
    from fokus_api.plugins.pages import ProgrammePage
    from fokus_api.plugins.tasks import Task


class Plugin:
    """The plugin of an entry point: hands over what was declared of a programme; see `Programme`."""

    def __init__(
        self,
        id: str,  # noqa: A002  # what a programme is called by
        *,
        title: str,
        short: str = "",
        about: str = "",
        requires: str = "",
        ends_with_body: bool = False,
        parts: Sequence[str] = (),
        routes: Sequence[str] = (),
        retract: Sequence[str] = ("state-office",),
        labels: Vocabulary | None = None,
    ) -> None:
        given = caller().f_globals
        self.id = id
        self._title = title
        self._short = short
        self._about = about
        self._requires = requires
        self._ends_with_body = ends_with_body
        self._retract = tuple(retract)
        self._labels = labels or {}
        self._contents = Contents(id, str(given.get("__name__")), str(given.get("__package__") or ""), parts, routes)
        self._made: list[HTTPRouteHandler] = []

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the table of contents; nothing is taken in after that."""
        found = self._of
        return ProgrammeInfo(
            id=self.id,
            title=self._title,
            short=self._short,
            about=self._about,
            facts=found("fact"),
            upcasters=self._contents.named("upcaster"),
            commands=found("command"),
            statutes=found("statute"),
            evidence=found("evidence"),
            namings=found("naming"),
            permissions=self._permissions(),
            roles=found("role"),
            requires=self._requires,
            package=self._with_texts(),
            labels=self._labels,
            places=self._contents.places,
            purposes=found("purpose"),
            traces=found("trace"),
            messages=found("message"),
        )

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return the sentence of every fact."""
        return dict(self._of("sentence"))

    @hookimpl
    def history(self) -> Sequence[HistoryFile]:
        """Return the files of documented history."""
        return self._of("history file")

    @hookimpl
    def jobs(self) -> Sequence[Job[Any]]:
        """Return the work that time or a fact asks for."""
        return self._of("job")

    @hookimpl
    def projections(self) -> Sequence[Projection]:
        """Return the read models."""
        return self._of("projection")

    @hookimpl
    def standings(self) -> Sequence[StandingOf]:
        """Return what tells how a body stands in the programme."""
        return self._of("standing")

    @hookimpl
    def figures(self) -> Sequence[KeyFigure]:
        """Return the figures that the programme is known by."""
        return self._of("figure")

    @hookimpl
    def routes(self) -> "Sequence[HTTPRouteHandler]":
        """Return the read routes, which are made when they are first asked for."""
        if not self._made:
            self._contents.load_routes()
            for at, make in self._contents.placed("route"):
                with refusing(self.id, at):
                    self._made.append(make())
            self._contents.end_routes()
        return self._made

    @hookimpl
    def links(self) -> "Sequence[LinkAction]":
        """Return what links let their holders do."""
        self._contents.load_routes()
        return self._of("link action")

    @hookimpl
    def choices(self) -> "Sequence[Choices]":
        """Return where the things are listed that the keys of commands name."""
        self._contents.load_routes()
        return self._of("choices")

    @hookimpl
    def imports(self) -> "Sequence[BulkImport]":
        """Return which tables may be read in."""
        return self._of("bulk import")

    @hookimpl
    def intake(self) -> "Sequence[Intake]":
        """Return which documents portals hand over."""
        return self._of("intake")

    @hookimpl
    def inbox(self) -> "Sequence[Task]":
        """Return what waits for people."""
        self._contents.load_routes()
        return self._of("task")

    @hookimpl
    def pages(self) -> "Sequence[ProgrammePage]":
        """Return the pages that the programme makes itself."""
        self._contents.load_routes()
        return self._of("page")

    def _of(self, kind: str) -> list[Any]:
        self._contents.close()
        return self._contents.of(kind)

    def _permissions(self) -> list[Permission]:
        retract = Permission(f"{self.id}.retract", self._retract, _("Einträge zurücknehmen"))
        own: list[Permission] = self._of("permission")
        return own if not self._of("fact") or any(one.id == retract.id for one in own) else [*own, retract]

    def _with_texts(self) -> str:
        package = self._contents.package
        return package if package and find_spec(package) and (files(package) / FOLDER).is_dir() else ""
