"""The facts of the learning arrangement as German and English sentences; what is sealed is not said."""

from collections.abc import Callable
from typing import Any

from fokus_core import Fact, Sentence
from fokus_ews.learning import facts as f

ADOPTERS = {
    "council": ("Der Rat", "The council"),
    "main-committee": ("Der Hauptausschuss", "The main committee"),
    "district-council": ("Der Kreistag", "The district council"),
    "district-committee": ("Der Kreisausschuss", "The district committee"),
}


def _adopted(adopter: str) -> tuple[Callable[[Any], bool], Sentence]:
    de, en = ADOPTERS[adopter]
    sentence = Sentence(
        f"{de} hat die Engagementstrategie „{{title}}“ beschlossen ({{body}}).",
        f"{en} adopted the engagement strategy “{{title}}” ({{body}}).",
    )
    return lambda fact: fact.adopter == adopter, sentence


SENTENCES: dict[type[Fact], Sentence] = {
    f.WorkshopPlanned: Sentence(
        "Für die Gruppe des Durchgangs {cohort} wurde ein Workshop oder eine Fachtagung geplant (Beginn: {starts}).",
        "A workshop or a conference was planned for the group of run {cohort} (beginning: {starts}).",
    ),
    f.ConferenceAnnounced: Sentence(
        "Zum Durchgang {cohort} wurde die Fachtagung „{title}“ angekündigt (Beginn: {starts}).",
        "The conference “{title}” of run {cohort} was announced (beginning: {starts}).",
    ),
    f.WorkshopCancelled: Sentence(
        "Ein Workshop der Gruppe des Durchgangs {cohort} wurde abgesagt.",
        "A workshop of the group of run {cohort} was cancelled.",
    ),
    f.ConferenceCancelled: Sentence(
        "Eine Fachtagung zum Durchgang {cohort} wurde abgesagt.", "A conference of run {cohort} was cancelled."
    ),
    f.ExpertInvited: Sentence(
        "Eine Fachperson wurde zu einem Workshop eingeladen.",
        "An expert was invited to a workshop.",
        when={
            lambda fact: fact.party is not None: Sentence(
                "{party} wurde zu einem Workshop eingeladen.", "{party} was invited to a workshop."
            )
        },
    ),
    f.AttendanceNoted: Sentence("{body} hat an einem Workshop teilgenommen.", "{body} took part in a workshop."),
    f.TopicRoundOpened: Sentence(
        "In der Gruppe des Durchgangs {cohort} wurde eine Themenrunde eröffnet.",
        "A round to choose a topic was opened in the group of run {cohort}.",
    ),
    f.TopicProposed: Sentence("{body} hat ein Thema vorgeschlagen.", "{body} proposed a topic."),
    f.TopicVoted: Sentence("{body} hat für ein Thema gestimmt.", "{body} voted for a topic."),
    f.TopicChosen: Sentence(
        "Das Thema wurde gewählt und die Runde geschlossen.", "The topic was chosen and the round closed."
    ),
    f.SourceAdded: Sentence(
        "In den Lernquellenpool des Durchgangs {cohort} wurde eine Quelle eingestellt.",
        "A source was put into the pool of run {cohort}.",
    ),
    f.SourcePublished: Sentence(
        "Die Lernquelle „{title}“ wurde veröffentlicht.", "The learning source “{title}” was published."
    ),
    f.AdviceRequested: Sentence("{body} hat um Beratung gebeten.", "{body} asked for advice."),
    f.AdviceArranged: Sentence(
        "Für {body} wurde ein Beratungstermin vereinbart (Beginn: {starts}).",
        "An appointment for advice was made for {body} (beginning: {starts}).",
    ),
    f.AdviceGiven: Sentence("{body} wurde beraten.", "{body} was advised."),
    f.NoteWritten: Sentence(
        "In der Gruppe des Durchgangs {cohort} wurde eine Notiz festgehalten.",
        "A note was written in the group of run {cohort}.",
    ),
    f.DraftWritten: Sentence(
        "{body} hat einen Entwurf des Praxisprojekts oder der Engagementstrategie verfasst oder geändert.",
        "{body} wrote or changed a draft of its practice project or of its engagement strategy.",
    ),
    f.StrategyAdopted: Sentence(
        "{body} hat die Engagementstrategie „{title}“ beschlossen.",
        "{body} adopted the engagement strategy “{title}”.",
        when=dict(map(_adopted, ADOPTERS)),
    ),
}
