"""Criteria, attestations, and joining under them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar, Protocol

from msgspec import Meta

from fokus_core import (
    AnyEvidence,
    Asked,
    BodyRef,
    Command,
    Lookup,
    Past,
    Plan,
    Reads,
    Reason,
    Refused,
    Until,
    _,
    asked_by,
    command,
)
from fokus_network.membership import criteria
from fokus_network.membership.facts import (
    ATTESTATIONS,
    AttestationEnded,
    AttestationGiven,
    CriteriaAdopted,
    Criterion,
    CriterionId,
    DeclarationSigned,
    Ground,
    MunicipalityJoined,
    MunicipalityLeft,
    Slug,
)
from fokus_network.policies import ADMIT, KEEP, OVERRIDE

NEEDS_END = _("Eine Ausnahme gilt nur für eine begrenzte Zeit. Geben Sie ihren letzten Tag an.")
ExceptionUntil = Annotated[
    Until | None,
    Meta(title=_("Ausnahme bis einschließlich"), description="Last day of the exception; that day is included"),
]
NOT_PROVEN = _("Noch nicht belegt: {titles}. Bescheinigen Sie das, oder begründen Sie die Ausnahme.")


@command("network.adopt-criteria", KEEP, records=CriteriaAdopted, title=_("Aufnahmekriterien in Kraft setzen"))
class AdoptCriteria(Command, frozen=True):
    """Put a version of the admission criteria into force."""

    reads: ClassVar[Reads] = Reads("programme", CriteriaAdopted)
    version: Annotated[str, Slug]
    criteria: Annotated[tuple[Criterion, ...], Meta(min_length=1, max_length=50)]
    effective: date

    def check(self, past: Past) -> None:
        """Refuse a version that is known, and a criterion that is named twice."""
        if any(adopted.version == self.version for adopted in past.of(CriteriaAdopted)):
            raise Refused(
                "criteria-exist",
                _("Diese Fassung der Kriterien gibt es schon. Wählen Sie eine andere Kurzbezeichnung."),
                field="version",
            )
        if len({criterion.id for criterion in self.criteria}) < len(self.criteria):
            raise Refused(
                "criterion-twice", _("Ein Kriterium kommt zweimal vor. Entfernen Sie einen Eintrag."), field="criteria"
            )
        for number, criterion in enumerate(self.criteria):
            for place, evidence in enumerate(criterion.evidence):
                if past.misses(evidence):
                    raise Refused(
                        "unknown-evidence",
                        _("Einen Nachweis {evidence} gibt es nicht. Prüfen Sie die Kennung."),
                        field=f"criteria/{number}/evidence/{place}",
                        evidence=evidence,
                    )


@command("network.attest", ADMIT, records=AttestationGiven, title=_("Kriterium bescheinigen"))
class Attest(Command, frozen=True):
    """Attest that a body fulfils a criterion, and on what basis."""

    reads: ClassVar[Reads] = Reads("body", *ATTESTATIONS)
    body: BodyRef
    criterion: CriterionId
    basis: Reason
    effective: date

    def check(self, past: Past) -> None:
        """Refuse an attestation while one holds on that day."""
        if is_attested(past.on(self.effective), self.criterion):
            raise Refused(
                "already-attested",
                _("Das Kriterium „{criterion}“ ist am {effective} schon bescheinigt."),
                field="criterion",
            )


@command("network.end-attestation", ADMIT, records=AttestationEnded, title=_("Bescheinigung beenden"))
class EndAttestation(Command, frozen=True):
    """End an attestation; the date is the first day on which it no longer holds."""

    reads: ClassVar[Reads] = Reads("body", *ATTESTATIONS)
    body: BodyRef
    criterion: CriterionId
    reason: Reason
    effective: date

    def check(self, past: Past) -> None:
        """Refuse the end of an attestation that does not hold on that day."""
        if not is_attested(past.on(self.effective), self.criterion):
            raise Refused(
                "not-attested",
                _("Das Kriterium „{criterion}“ ist am {effective} nicht bescheinigt."),
                field="criterion",
            )


def is_attested(now: Past, criterion: str) -> bool:
    """Tell whether a criterion is attested on the day."""
    about = [item for item in now.of(AttestationGiven, AttestationEnded) if item.criterion == criterion]
    return bool(about) and isinstance(about[-1], AttestationGiven)


@command("network.join", ADMIT, title=_("In das Netzwerk aufnehmen"))
class JoinNetwork(Command, frozen=True):
    """Take a body into the network; against the criteria only with a reason and the permission for it."""

    reads: ClassVar[Reads] = (
        Reads("body", MunicipalityJoined, MunicipalityLeft, DeclarationSigned, *ATTESTATIONS)
        | Reads("programme", CriteriaAdopted)
        | AnyEvidence("body")
    )
    body: BodyRef
    effective: date
    override: Reason | None = None
    ground: Ground | None = None
    override_until: ExceptionUntil = None

    def asks(self) -> tuple[Asked, ...]:
        """Ask for one permission more where the criteria are overridden."""
        return (asked_by(self), *([Asked(OVERRIDE, "network")] if self.override else []))

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse an exception that nobody says the last day of; documents need not say it."""
        return demanding_an_end(super().plan(lookup), self, lookup)

    def decide(self, past: Past) -> Iterator[MunicipalityJoined]:
        """Yield the membership, with the criteria in force on its date and what each of them found."""
        now = past.on(self.effective)
        demand_no_member(now)
        signed = now.latest(DeclarationSigned)
        if signed is None:
            raise Refused(
                "not-signed",
                _(
                    "{body} hat die Gemeinsame Erklärung bis zum {effective} nicht unterzeichnet. Tragen "
                    "Sie zuerst die Unterzeichnung ein."
                ),
                field="body",
            )
        yield joined(self, now, signed)


