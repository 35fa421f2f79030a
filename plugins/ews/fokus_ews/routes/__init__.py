"""What the Entwicklungswerkstatt answers over HTTP."""

from fokus_ews.routes.applications import application, applications
from fokus_ews.routes.board import board, figures
from fokus_ews.routes.codes import draw_code
from fokus_ews.routes.reviewing import reviews
from fokus_ews.routes.rules import rules_changes
from fokus_ews.routes.runs import calls, evaluations, run, runs
from fokus_ews.routes.sites import run_sites, sites
from fokus_ews.routes.team import ROUTES as TEAMS

ROUTES = (
    runs,
    run,
    run_sites,
    calls,
    evaluations,
    sites,
    applications,
    application,
    reviews,
    board,
    figures,
    draw_code,
    rules_changes,
    *TEAMS,
)
