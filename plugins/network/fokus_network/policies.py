"""Who may do what in the network."""

from fokus_core import Permission, Policy, Role

COORDINATION = Role("network-coordination", "Netzwerkkoordination", "Network coordination", four_eyes=True)

KEEP = Policy("network.keep")
ADMIT = Policy("network.admit")
KEEP_MEETINGS = Policy("network.keep-meetings")
REGISTER = Policy("network.register", "body")
NAME_CONTACT = Policy("network.name-contact", "body")
READ_CONTACTS = Policy("network.read-contacts")
READ_CONTACTS_AS_MEMBER = Policy("network.read-contacts", "body")
KEEP_MAILS = Policy("network.keep-mails")
REVIEW = Policy("network.review")
READ_REVIEWS = Policy("network.read-reviews")
OVERRIDE = "network.override"
READ_PARTICIPATION = "network.read-participation"
READ_INTERNAL = "network.read-internal"
READ_MAILS = "network.read-mails"

PERMISSIONS = (
    Permission(
        "network.keep",
        ("state-office", COORDINATION.id),
        "Erklärungen, Runden, Kriterien, Zahlen, Ämter, Veröffentlichungen und Angebote pflegen",
        "Keep declarations, rounds, criteria, figures, offices, publications and offers",
    ),
    Permission(
        "network.admit",
        ("state-office", COORDINATION.id),
        "Unterzeichnungen und Mitgliedschaften erfassen",
        "Record signatures and memberships",
    ),
    Permission(
        OVERRIDE,
        ("state-office",),
        "Trotz nicht erfüllter Kriterien aufnehmen",
        "Admit although criteria are not met",
    ),
    Permission(
        "network.keep-meetings",
        ("state-office", COORDINATION.id),
        "Treffen ankündigen und nachhalten",
        "Announce and record meetings",
    ),
    Permission(
        "network.register",
        ("state-office", COORDINATION.id, "municipal-officer"),
        "Kommunen zu Treffen anmelden",
        "Register bodies for meetings",
    ),
    Permission(
        READ_PARTICIPATION,
        ("state-office", COORDINATION.id, "municipal-officer", "auditor"),
        "Teilnahmen und Unterlagen der Mitglieder einsehen",
        "See who takes part, and the members' material",
    ),
    Permission(
        READ_INTERNAL,
        ("state-office", COORDINATION.id, "auditor"),
        "Interne Unterlagen der Koordination einsehen",
        "See the coordination's internal material",
    ),
    Permission(
        NAME_CONTACT.permission,
        ("state-office", COORDINATION.id, "municipal-officer"),
        "Ansprechpersonen einer Kommune benennen",
        "Name the contact persons of a body",
    ),
    Permission(
        READ_CONTACTS.permission,
        ("state-office", COORDINATION.id, "municipal-officer"),
        "Namen und Erreichbarkeit der Ansprechpersonen von Mitgliedern einsehen",
        "See names, mail and phone of the members' contact persons",
    ),
    Permission(
        KEEP_MAILS.permission,
        ("state-office", COORDINATION.id),
        "Infomails entwerfen, freigeben und versenden",
        "Draft, approve and send info mails",
    ),
    Permission(
        READ_MAILS,
        ("state-office", COORDINATION.id, "municipal-officer", "auditor"),
        "Versandte Infomails nachlesen",
        "Read the info mails that were sent",
    ),
    Permission(
        REVIEW.permission,
        ("state-office", COORDINATION.id),
        "Mitglieder anhand der Kriterien überprüfen",
        "Review members against the criteria",
    ),
    Permission(
        READ_REVIEWS.permission,
        ("state-office", COORDINATION.id, "auditor"),
        "Überprüfungen der Mitglieder einsehen",
        "See the reviews of members",
    ),
    Permission("network.retract", ("state-office", COORDINATION.id), "Einträge zurücknehmen", "Take back entries"),
)
