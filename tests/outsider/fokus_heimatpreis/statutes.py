"""What must hold at every date, whatever is entered, backdated, corrected or taken back."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, _, statute

from fokus_heimatpreis.facts import CallOpened, PrizeAwarded, PrizeReturned


@statute("call", CallOpened, PrizeAwarded, PrizeReturned)
def prizes_stay_within_their_call(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A call is opened once, before its prizes, which stay within its budget; each is returned at most once."""
    left: int | None = None
    standing: dict[str, int] = {}
    for record in history:
        match record.fact:
            case CallOpened(budget=budget):
                if left is not None:
                    yield Breach(
                        "call-exists",
                        _("Diese Auslobung gibt es schon. Wählen Sie eine andere Kurzbezeichnung."),
                        record.position,
                    )
                left = budget
            case PrizeAwarded(prize=prize, euros=euros):
                if left is None or euros > left:
                    yield Breach("budget-exceeded", _("Dafür reicht das Preisgeld nicht."), record.position, "euros")
                left = (left or 0) - euros
                standing[prize] = euros
            case PrizeReturned(prize=prize, frees=frees):
                if prize not in standing:
                    yield Breach(
                        "not-awarded",
                        _("Diesen Preis gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."),
                        record.position,
                        "prize",
                    )
                euros = standing.pop(prize, 0)
                left = (left or 0) + (euros if frees else 0)
            case _:
                pass


STATUTES = (prizes_stay_within_their_call,)
