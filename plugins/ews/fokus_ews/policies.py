"""Who may do what: the state sees aggregates, applicants their own, the closed group is for its teams and carrier."""

from fokus_core import Permission, Policy, Role
from fokus_ews.words import TEAM_ROLE

CARRIER = Role("ews-carrier", "Trägerschaft der Entwicklungswerkstatt", "Carrier of the workshop", four_eyes=True)
REVIEWER = Role("ews-reviewer", "Gutachterin oder Gutachter der Entwicklungswerkstatt", "Reviewer", (CARRIER.id,))
TEAM = Role(TEAM_ROLE, "Entwicklungsteam eines Standorts", "Team of a site", closed=True, example="cohort:5")
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
        "Durchgänge ankündigen, Ausschreibungen und Evaluationen pflegen",
        "Announce runs, keep calls and evaluations",
    ),
    Permission(APPLY.permission, ("municipal-officer", CARRIER.id), "Eine Kommune bewerben", "Apply for a body"),
    Permission(
        RECEIVE,
        (CARRIER.id,),
        "Den Eingang auf Papier mit seinem Tag erfassen",
        "Record what was received on paper, with its day",
    ),
    Permission(
        READ_APPLICATION,
        ("municipal-officer", CARRIER.id),
        "Bewerbungen einer Kommune einsehen",
        "Read the applications of a body",
    ),
    Permission(REVIEW.permission, (REVIEWER.id, CARRIER.id), "Bewerbungen begutachten", "Review applications"),
    Permission(DECIDE.permission, (CARRIER.id,), "Plätze vergeben", "Decide about places"),
    Permission(OVERRIDE, (CARRIER.id,), "Ausnahmen von den Regeln zulassen", "Allow exceptions from the rules"),
    Permission(
        RUN_COHORT.permission,
        (CARRIER.id,),
        "Standorte, Teams und Abschlüsse führen",
        "Keep sites, teams and completions",
    ),
    Permission(
        DOCUMENT,
        (CARRIER.id,),
        "Standorte aus Unterlagen erfassen, zu denen keine Bewerbung vorliegt",
        "Record sites from documents, without an application",
    ),
    Permission(
        READ_COHORT, (TEAM.id, CARRIER.id), "Die geschlossene Gruppe einsehen", "Read the closed group of a cohort"
    ),
    Permission(
        TAKE_PART.permission,
        (TEAM.id, CARRIER.id),
        "In der geschlossenen Gruppe mitarbeiten",
        "Take part in the closed group of a cohort",
    ),
    Permission(
        LEAD.permission, (CARRIER.id,), "Das Lernarrangement einer Gruppe leiten", "Lead the learning of a cohort"
    ),
    Permission(
        ADOPT.permission,
        ("municipal-officer", CARRIER.id),
        "Beschlüsse über Engagementstrategien erfassen",
        "Record that strategies were adopted",
    ),
    Permission(FIGURES.permission, ("state-office", CARRIER.id), "Zahlen zu Durchgängen sehen", "Read figures of runs"),
    Permission("ews.retract", (CARRIER.id,), "Einträge zurücknehmen", "Take back entries"),
)
