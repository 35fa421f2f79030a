"""Reviews as German and English sentences."""

from fokus_core import Fact, Sentence, _, one
from fokus_network.review.facts import ReviewIntervalSet, ReviewRecorded

SENTENCES: dict[type[Fact], Sentence] = {
    ReviewIntervalSet: Sentence(
        _("Mitglieder werden alle {months} Monate anhand der Kriterien überprüft."),
        when={one("months"): Sentence(_("Mitglieder werden jeden Monat anhand der Kriterien überprüft."))},
    ),
    ReviewRecorded: Sentence(
        _("{body} wurde anhand der Kriterien in der Fassung {criteria} überprüft."),
    ),
}
