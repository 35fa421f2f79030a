"""What a programme passes to be silver: outsiders get nothing, and every fact is told in both languages."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.http.route_options import options_of
from fokus_api.responses.sentences import Sentences
from fokus_api.routes.commands import command_path
from fokus_api.server.examples import example_of_parameter
from fokus_api.server.openapi import openapi_document
from fokus_api.testing.contract import issue_key, service_of, temporary_client
from fokus_core.domain.facts import key_fields
from fokus_core.domain.policy import ANYWHERE, PUBLIC, SIGNED_IN, Policy
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.journal.engines.store import Row

__all__ = ["SilverContract"]

ELSEWHERE = "body:05334004"  # none of those that examples are about
UNTOLD = re.compile(r"[{}]|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|\d{4}-\d\d-\d\d")  # a field, an id, a raw date


class SilverContract:
    """The contract of a silver programme, as pytest tests; `plugin` and `samples` as in `ProgrammeContract`.

    Commands are tried with the example of the OpenAPI document; `bodies` says, by command, what stands in place of
    fields whose example is refused as wrong before anybody is judged.
    """

    plugin: ClassVar[Any]
    samples: ClassVar[Path]
    bodies: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    @property
    def info(self) -> ProgrammeInfo:
        """The programme under test."""
        info: ProgrammeInfo = self.plugin.programme()
        return info

    def test_an_outsider_gets_nothing_that_a_policy_guards(self) -> None:
        with temporary_client(self.plugin) as client:
            service = service_of(client)
            outsiders = {"a stranger": issue_key(service, "stranger"), "nobody": ""}
            roles = {role for one in service.catalogue.permissions.values() for role in one.roles}
            if "municipal-officer" in roles:
                outsiders["an officer of elsewhere"] = issue_key(service, "far", ("municipal-officer", ELSEWHERE))
            wrong = [
                f"{who} gets {status} of {what}"
                for what, policy, ask in self._guarded(client)
                for who, key in outsiders.items()
                if (status := ask({"Authorization": f"Bearer {key}"} if key else {})) not in _refusals(who, policy)
            ]
        assert wrong == [], "\n".join(wrong)

    def test_every_fact_is_told_in_german_and_in_english(self) -> None:
        with temporary_client(self.plugin) as client:
            service = service_of(client)
            sentences = Sentences(service.plugins.sentences, service.texts, service.journal.titles)
            wrong, named = [], {one.kind for one in self.info.namings}  # by a title that no sample alone knows
            for path in sorted(self.samples.glob("*.json")):
                record = service.journal.codec.decode(Row(1, path.stem, (), path.read_bytes().strip()))
                said = sentences.of(record, service.journal.bodies())
                known = {
                    getattr(record.fact, name)
                    for name, key in key_fields(type(record.fact)).items()
                    if key.kind in named
                }
                wrong += [
                    f"{path.stem}: {text!r}"
                    for text, other in ((said.de, said.en), (said.en, said.de))
                    if not text or text == other or any(one not in known for one in UNTOLD.findall(text))
                ]
        assert wrong == [], "\n".join(wrong)

    def _guarded(self, client: TestClient[Litestar]) -> Iterator[tuple[str, Policy, Any]]:
        """Yield the commands and lists of the programme that not everybody may use, and what asks for them."""
        document = openapi_document(client.app)["paths"]
        for kind in service_of(client).catalogue.commands.values():
            if kind.programme == self.info.id and kind.policy != PUBLIC:
                path = command_path(kind)
                shown = document[path]["post"]["requestBody"]["content"]["application/json"]["example"]
                body = {**shown, **self.bodies.get(kind.name, {})}
                yield (
                    kind.name,
                    kind.policy,
                    lambda headers, path=path, body=body: (
                        client.post(path, params={"dry_run": "true"}, json=body, headers=headers).status_code
                    ),
                )
        for route in client.app.routes:
            for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
                options, found = options_of(handler), document.get(route.path_format, {}).get(method.lower())
                own = route.path_format.startswith(f"/api/v1/{self.info.id}/")
                if own and method == "GET" and options and found and options.policy != PUBLIC:
                    there = route.path_format.format(**_things(found.get("parameters", ())))
                    yield (
                        there,
                        options.policy,
                        lambda headers, there=there: client.get(there, headers=headers).status_code,
                    )


def _things(parameters: Any) -> dict[str, Any]:
    """Return something for each name in a path."""
    names = {one["name"]: one.get("schema", {}) for one in parameters if one["in"] == "path"}
    return {name: example_of_parameter(name, schema) or "probe" for name, schema in names.items()}


def _refusals(who: str, policy: Policy) -> set[int]:
    """Return how an outsider may be answered: 404 where what a policy guards is hidden."""
    if who == "nobody":
        return {401, 404} if policy.hidden else {401}
    if policy == SIGNED_IN or (who != "a stranger" and policy.scope in ANYWHERE):
        return {*range(200, 500)}  # no outsider of this one
    return {404} if policy.hidden else {403}
