"""Who may do what in the network."""

from fokus_core import Permission, Policy, Role, _

COORDINATION = Role("network-coordination", _("Netzwerkkoordination"), four_eyes=True)

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
READ_FOLLOW_UPS = Policy("network.read-follow-ups")
READ_OWN_FOLLOW_UPS = Policy("network.read-follow-ups", "body")
ANSWER = Policy("network.answer-follow-up", "body")
OVERRIDE = "network.override"
READ_PARTICIPATION = "network.read-participation"
READ_INTERNAL = "network.read-internal"
READ_MAILS = "network.read-mails"

PERMISSIONS = (
    Permission(
        "network.keep",
        ("state-office", COORDINATION.id),
        _("Erklärungen, Runden, Kriterien, Zahlen, Ämter, Veröffentlichungen und Angebote pflegen"),
    ),
    Permission(
        "network.admit",
        ("state-office", COORDINATION.id),
        _("Unterzeichnungen und Mitgliedschaften erfassen"),
    ),
    Permission(
        OVERRIDE,
        ("state-office",),
        _("Trotz nicht erfüllter Kriterien aufnehmen"),
    ),
    Permission(
        "network.keep-meetings",
        ("state-office", COORDINATION.id),
        _("Treffen ankündigen und dokumentieren"),
    ),
    Permission(
        "network.register",
        ("state-office", COORDINATION.id, "municipal-officer"),
        _("Kommunen zu Treffen anmelden"),
    ),
    Permission(
        READ_PARTICIPATION,
        ("state-office", COORDINATION.id, "municipal-officer", "auditor"),
        _("Teilnahmen und Unterlagen der Mitglieder einsehen"),
    ),
    Permission(
        READ_INTERNAL,
        ("state-office", COORDINATION.id, "auditor"),
        _("Interne Unterlagen der Koordination einsehen"),
    ),
    Permission(
        NAME_CONTACT.permission,
        ("state-office", COORDINATION.id, "municipal-officer"),
        _("Ansprechpersonen einer Kommune benennen"),
    ),
    Permission(
        READ_CONTACTS.permission,
        ("state-office", COORDINATION.id, "municipal-officer"),
        _("Namen und Erreichbarkeit der Ansprechpersonen von Mitgliedern einsehen"),
    ),
    Permission(
        KEEP_MAILS.permission,
        ("state-office", COORDINATION.id),
        _("Infomails entwerfen, freigeben und versenden"),
    ),
    Permission(
        READ_MAILS,
        ("state-office", COORDINATION.id, "municipal-officer", "auditor"),
        _("Versandte Infomails nachlesen"),
    ),
    Permission(
        REVIEW.permission,
        ("state-office", COORDINATION.id),
        _("Mitglieder anhand der Kriterien überprüfen"),
    ),
    Permission(
        READ_REVIEWS.permission,
        ("state-office", COORDINATION.id, "auditor"),
        _("Überprüfungen der Mitglieder einsehen"),
    ),
    Permission(
        READ_FOLLOW_UPS.permission,
        ("state-office", COORDINATION.id, "auditor", "municipal-officer"),
        _("Fristen aus Überprüfungen einsehen"),
    ),
    Permission(
        ANSWER.permission,
        ("state-office", COORDINATION.id, "municipal-officer"),
        _("Sich für eine Kommune zu einer Überprüfung äußern"),
    ),
    Permission("network.retract", ("state-office", COORDINATION.id), _("Einträge des Netzwerks zurücknehmen")),
)
