"""Which messages go out: a body switches one off or adds a sentence to it, and a person chooses for themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from fokus_core.bodies.facts import BodyId
from fokus_core.bodies.names import BodyRef
from fokus_core.domain.commands import Command, Lookup, Plan, command
from fokus_core.domain.facts import Audience, Fact, Recorded, fact, in_effective_order
from fokus_core.domain.labels import labelled
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.domain.texts import _
from fokus_core.domain.words import Chosen
from fokus_core.privacy.persons import PersonErased, PersonId

__all__ = [
    "CHOOSE",
    "CHOSEN",
    "SET",
    "ChooseMessage",
    "MessageChosen",
    "MessageSet",
    "SetMessage",
    "chosen_by",
    "set_by",
]

SET = Policy("core.set-messages", "body")
CHOOSE = Policy("core.choose-messages", "state")  # besides whoever holds the link in a message
MessageId = Annotated[
    str,
    Chosen("message"),
    Meta(pattern=r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$", max_length=120, description="Id of the message"),
]
Sent = Annotated[bool, Meta(description="Whether it is sent")]
OwnSentence = Annotated[
    str,
    Meta(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=500, description="A sentence of the body that it carries, or none"),
]
Wanted = Annotated[
    Literal["yes", "no"],
    Meta(description="Whether the person wants it"),
    labelled({"no": _("Nicht mehr schicken"), "yes": _("Wieder schicken")}),
]


@fact("core.message-set@1", audience=Audience(SET.permission, "body"))
class MessageSet(Fact, frozen=True):
    """A body laid down whether a message goes out in its name, and what sentence of its own it carries."""

    body: BodyId
    message: MessageId
    sent: Sent = True
    sentence: OwnSentence = ""


@fact("core.message-chosen@1")
class MessageChosen(Fact, frozen=True):
    """A person chose whether to get a message."""

    person: PersonId
    message: MessageId
    wanted: Wanted


@command("core.set-message", SET, title=_("Nachricht einstellen"))
class SetMessage(Command, frozen=True):
    """Lay down whether a message goes out in the name of a body or to its people, and what own sentence it carries."""

    reads: ClassVar[Reads] = Reads("body", MessageSet)
    body: BodyRef
    message: MessageId
    effective: date
    sent: Sent = True
    sentence: OwnSentence = ""

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse a message that no programme declares or that no body can set, and one that must be sent."""

        def begin(_past: Past) -> None:
            found = lookup.messages.get(self.message)
            if found is None or not (found.office or found.for_bodies):
                detail = _("Eine solche Nachricht gibt es nicht. Wählen Sie aus der Liste.")
                raise Invalid("unknown-message", detail, field="message")
            if not self.sent and not found.declinable:
                raise Refused("must-be-sent", _("Diese Nachricht müssen die Menschen bekommen."), field="sent")
            if self.sentence.strip() and not found.office:
                detail = _("Diese Nachricht schreibt nicht die Kommune. Ein eigener Satz geht hier nicht.")
                raise Refused("no-own-sentence", detail, field="sentence")

        return replace(super().plan(lookup), begin=begin)

    def decide(self, past: Past) -> Iterator[MessageSet]:
        """Yield what was laid down, unless it is so already."""
        before = set_by(past.records, self.message, self.effective)
        if before is not None and (before.sent, before.sentence) == (self.sent, self.sentence.strip()):
            raise Refused("already-set", _("So ist es schon eingestellt."), field="message")
        yield MessageSet(
            effective=self.effective,
            body=self.body,
            message=self.message,
            sent=self.sent,
            sentence=self.sentence.strip(),
        )


@command("core.choose-message", CHOOSE, title=_("Nachricht abbestellen"))
class ChooseMessage(Command, frozen=True):
    """Choose whether to get a message; given by the link in it."""

    reads: ClassVar[Reads] = Reads("person", MessageChosen, PersonErased)
    person: PersonId
    message: MessageId
    wanted: Wanted
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse a message that no programme declares, and one that must be sent."""

        def begin(_past: Past) -> None:
            found = lookup.messages.get(self.message)
            if found is None or not found.declinable:
                detail = _("Eine solche Nachricht gibt es nicht. Wählen Sie aus der Liste.")
                raise Invalid("unknown-message", detail, field="message")

        return replace(super().plan(lookup), begin=begin)

    def decide(self, past: Past) -> Iterator[MessageChosen]:
        """Yield the choice, unless it is so already."""
        if past.of(PersonErased):
            raise Refused("person-erased", _("Die Daten dieser Person sind gelöscht."), field="person")
        if chosen_by(past.records, self.message) == (self.wanted == "yes"):
            raise Refused("already-chosen", _("So haben Sie es schon gewählt."), field="wanted")
        yield MessageChosen(effective=self.effective, person=self.person, message=self.message, wanted=self.wanted)


FACTS = (MessageSet, MessageChosen)
COMMANDS = (SetMessage, ChooseMessage)
CHOSEN = "core.choose-message"  # the action of the link in a message


def set_by(records: Iterable[Recorded[Fact]], message: str, day: date) -> MessageSet | None:
    """Return what a body laid down of a message by a day, from the standing facts under its key."""
    found = [one.fact for one in in_effective_order(list(records))]
    of_it = [one for one in found if isinstance(one, MessageSet) and one.message == message and one.effective <= day]
    return of_it[-1] if of_it else None


def chosen_by(records: Iterable[Recorded[Fact]], message: str) -> bool:
    """Tell whether a person wants a message, from the standing facts under their key."""
    found = [one.fact for one in records if isinstance(one.fact, MessageChosen) and one.fact.message == message]
    return not found or found[-1].wanted == "yes"
