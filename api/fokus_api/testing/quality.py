"""Holds a programme to what its quality.toml says: every rule it claims is proven by a contract among its tests."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from fokus_api.auth.policy import API
from fokus_api.plugins.quality import Claims, claims_of, quality_of, rules
from fokus_api.server.openapi import openapi_document
from fokus_api.testing.contract import temporary_client
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.privacy.personal import personal_fields

__all__ = ["QualityContract"]

ADDRESS = re.compile(r"`(?:GET |POST )?(?:/api/v1)?(/[a-z][^`\s?]*)[^`]*`")
WORDS = 60  # of a page that tells anything


class QualityContract:
    """The contract of a programme with a quality.toml: the `plugin`, the folder of its `tests`, its `level`."""

    plugin: ClassVar[Any]
    tests: ClassVar[Path]
    level: ClassVar[str]

    @property
    def info(self) -> ProgrammeInfo:
        """The programme under test."""
        info: ProgrammeInfo = self.plugin.programme()
        return info

    @property
    def claims(self) -> Claims:
        """What it says of itself."""
        return claims_of(self.info)

    def test_it_has_the_level_that_it_says(self) -> None:
        found = quality_of(self.info)
        why = [f"{one.rule} ({one.level}): {one.why}" for one in found.rules if one.state == "open"]
        assert found.level == self.level, "\n".join(why)

    def test_what_is_met_is_proven_by_a_contract(self) -> None:
        there = set(contracts_in(self.tests))
        lacking = [
            f"{rule.id}: {contract}"
            for rule in rules()
            if rule.id in self.claims.met
            for contract in rule.proof
            if contract not in there
        ]
        assert lacking == [], f"no test below {self.tests} is made of these contracts: {', '.join(lacking)}"

    def test_what_asks_nothing_of_it_says_why(self) -> None:
        claims = self.claims
        assert [rule for rule, why in {**claims.exempt, **claims.open}.items() if len(why) < 10] == []
        if any(personal_fields(fact) for fact in self.info.facts):
            assert [rule.id for rule in rules() if rule.seals and rule.id in claims.exempt] == [], "it seals fields"

    def test_its_page_is_true(self) -> None:
        if "page" not in self.claims.met:
            return
        page = (self.tests.parent / "README.md").read_text("utf-8")
        assert len(page.split()) >= WORDS, "the page tells too little"
        with temporary_client(self.plugin) as client:
            there = {_shape(path.removeprefix(API)) for path in openapi_document(client.app)["paths"]}
        named = {_shape(one) for one in ADDRESS.findall(page) if one.startswith(f"/{self.info.id}/")}
        assert named, "the page names no address of the programme"
        assert sorted(named - there) == [], "the page names addresses that there are not"


def contracts_in(folder: Path) -> Iterator[str]:
    """Yield the names of the classes that test classes below a folder are made of."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                yield from (base.id for base in node.bases if isinstance(base, ast.Name))


def _shape(path: str) -> str:
    """Return a path without the names of what stands in it, and without the form of the answer."""
    shape = re.sub(r"\{[^}]*\}", "{}", path).removesuffix(".csv").removesuffix(".xlsx")
    return re.sub(r"\{\}\.\w+$", "{}", shape)
