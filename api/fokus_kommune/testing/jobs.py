"""Jobs by hand, on any day."""

from datetime import date, datetime, time
from typing import Any

from fokus_api.runtime.service import Service
from fokus_api.testing import settle
from fokus_core.domain.clock import BERLIN
from fokus_core.jobs.job import Job, JobContext

__all__ = ["RunJob"]

NOON = time(12, tzinfo=BERLIN)


class RunJob:
    """Runs jobs in the test's own thread, so that what fails is seen whole."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def __call__(self, job: Job[Any], *, on: date | None = None) -> None:
        """Run a job once, on a day if one is given: `journal.now()` is noon of that day meanwhile."""
        journal, context = self._service.journal, JobContext(self._service.state_store, self._service, lambda: True)
        settle(self._service)
        before = journal.now
        if on is not None:
            at = datetime.combine(on, NOON)
            journal.now = lambda: at
        try:
            job.run(context)
        finally:
            journal.now = before
        settle(self._service)
