"""Functions and terms as German and English sentences."""

from fokus_core import PRIVATE, Fact, Sentence, _, one
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
        _("Die Ansprechperson {body_genitive} hat diese Aufgabe nicht mehr. Grund: {reason}"),
        when={
            lambda fact: fact.function == "deputy" and fact.reason == PRIVATE: Sentence(
                _("Eine Stellvertretung {body_genitive} hat diese Aufgabe nicht mehr."),
            ),
            lambda fact: fact.function == "deputy": Sentence(
                _("Eine Stellvertretung {body_genitive} hat diese Aufgabe nicht mehr. Grund: {reason}"),
            ),
            lambda fact: fact.reason == PRIVATE: Sentence(
                _("Die Ansprechperson {body_genitive} hat diese Aufgabe nicht mehr."),
            ),
        },
    ),
    SpeakerNumberSet: Sentence(
        _("Das Sprecherteam kann bis zu {number} Personen haben."),
        when={one("number"): Sentence(_("Das Sprecherteam kann aus einer Person bestehen."))},
    ),
    SpeakerElected: Sentence(
        _("Das Netzwerk hat eine Person aus {body_dative} in das Sprecherteam gewählt."),
    ),
    SpeakerEnded: Sentence(
        _("Eine Person aus {body_dative} gehört nicht mehr zum Sprecherteam. Grund: {reason}"),
        when={
            lambda fact: fact.reason == PRIVATE: Sentence(
                _("Eine Person aus {body_dative} gehört nicht mehr zum Sprecherteam."),
            )
        },
    ),
    OrganisationEntrusted: Sentence(
        _("{party} begleitet das Netzwerk."),
        when={
            lambda fact: fact.task == "responsibility": Sentence(
                _("{party} ist beim Land für das Netzwerk zuständig."),
            )
        },
    ),
    OrganisationReleased: Sentence(
        _("{party} begleitet das Netzwerk nicht mehr. Grund: {reason}"),
        when={
            lambda fact: fact.task == "responsibility": Sentence(
                _("{party} ist beim Land nicht mehr für das Netzwerk zuständig. Grund: {reason}"),
            )
        },
    ),
}
