"""Who sees the facts of every programme: whoever audits all but a closed group's, connected systems none of persons."""

from collections import Counter
from collections.abc import Iterator

import pytest
from access_scene import OWN, PLUGINS, opened

from fokus_api.auth.access import Access
from fokus_api.auth.audiences import Audiences
from fokus_api.auth.shared_look import SharedLook
from fokus_api.http.caller import Caller
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import service_of, settle, temporary_client
from fokus_core.access.grants import Grant
from fokus_core.corrections.corrections import Retract
from fokus_core.domain.facts import PUBLIC, FactType, key_fields
from fokus_core.privacy.personal import personal_fields

REGISTERED = "network.body-registered@1"
RECEIVED = {  # beside what is public
    "network.attendance-recorded@1",
    "network.body-moved-up@1",
    "network.partner-attended@1",
    REGISTERED,
    "network.registration-withdrawn@1",
}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with temporary_client(plugins=list(PLUGINS)) as client:
        yield service_of(client)


def closed(kind: FactType) -> bool:
    """Tell whether a fact is the closed group's own."""
    return kind.audience != PUBLIC and "cohort" in {key.kind for key in key_fields(kind.cls).values()}


def seen(service: Service, role: str, scope: str, *, files: bool = False) -> set[str]:
    """Return the facts that a role shows, of a log that holds one of each kind, about a thing called `a` or nothing."""
    caller = Caller("anna", (Grant(role, scope, Caller().today),))
    condition, params = Audiences(service.catalogue, Access(service.catalogue, SharedLook(service.models))).condition(
        caller, files=files
    )
    kinds = list(service.catalogue.facts.values())
    values = ", ".join(
        f"('{kind.name}', '{kind.programme}', '{kind.audience.of([f'{kind.audience.kind}:a'])}')" for kind in kinds
    )
    sql = f"WITH core_log (type, programme, audience) AS (VALUES {values}) SELECT type FROM core_log WHERE {condition}"
    return {name for (name,) in service.models.reader().rows(sql, params)}


def test_an_auditor_sees_every_fact_of_every_programme_but_a_closed_groups_own(service: Service) -> None:
    facts = service.catalogue.facts
    expected = {name for name, kind in facts.items() if not closed(kind)}
    assert seen(service, "auditor", "state") == expected
    assert facts.keys() - expected == {
        "ews.advice-arranged@1",
        "ews.advice-given@1",
        "ews.advice-requested@1",
        "ews.site-advised@1",
        "ews.attendance-noted@1",
        "ews.draft-written@1",
        "ews.expert-invited@1",
        "ews.note-written@1",
        "ews.seat-ended@2",
        "ews.seat-given@2",
        "ews.source-added@1",
        "ews.topic-chosen@1",
        "ews.topic-proposed@1",
        "ews.topic-round-opened@1",
        "ews.topic-voted@1",
        "ews.workshop-cancelled@1",
        "ews.workshop-planned@1",
    }


@pytest.mark.parametrize("programme", PLUGINS)
def test_a_programmes_auditor_sees_that_programme_alone(service: Service, programme: str) -> None:
    own = {name for name, kind in service.catalogue.facts.items() if kind.programme == programme and not closed(kind)}
    assert seen(service, "auditor", f"programme:{programme}") == own | public(service)


def test_a_bodys_auditor_sees_what_is_said_of_that_body(service: Service) -> None:
    kinds = service.catalogue.facts.items()
    about = {name for name, kind in kinds if kind.audience.kind == "body"}
    assert seen(service, "auditor", "body:a") == about | public(service)
    assert seen(service, "auditor", "body:b") == public(service)


def test_a_connected_system_receives_facts_that_name_nobody(service: Service) -> None:
    notices = {"core.notice-given@1"}  # for who receives everything
    assert seen(service, "integrator", "state") == RECEIVED | notices | public(service)
    assert seen(service, "integrator", "programme:network") == RECEIVED | public(service)
    assert seen(service, "integrator", "programme:ews") == public(service)
    for name in RECEIVED | notices:
        cls = service.catalogue.facts[name].cls
        assert personal_fields(cls) == ()
        assert {"person", "actor"}.isdisjoint(key.kind for key in key_fields(cls).values())


@pytest.mark.parametrize("role", ["state-office", "data-protection-officer", "operator"])
def test_nobody_else_sees_more_than_a_programme_shows_them(service: Service, role: str) -> None:
    kinds = service.catalogue.facts.values()
    permissions = service.catalogue.permissions
    shown = {kind.name for kind in kinds if kind.audience.permission in permissions}
    wanted = {name for name in shown if role in permissions[service.catalogue.facts[name].audience.permission].roles}
    readers = {kind.name for kind in kinds if not kind.audience.permission} if role != "operator" else set()
    assert seen(service, role, "state") == wanted | readers | public(service)


def test_to_see_a_fact_in_the_log_is_not_to_read_its_files(service: Service) -> None:
    assert "network.info-mail-drafted@1" in seen(service, "auditor", "state")
    assert "network.info-mail-drafted@1" not in seen(service, "auditor", "state", files=True)
    assert "network.material-shared@1" in seen(service, "auditor", "state", files=True)
    assert seen(service, "integrator", "state", files=True) == {"core.notice-given@1"} | public(service)


def test_a_connected_system_follows_participation_and_what_is_taken_back_of_it() -> None:
    with opened() as scene:
        recorded = list(scene.service.journal.follow())
        (registered,) = [one for one in recorded if one.type == REGISTERED and f"body:{OWN}" in one.keys]
        everything = tuple(range(1, len(recorded) + 1))
        scene.do(Retract(position=registered.position, reason="Versehen", acknowledge=everything))
        settle(scene.service)
        for path, event in (("log", REGISTERED), ("feed", "de.nrw.fokus.network.body-registered.v1")):
            seen, known = (
                Counter(
                    one["type"]
                    for one in scene.client.get(f"/api/v1/{path}?limit=1000", headers=headers).json()["items"]
                )
                for headers in (scene.headers("integrator"), {})
            )
            retracted = event.replace("network.body-registered", "core.fact-retracted")
            assert seen - known == Counter({event: 2, retracted: 1})


def public(service: Service) -> set[str]:
    """Return the facts that everybody sees."""
    return {name for name, kind in service.catalogue.facts.items() if kind.audience == PUBLIC}
