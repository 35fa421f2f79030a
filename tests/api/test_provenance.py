"""How an entry came about as W3C PROV: everything named is told, and nothing that the caller may not see."""

from collections.abc import Mapping
from typing import Any

from api_kit import Client, Headers, open_gardens, slug, talk

from fokus_api.runtime.service import Service
from fokus_api.testing.contract import settle
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Correct
from fokus_core.domain.facts import Source

CHAIN = "/api/v1/audit/provenance"
KINDS = ("entity", "activity", "agent")
RELATIONS = ("wasGeneratedBy", "wasInvalidatedBy", "wasDerivedFrom", "wasInformedBy", "wasAssociatedWith", "used")


def chain(client: Client, position: int, headers: Headers, **asked: str) -> Mapping[str, Any]:
    answer = client.get(f"{CHAIN}/{position}", headers=headers, params=asked)
    assert answer.status_code == 200, answer.text
    found: Mapping[str, Any] = answer.json()
    things = {name for kind in KINDS for name in found[kind]}
    for relation in RELATIONS:
        for said in found[relation].values():
            assert {end for name, end in said.items() if name != "prov:type"} <= things, said
    return found


def test_a_corrected_entry_tells_what_it_was_made_of_by_whom_and_from_which_source(
    client: Client, service: Service, auditor: Headers
) -> None:
    first = open_gardens(service, "05315000")
    change = Correct(position=first, changes={"name": "Neuer Garten"}, reason="Verlesen")
    done = service.journal.handle(change, by=CONSOLE, source=Source("Akte 7, Blatt 3"))
    settle(service)
    found = chain(client, done.position, auditor)
    fact, replaced = f"fokus:fact/{done.position}", f"fokus:fact/{first}"
    derived = {(one["prov:usedEntity"], one["prov:type"]["$"]) for one in found["wasDerivedFrom"].values()}
    assert (replaced, "prov:Revision") in derived
    (source,) = [name for name, one in found["entity"].items() if one["prov:label"] == "Akte 7, Blatt 3"]
    assert (source, "prov:PrimarySource") in derived
    (invalidated,) = found["wasInvalidatedBy"].values()
    assert invalidated["prov:entity"] == replaced
    made = {one["prov:entity"]: one["prov:activity"] for one in found["wasGeneratedBy"].values()}
    assert made[fact] == invalidated["prov:activity"] != made[replaced]
    assert found["entity"][fact]["fokus:whole"] is True
    assert found["entity"][fact]["prov:label"][0]["lang"] == "de"
    before = chain(client, first, auditor, known=str(first))
    assert (before["wasInvalidatedBy"], list(before["entity"])) == ({}, [replaced])


def test_another_reader_of_prov_reads_every_relation_and_writes_the_same(
    client: Client, service: Service, auditor: Headers
) -> None:
    from prov.model import ProvActivity, ProvAgent, ProvDerivation, ProvDocument, ProvEntity, ProvRelation

    first = open_gardens(service, "05315000")
    change = Correct(position=first, changes={"name": "Neuer Garten"}, reason="Verlesen")
    done = service.journal.handle(change, by=CONSOLE, source=Source("Akte 7, Blatt 3"))
    settle(service)
    answer = client.get(f"{CHAIN}/{done.position}", headers=auditor)
    document, ours = ProvDocument.deserialize(content=answer.text, format="json"), answer.json()
    for cls, kind in ((ProvEntity, "entity"), (ProvActivity, "activity"), (ProvAgent, "agent")):
        assert {str(one.identifier) for one in document.get_records(cls)} == set(ours[kind])
    relations = list(document.get_records(ProvRelation))
    assert len(relations) == sum(len(ours[one]) for one in RELATIONS)
    assert any(
        str(type_) == "prov:Revision"
        for one in document.get_records(ProvDerivation)
        for type_ in one.get_asserted_types()
    )
    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert again == document
    assert f"fokus:fact/{done.position}" in document.get_provn()


def test_what_is_not_there_or_not_for_the_caller_has_no_chain(
    client: Client, service: Service, officer: Headers, auditor: Headers
) -> None:
    first = open_gardens(service, "05315000")
    talk(service)
    assert client.get(f"{CHAIN}/{first}").status_code == 401
    assert client.get(f"{CHAIN}/{first}", headers=officer).status_code == 403
    beyond = client.get(f"{CHAIN}/{first + 999}", headers=auditor)
    assert (beyond.status_code, slug(beyond)) == (404, "not-found")
    assert client.get(f"{CHAIN}/0", headers=auditor).status_code == 422
