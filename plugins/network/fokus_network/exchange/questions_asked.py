"""The questions of members with their answers, for members and those who run the network."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from litestar.params import QueryParameter

from fokus_api import Ask, Moment, RowEntry
from fokus_core import SIGNED_IN, Forbidden
from fokus_kommune import _
from fokus_network.exchange.programme import exchange
from fokus_network.exchange.questions import READ_EXCHANGE
from fokus_network.exchange.words_found import found_in
from fokus_network.membership.read_models import ACTIVE, MEMBERS
from fokus_projections import select_as_of, standing

OfTopic = Annotated[str | None, QueryParameter(max_length=61, description=_("Nur Fragen zu diesem Thema."))]
Open = Annotated[bool | None, QueryParameter(description=_("Nur offene oder nur abgeschlossene Fragen."))]
Words = Annotated[
    str | None,
    QueryParameter(max_length=200, description=_("Nur Fragen, in denen mit ihren Antworten alle diese Wörter stehen.")),
]
ASKED = (
    f"SELECT question, body, title, text, topics, effective, position FROM network_question_asked WHERE {standing()}"
)
ANSWERED = f"""SELECT question, answer, body, text, effective FROM network_question_answered WHERE {standing()}
ORDER BY effective, position"""
CLOSED = f"SELECT question, effective FROM network_question_closed WHERE {standing()}"


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of a member."""

    answer: str
    body: str
    name: str
    text: str
    given: date


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a member with its answers; `closed` is the day on which it was closed."""

    question: str
    body: str
    name: str
    title: str
    text: str
    topics: Sequence[str]
    asked: date
    closed: date | None
    answers: Sequence[AnswerView]
    entry: RowEntry | None = None


def demand_reader(ask: Ask) -> None:
    """Raise `Forbidden` for whoever neither runs the network nor acts for a body that is a member today."""
    reach = ask.node.access.reach(ask.caller, READ_EXCHANGE.permission)
    if reach.everything:
        return
    today = Moment(ask.caller.today, ask.reader.position)
    rows = select_as_of(ask.reader, MEMBERS, today.on, today.known, columns=("body",), where=ACTIVE)
    if not reach.of("body") & {body for (body,) in rows}:
        raise Forbidden


@exchange.lists("questions", title=_("Fragen und Antworten"), policy=SIGNED_IN, order=("asked", "question"), live=True)
async def questions(ask: Ask, q: Words = None, topic: OfTopic = None, open: Open = None) -> list[QuestionView]:  # noqa: A002  # the name of the query parameter
    """List the questions of members with their answers by a day.

    Open to the coordination, the state office and auditors, and to officers of bodies that are members today.
    """
    demand_reader(ask)
    params, on = ask.moment.params, ask.moment.on
    answers: dict[str, list[AnswerView]] = defaultdict(list)
    for question, answer, body, text, day in ask.reader.rows(ANSWERED, params):
        given = AnswerView(
            answer=answer, body=body, name=ask.bodies.name(body, on), text=text, given=date.fromisoformat(day)
        )
        answers[question].append(given)
    closed = {question: date.fromisoformat(day) for question, day in ask.reader.rows(CLOSED, params)}
    found = [
        QuestionView(
            question=question,
            body=body,
            name=ask.bodies.name(body, on),
            title=title,
            text=text,
            topics=msgspec.json.decode(topics),
            asked=date.fromisoformat(day),
            closed=closed.get(question),
            answers=answers[question],
            entry=RowEntry(position),
        )
        for question, body, title, text, topics, day, position in ask.reader.rows(ASKED, params)
    ]
    return [one for one in found if _meant(one, q, topic, open)]


def _meant(one: QuestionView, words: str | None, topic: str | None, is_open: bool | None) -> bool:
    if topic is not None and topic not in one.topics:
        return False
    if is_open is not None and is_open != (one.closed is None):
        return False
    return words is None or found_in(words, one.title, one.text, *(answer.text for answer in one.answers))
