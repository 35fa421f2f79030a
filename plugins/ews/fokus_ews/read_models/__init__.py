"""The read models of the Entwicklungswerkstatt."""

from fokus_ews.read_models import applications, runs

PROJECTIONS = (*runs.PROJECTIONS, *applications.PROJECTIONS)
