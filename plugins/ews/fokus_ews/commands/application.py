"""Applying: a draft, its team, submission before the deadline, withdrawal, and giving a place back."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Annotated, ClassVar

from msgspec import UNSET, Meta, UnsetType

from fokus_core import ERASED, BodyRef, Command, Past, Reads, Refused, Sealed, _, command, sent
from fokus_ews.commands.receipt import Receipt
from fokus_ews.eligibility import AREA, outside
from fokus_ews.facts import (
    DECISIONS,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ApplicationWritten,
    CallClosed,
    CallOpened,
    LateEntryAllowed,
    PlaceGivenBack,
    RulesAdopted,
    RunAnnounced,
)
from fokus_ews.policies import APPLY
from fokus_ews.words import ApplicationId, RunId, Text

Code = Annotated[str, Meta(min_length=20, max_length=200, description="Access code for a late entry")]
StartingPoint = Annotated[Text, Meta(description="Where the body stands with its strategy")]
Motivation = Annotated[Text, Meta(description="Why it applies")]
TEXTS = ("starting_point", "motivation")


def written(past: Past, body: str) -> ApplicationWritten:
    """Return the latest text of the application that was read; refuse one of another body like none at all."""
    found = past.latest(ApplicationWritten)
    if found is None or found.body != body:
        raise Refused("application-unknown", _("{body} hat keine solche Bewerbung."), field="application")
    return found


class Own(Receipt, frozen=True, kw_only=True):
    """Something about an application of the body; what was submitted is changed while it could still be received."""

    reads: ClassVar[Reads] = Reads(
        "application", ApplicationWritten, ApplicationSubmitted, ApplicationWithdrawn, *DECISIONS
    )
    application: ApplicationId

    def more(self, past: Past) -> Reads | None:
        """Read the call of the application's run, and the code that let it in."""
        found = past.latest(ApplicationWritten)
        submitted = past.latest(ApplicationSubmitted)
        if found is None:
            return None
        reads = Reads(f"run:{found.run}", CallOpened, CallClosed)
        return reads | Reads(f"code:{submitted.code}", LateEntryAllowed) if submitted and submitted.code else reads

    def changeable(self, past: Past) -> ApplicationWritten:
        """Return the application, or refuse when it is decided, or was submitted and is past its deadline."""
        found = written(past, self.body)
        if past.of(ApplicationWithdrawn, *DECISIONS):
            message = _("Die Bewerbung lässt sich am {effective} nicht mehr ändern.")
            raise Refused("not-changeable", message, field="application")
        submitted = past.latest(ApplicationSubmitted)
        if submitted is not None and not self._receivable(submitted, past):
            raise Refused(
                "deadline-passed",
                _("Die Bewerbungsfrist ist abgelaufen. Mit einem Zugangscode können Sie sich noch bewerben."),
                field="effective",
            )
        return found

    def _receivable(self, submitted: ApplicationSubmitted, past: Past) -> bool:
        """Tell whether the application could be received on the day, by its call or by its code."""
        call = past.on(self.effective).latest(CallOpened, CallClosed)
        if isinstance(call, CallOpened) and (call.deadline is None or self.effective <= call.deadline):
            return True
        return submitted.code is not None and any(self.effective <= one.until for one in past.of(LateEntryAllowed))


@command("ews.draft-application", APPLY, title=_("Bewerbung beginnen"))
class DraftApplication(Command, frozen=True):
    """Begin an application of a body for a run."""

    reads: ClassVar[Reads] = Reads("run", RunAnnounced)
    run: RunId
    body: BodyRef
    starting_point: StartingPoint
    motivation: Motivation
    effective: date

    def decide(self, past: Past) -> Iterator[ApplicationWritten]:
        """Yield the draft under a new id."""
        if past.on(self.effective).latest(RunAnnounced) is None:
            raise Refused(
                "run-unknown",
                _("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."),
                field="run",
            )
        yield ApplicationWritten(
            effective=self.effective,
            application=past.new_id("application"),
            run=self.run,
            body=self.body,
            starting_point=Sealed.of(self.starting_point),
            motivation=Sealed.of(self.motivation),
        )


