"""The facts of the learning arrangement as German and English sentences; what is sealed is not said."""

from collections.abc import Callable
from typing import Any

from fokus_core import Fact, Sentence, _
from fokus_ews.learning import facts as f

ADOPTERS = {
    "council": _("Der Rat {body_genitive} hat die Engagementstrategie „{title}“ beschlossen."),
    "main-committee": _("Der Hauptausschuss {body_genitive} hat die Engagementstrategie „{title}“ beschlossen."),
    "district-council": _("Der Kreistag {body_genitive} hat die Engagementstrategie „{title}“ beschlossen."),
    "district-committee": _("Der Kreisausschuss {body_genitive} hat die Engagementstrategie „{title}“ beschlossen."),
}


def _adopted(adopter: str) -> tuple[Callable[[Any], bool], Sentence]:
    return lambda fact: fact.adopter == adopter, Sentence(ADOPTERS[adopter])


SENTENCES: dict[type[Fact], Sentence] = {
    f.WorkshopPlanned: Sentence(
        _("Für die Gruppe des Durchgangs „{cohort}“ wurde ein Workshop oder eine Fachtagung am {starts} geplant."),
    ),
    f.ConferenceAnnounced: Sentence(
        _("Zum Durchgang „{cohort}“ wurde die Fachtagung „{title}“ am {starts} angekündigt."),
    ),
    f.WorkshopCancelled: Sentence(
        _("Ein Workshop der Gruppe des Durchgangs „{cohort}“ wurde abgesagt."),
    ),
    f.ConferenceCancelled: Sentence(_("Eine Fachtagung zum Durchgang „{cohort}“ wurde abgesagt.")),
    f.ExpertInvited: Sentence(
        _("Eine externe Fachperson wurde zu einem Workshop eingeladen."),
        when={lambda fact: fact.party is not None: Sentence(_("{party} wurde zu einem Workshop eingeladen."))},
    ),
    f.AttendanceNoted: Sentence(_("{body} hat an einem Workshop teilgenommen.")),
    f.TopicRoundOpened: Sentence(
        _("In der Gruppe des Durchgangs „{cohort}“ wurde eine Themenrunde eröffnet."),
    ),
    f.TopicProposed: Sentence(_("{body} hat ein Thema vorgeschlagen.")),
    f.TopicVoted: Sentence(_("{body} hat für ein Thema gestimmt.")),
    f.TopicChosen: Sentence(_("Das Thema wurde gewählt und die Themenrunde geschlossen.")),
    f.SourceAdded: Sentence(
        _("In den Lernquellenpool des Durchgangs „{cohort}“ wurde eine Quelle eingestellt."),
    ),
    f.SourcePublished: Sentence(_("Die Lernquelle „{title}“ wurde veröffentlicht.")),
    f.AdviceRequested: Sentence(_("{body} hat um Beratung gebeten.")),
    f.AdviceArranged: Sentence(
        _("Für {body_accusative} wurde ein Beratungstermin am {starts} vereinbart."),
    ),
    f.AdviceGiven: Sentence(_("{body} wurde beraten.")),
    f.NoteWritten: Sentence(
        _("In der Gruppe des Durchgangs „{cohort}“ wurde eine Notiz festgehalten."),
    ),
    f.DraftWritten: Sentence(
        _("{body} hat einen Entwurf des Praxisprojekts oder der Engagementstrategie verfasst oder geändert."),
    ),
    f.StrategyAdopted: Sentence(
        _("{body} hat die Engagementstrategie „{title}“ beschlossen."),
        when=dict(map(_adopted, ADOPTERS)),
    ),
}
