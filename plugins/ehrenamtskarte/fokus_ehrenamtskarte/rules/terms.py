"""What a local rule may say, a parameter each; one that is absent is unknown, a stated absence is written out."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
BodyKey = Annotated[str, Meta(pattern=r"^\d{3}(\d{2}(\d{3})?)?$", description="Official key of a body")]
Months = Annotated[int, Meta(ge=0, le=600, extra={"unit": "month"})]
Years = Annotated[int, Meta(ge=0, le=99, extra={"unit": "year"})]
Words = Annotated[str, Meta(min_length=1, max_length=300)]
MonthOf = Annotated[str, Meta(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$", description="Month, such as 2024-03")]

Sort = Literal[
    "on-call",
    "active-on-call",
    "social",
    "care-of-relatives",
    "party-meetings",
    "rehearsal-training",
    "holiday-camp",
    "training",
    "exercise",
    "maintenance",
    "operation",
    "preparation",
    "travel",
    "political",
    "student-council",
]
Who = Literal["self", "organisation", "other"]
Group = Literal["juleica"]
Waivable = Literal["volume", "prior", "allowance", "age", "confirmation"]
PlaceKind = Literal[
    "engagement",
    "residence",
    "either",
    "residence-unless-home-does-not-take-part",
    "main-engagement",
    "link",
    "benefit",
    "engagement-or-benefit",
    "residence-in",
    "residence-or-service-across",
]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A parameter that has parts."""


class Prior(Part, frozen=True, kw_only=True):
    """Months of engagement before the application; None is a number that is stated but not handed down."""

    months: Months | None = None
    below_age: Years | None = None
    at_volume: bool = False
    same_organisation: bool = False
    as_a_rule: bool = False


class Place(Part, frozen=True, kw_only=True):
    """Where somebody must live or serve; `elsewhere` bounds where the hours of residents count."""

    kind: PlaceKind
    bodies: tuple[BodyKey, ...] = ()
    elsewhere: Literal["nrw"] | None = None
    exceptions: tuple[Sort, ...] = ()
    or_juleica_issued_here: bool = False


class Exemption(Part, frozen=True, kw_only=True):
    """A group that is freed from conditions; None is an exemption whose extent is not stated."""

    group: Group
    conditions: tuple[Waivable, ...] | None = None
    needs: tuple[Slug, ...] = ()
    place: PlaceKind | None = None


class Applicants(Part, frozen=True, kw_only=True):
    """Who may apply, who may not, and who may where the engagement belongs to no club."""

    allowed: tuple[Who, ...] = ()
    excluded: tuple[Who, ...] = ()
    outside_clubs: tuple[Who, ...] = ()


class Cap(Part, frozen=True, kw_only=True):
    """So many cards in a period; none where the count is 0."""

    count: Annotated[int, Meta(ge=0)]
    per: Literal["year"] = "year"
    agreed_with_state: bool = False


class Rounds(Part, frozen=True, kw_only=True):
    """Applications are taken in rounds only."""

    every_months: Months
    opens: Words


class Window(Part, frozen=True, kw_only=True):
    """A locally announced exception for some years, whose conditions are not stated."""

    years: tuple[int, ...]
    conditions: tuple[Waivable, ...]


class Renewal(Part, frozen=True, kw_only=True):
    """What is asked again."""

    kind: Literal["full", "follow-up", "extension", "own-form"]
    digital: bool = False
    prior_again: bool = True


class Anniversary(Part, frozen=True, kw_only=True):
    """What is said of the anniversary card; its presence says that the body issues it."""

    since: date | None = None
    waives: tuple[Literal["everything", "volume"], ...] | None = None
    keeps: tuple[Waivable, ...] = ()
    breaks_accepted: bool | None = None
    served_time_only: bool | None = None
    more_than: bool = False
    place: PlaceKind | None = None
    self_declaration: bool = False
    proposal_by_organisation: bool = False
    channels: tuple[Slug, ...] = ()
    first_deadline: Annotated[
        date | None, Meta(description="Last day for the first applications; that day is included")
    ] = None
    note: Words | None = None


class PageSays(Part, frozen=True, kw_only=True):
    """A copy of the state's hours and money on the body's page: shown, never evaluated."""

    per_week: float | None = None
    per_year: float | None = None
    allowance: Literal["cost-only", "none-at-all"] | None = None


class Procedure(Part, frozen=True, kw_only=True):
    """How it is done; no condition."""

    channels: tuple[Slug, ...] = ()
    ceremony: Literal["none", "first-award", "yes"] | None = None
    form_per_organisation: bool | None = None
    confirmed_by: tuple[Slug, ...] = ()
    proof: tuple[Slug, ...] = ()
    outside_clubs: Slug | None = None
    organisation: Slug | None = None
    care_in_private_household: Slug | None = None
    partner: Words | None = None


class Terms(Part, frozen=True, kw_only=True):
    """The parameters of a local rule."""

    min_age: Years | None = None
    min_age_elsewhere: Years | None = None
    prior: tuple[Prior, ...] | None = None
    place: Place | None = None
    not_counted: tuple[Sort, ...] | None = None
    counted: tuple[Sort, ...] = ()
    exempt: tuple[Exemption, ...] = ()
    signatories: Annotated[int, Meta(ge=1, le=5)] | None = None
    applicant: Applicants | None = None
    cap: Cap | None = None
    not_otherwise_honoured: bool = False
    rounds: Rounds | None = None
    exception_window: Window | None = None
    validity_months: Months | None = None
    start: Annotated[str, Meta(pattern=r"^(issue|[12]\d{3}-(0[1-9]|1[0-2]))$")] | None = None
    renewal: Renewal | None = None
    anniversary: Anniversary | None = None
    page_says: PageSays | None = None
    procedure: Procedure | None = None

    def completed_by(self, other: "Terms") -> "Terms":
        """Return these terms, and those of another rule where these say nothing."""
        given = {name: getattr(self, name) for name in self.__struct_fields__}
        silent = {name for name, value in given.items() if value is None or value is False or value == ()}
        return msgspec.structs.replace(self, **{name: getattr(other, name) for name in silent})


class Volume(Part, frozen=True, kw_only=True):
    """The hours that are enough, a week or a year."""

    per_week: Annotated[float, Meta(gt=0, le=168)]
    per_year: Annotated[float, Meta(gt=0, le=8784)]


class Allowance(Part, frozen=True, kw_only=True):
    """The money that is allowed: cost alone, or a sum per year and kind."""

    policy: Literal["cost-only", "capped"]
    ehrenamt: Annotated[float, Meta(ge=0)] | None = None
    uebungsleiter: Annotated[float, Meta(ge=0)] | None = None
