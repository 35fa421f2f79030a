"""What is declared wrongly is told in one sentence, with the plugin and the place, before anything is served."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from fokus_api.runtime.service import StartRefused
from fokus_api.testing import AppContract, temporary_client
from fokus_core import HistoryFile, Permission, ProgrammeInfo, hookimpl
from fokus_core.domain.programme import PluginRefused
from fokus_core.testing import Given
from fokus_kommune import (
    PUBLIC,
    Ask,
    Audience,
    BodyId,
    BodyRef,
    Command,
    Fact,
    Past,
    Policy,
    Programme,
    Reads,
    Role,
    Turn,
)


def barn() -> tuple[Programme, type[Fact], Policy]:
    """Return a programme with a fact and a permission, in which nothing is wrong yet."""
    programme = Programme("barn", title="Scheunen")
    keep = programme.permission("keep", scope="body", roles=["state-office"], title="Führen")

    @programme.fact("built@1", public=True, sentence="{body} baut.")
    class Built(Fact, frozen=True):
        """A barn was built."""

        body: BodyId

    return programme, Built, keep


def sentence_without_field() -> Any:
    programme, _, _ = barn()

    @programme.fact("named@1", sentence="{bdy} benennt eine Scheune.")
    class Named(Fact, frozen=True):
        """A barn was named."""

        body: BodyId

    return programme


def table_without_key() -> Any:
    programme, built, _ = barn()
    programme.two_clocks("barn", subject="cohort", begins=built)
    return programme


def role_that_nobody_brings() -> Any:
    programme, _, _ = barn()
    programme.permission("own", roles=["barn-keeper"], title="Besitzen")
    return programme


def job_of_the_wrong_shape() -> Any:
    programme, _, _ = barn()
    programme.job(object())  # type: ignore[arg-type]  # that is the mistake
    return programme


def evidence_nobody_has() -> Any:
    programme, built, keep = barn()

    @programme.command("build", keep, records=built, title="Bauen")
    class Build(Command, frozen=True):
        """Build a barn."""

        reads: ClassVar[Reads] = Reads("body", evidence=("network.membr",))
        body: BodyRef
        effective: date

    return programme


def example_that_does_not_exist() -> Any:
    programme, _, _ = barn()
    programme.role(Role("barn-keeper", "Scheunenleitung", example="body:99999999"))
    return programme


def fact_that_is_not_frozen() -> Any:
    programme, _, _ = barn()

    @programme.fact("burnt@1", sentence="{body} hat eine Scheune weniger.")
    class Burnt(Fact, frozen=False):  # type: ignore[misc]  # that is the mistake
        """A barn burnt down."""

        body: BodyId

    return programme


def list_wider_than_its_facts() -> Any:
    programme, _, keep = barn()

    @programme.fact("valued@1", audience=Audience(keep.permission, "body"), sentence="{body} schätzt eine Scheune.")
    class Valued(Fact, frozen=True):
        """A barn was valued, for those who keep it."""

        body: BodyId
        euros: int

    table = programme.facts_of(Valued)
    programme.listing("values", table, policy=PUBLIC, order=("position",), columns=("position", "euros"))
    return programme


def two_schemas_of_one_name() -> Any:
    programme, built, _ = barn()
    table = programme.facts_of(built)
    programme.listing("old", table, policy=PUBLIC, order=("position",), columns=("position",), view="BarnView")
    programme.listing("new", table, policy=PUBLIC, order=("position",), columns=("effective",), view="BarnView")
    return programme


def missing_history() -> Any:
    class Barn:
        @hookimpl
        def programme(self) -> ProgrammeInfo:
            retract = Permission("barn.retract", ("state-office",), "-")
            return ProgrammeInfo(id="barn", title="Scheunen", permissions=[retract])

        @hookimpl
        def history(self) -> Any:
            return [HistoryFile("barn", Path("history.toml"))]

    return Barn()


def field_that_is_lost() -> Any:
    programme, built, keep = barn()

    @programme.command("build", keep, records=built, title="Bauen")
    class Build(Command, frozen=True):
        """Build a barn."""

        body: BodyRef
        height: int
        effective: date

    return programme


MISTAKES: dict[Callable[[], Any], str] = {
    sentence_without_field: "the sentence of 'barn.named@1' names {bdy}, which is no field of the fact.",
    table_without_key: "barn.barn: is about a cohort, of which 'barn.built@1' carries no key.",
    role_that_nobody_brings: "permission 'barn.own' is given to the role 'barn-keeper', which nobody brings.",
    missing_history: "the history file 'history.toml' is not there.",
    job_of_the_wrong_shape: "the job object needs a name that begins with 'barn.'.",
    evidence_nobody_has: "command 'barn.build' reads the evidence 'network.membr', which nobody has.",
    example_that_does_not_exist: "role 'barn-keeper' is shown in the scope 'body:99999999', which does not exist.",
    fact_that_is_not_frozen: "fact 'barn.burnt@1' is not frozen.",
    list_wider_than_its_facts: (
        "route /api/v1/barn/values shows 'barn.valued@1', which is for holders of 'barn.keep'."
    ),
    two_schemas_of_one_name: "schema 'barn.BarnView' is declared already, at ",
    field_that_is_lost: (
        "command 'barn.build' has 'height', which is recorded nowhere in fact 'barn.built@1'; name it in `unrecorded`."
    ),
}
BY_HAND = {missing_history}  # what is written by hand has no place but the plugin
PLACE = re.compile(r"contracts/test_planted_mistakes\.py:\d+: ")


def said(mistake: Callable[[], Any]) -> str:
    """Return why the start is refused, be it by what is declared, by what the start finds, or by the application."""
    try:
        with temporary_client(mistake()):
            pytest.fail("it starts")
    except (StartRefused, PluginRefused) as error:
        return str(error)
    except BaseExceptionGroup as group:  # the application's own, around what it raised
        (one,) = group.exceptions
        assert isinstance(one, PluginRefused)
        return str(one)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_mistake_is_told_in_one_sentence_with_plugin_and_place(mistake: Callable[[], Any]) -> None:
    told = said(mistake)
    assert told.startswith("Plugin 'barn': ")
    assert told.count("\n") == 0
    assert MISTAKES[mistake] in told
    assert (PLACE.search(told) is not None) == (mistake not in BY_HAND)


def test_a_statute_names_the_fact_in_the_way() -> None:
    programme, built, keep = barn()

    @programme.command("build", keep, records=built, title="Bauen")
    class Build(Command, frozen=True):
        """Build a barn."""

        body: BodyRef
        effective: date

    programme.in_turn("body", Turn(built, "out", "in", "stands", "Die Scheune steht schon."))
    given = Given(programme)
    day = date(2026, 1, 10)
    before = built(effective=day, body="05914000")  # type: ignore[call-arg]  # the class of the function
    given(before).when(Build(body="Hagen", effective=date(2026, 2, 1))).then_refused("stands", at=[1])
    given(before).when(Build(body="Hagen", effective=date(2026, 1, 1))).then_refused("stands", at=[1])


def test_evidence_that_was_not_read_is_an_error() -> None:
    programme, built, keep = barn()
    programme.evidence("stands", "body", established_by=built, title="steht")

    @programme.command("build", keep, records=built, title="Bauen")
    class Build(Command, frozen=True):
        """Build a barn."""

        reads: ClassVar[Reads] = Reads("programme:core")
        body: BodyRef
        effective: date

        def check(self, past: Past) -> None:
            past.evidence("barn.stands")

    with pytest.raises(LookupError, match=r"barn\.stands"):
        Given(programme)().when(Build(body="Hagen", effective=date(2026, 1, 10)))


def test_wrong_sql_in_a_route_is_found_by_the_contract_without_rows() -> None:
    programme, _, _ = barn()

    class Row(msgspec.Struct, frozen=True):
        """A barn."""

        body: str

    @programme.lists("barns", policy=PUBLIC, order=("body",))
    async def barns(ask: Ask) -> list[Row]:
        """List the barns."""
        return [Row(*row) for row in ask.reader.rows("SELECT thng FROM core_log")]

    class Contract(AppContract):
        plugin = programme

    with pytest.raises(AssertionError, match="/api/v1/barn/barns"):
        Contract().test_every_address_answers_with_and_without_rows()
