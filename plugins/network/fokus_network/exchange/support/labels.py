"""What people call the fields of support, and the steps to the Ehrenamtskarte."""

from fokus_core import Label, Vocabulary, _

STATUS = Label(_("Status"), values={"asked": _("angefragt"), "taken": _("übernommen"), "closed": _("erledigt")})
STEP = Label(
    _("Schritt"),
    values={
        "advice": _("Beratung"),
        "council-paper": _("Vorlage für den Rat"),
        "agreement": _("Vereinbarung mit dem Land"),
        "start-money": _("Starthilfe ausgezahlt"),
        "first-stock": _("Erste Karten geliefert"),
    },
)
CARD = Label(
    _("Teilnahme an der Ehrenamtskarte"),
    values={"proven": _("belegt"), "not-proven": _("nicht belegt"), "unknown": _("nicht bekannt")},
)
OFFER = Label(_("Angebot"), _("Nur wenn Sie eines der Angebote meinen."))

LABELS: Vocabulary = {
    "network.support-case": _("Anfragen um Unterstützung"),
    "AskSupport.effective": _("Angefragt am"),
    "AskSupport.offer": OFFER,
    "AskSupport.text": _("Worum Sie bitten"),
    "CloseSupport.effective": _("Erledigt am"),
    "DropIntroduction.effective": _("Abgebrochen am"),
    "IntroductionStep.card": CARD,
    "IntroductionStep.day": _("Schritt gemacht am"),
    "IntroductionStep.remark": _("Was geschehen ist"),
    "IntroductionStepTaken.remark": _("Was geschehen ist"),
    "IntroductionStep.step": STEP,
    "IntroductionStepTaken.card": CARD,
    "IntroductionStepTaken.step": STEP,
    "OwnIntroductionStep.card": CARD,
    "OwnIntroductionStep.day": _("Schritt gemacht am"),
    "OwnIntroductionStep.remark": _("Was geschehen ist"),
    "OwnIntroductionStep.step": STEP,
    "OwnSupportCase.body_name": _("Kommune"),
    "SupportCase.body_name": _("Kommune"),
    "OwnSupportCase.asked": _("Angefragt am"),
    "OwnSupportCase.given": _("Was geleistet wurde"),
    "OwnSupportCase.status": STATUS,
    "RecordIntroductionStep.effective": _("Schritt gemacht am"),
    "RecordIntroductionStep.step": STEP,
    "RecordSupport.effective": _("Geleistet am"),
    "RecordSupport.given": _("Was geleistet wurde"),
    "Support.day": _("Geleistet am"),
    "Support.given": _("Was geleistet wurde"),
    "SupportCase.asked": _("Angefragt am"),
    "SupportCase.given": _("Was geleistet wurde"),
    "SupportCase.status": STATUS,
    "SupportGiven.given": _("Was geleistet wurde"),
    "TakeSupport.effective": _("Übernommen am"),
    "support": _("Anfrage"),
}
