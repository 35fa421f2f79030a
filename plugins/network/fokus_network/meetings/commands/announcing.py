"""Announcing, changing and cancelling meetings."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta, UnsetType

from fokus_core import BodyIds, Command, Invalid, Local, NoSuchTime, Past, Reads, Refused, Title, _, command, sent, when
from fokus_network.meetings.book import UNKNOWN, Meeting
from fokus_network.meetings.commands.deciding import OF_MEETING, book_on, entitled, moving_up
from fokus_network.meetings.facts import (
    BodyMovedUp,
    Capacity,
    Closes,
    Kind,
    MeetingCancelled,
    MeetingChanged,
    MeetingId,
    MeetingScheduled,
    Online,
    Opens,
    OpenTo,
    PerBody,
    Place,
    Topics,
    Why,
)
from fokus_network.membership.facts import GUESTS, MEMBERSHIP
from fokus_network.policies import KEEP_MEETINGS

ShuttingOut = Annotated[bool, Meta(description="Also where it shuts out bodies that are registered")]


class AboutTerms(Command, frozen=True):
    """The terms of a meeting."""

    kind: Kind
    title: Title
    starts: Local
    ends: Local
    effective: date
    place: Place = ""
    online: Online = False
    topics: Topics = ()
    open_to: OpenTo = "members"
    capacity: Capacity | None = None
    per_body: PerBody = 10
    opens: Opens = None
    closes: Closes = None

    @property
    def terms(self) -> dict[str, Any]:
        """The terms as a fact has them, times with their offset."""
        return _written(sent(self, AboutTerms.__struct_fields__))


TERMS = tuple(name for name in AboutTerms.__struct_fields__ if name != "effective")


@command("network.schedule-meeting", KEEP_MEETINGS, title=_("Treffen ankündigen"))
class ScheduleMeeting(AboutTerms, frozen=True):
    """Announce a meeting; `effective` is the day it was announced, `meeting` its id where it has one already."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId | None = None

    def decide(self, past: Past) -> Iterator[MeetingScheduled]:
        """Yield the meeting under its id."""
        book = book_on(past, self.effective) if self.meeting else Meeting()
        meeting = self.meeting or past.new_id("meeting")
        yield book.checked(MeetingScheduled(meeting=meeting, **self.terms))


@command("network.change-meeting", KEEP_MEETINGS, title=_("Treffen ändern"))
class ChangeMeeting(Command, frozen=True, kw_only=True):
    """Put a meeting under other terms; what is not sent stays. Whoever waits moves up where there is room now."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    reason: Why
    effective: date
    kind: Kind | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    starts: Local | UnsetType = UNSET
    ends: Local | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    online: Online | UnsetType = UNSET
    topics: Topics | UnsetType = UNSET
    open_to: OpenTo | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET
    per_body: PerBody | UnsetType = UNSET
    opens: Opens | UnsetType = UNSET
    closes: Closes | UnsetType = UNSET
    shutting_out: ShuttingOut = False

    def more(self, past: Past) -> Reads | None:
        """Read whether those who are registered are members or guests."""
        lines = [Reads(f"body:{body}", *MEMBERSHIP, *GUESTS) for body in book_on(past, self.effective).registered]
        return reduce(or_, lines) if lines else None

    def decide(self, past: Past) -> Iterator[MeetingChanged | BodyMovedUp]:
        """Yield the change, naming what differs, and those who move up."""
        book = book_on(past, self.effective)
        if book.terms is None:
            raise Refused(UNKNOWN.slug, UNKNOWN.message, field=UNKNOWN.field)
        before = {name: getattr(book.terms, name) for name in TERMS}
        terms = before | _written(sent(self, TERMS))
        changed = tuple(name for name in TERMS if terms[name] != before[name])
        if not changed:
            raise Refused("nothing-to-do", _("Es gibt nichts einzutragen: Ihre Angaben stehen schon so da."), field="")
        fact = MeetingChanged(
            effective=self.effective, meeting=self.meeting, changed=changed, reason=self.reason, **terms
        )
        now = past.on(self.effective)
        out = [body for body in book.registered if entitled(now, body, book.terms) and not entitled(now, body, fact)]
        if out and not self.shutting_out:
            message = _("Damit stünde das Treffen nicht mehr offen für: {bodies}. Diese Kommunen sind angemeldet.")
            raise Refused("shuts-out", message, field="open_to", bodies=BodyIds(out))
        yield book.checked(fact)
        yield from moving_up(book, self.meeting, self.effective)


@command("network.cancel-meeting", KEEP_MEETINGS, title=_("Treffen absagen"))
class CancelMeeting(Command, frozen=True):
    """Cancel a meeting."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    reason: Why
    effective: date

    def decide(self, past: Past) -> Iterator[MeetingCancelled]:
        """Yield the cancellation."""
        fact = MeetingCancelled(effective=self.effective, meeting=self.meeting, reason=self.reason)
        yield book_on(past, self.effective).checked(fact)


def _written(terms: dict[str, Any]) -> dict[str, Any]:
    """Return terms with their times as facts have them, with the offset; raises `Invalid`."""
    written = dict(terms)
    for field in {"starts", "ends"} & terms.keys():
        try:
            written[field] = when(terms[field]).text
        except NoSuchTime as error:
            raise Invalid(error.slug, error.message, field=field) from error
    return written
