"""A job as the API and the command line show it."""

from datetime import UTC, datetime
from typing import Literal

import msgspec

from fokus_core.jobs.job import JobStatus

__all__ = ["JobView", "job_view"]


class JobView(msgspec.Struct, frozen=True, kw_only=True):
    """A job: when it last ran and next runs, how often it failed in a row, and the class of the last error."""

    name: str
    state: Literal["waiting", "ok", "failing"]
    last_run: datetime | None
    last_success: datetime | None
    next_run: datetime | None
    failures: int
    error: str | None


def job_view(status: JobStatus) -> JobView:
    """Return a job as it is shown."""
    return JobView(
        name=status.name,
        state=status.state,
        last_run=_moment(status.last_run),
        last_success=_moment(status.last_success),
        next_run=_moment(status.next_run),
        failures=status.failures,
        error=status.error,
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
