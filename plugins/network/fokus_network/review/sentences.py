"""Reviews as German and English sentences."""

from fokus_core import Fact, Sentence
from fokus_network.review.facts import ReviewIntervalSet, ReviewRecorded

SENTENCES: dict[type[Fact], Sentence] = {
    ReviewIntervalSet: Sentence(
        "Mitglieder werden alle {months} Monate anhand der Kriterien überprüft.",
        "Members are reviewed against the criteria every {months} months.",
    ),
    ReviewRecorded: Sentence(
        "{body} wurde anhand der Kriterien in der Fassung {criteria} überprüft.",
        "{body} was reviewed against the criteria, version {criteria}.",
    ),
}
