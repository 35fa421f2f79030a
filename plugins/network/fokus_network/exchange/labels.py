"""What people call the fields of the exchange: profiles, examples, questions, local partners."""

from fokus_core import Label, Vocabulary, _

SUBMITTED = Label(
    _("Status"),
    values={
        "waiting": _("wird geprüft"),
        "returned": _("zurückgegeben"),
        "published": _("veröffentlicht"),
        "ended": _("wird nicht mehr gezeigt"),
    },
)
PARTNER_KIND = Label(
    _("Art des Partners"),
    values={
        "association": _("Verein"),
        "volunteer-agency": _("Freiwilligenagentur"),
        "welfare": _("Wohlfahrtsverband"),
        "foundation": _("Stiftung"),
        "company": _("Unternehmen"),
        "school": _("Schule"),
        "initiative": _("Initiative"),
        "other": _("Andere"),
    },
)

LABELS: Vocabulary = {
    "NamePartner.kind": PARTNER_KIND,
    "PartnerNamed.kind": PARTNER_KIND,
    "PartnerView.kind": PARTNER_KIND,
    "AnswerQuestion.effective": _("Beantwortet am"),
    "AskQuestion.effective": _("Gefragt am"),
    "CloseQuarter.effective": _("Nicht mehr eingetragen ab"),
    "CloseQuestion.effective": _("Abgeschlossen am"),
    "DescribeQuarter.effective": _("Beschrieben am"),
    "EndExample.effective": _("Nicht mehr gezeigt ab"),
    "EndPartnership.effective": _("Kein Partner mehr ab"),
    "KeepProfile.effective": _("Stand der Angaben"),
    "NamePartner.effective": _("Partner ab"),
    "NameTopic.effective": _("Zur Wahl ab"),
    "PublishExample.effective": _("Veröffentlicht am"),
    "RecordPartner.effective": _("Tag des Treffens"),
    "RetireTopic.effective": _("Nicht mehr zur Wahl ab"),
    "ReturnExample.effective": _("Zurückgegeben am"),
    "SubmitExample.effective": _("Eingereicht am"),
    "SubmitExample.example": Label(_("Praxisbeispiel"), _("Leer lassen für ein neues Praxisbeispiel.")),
    "OwnSubmission.status": SUBMITTED,
    "Submission.status": SUBMITTED,
    "anchored": Label(
        _("Wo ist das Engagement angesiedelt?"),
        values={
            "staff-unit": _("Stabsstelle"),
            "department": _("Fachamt"),
            "volunteer-agency": _("Freiwilligenagentur"),
            "elsewhere": _("anderswo"),
        },
    ),
    "answer": _("Antwort"),
    "answers": _("Antworten"),
    "asked": _("Gefragt am"),
    "effort": Label(_("Aufwand"), _("Zeit, Personal und Geld.")),
    "example": _("Praxisbeispiel"),
    "given": _("Beantwortet am"),
    "kinds": _("Arten von Kommunen"),
    "lessons": Label(_("Was nicht geklappt hat"), _("Was andere anders machen sollten.")),
    "partner": _("Partner"),
    "quarter": _("Quartier"),
    "question": _("Frage"),
    "QuestionView.closed": _("Abgeschlossen am"),
    "round_table": _("Es gibt einen runden Tisch"),
    "rounds": _("Unterzeichnungsrunden"),
    "stage": Label(_("Erfahrung"), values={"beginning": _("am Anfang"), "experienced": _("mit Erfahrung")}),
    "strategy": _("Es gibt eine Engagementstrategie"),
    "summary": Label(_("Kurzfassung"), _("Ein oder zwei Sätze.")),
    "topic": _("Thema"),
    "unit": _("Zuständige Stelle in der Verwaltung"),
    "versions": _("Frühere Fassungen"),
}
