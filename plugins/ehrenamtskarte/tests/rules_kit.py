"""The book of the documented rules, and the cases as applications, for the tests of the rules."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import load_history
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.application import Application
from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.facts import ConventionsSet
from fokus_ehrenamtskarte.rules.read_models import book_of

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "card_cases.toml").read_text())["case"]
KINDS = {"ordinary": "standard", "jubilee": "anniversary"}


@cache
def documented() -> RuleBook:
    """Return the book of the documented history, as the read model holds it."""
    with temporary_client(plugin) as client:
        service = service_of(client)
        refused = [item for item in load_history(service.journal, plugin.history()) if item.state != "entered"]
        assert refused == []
        known = settle(service)
        return book_of(client.app.state.node.reader, known)


def engagement(told: dict[str, Any]) -> dict[str, Any]:
    """Return an engagement of a case as the interface takes it."""
    named = {"org": "organisation", "in": "body", "from": "since", "to": "until", "allowances": "paid"}
    made = {named.get(name, name): value for name, value in told.items()}
    return made | {"until": None if made["until"] == "still" else made["until"]}


def application(case: dict[str, Any]) -> Application:
    """Return a case as an application."""
    card = KINDS[case.get("card", "ordinary")]
    made: dict[str, Any] = {
        "body": case["addressed_to"],
        "reference_date": str(case["reference_date"]),
        "birth_date": str(case["birth_date"]),
        "residence": case["residence"],
        "card": card,
        "renewal": case.get("kind") == "renewal",
        "applicant": case.get("applicant", "self"),
        "engagements": [engagement(one) for one in case["engagements"]],
        "grounds": [
            {"kind": one["kind"], "valid_until": str(one["valid_to"]), "issued_by": one.get("issued_by")}
            for one in case.get("grounds", ())
        ],
        "breaks": case.get("breaks", ()),
        "otherwise_honoured": case.get("honoured"),
        **{
            name: case[name]
            for name in ("home_takes_part", "issued_in_period", "in_round", "pandemic_shortfall", "volume_met_before")
            if name in case
        },
    }
    if (previous := case.get("previous_card")) is not None:
        until = None if str(previous["valid_to"]).startswith("9999") else str(previous["valid_to"])
        made["previous_card"] = {"kind": KINDS[previous["kind"]], "valid_until": until}
    return msgspec.convert(made, Application)


def book_for(case: dict[str, Any]) -> RuleBook:
    """Return the book under which a case is judged."""
    book = documented()
    if case.get("adoption_policy") is None:
        return book
    asked = ConventionsSet(effective=case["reference_date"], adoption=case["adoption_policy"], note="Fall")
    return replace(book, conventions=[asked])
