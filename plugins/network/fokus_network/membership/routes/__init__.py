"""What the network answers over HTTP."""

from fokus_network.mails.routes import ROUTES as MAILS
from fokus_network.meetings.routes import ROUTES as MEETINGS
from fokus_network.membership.routes.counts import ROUTES as COUNTS
from fokus_network.membership.routes.declaration import criteria, declarations, rounds, signatures
from fokus_network.membership.routes.feed import new_members
from fokus_network.membership.routes.figures import explanation, figures
from fokus_network.membership.routes.map import member_map
from fokus_network.membership.routes.members import guests, member, members
from fokus_network.offers.routes import ROUTES as OFFERS
from fokus_network.people.routes import ROUTES as PEOPLE
from fokus_network.review.routes import ROUTES as REVIEWS

OWN = (
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
)
ROUTES = (*OWN, *COUNTS, *MEETINGS, *PEOPLE, *MAILS, *OFFERS, *REVIEWS)
