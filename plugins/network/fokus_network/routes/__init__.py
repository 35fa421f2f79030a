"""What the network answers over HTTP."""

from fokus_network.routes.declaration import criteria, declarations, rounds, signatures
from fokus_network.routes.figures import explanation, figures
from fokus_network.routes.members import guests, member, members

ROUTES = (members, member, guests, rounds, signatures, declarations, criteria, figures, explanation)
