"""What people call the fields of commands, facts and answers about signatures, criteria and members."""

from fokus_core import Label, Vocabulary, _
from fokus_network.membership.words import APPLIES

LAST_BEFORE = _("Letzter Tag als Mitglied ist der Tag davor.")
EXCEPTION_UNTIL = Label(
    _("Ausnahme bis einschließlich"), _("Zwei Monate vorher wird die Mitgliedschaft zur Überprüfung vorgelegt.")
)
STATUS = {"member": _("Mitglied"), "suspended": _("ruht")}
COUNTED = Label(_("Gezählt werden"), values={"members": _("Mitglieder"), "signatures": _("Unterzeichnungen")})
STATE = Label(
    _("Ergebnis"),
    values={
        "proven": _("belegt"),
        "attested": _("bescheinigt"),
        "not-proven": _("nicht belegt"),
        "unknown": _("nicht prüfbar"),
    },
)
LABELS: Vocabulary = {
    "network.membership": _("Mitgliedschaften"),
    "network.guest": _("Teilnahme als Gast"),
    "AdoptCriteria.effective": _("In Kraft ab"),
    "AdoptCriteria.version": Label(_("Fassung"), _("Nur für Adressen, zum Beispiel 2023.")),
    "Attest.basis": Label(
        _("Grundlage"), _("Woran Sie erkennen, dass das Kriterium erfüllt ist. Nennen Sie keine Namen.")
    ),
    "Attest.effective": _("Erfüllt ab"),
    "CloseRound.effective": Label(_("Geschlossen ab"), _("Unterzeichnen kann man zuletzt am Tag davor.")),
    "DeclarationView.declaration": _("Fassung der Erklärung"),
    "EndAttestation.effective": Label(
        _("Nicht mehr erfüllt ab"), _("Der letzte Tag, an dem es galt, ist der Tag davor.")
    ),
    "EndGuestParticipation.effective": Label(_("Kein Gast mehr ab"), _("Letzter Tag als Gast ist der Tag davor.")),
    "FoundCriterion.by": Label(_("Belegt durch Eintrag Nr.")),
    "FoundCriterion.evidence": _("Nachweis"),
    "FoundCriterion.state": STATE,
    "JoinNetwork.effective": Label(_("Mitglied ab"), _("Frühestens am Tag der Unterzeichnung.")),
    "JoinNetwork.override": Label(
        _("Begründung der Ausnahme"),
        _("Nur wenn ein Kriterium nicht belegt ist; dafür brauchen Sie ein eigenes Recht."),
    ),
    "JoinNetwork.override_until": EXCEPTION_UNTIL,
    "AdmitToNetwork.override_until": EXCEPTION_UNTIL,
    "MunicipalityJoined.override_until": _("Ausnahme bis einschließlich"),
    "GrantException.until": EXCEPTION_UNTIL,
    "GrantException.effective": _("Ausnahme ab"),
    "GrantException.reason": Label(_("Begründung der Ausnahme"), _("Nennen Sie keine Namen.")),
    "ExceptionGranted.until": _("Ausnahme bis einschließlich"),
    "excepted_until": _("Ausnahme bis einschließlich"),
    "exception": _("Ausnahme"),
    "rests_on": _("Beruht auf"),
    "MunicipalityJoined.signed": _("Unterzeichnet am"),
    "applies": Label(_("Gilt"), values=APPLIES),
    "LeaveNetwork.effective": Label(_("Erster Tag ohne Mitgliedschaft"), LAST_BEFORE),
    "LeaveNetwork.kind": _("Wie endet sie?"),
    "Member.declaration": _("Unterzeichnete Fassung der Erklärung"),
    "Figure.latest": _("Gehört zu diesem Tag"),
    "Explanation.latest": _("Gehört zu diesem Tag"),
    "Member.is_new": _("Neu seit der vorigen Runde"),
    "RoundView.last_day": _("Letzter Tag"),
    "RoundView.members": Label(_("Mitglieder"), _("Am letzten Tag der Runde.")),
    "Member.status": Label(_("Status"), values=STATUS),
    "Membership.status": Label(_("Status"), values=STATUS),
    "MunicipalityJoined.criteria": _("Fassung der Kriterien"),
    "MunicipalityJoined.override": _("Begründung der Ausnahme"),
    "OpenRound.effective": _("Offen ab"),
    "OpenRound.round": Label(_("Kurzbezeichnung"), _("Nur für Adressen, zum Beispiel runde-4.")),
    "OpenRound.title": Label(_("Titel"), _("Zum Beispiel: Vierte Unterzeichnungsrunde.")),
    "PublishDeclaration.declaration": Label(_("Kurzbezeichnung"), _("Nur für Adressen, zum Beispiel 2016.")),
    "PublishDeclaration.effective": _("Veröffentlicht am"),
    "PublishFigure.at_least": Label(_("Die Quelle sagt „mehr als“")),
    "PublishFigure.effective": Label(_("Stand"), _("Der Tag, von dem die Quelle spricht.")),
    "PublishFigure.figure": Label(_("Kurzbezeichnung"), _("Nur für Adressen, zum Beispiel pressemitteilung-2024.")),
    "PublishFigure.members": _("Zahl der Mitglieder"),
    "ResumeMembership.effective": _("Ruht nicht mehr ab"),
    "SignDeclaration.capacity": Label(
        _("In welcher Funktion?"), _("Zum Beispiel: Bürgermeisterin, in Vertretung des Landrats.")
    ),
    "SignDeclaration.effective": _("Tag der Unterzeichnung"),
    "SignDeclaration.party": Label(_("Wer hat unterzeichnet?"), _("Kommune, Regierungsbezirk oder Verband.")),
    "SignDeclaration.round": Label(_("Unterzeichnungsrunde"), _("Nur Runden, die an diesem Tag offen waren.")),
    "SignDeclaration.signatory": Label(
        _("Unterzeichnende Person"), _("Sehen nur Berechtigte; auf Verlangen löschbar.")
    ),
    "DeclarationSigned.name": _("Name der unterzeichnenden Person"),
    "SignatureView.party": _("Wer hat unterzeichnet?"),
    "DeclarationSigned.party": _("Wer hat unterzeichnet?"),
    "SignatureView.name": _("Kommune oder Verband"),
    "StartGuestParticipation.effective": _("Gast ab"),
    "SuspendMembership.effective": _("Ruht ab"),
    "at_least": _("„mehr als“"),
    "basis": _("Grundlage"),
    "capacity": _("Funktion"),
    "PublishFigure.counts": COUNTED,
    "FigurePublished.counts": COUNTED,
    "Figure.counts": COUNTED,
    "Explanation.counts": COUNTED,
    "counts": _("Anzahl"),
    "ground": Label(
        _("Anlass der Aufnahme"),
        values={
            "ews-site": _("Standort der Entwicklungswerkstatt"),
            "partner": _("Partnerkommune der ersten Stunde"),
            "application": _("eigene Bewerbung"),
        },
    ),
    "criteria": _("Kriterien"),
    "criterion": _("Kriterium"),
    "Criterion.id": Label(_("Kurzbezeichnung"), _("Nur für Adressen, zum Beispiel ansprechperson.")),
    "Criterion.evidence": Label(_("Nachweise"), _("Kennungen der Nachweise; einer davon genügt.")),
    "CriterionView.evidence": _("Nachweise"),
    "CriterionView.id": _("Kurzbezeichnung"),
    "day": _("Tag"),
    "declaration": Label(
        _("Fassung der Erklärung"), _("Die Fassung der Gemeinsamen Erklärung, die unterzeichnet wird.")
    ),
    "explanation": _("So kommt die Zahl zustande"),
    "facts": _("Einträge"),
    "figure": _("Veröffentlichte Zahl"),
    "findings": _("Was die Kriterien ergeben"),
    "group": _("Gruppe"),
    "in_force": _("In Kraft"),
    "joined": _("Mitglied seit"),
    "joined_at": _("Mitglied seit Eintrag Nr."),
    "joined_not_before": Label(_("Mitglied frühestens seit"), _("Nur, wo die Quellen den Tag offenlassen.")),
    "last_day": Label(
        _("Mitglied längstens bis"), _("Nur, wo die Quellen offenlassen, wann die Mitgliedschaft endete.")
    ),
    "last_day_not_before": Label(_("Mitglied mindestens bis"), _("Nur, wo die Quellen den Tag offenlassen.")),
    "left_at": _("Ende: Eintrag Nr."),
    "since_not_before": Label(_("Frühestens seit"), _("Nur, wo die Quellen den Tag offenlassen.")),
    "until_not_before": Label(_("Mindestens bis"), _("Nur, wo die Quellen den Tag offenlassen.")),
    "member": _("Mitgliedschaft"),
    "members": _("Mitglieder"),
    "named": _("Namentlich bekannt"),
    "opened": _("Eröffnet am"),
    "overridden": Label(_("Mit Ausnahme"), _("Aufgenommen, obwohl nicht alle Kriterien belegt waren.")),
    "override": _("Begründung der Ausnahme"),
    "periods": _("Zeiträume"),
    "possible": Label(
        _("Möglicherweise Mitglied"), _("Die Quellen lassen offen, ob die Mitgliedschaft schon oder noch bestand.")
    ),
    "published": _("Veröffentlicht am"),
    "Explanation.published": _("Eintrag der veröffentlichten Zahl"),
    "recorded": _("Eingetragene Mitglieder"),
    "round": _("Unterzeichnungsrunde"),
    "RoundView.closed": _("Geschlossen ab"),
    "signatory": _("Unterzeichnende Person"),
    "signatures": _("Unterzeichnungen"),
    "signed": _("Unterzeichnet am"),
    "Explanation.signed": _("Unterzeichnungen"),
    "suspended": Label(_("Davon ruhend"), _("Mitglieder, deren Mitgliedschaft an diesem Tag ruht.")),
    "unnamed": _("Nicht namentlich bekannt"),
    "MemberFeature.geometry": _("Lage"),
    "MemberFeature.properties": _("Angaben"),
    "MemberFeature.type": _("Art der Geometrie"),
    "MemberMap.features": _("Mitglieder auf der Karte"),
    "MemberMap.type": _("Art der Sammlung"),
    "attribution": _("Quellenvermerk"),
}
