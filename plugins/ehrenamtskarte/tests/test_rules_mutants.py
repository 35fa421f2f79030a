"""A single change to the functions of the evaluation is noticed: by a case, or by what lies at the edge of one.

Of 438 changes 38 at most are not, and there must never be more: some change nothing that any application can show, the
others wait for a case.
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from edges_kit import digest, edges, told
from mutants_kit import Mutant, mutants
from rules_kit import CASES, application, book_for

from fokus_ehrenamtskarte.rules import calendar, evaluation
from fokus_ehrenamtskarte.rules.application import Application
from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.conditions import duration, hours, money, office, person, place, proof
from fokus_ehrenamtskarte.rules.evaluation import evaluate

MODULES = (evaluation, calendar, duration, hours, money, office, person, place, proof)
STORED = Path(__file__).with_name("card_edges.txt")
EVERY = 7  # a case of so many is looked at with all that lies beside it
SAMPLE = 25  # a mutant of so many is tried in the short form
UNSEEN = {  # how many changes at most nobody notices, by module; lower it with each case that shows one
    "evaluation": 4,
    "calendar": 1,
    "duration": 14,
    "hours": 3,
    "money": 5,
    "office": 2,
    "person": 2,
    "place": 4,
    "proof": 3,
}


@cache
def asked() -> list[tuple[str, Application, RuleBook]]:
    """Return what is evaluated: every case, and what lies beside some of them."""
    cases = [(str(case["id"]), application(case), book_for(case)) for case in CASES]
    beside = [(name, one, book) for name, case, book in cases[::EVERY] for one in list(edges(case))[1:]]
    return cases + beside


@cache
def wanted() -> list[str]:
    return [told(evaluate(one, book)) for _name, one, book in asked()]


def digests() -> dict[str, str]:
    """Return by case what is told of it and beside it, as a digest."""
    found: dict[str, list[str]] = {}
    for (name, _one, _book), text in zip(asked(), wanted(), strict=True):
        found.setdefault(name, []).append(text)
    return {name: digest(iter(texts)) for name, texts in found.items()}


def stored_digests() -> dict[str, str]:
    return dict(line.split() for line in STORED.read_text("utf-8").splitlines())


def test_what_is_told_of_cases_and_beside_them_is_what_was_told_before() -> None:
    """Where a change of words or numbers is meant, `TESTS_WRITE=1` stores what is told now."""
    if os.environ.get("TESTS_WRITE"):
        STORED.write_text("".join(f"{name} {value}\n" for name, value in digests().items()), "utf-8")
    stored, now = stored_digests(), digests()
    assert stored.keys() == now.keys()
    differ = [name for name in stored if stored[name] != now[name]]
    first = next((text for (name, _o, _b), text in zip(asked(), wanted(), strict=True) if name in differ), "")
    assert differ == [], f"of {len(differ)} cases something else is told, of {differ[0]}:\n{first}"


def noticed(one: Mutant) -> bool:
    pairs = list(zip(asked(), wanted(), strict=True))  # told before the change is at work, and kept
    with one.at_work(seconds=120):
        try:
            return any(told(evaluate(case, book)) != text for (_name, case, book), text in pairs)
        except TimeoutError:
            raise
        except Exception:
            return True


def survivors(tried: Iterator[Mutant]) -> list[str]:
    return [one.name for one in tried if not noticed(one)]


def all_mutants() -> list[Mutant]:
    return [one for module in MODULES for one in mutants(module)]


def test_mutants_are_made_of_every_module_and_undone() -> None:
    made = all_mutants()
    assert len(made) > 400
    assert {one.name.partition(".")[0] for one in made} == {one.__name__.rpartition(".")[2] for one in MODULES}
    first = next(one for one in made if one.name.startswith("person.age"))
    before = first.function.__code__
    with first.at_work():
        assert first.function.__code__ is not before
    assert first.function.__code__ is before


def test_what_changes_are_held_against_is_told_without_any() -> None:
    asked.cache_clear()
    wanted.cache_clear()
    assert noticed(all_mutants()[0])
    assert digests() == stored_digests()


def test_changes_of_the_evaluation_are_noticed() -> None:
    tried = all_mutants()[::SAMPLE]
    unseen = survivors(iter(tried))
    assert len(unseen) <= len(tried) // 6, unseen


@pytest.mark.long
@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.__name__.rpartition(".")[2])
def test_no_more_changes_than_before_stay_unseen(module: ModuleType) -> None:
    unseen = survivors(mutants(module))
    assert len(unseen) <= UNSEEN[module.__name__.rpartition(".")[2]], unseen
