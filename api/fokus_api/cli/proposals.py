"""`fokus proposals`: what waits for a second actor, in clear for those who may confirm it."""

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import rich_click as click

from fokus_api.auth.unsealing import open_fields
from fokus_api.cli.do import acting, as_option
from fokus_api.cli.output import Output, json_option, language, opened, words
from fokus_api.responses.proposals import ProposalView, permission_of, proposal_view
from fokus_api.responses.sentences import Sentences
from fokus_core.domain.clock import BERLIN
from fokus_core.domain.refusals import NotFound, Unavailable
from fokus_core.journal.preview import preview

if TYPE_CHECKING:
    from rich.console import RenderableType

    from fokus_api.runtime.service import Service
    from fokus_core.access.actor import Actor

PATIENCE = 10.0  # seconds to wait for the read model


@click.command
@click.argument("proposal", required=False)
@as_option
@json_option
def proposals(proposal: str | None, actor: str | None) -> None:
    """List the commands that wait for a second actor, or show one.

    Their fields are shown in clear; who opened which is written down.
    """
    out, by = Output(), acting(actor)
    with opened() as service:
        if proposal is not None:
            view = _view(service, proposal, by)
            out.say(view, *_told(out, view))
            return
        views: list[ProposalView] = []
        for one in _waiting(service):
            with suppress(NotFound):
                views.append(_view(service, one, by))
        human = [item for view in views for item in _told(out, view)]
        out.say({"proposals": views}, *(human or ["Nothing waits for a second actor."]))


def _waiting(service: "Service") -> list[str]:
    """Return the ids of the open proposals, once the read model shows the whole journal."""
    from fokus_projections import open_proposals

    service.models.start()
    if not service.models.wait_for(service.journal.store.head(), PATIENCE):
        raise Unavailable("The read model is being built; try again.")
    return open_proposals(service.models.reader())


def _view(service: "Service", proposal: str, by: "Actor") -> ProposalView:
    found = preview(service.journal, proposal, by)
    permission = permission_of(found, service.catalogue)
    (fields,) = open_fields(service, by.id, permission, [found.record])
    bodies, titles = service.journal.bodies(), service.journal.titles
    sentences = Sentences(service.plugins.sentences, service.texts, titles)
    return proposal_view(found, fields, service.catalogue, sentences, bodies, words())


def _told(out: Output, view: ProposalView) -> "tuple[RenderableType, ...]":
    """Return who proposed what, its fields, and what it would record now."""
    at = f"{view.at.astimezone(BERLIN):%Y-%m-%d %H:%M}"
    heading = f"{view.proposal}: {view.by} proposed {view.command} on {at}. {view.title}".rstrip()
    fields = [] if view.fields is None else [(name, _text(value)) for name, value in view.fields.items()]
    then = [f"It would record: {fact.sentence[language()]}" for fact in view.facts]
    if view.refusal:
        then = [f"It would be refused now: {view.refusal.detail}"]
    return (heading, out.table(("field", "value"), fields), *then)


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
