"""What must hold at every date, whatever is entered, backdated, corrected or taken back."""

from fokus_ews.statutes import agreement, application, run

STATUTES = (*run.STATUTES, *application.STATUTES, *agreement.STATUTES)
