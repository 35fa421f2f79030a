"""Totals that others published, side by side where they contradict each other."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Command, Fact, Invalid, Past, Sentence, _

Subject = Annotated[
    Literal["municipalities", "districts", "cards", "discounts", "app-users", "app-applications"],
    Meta(description="What is counted"),
]
MOST = 1_000_000_000  # no count of people or cards is larger, and none is stored
Count = Annotated[int, Meta(ge=0, le=MOST, description="The number as published, the lower one of a range")]
UpTo = Annotated[
    Annotated[int, Meta(ge=0, le=MOST)] | None, Meta(description="The upper number where a range was published")
]
Roughly = Annotated[bool, Meta(description="Published as a round number: „about“, „over“")]
OutOf = Annotated[
    Annotated[int, Meta(ge=0, le=MOST)] | None, Meta(description="Out of how many, where that was published")
]
Publisher = Annotated[str, Meta(min_length=1, max_length=300, description="Who published it, or where")]
Explanation = Annotated[
    Annotated[str, Meta(min_length=1, max_length=1000)] | None,
    Meta(description="Why it differs from others, or what is not said"),
]
Meaning = Annotated[
    Literal["ever", "valid"] | None,
    Meta(description="Of cards: all that were ever issued, or those valid on the day; null where that is not said"),
]

PUBLISH = ehrenamtskarte.permission(
    "record-figures", roles=("state-office",), title=_("Veröffentlichte Zahlen zur Ehrenamtskarte erfassen")
)


@ehrenamtskarte.fact(
    "figure-published@1",
    public=True,
    whole_programme=True,
    sentence=Sentence(
        _("Veröffentlicht wurde für diesen Tag: {count} teilnehmende Kommunen. Quelle: {publisher}."),
        when={
            lambda fact: fact.subject == "districts": Sentence(
                _("Veröffentlicht wurde für diesen Tag: {count} teilnehmende Kreise. Quelle: {publisher}.")
            ),
            lambda fact: fact.subject == "cards": Sentence(
                _("Veröffentlicht wurde für diesen Tag: {count} Karten. Quelle: {publisher}.")
            ),
            lambda fact: fact.subject == "discounts": Sentence(
                _("Veröffentlicht wurde für diesen Tag: {count} Vergünstigungen. Quelle: {publisher}.")
            ),
            lambda fact: fact.subject == "app-users": Sentence(
                _("Veröffentlicht wurde für diesen Tag: {count} Kommunen und Kreise mit der App. Quelle: {publisher}.")
            ),
            lambda fact: fact.subject == "app-applications": Sentence(
                _("Veröffentlicht wurde für diesen Tag: {count} Anträge über die App. Quelle: {publisher}.")
            ),
        },
    ),
)
class FigurePublished(Fact, frozen=True, kw_only=True):
    """Somebody published a total for a day; whether it is right is not said by that."""

    subject: Subject
    count: Count
    up_to: UpTo = None
    roughly: Roughly = False
    out_of: OutOf = None
    publisher: Publisher
    explanation: Explanation = None
    meaning: Meaning = None


@ehrenamtskarte.command("record-figure", PUBLISH, records=FigurePublished, title=_("Veröffentlichte Zahl eintragen"))
class RecordFigure(Command, frozen=True, kw_only=True):
    """Record a total that was published for a day."""

    effective: date
    subject: Subject
    count: Count
    up_to: UpTo = None
    roughly: Roughly = False
    out_of: OutOf = None
    publisher: Publisher
    explanation: Explanation = None
    meaning: Meaning = None

    def check(self, past: Past) -> None:
        """Refuse a meaning for what is no number of cards."""
        if self.meaning is not None and self.subject != "cards":
            raise Invalid(
                "cards-alone", _("Das lässt sich nur bei Karten angeben. Lassen Sie es leer."), field="meaning"
            )


PUBLISHED = ehrenamtskarte.facts_of(FigurePublished)
