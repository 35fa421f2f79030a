"""Setting rules: the state its frames, a body its own rules, each with a second person's consent."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.dating import Dated, Latest
from fokus_ehrenamtskarte.rules.facts import (
    Adoption,
    Binds,
    Cites,
    ConventionsSet,
    FirstMonths,
    FrameAdopted,
    FrameId,
    FrameKind,
    FrameSet,
    FrameTitle,
    Hours,
    Inferred,
    Joins,
    LocalTerms,
    Money,
    Note,
    Overlaid,
    RulesSet,
    ServiceYears,
    ShareMonths,
    Signatories,
    Silence,
    Sources,
)
from fokus_kommune import BodyRef, Command, Invalid, Past, Reads, Reason, Refused, _, recorded

SET_FRAMES = ehrenamtskarte.permission(
    "set-frames", roles=("state-office",), four_eyes=True, title=_("Regeln des Landes zur Ehrenamtskarte festlegen")
)
ADOPT_RULES = ehrenamtskarte.permission(
    "adopt-rules",
    scope="body",
    roles=("municipal-officer",),
    four_eyes=True,
    title=_("Regeln der Kommune zur Ehrenamtskarte festlegen"),
)
NO_SUCH_FRAME = _("Diese Regeln des Landes gibt es nicht. Wählen Sie eine Fassung aus der Liste aus.")


class Told(Command, frozen=True, kw_only=True):
    """What is dated and cited."""

    effective: date
    dated: Dated = "named"
    latest: Latest = None
    sources: Sources = ()
    cites: Cites = {}  # noqa: RUF012  # copied for each command
    inferred: Inferred = ()
    note: Note = None

    def refuse_dating(self) -> None:
        """Raise `Invalid` unless the last possible day is there where it must be, and comes after the first."""
        if self.dated == "between" and self.latest is None:
            raise Invalid("latest-missing", _("Geben Sie auch den letzten möglichen Tag an."), field="latest")
        if self.latest is not None and (self.dated == "named" or self.latest < self.effective):
            message = _("Der letzte mögliche Tag muss nach dem ersten liegen. Ist der Tag bekannt, lassen Sie ihn weg.")
            raise Invalid("latest-too-early", message, field="latest")


@ehrenamtskarte.command("set-frame", SET_FRAMES, records=FrameSet, title=_("Regeln des Landes eintragen"))
class SetFrame(Told, frozen=True, kw_only=True):
    """Set a frame of the state, which holds beside the local rules."""

    reads: ClassVar[Reads] = Reads("programme", FrameSet)
    frame: FrameId
    title: FrameTitle
    kind: FrameKind = "standard"
    volume: Hours = None
    allowance: Money = None
    service_years: ServiceYears = None
    overlays: Overlaid = None
    first_prior_months: FirstMonths = None

    def check(self, past: Past) -> None:
        """Refuse a frame without what its kind needs, and one that overlays no other."""
        self.refuse_dating()
        needs: dict[str, dict[str, object]] = {
            "standard": {"volume": self.volume, "allowance": self.allowance},
            "anniversary": {"service_years": self.service_years},
            "recommendation": {"overlays": self.overlays},
        }
        for field, value in needs[self.kind].items():
            if value is None:
                raise Invalid("frame-incomplete", _("Diese Angabe gehört zu den Regeln des Landes."), field=field)
        if self.overlays is not None and self.overlays not in {one.frame for one in past.of(FrameSet)}:
            raise Refused("no-such-frame", NO_SUCH_FRAME, field="overlays")


@ehrenamtskarte.command("adopt-frame", ADOPT_RULES, title=_("Übernahme von Regeln des Landes eintragen"))
class AdoptFrame(Told, frozen=True, kw_only=True):
    """Record that a body takes over a frame of the state, or announces it."""

    reads: ClassVar[Reads] = Reads("body", FrameAdopted) | Reads("programme", FrameSet)
    body: BodyRef
    frame: FrameId
    planned: bool = False

    def decide(self, past: Past) -> Iterator[FrameAdopted]:
        """Yield the adoption of a frame that there is, and that was not adopted before."""
        self.refuse_dating()
        frame = next((one for one in past.of(FrameSet) if one.frame == self.frame), None)
        if frame is None:
            raise Refused("no-such-frame", NO_SUCH_FRAME, field="frame")
        if self.effective < frame.effective:
            message = _("Diese Regeln des Landes gab es am {effective} noch nicht. Wählen Sie einen späteren Tag.")
            raise Refused("frame-not-yet", message, field="effective")
        yield recorded(self, FrameAdopted, title=frame.title)


@ehrenamtskarte.command("set-rules", ADOPT_RULES, records=RulesSet, title=_("Regeln der Kommune eintragen"))
class SetRules(Told, frozen=True, kw_only=True):
    """Set the rules of a body, all of them: what they do not say is unknown, not as it was before."""

    reads: ClassVar[Reads] = Reads("body", RulesSet)
    body: BodyRef
    terms: LocalTerms
    joins: Joins = None
    binds: Binds = ()

    def check(self, past: Past) -> None:
        """Refuse a rule that is not dated as it says, joins itself, or has age bands that nobody can reach."""
        self.refuse_dating()
        if self.body in (self.joins, *self.binds):
            raise Invalid(
                "own-joint-rule", _("Nennen Sie hier nur andere Kommunen."), field="joins" if self.joins else "binds"
            )
        ages = [one.below_age for one in self.terms.prior or ()]
        if None in ages[:-1] or [one for one in ages if one] != sorted({one for one in ages if one}):
            message = _("Ordnen Sie die Altersstufen aufsteigend. Die letzte gilt für alle übrigen.")
            raise Invalid("bands-out-of-order", message, field="terms/prior")


@ehrenamtskarte.command("set-conventions", SET_FRAMES, records=ConventionsSet, title=_("Lesart der Regeln festlegen"))
class SetConventions(Command, frozen=True, kw_only=True):
    """Set from a day on how the rules are read where no source says it."""

    effective: date
    adoption: Adoption = "assumed"
    silence: Silence = "bound"
    signatories: Signatories = 1
    share_months: ShareMonths = 12
    note: Reason
