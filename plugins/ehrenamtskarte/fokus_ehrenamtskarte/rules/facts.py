"""What is known of the rules: the state's frames, who took them over, the local rules, and how silence is read."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.dating import Dated, Latest
from fokus_ehrenamtskarte.rules.terms import Allowance, BodyKey, Months, Slug, Terms, Volume, Years
from fokus_kommune import BodyId, Fact, Reason, Sentence, _, labelled

FrameId = Annotated[Slug, Meta(description="Id of a frame, such as nrw-2026")]
Address = Annotated[str, Meta(min_length=1, max_length=400)]
Sources = Annotated[tuple[Address, ...], Meta(description="Where it is stated")]
Cites = Annotated[
    dict[str, tuple[Address, ...]], Meta(description="Parameters that are stated elsewhere, and where; by name")
]
Inferred = Annotated[tuple[str, ...], Meta(description="Parameters that are a conclusion and not stated, by name")]
Note = Annotated[
    Annotated[str, Meta(min_length=1, max_length=1000)] | None, Meta(description="What else is to be known")
]
FrameTitle = Annotated[str, Meta(min_length=1, max_length=120, description="What the frame is called")]
FrameKind = Annotated[
    Literal["standard", "anniversary", "recommendation"],
    Meta(description="The card it is about; a recommendation binds nobody but who follows it"),
    labelled(
        {
            "standard": _("Ehrenamtskarte"),
            "anniversary": _("Jubiläums-Ehrenamtskarte"),
            "recommendation": _("Empfehlung"),
        }
    ),
]
Hours = Annotated[Volume | None, Meta(description="Hours that are enough")]
Money = Annotated[Allowance | None, Meta(description="Money that is allowed")]
ServiceYears = Annotated[Years | None, Meta(description="Years in all for the anniversary card")]
Overlaid = Annotated[FrameId | None, Meta(description="Frame that it recommends not to apply")]
FirstMonths = Annotated[Months | None, Meta(description="Months that a first application needs for the recommendation")]
LocalTerms = Annotated[Terms, Meta(description="What they say; a parameter that is absent is unknown")]
Joins = Annotated[BodyKey | None, Meta(description="Body whose joint rule says what this one does not")]
Binds = Annotated[tuple[BodyKey, ...], Meta(description="Bodies that this rule holds for as well")]
Adoption = Annotated[
    Literal["assumed", "ask"],
    Meta(description="assumed: a frame holds everywhere; ask: only where a body is known to have taken it over"),
]
Silence = Annotated[
    Literal["bound", "ask"],
    Meta(description="bound: a silent rule is fulfilled by whoever fulfils the strictest known one; ask: by nobody"),
]
Signatories = Annotated[int, Meta(ge=1, le=5, description="Persons who confirm where no number is stated")]
ShareMonths = Annotated[
    int,
    Meta(ge=1, le=24, description="Months back in which hours per year must have been served", extra={"unit": "month"}),
]


class Told(Fact, frozen=True, kw_only=True):
    """What is dated and cited."""

    dated: Dated = "named"
    latest: Latest = None
    sources: Sources = ()
    cites: Cites = {}  # noqa: RUF012  # copied for each fact
    inferred: Inferred = ()
    note: Note = None


@ehrenamtskarte.fact(
    "frame-set@1",
    public=True,
    whole_programme=True,
    sentence=Sentence(
        _("Das Land hat „{title}“ festgelegt."),
        when={
            lambda fact: fact.kind == "recommendation": Sentence(_("Das Land hat „{title}“ empfohlen.")),
            lambda fact: fact.dated == "between": Sentence(
                _(
                    "Das Land hat „{title}“ festgelegt. Die Quellen nennen als ersten Tag den {effective} oder "
                    "den {latest}."
                )
            ),
        },
    ),
)
class FrameSet(Told, frozen=True, kw_only=True):
    """The state set a frame: hours and money, or the years of the anniversary card, or what it recommends."""

    frame: FrameId
    title: FrameTitle
    kind: FrameKind = "standard"
    volume: Hours = None
    allowance: Money = None
    service_years: ServiceYears = None
    overlays: Overlaid = None
    first_prior_months: FirstMonths = None


@ehrenamtskarte.fact(
    "frame-adopted@1",
    public=True,
    sentence=Sentence(
        _("Für {body_accusative} gilt „{title}“."),
        when={lambda fact: fact.planned: Sentence(_("{body} hat angekündigt, „{title}“ zu übernehmen."))},
    ),
)
class FrameAdopted(Told, frozen=True, kw_only=True):
    """A body took a frame over, or, where it is `planned`, said that it will."""

    body: BodyId
    frame: FrameId
    title: FrameTitle
    planned: Annotated[bool, Meta(description="Announced only, so that it does not hold yet")] = False


@ehrenamtskarte.fact(
    "rules-set@1",
    public=True,
    sentence=Sentence(
        _("Für {body_accusative} gelten eigene Regeln zur Ehrenamtskarte."),
        when={
            lambda fact: fact.dated == "undated": Sentence(
                _("Für {body_accusative} sind eigene Regeln zur Ehrenamtskarte bekannt, aber kein Tag.")
            ),
            lambda fact: fact.dated == "between": Sentence(
                _("Für {body_accusative} gelten eigene Regeln zur Ehrenamtskarte, spätestens seit dem {latest}.")
            ),
        },
    ),
)
class RulesSet(Told, frozen=True, kw_only=True):
    """A body set its rules; they stand in for all earlier ones."""

    body: BodyId
    terms: LocalTerms
    joins: Joins = None
    binds: Binds = ()


@ehrenamtskarte.fact(
    "conventions-set@1",
    public=True,
    whole_programme=True,
    sentence=_("Es ist festgelegt, wie offene Fragen zu den Regeln der Ehrenamtskarte entschieden werden: {note}"),
)
class ConventionsSet(Fact, frozen=True, kw_only=True):
    """The state set how the rules are read where no source says it."""

    adoption: Adoption = "assumed"
    silence: Silence = "bound"
    signatories: Signatories = 1
    share_months: ShareMonths = 12
    note: Reason


RULES = (FrameSet, FrameAdopted, RulesSet, ConventionsSet)
