"""Who may do what: the state sees aggregates, applicants their own, the closed group is for its teams and carrier."""

from fokus_core import Permission, Policy, Role, _
from fokus_ews.words import TEAM_ROLE

CARRIER = Role("ews-carrier", _("Trägerschaft der Entwicklungswerkstatt"), four_eyes=True)
REVIEWER = Role("ews-reviewer", _("Begutachtung der Entwicklungswerkstatt"), (CARRIER.id,))
TEAM = Role(TEAM_ROLE, _("Entwicklungsteam eines Standorts"), closed=True, example="cohort:5")
ROLES = (CARRIER, REVIEWER, TEAM)

KEEP = Policy("ews.keep")
APPLY = Policy("ews.apply", "body")
REVIEW = Policy("ews.review")
DECIDE = Policy("ews.decide")
RUN_COHORT = Policy("ews.run-cohort")
FIGURES = Policy("ews.read-figures")
RECEIVE = "ews.record-receipt"
OVERRIDE = "ews.override"
DOCUMENT = "ews.document"
READ_APPLICATION = "ews.read-application"
READ_COHORT = "ews.read-cohort"
READ_GROUP = Policy(READ_COHORT, "cohort", hidden=True)
TAKE_PART = Policy("ews.take-part", "cohort", hidden=True)
LEAD = Policy("ews.lead-cohort", "cohort", hidden=True)
ADOPT = Policy("ews.record-adoption", "body")

PERMISSIONS = (
    Permission(
        KEEP.permission,
        ("state-office", CARRIER.id),
        _("Durchgänge ankündigen, Ausschreibungen und Evaluationen pflegen"),
    ),
    Permission(APPLY.permission, ("municipal-officer", CARRIER.id), _("Sich für eine Kommune bewerben")),
    Permission(
        RECEIVE,
        (CARRIER.id,),
        _("Den Eingang auf Papier mit seinem Tag erfassen"),
    ),
    Permission(
        READ_APPLICATION,
        ("municipal-officer", CARRIER.id),
        _("Bewerbungen einer Kommune einsehen"),
    ),
    Permission(REVIEW.permission, (REVIEWER.id, CARRIER.id), _("Bewerbungen begutachten")),
    Permission(DECIDE.permission, (CARRIER.id,), _("Plätze vergeben")),
    Permission(OVERRIDE, (CARRIER.id,), _("Ausnahmen von den Regeln zulassen")),
    Permission(
        RUN_COHORT.permission,
        (CARRIER.id,),
        _("Standorte, Teams und Abschlüsse führen"),
    ),
    Permission(
        DOCUMENT,
        (CARRIER.id,),
        _("Standorte aus Unterlagen erfassen, zu denen keine Bewerbung vorliegt"),
    ),
    Permission(READ_COHORT, (TEAM.id, CARRIER.id), _("Die geschlossene Gruppe einsehen")),
    Permission(
        TAKE_PART.permission,
        (TEAM.id, CARRIER.id),
        _("In der geschlossenen Gruppe mitarbeiten"),
    ),
    Permission(LEAD.permission, (CARRIER.id,), _("Die Lernangebote einer Gruppe leiten")),
    Permission(
        ADOPT.permission,
        ("municipal-officer", CARRIER.id),
        _("Beschlüsse über Engagementstrategien erfassen"),
    ),
    Permission(FIGURES.permission, ("state-office", CARRIER.id), _("Zahlen zu Durchgängen einsehen")),
    Permission("ews.retract", (CARRIER.id,), _("Einträge der Entwicklungswerkstatt zurücknehmen")),
)
