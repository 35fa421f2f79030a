"""Functions and terms as German and English sentences."""

from fokus_core import Fact, Sentence
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
        "{body} hat eine Ansprechperson für das Netzwerk benannt.",
        "{body} named a contact person for the network.",
        when={
            lambda fact: fact.function == "deputy": Sentence(
                "{body} hat eine Stellvertretung der Ansprechperson benannt.",
                "{body} named a deputy of its contact person.",
            )
        },
    ),
    ContactEnded: Sentence(
        "Die Benennung der Ansprechperson ({body}) endet: {reason}",
        "The term of the contact person of {body} ends: {reason}",
        when={
            lambda fact: fact.function == "deputy": Sentence(
                "Die Benennung einer Stellvertretung ({body}) endet: {reason}",
                "The term of a deputy contact person of {body} ends: {reason}",
            )
        },
    ),
    SpeakerNumberSet: Sentence(
        "Das Netzwerk kann bis zu {number} Sprecherinnen und Sprecher haben.",
        "The network may have up to {number} speakers.",
    ),
    SpeakerElected: Sentence(
        "Das Netzwerk hat eine Sprecherin oder einen Sprecher gewählt ({body}).",
        "The network elected a speaker from {body}.",
    ),
    SpeakerEnded: Sentence(
        "Die Amtszeit einer Sprecherin oder eines Sprechers ({body}) endet: {reason}",
        "The term of the speaker from {body} ends: {reason}",
    ),
    OrganisationEntrusted: Sentence(
        "{party} begleitet das Netzwerk.",
        "{party} accompanies the network.",
        when={
            lambda fact: fact.task == "responsibility": Sentence(
                "{party} ist auf Landesseite für das Netzwerk zuständig.",
                "{party} is responsible for the network on the state side.",
            )
        },
    ),
    OrganisationReleased: Sentence(
        "{party} begleitet das Netzwerk nicht mehr: {reason}",
        "{party} no longer accompanies the network: {reason}",
        when={
            lambda fact: fact.task == "responsibility": Sentence(
                "{party} ist auf Landesseite nicht mehr für das Netzwerk zuständig: {reason}",
                "{party} is no longer responsible for the network on the state side: {reason}",
            )
        },
    ),
}
