"""Who was named to confirm an engagement is released by a clerk before anybody writes to them."""

from collections.abc import Iterator

from fokus_ehrenamtskarte.applications.record.desk_facts import ContactReleased
from fokus_ehrenamtskarte.applications.record.facts import EngagementAnswered, EngagementStated
from fokus_ehrenamtskarte.applications.record.policies import DECIDE
from fokus_ehrenamtskarte.applications.record.steps import AboutApplication
from fokus_ehrenamtskarte.applications.record.terms import EngagementId
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Past, Refused, _


@ehrenamtskarte.command("release-contact", DECIDE, title=_("Ansprechperson freigeben"))
class ReleaseContact(AboutApplication, frozen=True, kw_only=True):
    """Release who was named to confirm an engagement: they are written to once the applicant's address is confirmed.

    A colleague to whom the question is passed on is somebody else, and released on their own.
    """

    engagement: EngagementId

    def decide(self, past: Past) -> Iterator[ContactReleased]:
        """Yield the release, once, of an engagement that nobody has answered."""
        held = self.held(past)
        stated = next((one for one in past.of(EngagementStated) if one.engagement == self.engagement), None)
        if stated is None:
            message = _("Dieses Engagement steht nicht in dem Antrag. Wählen Sie ein anderes.")
            raise Refused("unknown-engagement", message, field="engagement")
        if stated.contact_mail is None:
            message = _("Zu diesem Engagement ist keine E-Mail-Adresse genannt. Tragen Sie die Antwort vom Papier ein.")
            raise Refused("no-mail-address", message, field="engagement")
        last = last_of(past, self.engagement)
        if isinstance(last, ContactReleased):
            message = _("Die Ansprechperson ist schon freigegeben. Warten Sie die Antwort ab.")
            raise Refused("already-released", message, field="engagement")
        if isinstance(last, EngagementAnswered) and last.answer != "passed-on":
            message = _("Zu diesem Engagement gibt es schon eine Antwort. Sie brauchen nichts freizugeben.")
            raise Refused("already-answered", message, field="engagement")
        yield ContactReleased(**held, engagement=self.engagement)


def last_of(past: Past, engagement: str) -> ContactReleased | EngagementAnswered | None:
    """Return what happened last about who confirms an engagement: a release, or an answer, which may pass it on."""
    found = [one for one in past.recorded(ContactReleased, EngagementAnswered) if one.fact.engagement == engagement]
    return max(found, key=lambda one: one.position).fact if found else None
