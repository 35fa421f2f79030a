"""The public face of this layer, which `fokus_kommune` hands on: what a programme is declared with."""

from typing import TYPE_CHECKING, Any

from fokus_api.plugins.bulk_imports import Column
from fokus_core import (
    BODY_CHANGES,
    PUBLIC,
    SIGNED_IN,
    Addressee,
    Audience,
    BodyId,
    BodyRef,
    Breach,
    Command,
    Fact,
    Invalid,
    Key,
    Label,
    Limit,
    LinkTo,
    Lookup,
    Message,
    MonthIn,
    Named,
    Occasion,
    PartyId,
    PartyRef,
    Past,
    Person,
    Personal,
    PersonId,
    Policy,
    Purpose,
    Reads,
    Reason,
    Recorded,
    Refused,
    Role,
    Said,
    Sealed,
    Sentence,
    Topic,
    Trace,
    Turn,
    Vocabulary,
    _,
    labelled,
    recorded,
)
from fokus_kommune.programme import Programme

if TYPE_CHECKING:
    from fokus_api.ask import Ask

__all__ = [
    "BODY_CHANGES",
    "PUBLIC",
    "SIGNED_IN",
    "Addressee",
    "Ask",
    "Audience",
    "BodyId",
    "BodyRef",
    "Breach",
    "Column",
    "Command",
    "Fact",
    "Invalid",
    "Key",
    "Label",
    "Limit",
    "LinkTo",
    "Lookup",
    "Message",
    "MonthIn",
    "Named",
    "Occasion",
    "PartyId",
    "PartyRef",
    "Past",
    "Person",
    "PersonId",
    "Personal",
    "Policy",
    "Programme",
    "Purpose",
    "Reads",
    "Reason",
    "Recorded",
    "Refused",
    "Role",
    "Said",
    "Sealed",
    "Sentence",
    "Topic",
    "Trace",
    "Turn",
    "Vocabulary",
    "_",
    "labelled",
    "recorded",
]


def __getattr__(name: str) -> Any:
    """Load what brings the framework with it; the command line does without both."""
    if name != "Ask":
        raise AttributeError(name)
    from fokus_api.ask import Ask

    return Ask
