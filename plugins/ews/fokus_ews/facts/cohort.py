"""Cohorts: their sites, the seats of their teams, completion and certificates."""

from typing import Annotated

from msgspec import Meta

from fokus_core import AccessGranted, AccessWithdrawn, BodyId, Fact, PersonId, fact
from fokus_ews.words import COHORT, CohortId, RunId


@fact("ews.cohort-started@1", public=True)
class CohortStarted(Fact, frozen=True):
    """A run began with its sites."""

    run: RunId


@fact("ews.site-joined@1", public=True)
class SiteJoined(Fact, frozen=True):
    """A body takes part in a run as a site."""

    run: RunId
    body: BodyId


@fact("ews.site-left@1", public=True, ends=True)
class SiteLeft(Fact, frozen=True):
    """A body no longer takes part in a run."""

    run: RunId
    body: BodyId


@fact("ews.seat-given@2", audience=COHORT, irrevocable=True)
class SeatGiven(AccessGranted, frozen=True, kw_only=True):
    """An account of a site's team was given access to the closed group of its cohort."""

    run: RunId
    cohort: CohortId
    body: BodyId
    person: Annotated[PersonId | None, Meta(description="Member of the team who uses the account")] = None


@fact("ews.seat-ended@2", audience=COHORT, irrevocable=True, ends=True)
class SeatEnded(AccessWithdrawn, frozen=True, kw_only=True):
    """An account no longer has access to the closed group of a cohort; why is sealed where somebody typed it."""

    run: RunId
    cohort: CohortId
    body: BodyId


@fact("ews.site-completed@1", public=True, happened=True)
class SiteCompleted(Fact, frozen=True):
    """A site completed a run."""

    run: RunId
    body: BodyId


@fact("ews.certificate-awarded@1", public=True, happened=True)
class CertificateAwarded(Fact, frozen=True):
    """A site was handed the certificate of a run."""

    run: RunId
    body: BodyId
