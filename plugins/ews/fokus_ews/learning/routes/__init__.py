"""What the learning arrangement answers over HTTP."""

from fokus_ews.learning.routes.advice import group_advice
from fokus_ews.learning.routes.between_sites import site_advice
from fokus_ews.learning.routes.outcomes import group_projects, group_strategies, strategies
from fokus_ews.learning.routes.sharing import group_notes, group_sources, sources
from fokus_ews.learning.routes.topics import group_topics
from fokus_ews.learning.routes.workshops import conferences, group_calendar, group_workshops

ROUTES = (
    group_workshops,
    group_calendar,
    conferences,
    group_topics,
    group_sources,
    sources,
    group_notes,
    group_advice,
    site_advice,
    group_projects,
    group_strategies,
    strategies,
)
