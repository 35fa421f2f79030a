"""The figures that the programmes are known by, in one answer, and the facts that each follows from."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.policy import API, PUBLIC, read
from fokus_api.http.rendered import Rendered
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.views import FactView, fact_view
from fokus_core.bodies.names import Bodies
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_projections import KeyFigure, Reader


class FigureApart(msgspec.Struct, frozen=True, kw_only=True):
    """How many of what was counted are told apart, such as those that rest."""

    figure: str
    title: Rendered
    value: int


class FigureView(msgspec.Struct, frozen=True, kw_only=True):
    """How many there are of something on a day; `link` leads to what was counted, `apart` tells some of it apart."""

    programme: str
    figure: str
    title: Rendered
    value: int
    link: str | None
    explanation: Annotated[str | None, msgspec.Meta(description="Where the facts behind it are told")] = None
    apart: FigureApart | None = None


class FigureExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """A figure on a day as known at a position, and every fact that it follows from, with source and certainty."""

    programme: str
    figure: str
    title: Rendered
    value: int
    facts: Sequence[FactView]


class FiguresView(msgspec.Struct, frozen=True):
    """The figures of all programmes on a day."""

    figures: Sequence[FigureView]


@read("/figures", policy=PUBLIC, operation_id="core_figures")
async def figures(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], node: NamedDependency[Node]
) -> FiguresView:
    """Show the figures that the programmes are known by, on a day as known at a position."""
    say = node.service.texts.say

    def told(programme: str, one: KeyFigure) -> dict[str, Any]:
        title = Rendered.of(lambda language: say(one.title, language, programme))
        return {"figure": one.name, "title": title, "value": one.count(reader, moment.on, moment.known)}

    return FiguresView(
        [
            FigureView(
                programme=programme,
                **told(programme, one),
                link=one.link or None,
                explanation=None if one.behind is None else _explained_at(programme, one, moment),
                apart=None if one.apart is None else FigureApart(**told(programme, one.apart)),
            )
            for programme, one in node.figures
        ]
    )


@read("/figures/{programme:str}/{figure:str}/explanation", policy=PUBLIC, operation_id="core_figure_explanation")
async def figure_explanation(
    programme: Annotated[str, PathParameter(max_length=100, description=_("Das Programm."))],
    figure: Annotated[str, PathParameter(max_length=100, description=_("Name der Kennzahl."))],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    bodies: NamedDependency[Bodies],
    node: NamedDependency[Node],
) -> FigureExplanation:
    """Explain a figure, or one that is told apart in it, by the facts of everything that it counts on a day."""
    known = (one for of, whole in node.figures if of == programme for one in (whole, whole.apart))
    found = next((one for one in known if one and one.name == figure), None)
    if found is None or found.behind is None:
        raise NotFound
    with reader.snapshot():
        value = found.count(reader, moment.on, moment.known)
        behind = found.behind(reader, moment.on, moment.known)
    return FigureExplanation(
        programme=programme,
        figure=figure,
        title=Rendered.of(lambda language: node.service.texts.say(found.title, language, programme)),
        value=value,
        facts=[fact_view(one, node.sentences, bodies, persons=False) for one in behind],
    )


def _explained_at(programme: str, one: KeyFigure, moment: Moment) -> str:
    return f"{API}/figures/{programme}/{one.name}/explanation?{urlencode(moment.params)}"
