"""What must hold of a practice example at every date."""

from collections.abc import Iterator

from fokus_kommune import Breach, Fact, Recorded, _
from fokus_network.exchange.examples.facts import (
    EXAMPLES,
    About,
    ExampleEnded,
    ExamplePublished,
    ExampleReturned,
    ExampleSubmitted,
)
from fokus_network.exchange.programme import exchange

ENDED = _("Dieses Praxisbeispiel wird am {effective} nicht mehr empfohlen.")
NOTHING = _("Zu diesem Praxisbeispiel liegt am {effective} keine neue Fassung vor.")
NUMBER = _("Die nächste Fassung trägt die Nummer {n}.")
ANOTHER = _("Dieses Praxisbeispiel gehört einer anderen Kommune.")
NOT_PUBLISHED = _("Dieses Praxisbeispiel ist am {effective} nicht veröffentlicht.")


@exchange.statute("example", *EXAMPLES)
def examples_are_checked_before_they_are_published(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """An example is one body's; each version is handed in, then returned or published; after its end nothing."""
    body, waits, ended, version = "", False, False, 0
    for record in history:
        fact, at = record.fact, record.position
        assert isinstance(fact, About)  # noqa: S101  # the statute names no other type
        body = body or fact.body
        if fact.body != body:
            yield Breach("another-body", ANOTHER, at, "body")
        elif ended:
            yield Breach("example-ended", ENDED, at, "effective")
        elif isinstance(fact, ExampleReturned | ExamplePublished) and not waits:
            yield Breach("nothing-submitted", NOTHING, at, "example")
        elif isinstance(fact, ExamplePublished) and fact.version != version + 1:
            yield Breach("version-not-next", NUMBER, at, "version", values={"n": version + 1})
        elif isinstance(fact, ExampleEnded) and not version:
            yield Breach("not-published", NOT_PUBLISHED, at, "effective")
        waits = isinstance(fact, ExampleSubmitted)
        ended = isinstance(fact, ExampleEnded)
        version += isinstance(fact, ExamplePublished)
