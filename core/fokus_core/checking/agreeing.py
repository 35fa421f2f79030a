"""Where programmes and the register of bodies contradict each other, or an entry stands that was to be corrected."""

from collections.abc import Callable, Iterator
from datetime import date

from fokus_core.bodies.facts import BODY_CHANGES, PartyRegistered
from fokus_core.checking.relied_on import RelyingOnOthers
from fokus_core.domain.facts import Fact, Recorded, Unknown, key_fields
from fokus_core.domain.finding import Finding
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.journal import Journal

__all__ = ["Agreeing"]

REGISTER = (*BODY_CHANGES, PartyRegistered, FactRetracted)


class Agreeing:
    """Is told every fact up to a position, and then says what does not go together."""

    def __init__(self, journal: Journal, upto: int) -> None:
        self._bodies = journal.bodies.as_of(upto)
        self._strange: list[tuple[int, str]] = []  # facts, and the key of a body that is not there on their day
        self._promised: dict[int, int] = {}  # entries that were to be corrected, and the retraction that says so
        self._gone: set[int] = set()
        self._relying = RelyingOnOthers(journal, upto)

    def note(self, record: Recorded[Fact]) -> None:
        """Note what a stored fact says."""
        self._relying.note(record)
        if isinstance(record.fact, FactRetracted):
            self._gone.add(record.fact.target)
            said = (one for one in record.meta.dispositions if one.disposition == "corrected-too")
            self._promised |= {one.position: record.position for one in said}
        elif not isinstance(record.fact, (*REGISTER, Unknown)):
            self._strange += [(record.position, body) for body in self._strangers(record.fact)]

    def findings(self, go_on: Callable[[], object]) -> Iterator[Finding]:
        """Yield what contradicts each other among what stands; `go_on` is called again and again."""
        for position, body in self._strange:
            go_on()
            if position not in self._gone:
                sentence = f"body:{body}: The register has no such body on the day of this entry."
                yield Finding("body-not-there", sentence, (position,))
        for position, by in sorted(self._promised.items()):
            go_on()
            if position not in self._gone:
                sentence = "This entry was to be corrected, too, when its ground was taken back; it stands."
                yield Finding("still-to-correct", sentence, (position, by))
        yield from self._relying.findings(go_on)

    def _strangers(self, fact: Fact) -> list[str]:
        """Return the bodies that a fact names and that are not there yet; those that are no more are found by key."""
        named = (getattr(fact, name) for name, key in key_fields(type(fact)).items() if key.kind == "body")
        bodies = (one for value in named for one in (value if isinstance(value, tuple) else (value,)))
        return [one for one in bodies if one is not None and not self._is_there(one, fact.effective)]

    def _is_there(self, body: str, on: date) -> bool:
        register = self._bodies.register
        if body in self._bodies.parties:
            return True
        return body in register and (register.exists(body, on) or on >= (register[body].until or date.max))
