"""What `fokus check` looks at in the journal, under the name that tests and tools know."""

from fokus_core.checking.finding import Finding
from fokus_core.checking.journal import Report, Stage, check_journal

__all__ = ["Finding", "Report", "Stage", "check_journal"]
