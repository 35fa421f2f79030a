"""Info mails as German and English sentences."""

from fokus_core import Fact, Sentence
from fokus_network.mails.facts import InfoMailApproved, InfoMailDrafted, InfoMailSent

SENTENCES: dict[type[Fact], Sentence] = {
    InfoMailDrafted: Sentence("Die Infomail „{subject}“ wurde entworfen.", "The info mail “{subject}” was drafted."),
    InfoMailApproved: Sentence("Eine Infomail wurde freigegeben.", "An info mail was approved."),
    InfoMailSent: Sentence(
        "Eine Infomail wurde an die Ansprechpersonen der Mitglieder versandt.",
        "An info mail was sent to the contact persons of the members.",
    ),
}
