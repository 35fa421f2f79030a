"""The read models of the Entwicklungswerkstatt."""

from fokus_core import _
from fokus_ews.read_models import applications, runs
from fokus_projections import figure_by

PROJECTIONS = (*runs.PROJECTIONS, *applications.PROJECTIONS)
FIGURE = figure_by(runs.RUNS, "runs", _("Durchgänge bisher"), where="begun IS NOT NULL", link="/api/v1/ews/runs")
