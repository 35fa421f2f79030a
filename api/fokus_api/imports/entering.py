"""Rows of a table on their way into the journal: each judged as its own command, and entered once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from fokus_api.http.rendered import Rendered
from fokus_api.imports.given import REUSED, Given, given_once, is_recorded
from fokus_api.imports.rows import Reading
from fokus_api.imports.sheets import Line
from fokus_api.responses.sentences import Sentences
from fokus_api.runtime.service import Service
from fokus_core.access.actor import Actor
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Malformed, Refused
from fokus_core.domain.texts import _

__all__ = ["RowState", "Said", "enter_rows"]

RowState = Literal["new", "entered", "proposed", "present", "changed", "refused"]
CHANGED = _("Eingelesen ist diese Zeile schon mit anderen Angaben. Korrigieren Sie den Eintrag selbst.")


class Wrong(msgspec.Struct, frozen=True):
    """What is wrong with a row: the column, or the empty text for all of it, and a sentence."""

    column: str
    detail: Rendered


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a row: its line, what would be or was recorded in sentences, or why nothing is."""

    line: int
    state: RowState
    sentences: Sequence[Rendered] = ()
    wrong: Sequence[Wrong] = ()
    slug: str = ""
    position: int | None = None


def enter_rows(
    service: Service, reading: Reading, lines: Iterable[Line], *, by: Actor, dry_run: bool
) -> Iterator[Said]:
    """Judge rows, or enter them, one after another; what is recorded under a row's key already stays as it is."""
    one = _Entering(service, reading, by, Sentences(service.plugins.sentences, service.texts, service.journal.titles))
    return (one.row(line, dry_run=dry_run) for line in lines)


@dataclass(frozen=True)
class _Entering:
    service: Service
    reading: Reading
    by: Actor
    sentences: Sentences

    def row(self, line: Line, *, dry_run: bool) -> Said:
        given: Given | None = None
        try:
            given = self.reading.given(line)
            receipt = given_once(self.service.journal, given, by=self.by, dry_run=dry_run)
        except Malformed as malformed:
            wrong = tuple(Wrong(one.field, self._said(one.message, **one.values)) for one in malformed.wrong)
            return Said(line=line.number, state="refused", wrong=wrong, slug=malformed.slug)
        except Refused as refused:
            if refused.slug == REUSED and given is not None:  # said to those alone who may give the command
                same = is_recorded(self.service.journal, given)
                wrong = () if same else (Wrong(self.reading.wanted.key, self._said(CHANGED)),)
                return Said(line=line.number, state="present" if same else "changed", wrong=wrong)
            detail = self._said(refused.message, **refused.values)
            wrong = (Wrong(self.reading.column(refused.field), detail),)
            return Said(line=line.number, state="refused", wrong=wrong, slug=refused.slug)
        if receipt.repeated:
            return Said(line=line.number, state="present")
        state: RowState = "new" if dry_run else "proposed" if receipt.proposal else "entered"
        said = self._sentences(receipt.facts)
        return Said(line=line.number, state=state, sentences=said, position=None if dry_run else receipt.position)

    def _sentences(self, facts: Sequence[Recorded[Fact]]) -> tuple[Rendered, ...]:
        """Return the sentences of what the row is about, and not of what follows for other bodies."""
        bodies = self.service.journal.bodies()
        first = {key for one in facts[:1] for key in one.keys if key.startswith("body:")}
        about = [one for one in facts if {key for key in one.keys if key.startswith("body:")} <= first]
        said = (self.sentences.of(one, bodies) for one in about)
        return tuple({one.de: one for one in said}.values())

    def _said(self, message: str, **values: object) -> Rendered:
        texts, programme = self.service.texts, self.reading.wanted.name.partition(".")[0]
        return Rendered.of(lambda language: texts.say(message, language, programme, **values))
