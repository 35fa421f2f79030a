"""How a body stands in the network, as a member or guest, and how many members there are."""

from fokus_core import _
from fokus_network.membership.read_models import GUEST, MEMBERS, RESTS
from fokus_projections import figure_by, standing_by

STANDINGS = [
    standing_by(MEMBERS, _("Mitgliedschaft im Kommunen-Netzwerk"), "status", link="/api/v1/network/members/{body}"),
    standing_by(GUEST, _("Gast im Kommunen-Netzwerk"), link="/api/v1/network/guests"),
]
FIGURES = [
    figure_by(
        MEMBERS,
        "members",
        _("namentlich bekannte Mitglieder"),
        link="/api/v1/network/members",
        apart=figure_by(MEMBERS, "suspended", _("davon ruhen"), where=RESTS),
    )
]
