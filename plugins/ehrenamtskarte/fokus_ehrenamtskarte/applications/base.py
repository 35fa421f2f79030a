"""What every fact about an application says, and what its personal data are for."""

from fokus_ehrenamtskarte.applications.terms import ApplicationId
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Fact, PersonId, Purpose, _

ehrenamtskarte.purpose(
    Purpose(
        "application",
        _("Über Anträge auf die Ehrenamtskarte entscheiden"),
        basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse"),
        kept=_("Bis sechs Monate nach der Entscheidung (Beispiel)"),
        recipients=(_("Zuständige Stelle"), _("Genannte Organisation: Name und das eine Engagement")),
    )
)


class OfApplication(Fact, frozen=True, kw_only=True):
    """Something about one application, at the office that is responsible for it."""

    application: ApplicationId
    body: BodyId
    person: PersonId
