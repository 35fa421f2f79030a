"""What `fokus check` looks at in the journal, under the name that tests and tools know."""

from fokus_core.checking.journal import Report, Stage, check_journal
from fokus_core.domain.finding import Finding

__all__ = ["Finding", "Report", "Stage", "check_journal"]
