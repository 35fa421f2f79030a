"""Reviews as German and English sentences."""

from fokus_core import Fact, Sentence, _
from fokus_network.review.facts import ReviewIntervalSet, ReviewRecorded

SENTENCES: dict[type[Fact], Sentence] = {
    ReviewIntervalSet: Sentence(
        _("Mitglieder werden alle {months} Monate anhand der Kriterien überprüft."),
    ),
    ReviewRecorded: Sentence(
        _("{body} wurde anhand der Kriterien in der Fassung {criteria} überprüft."),
    ),
}
