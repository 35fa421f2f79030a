"""Profiles: on what a municipality works, how experienced it is, and where the subject is anchored in its house."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from fokus_core import sent
from fokus_kommune import PUBLIC, BodyId, BodyRef, Command, Fact, Past, Reads, Refused, _
from fokus_network.exchange.programme import EVERY_SIDE, exchange
from fokus_network.exchange.topics import LISTED, Topics, demand_listed

Stage = Annotated[
    Literal["beginning", "experienced"] | None,
    Meta(title=_("Erfahrung"), description="Only beginning with the subject, or experienced; null where not said"),
]
Anchored = Annotated[
    Literal["staff-unit", "department", "volunteer-agency", "elsewhere"] | None,
    Meta(title=_("Verankert in"), description="Where the subject is anchored; null where not said"),
]
Unit = Annotated[
    str, Meta(max_length=200, title=_("Bezeichnung der Stelle"), description="What the unit is called; never a person")
]
RoundTable = Annotated[
    date | None, Meta(title=_("Runder Tisch seit"), description="Since when there is a round table; null for none")
]
Strategy = Annotated[
    date | None,
    Meta(title=_("Strategie beschlossen am"), description="When the council adopted a strategy; null for none"),
]
Note = Annotated[str, Meta(max_length=4000, title=_("Beschreibung"), description="In the municipality's own words")]


@exchange.fact("profile-kept@1", public=True, sentence=_("{body} hat das Profil zur Engagementförderung aktualisiert."))
class ProfileKept(Fact, frozen=True):
    """A municipality says how it fosters volunteering; the profile replaces the one before."""

    body: BodyId
    topics: Topics = ()
    stage: Stage = None
    anchored: Anchored = None
    unit: Unit = ""
    round_table: RoundTable = None
    strategy: Strategy = None
    note: Note = ""


KEEP_PROFILE = exchange.permission(
    "keep-profile", scope="body", roles=EVERY_SIDE, title=_("Profil und Quartiere einer Kommune pflegen")
)
FIELDS = ("topics", "stage", "anchored", "unit", "round_table", "strategy", "note")


@exchange.command("keep-profile", KEEP_PROFILE, title=_("Profil pflegen"))
class KeepProfile(Command, frozen=True):
    """Keep the profile of a municipality; what is not sent stays."""

    reads: ClassVar[Reads] = Reads("body", ProfileKept) | LISTED
    body: BodyRef
    effective: date
    topics: Topics | UnsetType = UNSET
    stage: Stage | UnsetType = UNSET
    anchored: Anchored | UnsetType = UNSET
    unit: Unit | UnsetType = UNSET
    round_table: RoundTable | UnsetType = UNSET
    strategy: Strategy | UnsetType = UNSET
    note: Note | UnsetType = UNSET

    def decide(self, past: Past) -> Iterator[ProfileKept]:
        """Yield the profile, unless it says what it said before."""
        before = past.on(self.effective).latest(ProfileKept)
        kept = {name: getattr(before, name) for name in FIELDS} if before else {}
        changed = sent(self, FIELDS)
        if self.topics is not UNSET:
            demand_listed(self.topics, past, self.effective)
        for name in ("round_table", "strategy"):
            if (day := changed.get(name)) is not None and day > self.effective:
                raise Refused(
                    "not-yet", _("Dieser Tag liegt nach dem {effective}. Wählen Sie einen früheren."), field=name
                )
        profile = ProfileKept(effective=self.effective, body=self.body, **(kept | changed))
        if before is not None and all(getattr(profile, name) == kept[name] for name in FIELDS):
            raise Refused("nothing-to-do", _("Es gibt nichts einzutragen: Ihre Angaben stehen schon so da."), field="")
        yield profile


PROFILES = exchange.two_clocks("profile", subject="body", begins=ProfileKept)
exchange.listing(
    "profiles",
    PROFILES,
    title=_("Profile der Mitglieder"),
    policy=PUBLIC,
    order=("name", "body"),
    filters=("district", "stage", "anchored"),
    doc="List how municipalities foster volunteering, as they said it by a day.",
)
