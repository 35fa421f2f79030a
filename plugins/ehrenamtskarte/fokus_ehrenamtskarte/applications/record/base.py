"""What every fact about an application says."""

from fokus_ehrenamtskarte.applications.record.terms import ApplicationId
from fokus_kommune import BodyId, Fact, PersonId


class OfApplication(Fact, frozen=True, kw_only=True):
    """Something about one application, at the office that is responsible for it."""

    application: ApplicationId
    body: BodyId
    person: PersonId
