"""What is taken in from outside is of the programme's own, and no command whose secret would be lost there."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

import pytest

from fokus_api.plugins.bulk_imports import Column, imports_of
from fokus_api.plugins.intakes import intakes_of
from fokus_api.runtime.service import Service
from fokus_api.testing import temporary_client, temporary_service
from fokus_core import Drawn, was_drawn
from fokus_core.domain.programme import PluginRefused
from fokus_kommune import BodyId, BodyRef, Command, Fact, Programme, Role, _

Digest = Annotated[str | None, Drawn(lambda: "geheim")]
Declare = Callable[[Programme, type[Command]], object]
DECLARED: dict[str, Declare] = {
    "intake": lambda programme, command: programme.takes_in("doors", command, title=_("Türen")),
    "import": lambda programme, command: programme.bulk_import(
        "doors", command, key="Nummer", columns=[Column("Kommune", "body")], title=_("Türen")
    ),
}
KNOWN: dict[str, Callable[[Service], Mapping[str, object]]] = {
    "intake": lambda service: intakes_of(service.catalogue, service.plugins.each("intake")),
    "import": lambda service: imports_of(service.catalogue, service.plugins.each("imports")),
}


def declared(name: str) -> tuple[Programme, type[Command], type[Command]]:
    """Return a programme with two commands: one that records what is told, and one for which a secret is drawn."""
    programme = Programme(name, title=_("Türen"))
    role = programme.role(Role(f"{name}-desk", _("Pforte")))
    policy = programme.permission("open", scope="body", roles=[role.id], title=_("Türen öffnen"))

    @programme.fact("opened@1", sentence=_("In {body_dative} ist eine Tür offen."))
    class Opened(Fact, frozen=True):
        """A door is open."""

        body: BodyId

    @programme.fact("locked@1", sentence=_("In {body_dative} ist eine Tür zu."))
    class Locked(Fact, frozen=True):
        """A door opens by a secret."""

        body: BodyId
        digest: str

    @programme.command("open", policy, records=Opened, title=_("Tür öffnen"))
    class Open(Command, frozen=True):
        """Open a door."""

        body: BodyRef
        effective: date

    @programme.command("lock", policy, title=_("Tür verschließen"))
    class Lock(Command, frozen=True):
        """Lock a door."""

        body: BodyRef
        effective: date
        digest: Digest = None

        def decide(self, past: Any) -> Any:
            """Record its digest."""
            del past
            yield Locked(body=self.body, digest=was_drawn(self.digest), effective=self.effective)

    return programme, Open, Lock


@pytest.mark.parametrize("what", DECLARED)
def test_a_command_whose_secret_would_be_lost_is_refused(what: str) -> None:
    programme, _open, lock = declared("doors")
    DECLARED[what](programme, lock)
    with temporary_service(programme) as service, pytest.raises(PluginRefused, match="secret that is drawn for 'dig"):
        KNOWN[what](service)


@pytest.mark.parametrize("what", DECLARED)
def test_a_command_of_another_is_refused(what: str) -> None:
    programme, _open, _lock = declared("doors")
    other, foreign, _lock = declared("gates")
    DECLARED[what](programme, foreign)
    with temporary_service(programme, other) as service, pytest.raises(PluginRefused, match=f"its {what} .* not its"):
        KNOWN[what](service)


@pytest.mark.parametrize("what", DECLARED)
def test_what_is_of_the_programme_and_loses_nothing_is_taken_in(what: str) -> None:
    programme, command, _lock = declared("doors")
    DECLARED[what](programme, command)
    with temporary_service(programme) as service:
        assert list(KNOWN[what](service)) == ["doors.doors"]


@pytest.mark.parametrize("what", DECLARED)
def test_the_application_does_not_start_with_what_is_refused(what: str) -> None:
    programme, _open, lock = declared("doors")
    DECLARED[what](programme, lock)
    with pytest.raises(BaseExceptionGroup) as raised, temporary_client(programme):
        pass
    assert raised.value.subgroup(PluginRefused) is not None
