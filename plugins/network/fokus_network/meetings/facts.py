"""What happens about meetings: they are announced, changed, cancelled; bodies register and attend."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import Audience, BodyId, Fact, FileId, Key, Local, Naming, Reason, Title, _, fact, labelled
from fokus_network.policies import READ_INTERNAL, READ_PARTICIPATION

MeetingId = Annotated[str, Key("meeting"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the meeting")]
RegistrationId = Annotated[
    str,
    Key("registration"),
    Meta(
        pattern=r"^[0-9a-f]{32}-05([0-9]|[0-9]{3}|[0-9]{6})$",
        description="The meeting and the body, joined by a hyphen",
    ),
]
Kind = Annotated[
    Literal["network-meeting", "workshop", "summit", "short-digital", "advice", "congress"],
    Meta(description="Kind of meeting"),
    labelled(
        {
            "network-meeting": _("Netzwerktreffen"),
            "workshop": _("Workshop"),
            "summit": _("Spitzentreffen"),
            "short-digital": _("Digitales Kurzformat"),
            "advice": _("Beratung"),
            "congress": _("Kongress"),
        }
    ),
]
OpenTo = Annotated[
    Literal["members", "members-and-guests", "local-partners"],
    Meta(description="Who may register: members, guests too, or members and guests who bring local partners"),
    labelled(
        {
            "members": _("Mitglieder"),
            "members-and-guests": _("Mitglieder und Gäste"),
            "local-partners": _("Mitglieder und Gäste, auch mit lokalen Partnern"),
        }
    ),
]
Online = Annotated[bool, Meta(description="Whether one can take part online")]
Opens = Annotated[date | None, Meta(description="First day to register")]
Closes = Annotated[date | None, Meta(description="Last day to register")]
Why = Annotated[Reason, Meta(description="Why")]
Place = Annotated[str, Meta(max_length=300, description="Where it takes place; empty where that is not known")]
Topic = Annotated[str, Meta(min_length=1, max_length=300)]
Topics = Annotated[tuple[Topic, ...], Meta(max_length=50, description="What it is about")]
Capacity = Annotated[int, Meta(ge=1, le=10_000, description="Places; null where they are not limited")]
PerBody = Annotated[int, Meta(ge=1, le=100, description="Most persons that a body may bring, local partners included")]
Persons = Annotated[int, Meta(ge=1, le=100, description="Persons of the body, with those who accompany them")]
Partners = Annotated[int, Meta(ge=0, le=100, description="Local partners the body brings")]
MaterialKind = Annotated[
    Literal["material", "minutes", "council-paper"],
    Meta(description="Material, minutes or a paper for the council"),
    labelled({"material": _("Material"), "minutes": _("Protokoll"), "council-paper": _("Ratsvorlage")}),
]
SeenBy = Annotated[
    Literal["public", "members", "coordination"],
    Meta(description="Who may see it"),
    labelled({"public": _("alle"), "members": _("Mitglieder"), "coordination": _("nur die Koordination")}),
]
Text = Annotated[str, Meta(max_length=50_000, description="What it says, where it is no file; without names")]
Version = Annotated[int, Meta(ge=1, description="Which version of what is called so, from 1 on")]
Came = Annotated[str, Meta(max_length=4000, description="What came of it; empty where that is not told")]
Counted = Annotated[int, Meta(ge=1, le=10_000, description="Persons who took part")]

OF_A_BODY = Audience(READ_PARTICIPATION, "body", received=True)


class Terms(Fact, frozen=True):
    """When, where, about what and for whom a meeting is; a day as its end is the last one."""

    meeting: MeetingId
    kind: Kind
    title: Title
    starts: Local
    ends: Local
    place: Place = ""
    online: Online = False
    topics: Topics = ()
    open_to: OpenTo = "members"
    capacity: Capacity | None = None
    per_body: PerBody = 10
    opens: Opens = None
    closes: Closes = None


@fact("network.meeting-scheduled@1", public=True)
class MeetingScheduled(Terms, frozen=True):
    """A meeting was announced."""


@fact("network.meeting-changed@1", public=True)
class MeetingChanged(Terms, frozen=True, kw_only=True):
    """A meeting takes place under other terms; `changed` names what differs from before."""

    changed: Annotated[tuple[str, ...], Meta(description="The terms that differ")]
    reason: Why


@fact("network.meeting-cancelled@1", public=True)
class MeetingCancelled(Fact, frozen=True):
    """A meeting does not take place."""

    meeting: MeetingId
    reason: Why


class Participation(Fact, frozen=True):
    """A body takes part in a meeting, or no longer."""

    meeting: MeetingId
    body: BodyId
    registration: RegistrationId


@fact("network.body-registered@1", audience=OF_A_BODY)
class BodyRegistered(Participation, frozen=True):
    """A body registered for a meeting; `waiting` where no place was left."""

    persons: Persons
    partners: Partners = 0
    waiting: bool = False

    @property
    def places(self) -> int:
        """How many places it takes."""
        return self.persons + self.partners


@fact("network.registration-withdrawn@1", audience=OF_A_BODY, ends=True)
class RegistrationWithdrawn(Participation, frozen=True):
    """A body withdrew its registration."""


@fact("network.body-moved-up@1", audience=OF_A_BODY)
class BodyMovedUp(Participation, frozen=True):
    """A body moved up from the waiting list."""


@fact("network.attendance-recorded@1", audience=OF_A_BODY, happened=True)
class AttendanceRecorded(Fact, frozen=True):
    """A body took part in a meeting, on the day it is true from."""

    meeting: MeetingId
    body: BodyId
    persons: Persons
    partners: Partners = 0


@fact("network.attendance-counted@1", public=True, happened=True)
class AttendanceCounted(Fact, frozen=True):
    """So many persons took part in a meeting; `at_least` where the source says `more than`."""

    meeting: MeetingId
    participants: Counted
    at_least: Annotated[bool, Meta(description="Whether the source says `more than`")] = False


@fact("network.meeting-held@1", public=True, happened=True)
class MeetingHeld(Fact, frozen=True):
    """A meeting took place, on the day it is true from."""

    meeting: MeetingId
    outcome: Came = ""


class Material(Fact, frozen=True):
    """A file or a text about a meeting; what is called the same is its next version."""

    meeting: MeetingId
    kind: MaterialKind
    title: Title
    file: FileId | None = None
    text: Text = ""
    version: Version = 1


@fact("network.material-published@1", public=True)
class MaterialPublished(Material, frozen=True):
    """Material or minutes of a meeting were published."""


@fact("network.material-shared@1", audience=Audience(READ_PARTICIPATION))
class MaterialShared(Material, frozen=True):
    """Material or minutes of a meeting were made available to the members."""


@fact("network.material-filed@1", audience=Audience(READ_INTERNAL))
class MaterialFiled(Material, frozen=True):
    """Material or minutes of a meeting were filed for the coordination."""


SCHEDULE = (MeetingScheduled, MeetingChanged, MeetingCancelled)
PARTICIPATION = (BodyRegistered, RegistrationWithdrawn, BodyMovedUp)
ATTENDANCE = (AttendanceRecorded, AttendanceCounted)
MATERIAL = (MaterialPublished, MaterialShared, MaterialFiled)
SEEN_BY: dict[SeenBy, type[Material]] = {
    "public": MaterialPublished,
    "members": MaterialShared,
    "coordination": MaterialFiled,
}
NAMINGS = (Naming("meeting", (MeetingScheduled, MeetingChanged)),)
ABOUT_MEETINGS = (*SCHEDULE, MeetingHeld, *PARTICIPATION, *ATTENDANCE, *MATERIAL)


def registration_of(meeting: str, body: str) -> str:
    """Return the id under which the registrations of a body for a meeting are gathered."""
    return f"{meeting}-{body}"
