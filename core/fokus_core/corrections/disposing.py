"""What is said of each later decision before its ground is taken away: the blast radius, disposed of."""

from collections.abc import Iterable, Sequence

from fokus_core.domain.commands import Lookup
from fokus_core.domain.dispositions import Disposed, Disposition
from fokus_core.domain.facts import Fact, Recorded, fact_type
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.domain.texts import _

__all__ = ["disposed"]


def disposed(
    targets: Sequence[Recorded[Fact]], acknowledge: Iterable[int], dispositions: Sequence[Disposed], lookup: Lookup
) -> tuple[Disposed, ...]:
    """Return what becomes of each later decision that rests on the targets; raises `Refused` where that is not said.

    What is merely acknowledged stands. What was final is never said to be corrected.
    """
    later = lookup.relying_on(targets)
    said: dict[int, Disposition] = dict.fromkeys(acknowledge, "stands")
    told = set[int]()
    for number, one in enumerate(dispositions):
        place = f"dispositions/{number}"
        if one.position in told:
            raise Invalid("disposed-twice", _("Zu diesem Eintrag steht hier zweimal etwas."), field=place)
        if one.disposition == "corrected-too" and one.position in later and _is_final(lookup, one.position):
            message = _("Dieser Eintrag ist endgültig. Was hinausgegangen ist, lässt sich nicht mehr ändern.")
            raise Refused("cannot-be-undone", message, field=f"{place}/disposition", positions=(one.position,))
        told.add(one.position)
        said[one.position] = one.disposition
    missing = tuple(sorted(set(later) - said.keys()))
    if missing:
        raise Refused(
            "blast-radius",
            _("Spätere Einträge beruhen darauf: {n}. Lesen Sie sie und sagen Sie zu jedem, was aus ihm wird."),
            field="acknowledge",
            positions=missing,
            n=len(missing),
        )
    return tuple(Disposed(position, said[position]) for position in sorted(later))


def _is_final(lookup: Lookup, position: int) -> bool:
    record = lookup.recorded(position)
    return record is not None and fact_type(type(record.fact)).irrevocable
