"""The figures that the programmes are known by, in one answer."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar.di import NamedDependency

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.http.rendered import Rendered
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
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
    apart: FigureApart | None = None


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
                apart=None if one.apart is None else FigureApart(**told(programme, one.apart)),
            )
            for programme, one in node.figures
        ]
    )
