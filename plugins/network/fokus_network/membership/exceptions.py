"""Exceptions from the criteria: granted to a member until a day, and over when every criterion is shown."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import (
    BodyId,
    BodyRef,
    Breach,
    Command,
    Fact,
    Past,
    Policy,
    Reads,
    Reason,
    Recorded,
    Refused,
    Sentence,
    Until,
    _,
    command,
    fact,
    statute,
)
from fokus_network.membership.facts import MunicipalityJoined, MunicipalityLeft
from fokus_network.membership.members import NOT_MEMBER
from fokus_network.policies import OVERRIDE

GRANT = Policy(OVERRIDE)


@fact("network.exception-granted@1", public=True)
class ExceptionGranted(Fact, frozen=True):
    """A member may stay one until a day although not every criterion is shown; it replaces an earlier exception."""

    body: BodyId
    until: Annotated[date, Meta(description="Last day of the exception; that day is included")]
    reason: Reason


@fact("network.exception-settled@1", public=True)
class ExceptionSettled(Fact, frozen=True):
    """A member needs no exception any more, as every criterion is shown."""

    body: BodyId


EXCEPTIONS = (ExceptionGranted, ExceptionSettled)


@command("network.grant-exception", GRANT, records=ExceptionGranted, title=_("Ausnahme gewähren oder verlängern"))
class GrantException(Command, frozen=True):
    """Grant a member an exception from the criteria until a day, or prolong one."""

    reads: ClassVar[Reads] = Reads("body", MunicipalityJoined, MunicipalityLeft, *EXCEPTIONS)
    body: BodyRef
    until: Until
    reason: Reason
    effective: date

    def check(self, past: Past) -> None:
        """Refuse an exception that ends before it begins, and one for a body that is no member."""
        if self.until < self.effective:
            raise Refused("empty-period", _("Das Ende liegt vor dem Beginn."), field="until")
        if not isinstance(past.on(self.effective).latest(MunicipalityJoined, MunicipalityLeft), MunicipalityJoined):
            raise Refused("not-member", NOT_MEMBER, field="body")


@statute("body", MunicipalityJoined, MunicipalityLeft, *EXCEPTIONS)
def exceptions_are_for_members(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """An exception is granted, or over, while a membership lasts."""
    member = False
    for record in history:
        if isinstance(record.fact, (MunicipalityJoined, MunicipalityLeft)):
            member = isinstance(record.fact, MunicipalityJoined)
        elif not member:
            yield Breach("not-member", NOT_MEMBER, record.position, "effective")


SENTENCES: dict[type[Fact], Sentence] = {
    ExceptionGranted: Sentence(
        _("Für {body_accusative} gilt bis einschließlich {until} eine Ausnahme von den Kriterien. Grund: {reason}")
    ),
    ExceptionSettled: Sentence(_("{body} braucht keine Ausnahme mehr: Alle Kriterien sind belegt.")),
}
