"""The exchange as the part of the network that is declared; the plugin of the network hands it over with the rest."""

from fokus_kommune import Programme, _
from fokus_network.policies import COORDINATION

exchange = Programme(
    "network",
    title=_("Kommunen-Netzwerk: engagiert in NRW"),
    ends_with_body=True,
    parts=(
        "topics",
        "profiles",
        "quarters",
        "examples.commands",
        "examples.statutes",
        "examples.read_models",
        "questions",
        "partners",
        "consultations.commands",
        "consultations.messages",
    ),
    routes=("examples.routes", "questions_asked", "consultations.routes", "consultations.pages"),
)
OFFICES = ("state-office", COORDINATION.id)
EVERY_SIDE = (*OFFICES, "municipal-officer")
