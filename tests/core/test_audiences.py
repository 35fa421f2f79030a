"""Who sees a fact, whose key seals it, and what a start refuses about both."""

from datetime import date
from typing import Annotated, Any

import msgspec
import pytest

from fokus_core.access.grants import AccessGranted
from fokus_core.domain.commands import Command, command
from fokus_core.domain.facts import LOG_READERS, PUBLIC, Audience, Fact, Key, fact, fact_type
from fokus_core.domain.past import Past
from fokus_core.domain.policy import SIGNED_IN
from fokus_core.domain.programme import PluginRefused, ProgrammeInfo
from fokus_core.domain.roles import Permission, Role
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.privacy.personal import Personal, personal_fields
from fokus_core.privacy.sealed import Sealed
from fokus_core.testing.purposes import purposes

CohortId = Annotated[str, Key("cohort")]


@fact("dance.whispered@1", audience=Audience("dance.listen", "cohort"))
class Whispered(Fact, frozen=True):
    """Something was whispered."""

    cohort: CohortId
    person: Annotated[str, Key("person")]
    text: Annotated[Sealed[str], Personal("cohort", purpose="whisper")]
    name: Annotated[Sealed[str], Personal("person", purpose="whisper")]


@fact("dance.opened@1", public=True)
class Opened(Fact, frozen=True):
    """A dance was opened."""

    cohort: CohortId


@fact("dance.seat-given@1", irrevocable=True)
class SeatGiven(AccessGranted, frozen=True, kw_only=True):
    """A seat was given."""

    cohort: CohortId


@command("dance.clap", SIGNED_IN)
class Clap(Command, frozen=True):
    """Clap."""

    def decide(self, past: Past) -> tuple[()]:
        return ()


def programme(*facts: type[Fact], **more: Any) -> ProgrammeInfo:
    permissions = [Permission("dance.retract", (), "-"), Permission("dance.listen", (), "-")]
    return ProgrammeInfo(
        id="dance", title="-", facts=facts, permissions=permissions, purposes=purposes("whisper", "praise"), **more
    )


def test_an_audience_is_a_permission_within_the_thing_a_key_names() -> None:
    keys = ("body:05914000", "cohort:4", "person:a")
    assert fact_type(Whispered).audience.of(keys) == "dance.listen cohort:4"
    assert Audience("dance.listen").of(keys) == "dance.listen"
    assert (PUBLIC.of(keys), LOG_READERS.of(keys)) == ("public", "")
    assert (fact_type(Opened).audience, fact_type(SeatGiven).audience) == (PUBLIC, LOG_READERS)


def test_others_see_a_fact_beyond_its_audience_unless_it_is_a_closed_groups() -> None:
    assert Audience("dance.listen").beyond == Audience("dance.listen", "body").beyond == ("core.audit",)
    assert Audience("dance.listen", "body", received=True).beyond == ("core.audit", "core.receive")
    assert Audience("dance.listen", "cohort").beyond == Audience("dance.listen", "cohort", received=True).beyond == ()


def test_the_key_of_a_group_seals_what_is_the_groups() -> None:
    whispered = Whispered(
        effective=date(2020, 1, 1),
        cohort="4",
        person="0a",
        text=Sealed.of("leise"),
        name=Sealed.of("Erika"),
    )
    assert {one.name: one.owner(whispered) for one in personal_fields(Whispered)} == {"text": "cohort:4", "name": "0a"}
    nobody = msgspec.structs.replace(whispered, person="")
    with pytest.raises(ValueError, match="names nobody"):
        personal_fields(Whispered)[1].owner(nobody)


def test_what_is_read_of_a_class_is_read_of_those_made_of_it() -> None:
    catalogue = Catalogue([programme(SeatGiven, Whispered, Opened)])
    assert catalogue.names(AccessGranted) == (
        "core.access-granted@1",
        "core.access-granted@2",
        "core.access-granted@3",
        "dance.seat-given@1",
        "dance.seat-given@2",
    )
    assert catalogue.names(Opened) == ("dance.opened@1", "dance.opened@2")


def test_a_role_knows_its_programme() -> None:
    info = programme(Opened, roles=[Role("dancer", "-", given_by=("dancer",))], commands=[Clap])
    assert Catalogue([info]).roles["dancer"] == Role("dancer", "-", given_by=("dancer",), programme="dance")


def test_a_public_fact_has_no_narrower_audience() -> None:
    with pytest.raises(ValueError, match="no narrower audience"):
        fact("dance.opened@1", public=True, audience=Audience("dance.listen"))(Opened)


@fact("dance.shouted@1", audience=Audience("dance.shout"))
class Shouted(Fact, frozen=True):
    """Something was shouted, for holders of a permission that is not there."""

    cohort: CohortId


@fact("dance.swapped@1", audience=Audience("dance.listen", "cohort"))
class Swapped(Fact, frozen=True):
    """Two cohorts swapped places."""

    cohort: CohortId
    other: CohortId


@fact("dance.seat-lent@1")
class SeatLent(AccessGranted, frozen=True, kw_only=True):
    """A seat was given that could be taken back in silence."""


@fact("dance.danced@1", audience=Audience("dance.listen", "cohort", received=True))
class Danced(Fact, frozen=True):
    """Somebody danced."""

    cohort: CohortId
    person: Annotated[str, Key("person")]


@fact("dance.paid@1", audience=Audience("dance.listen", received=True))
class Paid(Fact, frozen=True):
    """An account paid."""

    actor: Annotated[str, Key("actor")]


@fact("dance.praised@1", audience=Audience("dance.listen", received=True))
class Praised(Fact, frozen=True):
    """A cohort was praised in words that are its own."""

    cohort: CohortId
    text: Annotated[Sealed[str], Personal("cohort", purpose="praise")]


@pytest.mark.parametrize(
    ("cls", "why"),
    [
        (Shouted, "'dance.shout', which is no permission"),
        (Swapped, "needs exactly one key of a cohort"),
        (SeatLent, "must be irrevocable"),
        (Danced, "is for connected systems and names a person"),
        (Paid, "is for connected systems and names a person"),
        (Praised, "is for connected systems and names a person"),
    ],
)
def test_a_start_is_refused(cls: type[Fact], why: str) -> None:
    with pytest.raises(PluginRefused, match=why):
        Catalogue([programme(cls)])
