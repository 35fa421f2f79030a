"""What a start refuses: one sentence for each thing that is named and not there, with the place where that is known."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fokus_core import (
    BodyId,
    BodyRef,
    Command,
    Evidence,
    Fact,
    HistoryFile,
    Permission,
    Policy,
    ProgrammeInfo,
    Reads,
    Role,
    Sentence,
    command,
    fact,
    hookimpl,
)
from fokus_core.domain.past import Past
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins

KEEP = Permission("barn.keep", ("state-office",), "-")
RETRACT = Permission("barn.retract", ("state-office",), "-")


@fact("barn.built@1", public=True)
class Built(Fact, frozen=True):
    """A barn was built."""

    body: BodyId


class Job:
    name = "barn.sweep"
    every = 60.0

    def run(self, context: Any) -> None:
        """Sweep."""


class Barn:
    def __init__(self, *, sentence: str = "{body} baut.", history: Any = (), jobs: Any = (), **info: Any) -> None:
        self.sentence, self.files, self.work = Sentence(sentence), history, jobs
        self.info = {"facts": [Built], "permissions": [KEEP, RETRACT]} | info

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(id="barn", title="-", **self.info)

    @hookimpl
    def describe(self) -> dict[type[Fact], Sentence]:
        return {cls: self.sentence for cls in self.info["facts"] if cls is Built}

    @hookimpl
    def history(self) -> Any:
        return self.files

    @hookimpl
    def jobs(self) -> Any:
        return self.work


def start(**given: Any) -> Catalogue:
    return Catalogue.of(Plugins.load(only=[], extra=[Barn(**given)]))


def refusal(**given: Any) -> str:
    with pytest.raises(PluginRefused) as stopped:
        start(**given)
    return str(stopped.value)


def test_a_programme_of_which_all_is_there_starts() -> None:
    path = Path(__file__)
    assert "barn.built@1" in start(history=[HistoryFile("barn", path)], jobs=[Job()]).facts


@pytest.mark.parametrize(
    ("sentence", "flaw"),
    [
        ("{bdy} baut.", "names {bdy}, which is no field of the fact"),
        ("{body.name} baut.", "cannot be read: {body.name} is no plain name"),
        ("{body!r} baut.", "cannot be read: {body} is no plain name"),
        ("{} baut.", "cannot be read: {} is no plain name"),
    ],
)
def test_a_sentence_says_what_its_fact_has(sentence: str, flaw: str) -> None:
    assert f"Plugin 'barn': the sentence of 'barn.built@1' {flaw}" in refusal(sentence=sentence)


def test_a_body_may_be_named_in_another_form() -> None:
    assert start(sentence="Der Rat {body_genitive} baut mit {body_dative}.")


def test_a_file_of_history_is_there(tmp_path: Path) -> None:
    stopped = refusal(history=[HistoryFile("barn", tmp_path / "barns.toml")])
    assert stopped == "Plugin 'barn': the history file 'barns.toml' is not there."


@pytest.mark.parametrize(
    ("job", "flaw"),
    [
        (object(), "the job object needs a name that begins with 'barn.'"),
        (
            type("Sweep", (), {"name": "sweep", "every": 1.0, "run": print})(),
            "the job 'sweep' needs a name that begins",
        ),
        (type("Sweep", (), {"name": "barn.x", "run": print})(), "the job 'barn.x' needs `every`, the seconds"),
        (type("Sweep", (), {"name": "barn.x", "every": 0, "run": print})(), "the job 'barn.x' needs `every`"),
        (type("Sweep", (), {"name": "barn.x", "every": 1.0})(), "the job 'barn.x' has no `run`"),
    ],
)
def test_a_job_has_the_shape_of_one(job: object, flaw: str) -> None:
    assert f"Plugin 'barn': {flaw}" in refusal(jobs=[job])


def test_a_permission_is_given_to_roles_that_are_there() -> None:
    unknown = Permission("barn.keep", ("state-office", "barn-keeper"), "-")
    stopped = refusal(permissions=[unknown, RETRACT])
    assert stopped == "Plugin 'barn': permission 'barn.keep' is given to the role 'barn-keeper', which nobody brings."
    assert start(permissions=[unknown, RETRACT], roles=[Role("barn-keeper", "-")])


@pytest.mark.parametrize(
    "example", ["jury:hagen-2026", "body:05914001", "programme:barns", "state:nrw", "cohort:", "body"]
)
def test_a_role_is_shown_in_a_scope_that_exists(example: str) -> None:
    stopped = refusal(roles=[Role("barn-keeper", "-", example=example)])
    assert stopped == f"Plugin 'barn': role 'barn-keeper' is shown in the scope {example!r}, which does not exist."


@pytest.mark.parametrize("example", ["", "state", "body:05914000", "programme:barn", "cohort:4"])
def test_a_scope_that_exists_is_taken(example: str) -> None:
    assert start(roles=[Role("barn-keeper", "-", example=example)])


def built_with(reads: Reads) -> type[Command]:
    @command("barn.build", Policy("barn.keep", "body"), records=Built)
    class Build(Command, frozen=True):
        """Build a barn."""

        body: BodyRef
        effective: date

    Build.reads = reads
    return Build


def test_evidence_is_had_by_somebody_unless_it_is_optional() -> None:
    stopped = refusal(commands=[built_with(Reads("body", evidence=("stable.stands",)))])
    assert "command 'barn.build' reads the evidence 'stable.stands', which nobody has." in stopped
    assert start(commands=[built_with(Reads("body", evidence=("stable.stands",), optional=True))])
    stands = Evidence("barn.stands", "body", established_by=(Built,))
    assert start(evidence=[stands], commands=[built_with(Reads("body", evidence=("barn.stands",)))])


def test_evidence_that_was_not_read_is_an_error_and_what_nobody_has_is_unknown() -> None:
    stands = Evidence("barn.stands", "body", established_by=(Built,))
    unread = Past(evidence=[stands], read=frozenset())
    with pytest.raises(LookupError, match=r"the evidence 'barn.stands' was not read: name it in `reads`"):
        unread.evidence("barn.stands")
    assert unread.evidence("stable.stands").state == "unknown"
    assert Past(evidence=[stands], read=frozenset({Built})).evidence("barn.stands").state == "not-proven"


def test_a_fact_is_frozen() -> None:
    loose = type(Fact)("Loose", (Fact,), {"__annotations__": {"body": BodyId}}, frozen=False)
    named = fact("barn.loose@1", public=True)(loose)
    assert refusal(facts=[Built, named]) == "Plugin 'barn': fact 'barn.loose@1' is not frozen."


def test_a_fact_is_made_of_no_other_one() -> None:
    @fact("barn.rebuilt@1", public=True)
    class Rebuilt(Built, frozen=True):
        """It was built again."""

    stopped = refusal(facts=[Built, Rebuilt])
    assert stopped == "Plugin 'barn': fact 'barn.rebuilt@1' is made of Built: rules would count it twice."


def test_a_place_that_is_known_is_named() -> None:
    stopped = refusal(sentence="{bdy}", places={"barn.built@1": "facts.py:12"})
    assert stopped.startswith("Plugin 'barn': facts.py:12: the sentence of 'barn.built@1' names {bdy}")
