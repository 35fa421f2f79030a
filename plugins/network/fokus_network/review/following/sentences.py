"""What follows from reviews as German and English sentences."""

from fokus_core import Fact, Sentence, _
from fokus_network.review.following.facts import FollowUpAnswered, FollowUpClosed, FollowUpSet

SENTENCES: dict[type[Fact], Sentence] = {
    FollowUpSet: Sentence(
        _("{body} kann bis einschließlich {until} nachreichen, was bei der Überprüfung fehlte."),
        when={
            lambda fact: fact.step == "suspension": Sentence(
                _(
                    "Es wurde vorgeschlagen, dass die Mitgliedschaft {body_genitive} ruht. "
                    "{body} kann sich bis einschließlich {until} dazu äußern. Grund: {reason}"
                )
            ),
            lambda fact: fact.step == "end": Sentence(
                _(
                    "Es wurde vorgeschlagen, dass die Mitgliedschaft {body_genitive} endet. "
                    "{body} kann sich bis einschließlich {until} dazu äußern. Grund: {reason}"
                )
            ),
        },
    ),
    FollowUpAnswered: Sentence(_("{body} hat sich zur Überprüfung geäußert: {statement}")),
    FollowUpClosed: Sentence(
        _("{body} hat nachgereicht, was bei der Überprüfung fehlte."),
        when={
            lambda fact: fact.outcome == "carried-out": Sentence(
                _("Der Vorschlag zur Mitgliedschaft {body_genitive} ist umgesetzt.")
            ),
            lambda fact: fact.outcome == "dropped": Sentence(
                _("Die Frist für {body_accusative} ist aufgehoben. Grund: {reason}")
            ),
        },
    ),
}
