"""The hooks of the API layer: what a programme answers over HTTP."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fokus_core.domain.hooks import hookspec

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from fokus_api.pages.link_actions import LinkAction
    from fokus_api.plugins.bulk_imports import BulkImport
    from fokus_api.plugins.choices import Choices
    from fokus_api.plugins.intakes import Intake
    from fokus_api.plugins.pages import ProgrammePage
    from fokus_api.plugins.tasks import Task


@hookspec
def routes() -> "Sequence[HTTPRouteHandler]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return the read routes of the programme, made with `fokus_api.read`. Called once, at start.

    Each stands below `/<programme>/`; a route without a policy stops the start.
    """


@hookspec
def links() -> "Sequence[LinkAction]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return what the holders of the programme's links may do without an account. Called once, at start.

    Links are issued with `fokus_core.Links(state_store).issue`, from a job that sends them.
    """


@hookspec
def choices() -> "Sequence[Choices]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return where the things are listed that the keys of commands name. Called once, at start.

    Forms then offer them by title, and so does `/api/v1/choices/{kind}`. Whoever may not read the list is offered none.
    """


@hookspec
def inbox() -> "Sequence[Task]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return what of the programme waits for people, by the lists that name it. Called once, at start.

    It stands in the inbox of whoever may read the list and give the command that does it.
    """


@hookspec
def pages() -> "Sequence[ProgrammePage]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return the pages that the programme makes itself, from templates of its own. Called once, at start.

    Without one it has a page all the same, with its lists, commands and entries.
    """


@hookspec
def imports() -> "Sequence[BulkImport]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return which tables may be read in, and which command each row becomes. Called once, at start.

    A row is recorded once, by its key, with the same rights and rules as the form of its command.
    """


@hookspec
def intake() -> "Sequence[Intake]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return which documents portals hand over, and which command each becomes. Called once, at start.

    A document is recorded once, by its sender's reference. An adapter of your own, for a portal that speaks otherwise,
    is a job that gives each to `fokus_api.hand_over`.
    """