def demanding_an_end(plan: Plan, command: "Joining", lookup: Lookup) -> Plan:
    """Return a plan that refuses an exception without a last day, which only what documents tell may have."""

    def begin(_past: Past) -> None:
        if command.override_until is not None and command.override_until < command.effective:
            message = _("Die Ausnahme endet vor der Aufnahme. Wählen Sie einen späteren Tag.")
            raise Refused("empty-period", message, field="override_until")
        if command.override_until is not None and not command.override:
            raise Refused("exception-unfounded", _("Begründen Sie die Ausnahme."), field="override")
        if command.override and command.override_until is None and not lookup.trusted:
            raise Refused("exception-needs-end", NEEDS_END, field="override_until")

    return replace(plan, begin=begin)


def demand_no_member(now: Past) -> None:
    """Refuse a body that is a member on the day."""
    if isinstance(now.latest(MunicipalityJoined, MunicipalityLeft), MunicipalityJoined):
        raise Refused("already-member", _("{body} ist am {effective} schon Mitglied."), field="body")


class Joining(Protocol):
    """What a command says that takes a body in."""

    @property
    def body(self) -> str: ...  # noqa: D102
    @property
    def effective(self) -> date: ...  # noqa: D102
    @property
    def override(self) -> str | None: ...  # noqa: D102
    @property
    def ground(self) -> Ground | None: ...  # noqa: D102
    @property
    def override_until(self) -> date | None: ...  # noqa: D102


def joined(
    command: Joining,
    now: Past,
    signed: DeclarationSigned,
    attested: Collection[str] = (),
    proven: Collection[str] = (),
) -> MunicipalityJoined:
    """Return the membership that rests on a signature, with what is found about the criteria; raises `Refused`."""
    adopted = now.latest(CriteriaAdopted)
    found = criteria.findings(now, adopted, "entry", attested, proven)
    missing = criteria.unmet(found)
    if missing and not command.override:
        titles = tuple(one.title for one in adopted.criteria if one.id in missing) if adopted else ()
        raise Refused("criteria-not-met", NOT_PROVEN, field="body", titles=titles)
    return MunicipalityJoined(
        effective=command.effective,
        body=command.body,
        round=signed.round,
        declaration=signed.declaration,
        criteria=adopted.version if adopted else None,
        findings=found,
        override=command.override if missing else None,
        ground=command.ground,
        override_until=command.override_until if missing else None,
        **_again(now, signed),
    )


def _again(now: Past, signed: DeclarationSigned) -> dict[str, Any]:
    """Return which signature a membership rests on that is not the first one, and of which day it is."""
    left = now.latest(MunicipalityLeft)
    if left is None:
        return {}
    return {"rests_on": "earlier" if signed.effective < left.effective else "new", "signed": signed.effective}
