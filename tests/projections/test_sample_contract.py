"""The contract for read models, run over the sample programme."""

from datetime import date

from sample import BODIES, Apply, Programme, fill

from fokus_core import Person
from fokus_core.journal.journal import Journal
from fokus_core.testing.contract import MARKER
from fokus_projections.testing import ReadModelContract


class TestSample(ReadModelContract):
    plugin = Programme()
    personal = (Apply(body=BODIES[0], person=Person(name=MARKER), effective=date(2020, 1, 1)),)

    def fill(self, journal: Journal) -> None:
        fill(journal, 100)
