"""Who deals with applications: clerks, each for their body."""

from fokus_ehrenamtskarte.cards.policies import CLERK
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Audience, Role, _

DECIDE = ehrenamtskarte.permission(
    "decide-applications", scope="body", roles=(CLERK.id,), title=_("Anträge auf die Ehrenamtskarte bearbeiten")
)
PORTAL = ehrenamtskarte.role(Role("application-portal", _("Portal für Anträge auf die Ehrenamtskarte")))
TAKE_IN = ehrenamtskarte.permission(
    "take-in-applications",
    scope="body",
    roles=(CLERK.id, PORTAL.id),
    title=_("Anträge auf die Ehrenamtskarte aus anderen Programmen übernehmen"),
)
READ = ehrenamtskarte.permission(
    "read-applications",
    scope="body",
    roles=(CLERK.id,),
    title=_("Anträge auf die Ehrenamtskarte mit den Angaben der Personen einsehen"),
)
EVALUATE = ehrenamtskarte.permission(  # which nobody has: the house itself judges, and nobody in its place
    "evaluate-applications", scope="programme", roles=(), title=_("Anträge nach den Regeln prüfen")
)
EXCEPT = ehrenamtskarte.permission(
    "make-exceptions",
    scope="body",
    roles=(CLERK.id,),
    four_eyes=True,
    title=_("Anträge auf die Ehrenamtskarte als Ausnahme bewilligen"),
)
WORD = ehrenamtskarte.permission(
    "word-reasons",
    scope="body",
    roles=(CLERK.id, "municipal-officer"),
    title=_("Eigene Texte für Ablehnungen festlegen"),
)
SEEN_BY = Audience(READ.permission, "body")
