"""The routes of the programme, subject by subject."""

from fokus_network.mails.preview import ROUTES as PREVIEWS
from fokus_network.mails.routes import ROUTES as MAILS
from fokus_network.mails.trials import ROUTES as TRIALS
from fokus_network.meetings.routes import ROUTES as MEETINGS
from fokus_network.membership.routes import ROUTES as MEMBERSHIP
from fokus_network.offers.routes import ROUTES as OFFERS
from fokus_network.people.holders import ROUTES as HOLDERS
from fokus_network.people.routes import ROUTES as PEOPLE
from fokus_network.review.following.routes import ROUTES as FOLLOWING
from fokus_network.review.routes import ROUTES as REVIEW

ROUTES = [*MEMBERSHIP, *MEETINGS, *PEOPLE, *HOLDERS, *MAILS, *PREVIEWS, *TRIALS, *OFFERS, *REVIEW, *FOLLOWING]