@command("ews.change-application", APPLY, title=_("Bewerbung ändern"))
class ChangeApplication(Own, frozen=True, kw_only=True):
    """Change the text of an application; what is not sent stays. Once it is submitted, until the deadline."""

    starting_point: StartingPoint | UnsetType = UNSET
    motivation: Motivation | UnsetType = UNSET

    def decide(self, past: Past) -> Iterator[ApplicationWritten]:
        """Yield the new text."""
        found = self.changeable(past)
        record = past.recorded(ApplicationWritten)[-1]
        before = {name: past.open(record, name) for name in TEXTS}
        texts = before | sent(self, TEXTS)
        if ERASED in texts.values():
            raise Refused("erased", _("Ein Teil der Bewerbung ist gelöscht und muss neu angegeben werden."), field="")
        if texts == before:
            raise Refused("nothing-to-do", _("Es gibt nichts einzutragen: Ihre Angaben stehen schon so da."), field="")
        yield ApplicationWritten(
            effective=self.effective,
            application=self.application,
            run=found.run,
            body=self.body,
            starting_point=Sealed.of(texts["starting_point"]),
            motivation=Sealed.of(texts["motivation"]),
        )


@command("ews.submit-application", APPLY, title=_("Bewerbung einreichen"))
class SubmitApplication(Receipt, frozen=True, kw_only=True):
    """Hand an application in; after the deadline only with an access code."""

    reads: ClassVar[Reads] = Reads("application", ApplicationWritten)
    application: ApplicationId
    code: Code | None = None

    def more(self, past: Past) -> Reads | None:
        """Read the rules of the application's run, and what the access code allows."""
        found = past.latest(ApplicationWritten)
        if found is None:
            return None
        reads = Reads(f"run:{found.run}", RulesAdopted) | AREA
        return reads | Reads(f"code:{self.digest}", LateEntryAllowed) if self.code else reads

    @property
    def digest(self) -> str | None:
        """The digest of the code, which alone is recorded."""
        return sha256(self.code.encode()).hexdigest() if self.code else None

    def decide(self, past: Past) -> Iterator[ApplicationSubmitted]:
        """Yield the receipt under the rules in force; the statutes know call, code, team and other applications."""
        found = written(past, self.body)
        rules = past.on(self.effective).latest(RulesAdopted)
        if rules is None:
            raise Refused(
                "run-unknown",
                _("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."),
                field="effective",
            )
        yield ApplicationSubmitted(
            effective=self.effective,
            application=self.application,
            run=found.run,
            body=self.body,
            rules=rules.version,
            eligible=not outside([self.body], rules, past, self.effective),
            code=self.digest,
        )


@command("ews.withdraw-application", APPLY, title=_("Bewerbung zurückziehen"))
class WithdrawApplication(Command, frozen=True):
    """Withdraw an application that has no place."""

    reads: ClassVar[Reads] = Reads("application", ApplicationWritten)
    application: ApplicationId
    body: BodyRef
    effective: date

    def decide(self, past: Past) -> Iterator[ApplicationWithdrawn]:
        """Yield the withdrawal; the statute knows whether it comes in time."""
        found = written(past, self.body)
        yield ApplicationWithdrawn(
            effective=self.effective, application=self.application, run=found.run, body=self.body
        )


@command("ews.give-back-place", APPLY, title=_("Platz zurückgeben"))
class GiveBackPlace(Command, frozen=True):
    """Give back a place before the run begins; nobody moves up by that alone."""

    reads: ClassVar[Reads] = Reads("application", ApplicationWritten)
    application: ApplicationId
    body: BodyRef
    effective: date

    def decide(self, past: Past) -> Iterator[PlaceGivenBack]:
        """Yield the return; the statutes know whether there is a place that is not taken up yet."""
        found = written(past, self.body)
        yield PlaceGivenBack(effective=self.effective, application=self.application, run=found.run, body=self.body)


COMMANDS = (DraftApplication, ChangeApplication, SubmitApplication, WithdrawApplication, GiveBackPlace)
