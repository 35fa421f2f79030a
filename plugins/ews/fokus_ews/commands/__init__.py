"""The commands of the Entwicklungswerkstatt."""

from fokus_ews.commands import announcement, answering, application, cohort, ending, run, selection, team

COMMANDS = (
    *run.COMMANDS,
    *application.COMMANDS,
    *team.COMMANDS,
    *answering.COMMANDS,
    *selection.COMMANDS,
    *announcement.COMMANDS,
    *cohort.COMMANDS,
    *ending.COMMANDS,
)
