"""Info mails as German and English sentences."""

from fokus_core import Fact, Sentence, _
from fokus_network.mails.facts import InfoMailApproved, InfoMailDocumented, InfoMailDrafted, InfoMailSent

SENTENCES: dict[type[Fact], Sentence] = {
    InfoMailDrafted: Sentence(_("Die Infomail „{subject}“ wurde entworfen.")),
    InfoMailApproved: Sentence(_("Eine Infomail wurde freigegeben.")),
    InfoMailSent: Sentence(_("Eine Infomail wurde versandt.")),
    InfoMailDocumented: Sentence(_("Die frühere Infomail „{subject}“ wurde nachgetragen. Quelle: {reference}")),
}
