"""Functions and terms as German and English sentences."""

from fokus_core import Fact, Sentence, _
from fokus_network.people.facts import (
    ContactEnded,
    ContactNamed,
    OrganisationEntrusted,
    OrganisationReleased,
    SpeakerElected,
    SpeakerEnded,
    SpeakerNumberSet,
)

SENTENCES: dict[type[Fact], Sentence] = {
    ContactNamed: Sentence(
        _("{body} hat eine Ansprechperson für das Netzwerk benannt."),
        when={
            lambda fact: fact.function == "deputy": Sentence(
                _("{body} hat eine Stellvertretung der Ansprechperson benannt."),
            )
        },
    ),
    ContactEnded: Sentence(
        _("Die Benennung der Ansprechperson ({body}) endet: {reason}"),
        when={
            lambda fact: fact.function == "deputy": Sentence(
                _("Die Benennung einer Stellvertretung ({body}) endet: {reason}"),
            )
        },
    ),
    SpeakerNumberSet: Sentence(
        _("Das Netzwerk kann bis zu {number} Sprecherinnen und Sprecher haben."),
    ),
    SpeakerElected: Sentence(
        _("Das Netzwerk hat eine Sprecherin oder einen Sprecher gewählt ({body})."),
    ),
    SpeakerEnded: Sentence(
        _("Die Amtszeit einer Sprecherin oder eines Sprechers ({body}) endet: {reason}"),
    ),
    OrganisationEntrusted: Sentence(
        _("{party} begleitet das Netzwerk."),
        when={
            lambda fact: fact.task == "responsibility": Sentence(
                _("{party} ist auf Landesseite für das Netzwerk zuständig."),
            )
        },
    ),
    OrganisationReleased: Sentence(
        _("{party} begleitet das Netzwerk nicht mehr: {reason}"),
        when={
            lambda fact: fact.task == "responsibility": Sentence(
                _("{party} ist auf Landesseite nicht mehr für das Netzwerk zuständig: {reason}"),
            )
        },
    ),
}
