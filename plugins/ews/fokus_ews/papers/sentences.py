"""The facts about papers as German and English sentences."""

from fokus_core import Fact, Sentence, _
from fokus_ews.papers.facts import PaperIssued, PaperRevoked

SENTENCES: dict[type[Fact], Sentence] = {
    PaperIssued: Sentence(
        _("Für {body_accusative} wurde eine Bescheinigung über „{title}“ ausgestellt."),
        when={
            lambda fact: fact.person is not None: Sentence(
                _("Für ein Mitglied des Teams {body_genitive} wurde eine Bescheinigung über „{title}“ ausgestellt.")
            )
        },
    ),
    PaperRevoked: Sentence(
        _("Eine Bescheinigung für {body_accusative} wurde widerrufen."),
    ),
}
