"""The core's own facts and commands pass what every programme must pass."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from fokus_core import Fact
from fokus_core.bodies.commands import CreateBody, EndBody, RenameBody
from fokus_core.bodies.facts import BodyCreated, BodyEnded, BodyRenamed
from fokus_core.corrections.corrections import Retract
from fokus_core.plugins.builtin import plugin
from fokus_core.sources.facts import SourceRetrieved
from fokus_core.testing import Given, ProgrammeContract

DAY, LATER = date(2025, 1, 1), date(2026, 1, 1)
CREATED = BodyCreated(effective=DAY, body="05958099", name="Neustadt", kind="town", parent="05958")


class TestCore(ProgrammeContract):
    plugin = plugin
    samples = Path(__file__).parent / "samples"
    planted: ClassVar[Mapping[str, Sequence[Fact]]] = {
        "the_register_holds_together": [BodyRenamed(effective=DAY, body="05958099", name="Nirgendwo")],
        "sources_are_recorded_once": [SourceRetrieved(effective=DAY, source="nirgends")],
    }

    # The core is never gone; and what it seals, a proposal, takes another programme's command: see
    # journal/test_four_eyes.py.
    test_facts_of_the_programme_are_kept_when_the_plugin_is_gone = None  # type: ignore[assignment]
    test_personal_fields_are_readable_in_no_file = None  # type: ignore[assignment]


given = Given(plugin)


def test_a_body_is_created_where_its_key_is_free() -> None:
    create = CreateBody(body="05958099", name="Neustadt", kind="town", parent="Hochsauerlandkreis", effective=DAY)
    given().when(create).then(CREATED)
    given(CREATED).when(create).then_refused("register-contradiction")
    taken = CreateBody(body="05958004", name="Neustadt", kind="town", parent="05958", effective=DAY)
    given().when(taken).then_refused("register-contradiction")


def test_a_body_merges_into_another_and_is_found_no_more() -> None:
    end = EndBody(body="Neustadt", successors=("Stadt Arnsberg",), effective=LATER)
    given(CREATED).when(end).then(BodyEnded(effective=LATER, body="05958099", successors=("05958004",)))
    ended = BodyEnded(effective=LATER, body="05958099", successors=("05958004",))
    given(CREATED, ended).when(RenameBody(body="05958099", name="Alt", effective=LATER)).then_refused(
        "body-not-in-force"
    )


def test_what_others_build_on_is_not_taken_back() -> None:
    renamed = BodyRenamed(effective=LATER, body="05958099", name="Neustadt an der Ruhr")
    given(CREATED, renamed).when(Retract(position=1, reason="-", acknowledge=(2,))).then_refused(
        "register-contradiction"
    )
