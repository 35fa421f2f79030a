"""What membership answers over HTTP."""

from fokus_network.membership.routes.changes import ROUTES as CHANGES
from fokus_network.membership.routes.counts import ROUTES as COUNTS
from fokus_network.membership.routes.declaration import criteria, declarations, rounds, signatures
from fokus_network.membership.routes.feed import new_members
from fokus_network.membership.routes.figures import explanation, figures
from fokus_network.membership.routes.history import member
from fokus_network.membership.routes.map import member_map
from fokus_network.membership.routes.members import guests, members

ROUTES = (
    members,
    member,
    guests,
    rounds,
    signatures,
    declarations,
    criteria,
    figures,
    explanation,
    member_map,
    new_members,
    *COUNTS,
    *CHANGES,
)
