"""Questions and answers among members: asked by one, answered by others, closed by who asked."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import Plan
from fokus_kommune import (
    Audience,
    BodyId,
    BodyRef,
    Breach,
    Command,
    Fact,
    Key,
    Lookup,
    Past,
    Reads,
    Recorded,
    Refused,
    _,
    recorded,
)
from fokus_network.exchange.members import OF_MEMBER, demand_member
from fokus_network.exchange.programme import EVERY_SIDE, exchange
from fokus_network.exchange.topics import LISTED, Topics, demand_listed
from fokus_network.membership.another_day import asking_for_another_day
from fokus_network.policies import KEEP

QuestionId = Annotated[str, Key("question"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the question")]
AnswerId = Annotated[str, Key("answer"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the answer")]
Heading = Annotated[str, Meta(min_length=1, max_length=200, title=_("Frage in einem Satz"), description="The question")]
Text = Annotated[
    str, Meta(min_length=1, max_length=8000, title=_("Ihr Text"), description="The text; no names of volunteers")
]

READ_EXCHANGE = exchange.permission(
    "read-exchange",
    scope="body",
    roles=(*EVERY_SIDE, "auditor"),
    title=_("Fragen und Antworten der Mitglieder lesen"),
)
TAKE_PART = exchange.permission(
    "take-part-in-exchange", scope="body", roles=EVERY_SIDE, title=_("Fragen stellen und beantworten")
)
MEMBERS = Audience(READ_EXCHANGE.permission)


@exchange.fact("question-asked@1", audience=MEMBERS, sentence=_("{body} fragt die Mitglieder: {title}"))
class QuestionAsked(Fact, frozen=True):
    """A member asks the others."""

    question: QuestionId
    body: BodyId
    title: Heading
    text: Text
    topics: Topics = ()


@exchange.fact("question-answered@1", audience=MEMBERS, sentence=_("{body} hat auf eine Frage geantwortet."))
class QuestionAnswered(Fact, frozen=True):
    """A member answers a question."""

    question: QuestionId
    answer: AnswerId
    body: BodyId
    text: Text


@exchange.fact(
    "question-closed@1", audience=MEMBERS, ends=True, sentence=_("Eine Frage {body_genitive} ist abgeschlossen.")
)
class QuestionClosed(Fact, frozen=True):
    """Who asked needs no more answers."""

    question: QuestionId
    body: BodyId


THREAD = (QuestionAsked, QuestionAnswered, QuestionClosed)
OF_QUESTION = Reads("question", *THREAD)


def demand_open(now: Past) -> QuestionAsked:
    """Return the question that is open on the day; raises `Refused` where there is none."""
    asked = now.latest(QuestionAsked)
    if asked is None:
        message = _("Diese Frage gibt es am {effective} nicht. Wählen Sie eine aus der Liste.")
        raise Refused("question-unknown", message, field="question")
    if now.of(QuestionClosed):
        raise Refused("question-closed", _("Diese Frage ist am {effective} schon abgeschlossen."), field="question")
    return asked


@exchange.command("ask-question", TAKE_PART, title=_("Frage stellen"))
class AskQuestion(Command, frozen=True):
    """Ask the other members."""

    reads: ClassVar[Reads] = OF_MEMBER | LISTED
    body: BodyRef
    title: Heading
    text: Text
    effective: date
    topics: Topics = ()

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for the permission to keep the network where a day other than today is given."""
        return asking_for_another_day(super().plan(lookup), self.effective, lookup, KEEP)

    def decide(self, past: Past) -> Iterator[QuestionAsked]:
        """Yield the question of a member."""
        demand_member(past.on(self.effective))
        demand_listed(self.topics, past, self.effective)
        yield recorded(self, QuestionAsked, question=past.new_id("question"))


@exchange.command("answer-question", TAKE_PART, title=_("Frage beantworten"))
class AnswerQuestion(Command, frozen=True):
    """Answer a question of another member, or add to one's own."""

    reads: ClassVar[Reads] = OF_MEMBER | OF_QUESTION
    body: BodyRef
    question: QuestionId
    text: Text
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for the permission to keep the network where a day other than today is given."""
        return asking_for_another_day(super().plan(lookup), self.effective, lookup, KEEP)

    def decide(self, past: Past) -> Iterator[QuestionAnswered]:
        """Yield the answer of a member to an open question."""
        now = past.on(self.effective)
        demand_member(now)
        demand_open(now)
        yield recorded(self, QuestionAnswered, answer=past.new_id("answer"))


@exchange.command("close-question", TAKE_PART, title=_("Frage abschließen"))
class CloseQuestion(Command, frozen=True):
    """Close a question of one's own."""

    reads: ClassVar[Reads] = OF_QUESTION
    body: BodyRef
    question: QuestionId
    effective: date

    def decide(self, past: Past) -> Iterator[QuestionClosed]:
        """Yield the end of an open question of that body."""
        if demand_open(past.on(self.effective)).body != self.body:
            raise Refused("another-body", _("Diese Frage hat eine andere Kommune gestellt."), field="body")
        yield recorded(self, QuestionClosed)


@exchange.statute("question", *THREAD)
def questions_are_answered_while_they_are_open(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A question is asked once, answered after that, and closed once, by who asked."""
    asked: QuestionAsked | None = None
    closed = False
    for record in history:
        match record.fact:
            case QuestionAsked() as fact if asked is None:
                asked = fact
            case _ if asked is None or isinstance(record.fact, QuestionAsked):
                yield Breach("question-unknown", _("Diese Frage gibt es am {effective} nicht."), record.position)
            case _ if closed:
                message = _("Diese Frage ist am {effective} schon abgeschlossen.")
                yield Breach("question-closed", message, record.position, "question")
            case QuestionClosed() as fact:
                closed = True
                if fact.body != asked.body:
                    message = _("Diese Frage hat eine andere Kommune gestellt.")
                    yield Breach("another-body", message, record.position, "body")
            case _:
                pass


ASKED = exchange.facts_of(QuestionAsked, indexes=[("question",)])
ANSWERED = exchange.facts_of(QuestionAnswered, indexes=[("question",)])
CLOSED = exchange.facts_of(QuestionClosed, indexes=[("question",)])
