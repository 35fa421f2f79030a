"""Advice between the workshops: a team asks, the carrier makes an appointment and writes down what came of it."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import BodyRef, Invalid, Local, NoSuchTime, Past, Reads, Refused, Sealed, _, command, when
from fokus_ews.learning.books import Advice
from fokus_ews.learning.facts import ADVICE, AdviceArranged, AdviceGiven, AdviceRequested
from fokus_ews.learning.group import InGroup, OfTeam, demand_site
from fokus_ews.learning.words import AdviceId, Channel
from fokus_ews.policies import LEAD, TAKE_PART
from fokus_ews.words import Text


@command("ews.request-advice", TAKE_PART, title=_("Um Beratung bitten"))
class RequestAdvice(OfTeam, frozen=True, kw_only=True):
    """Ask the carrier for advice."""

    channel: Channel
    concern: Annotated[Text, Meta(description="What it is about")]

    def decide(self, past: Past) -> Iterator[AdviceRequested]:
        """Yield the request under a new id."""
        yield AdviceRequested(
            effective=self.effective,
            cohort=self.cohort,
            advice=past.new_id("advice"),
            body=self.body,
            channel=Sealed.of(self.channel),
            concern=Sealed.of(self.concern),
        )


class AboutAdvice(InGroup, frozen=True, kw_only=True):
    """Something about advice for a site, that was asked for or not."""

    reads: ClassVar[Reads] = Reads("advice", *ADVICE)
    body: BodyRef
    channel: Channel
    advice: Annotated[AdviceId | None, Meta(description="The advice, where it was asked for or arranged")] = None

    def book(self, past: Past) -> tuple[str, Advice]:
        """Return the id and what is true of the advice so far; a new id for one that nobody asked for."""
        demand_site(past, self.body, self.effective, "body")
        if self.advice is None:
            return past.new_id("advice"), Advice()
        found = Advice.of(past.on(self.effective).of(*ADVICE))
        if found.first is None:
            raise Refused(
                "advice-unknown",
                _("Diese Beratung gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag."),
                field="advice",
            )
        return self.advice, found


@command("ews.arrange-advice", LEAD, title=_("Beratung vereinbaren"))
class ArrangeAdvice(AboutAdvice, frozen=True, kw_only=True):
    """Make an appointment for advice, or another one."""

    starts: Local

    def decide(self, past: Past) -> Iterator[AdviceArranged]:
        """Yield the appointment."""
        advice, book = self.book(past)
        try:
            starts = when(self.starts).text
        except NoSuchTime as error:
            raise Invalid(error.slug, error.message, field="starts") from error
        fact = AdviceArranged(
            effective=self.effective,
            cohort=self.cohort,
            advice=advice,
            body=self.body,
            channel=Sealed.of(self.channel),
            starts=starts,
        )
        yield book.checked(fact)


@command("ews.record-advice", LEAD, title=_("Beratung eintragen"))
class RecordAdvice(AboutAdvice, frozen=True, kw_only=True):
    """Record that a site was advised, and what came of it."""

    note: Annotated[Text, Meta(description="What came of it")]

    def decide(self, past: Past) -> Iterator[AdviceGiven]:
        """Yield the advice."""
        advice, book = self.book(past)
        fact = AdviceGiven(
            effective=self.effective,
            cohort=self.cohort,
            advice=advice,
            body=self.body,
            channel=Sealed.of(self.channel),
            note=Sealed.of(self.note),
        )
        yield book.checked(fact)


COMMANDS = (RequestAdvice, ArrangeAdvice, RecordAdvice)
