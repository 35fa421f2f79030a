"""What a draft of a rule would have changed for many applications, beside evaluating each of them twice."""

import gc
import tracemalloc
from collections.abc import Iterator
from datetime import date

from benchmarks.pairs import Ratio, alternate, ratio, timed
from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import load_history
from fokus_ehrenamtskarte.applications.figures.past_ones import tallied
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.application import Application, Engagement
from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.evaluation import evaluate
from fokus_ehrenamtskarte.rules.facts import RulesSet
from fokus_ehrenamtskarte.rules.read_models import book_of
from fokus_ehrenamtskarte.rules.terms import Prior, Terms

TOWN = "05914000"
DRAFT = RulesSet(effective=date(2026, 3, 1), body=TOWN, terms=Terms(min_age=16, prior=(Prior(months=12),)))


def what_if(total: int, pairs: int) -> list[Ratio]:
    """Measure so many applications of one office under the documented rules and a draft."""
    book = _documented()

    def alone() -> int:
        for one in _applications(total):
            evaluate(one, book)
            evaluate(one, book)
        return total

    def counted() -> int:
        found = tallied(_applications(total), DRAFT, book)
        if not (found.gains or found.loses):
            raise AssertionError("the draft changes nothing")
        return total

    slices = alternate(lambda: timed(alone), lambda: timed(counted), pairs)
    note = f"held at most {_peak(book, total):.1f} MiB beyond the book"
    return [ratio("what-if", "applications/s", slices, "two evaluations each", "counted by change", note=note)]


def _applications(total: int) -> Iterator[Application]:
    for number in range(total):
        since = f"{2015 + number % 11}-{1 + number % 12:02d}"
        yield Application(
            body=TOWN,
            reference_date=date(2026, 3, 1 + number % 28),
            birth_date=date(1950 + number % 60, 1 + number % 12, 1 + number % 28),
            residence=TOWN,
            engagements=(Engagement(body=TOWN, since=since, per="week", hours=2 + number % 5),),
        )


def _peak(book: RuleBook, total: int) -> float:
    """Return the MiB that counting held at most, over a tenth of the applications: following memory is slow."""
    gc.collect()
    tracemalloc.start()
    tallied(_applications(max(total // 10, 1)), DRAFT, book)
    _held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def _documented() -> RuleBook:
    with temporary_client(ehrenamtskarte) as client:
        service = service_of(client)
        list(load_history(service.journal, ehrenamtskarte.history()))
        return book_of(client.app.state.node.reader, settle(service))
