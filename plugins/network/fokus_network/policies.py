"""Who may do what in the network."""

from fokus_core import Permission, Policy, Role

COORDINATION = Role("network-coordination", "Netzwerkkoordination", "Network coordination")

KEEP = Policy("network.keep")
ADMIT = Policy("network.admit")
OVERRIDE = "network.override"

PERMISSIONS = (
    Permission(
        "network.keep",
        ("state-office", COORDINATION.id),
        "Erklärungen, Runden, Kriterien und Zahlen pflegen",
        "Keep declarations, rounds, criteria and figures",
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
    Permission("network.retract", ("state-office", COORDINATION.id), "Einträge zurücknehmen", "Take back entries"),
)
