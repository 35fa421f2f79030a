"""The rules of the Heimat-Preis, as given / when / then."""

from datetime import date, timedelta

from fokus_core import BodyId, Evidence, Fact, Permission, Person, ProgrammeInfo, Sentence, fact, hookimpl
from fokus_core.testing import Given

from fokus_heimatpreis.commands import AwardPrize, OpenCall, ReturnPrize
from fokus_heimatpreis.facts import CallOpened, PrizeAwarded, PrizeReturned
from fokus_heimatpreis.plugin import plugin

given = Given(plugin)

DAY = date(2023, 8, 15)
LATER = DAY + timedelta(days=26)
COESFELD = "05558"
PRIZE = "0" * 32
OPENED = CallOpened(effective=DAY, body=COESFELD, call="2023", year=2023, budget=5000)
AWARDED = PrizeAwarded(
    effective=LATER, body=COESFELD, call="2023", prize=PRIZE, honoured="Baumberge-Verein", euros=2500
)


def award(euros: int, body: str = "Kreis Coesfeld", day: date = LATER) -> AwardPrize:
    return AwardPrize(body=body, call="2023", honoured="Waldjugend", euros=euros, effective=day)


def test_a_call_is_opened_once() -> None:
    open_call = OpenCall(body="Kreis Coesfeld", call="2023", year=2023, budget=5000, effective=DAY)
    given().when(open_call).then(OPENED)
    given(OPENED).when(open_call).then_refused("call-exists")


def test_a_prize_is_awarded_in_an_open_call_of_the_same_body() -> None:
    given().when(award(2500)).then_refused("call-not-open")
    given(OPENED).when(award(2500, day=DAY - timedelta(days=1))).then_refused("call-not-open")
    given(OPENED).when(award(2500, body="Hagen")).then_refused("call-not-open")
    (prize,) = given(OPENED).when(award(2500)).facts
    assert isinstance(prize, PrizeAwarded)
    assert (prize.body, prize.euros, prize.name) == (COESFELD, 2500, None)


def test_prizes_stay_within_the_budget_also_when_an_earlier_one_is_entered_late() -> None:
    assert given(OPENED, AWARDED).when(award(2500)).facts
    given(OPENED, AWARDED).when(award(2501)).then_refused("budget-exceeded", field="euros")
    given(OPENED, AWARDED).when(award(2501, day=DAY)).then_refused("budget-exceeded", at=[2])


def test_a_returned_prize_frees_its_money_within_the_year_of_the_call_only() -> None:
    def returned(day: date, *, frees: bool) -> PrizeReturned:
        return PrizeReturned(effective=day, body=COESFELD, call="2023", prize=PRIZE, frees=frees, reason="Verzicht")

    for day, frees in ((date(2023, 12, 31), True), (date(2024, 1, 1), False)):
        given(OPENED, AWARDED).when(ReturnPrize(prize=PRIZE, reason="Verzicht", effective=day)).then(
            returned(day, frees=frees)
        )
    freed, kept = returned(LATER, frees=True), returned(LATER, frees=False)
    assert given(OPENED, AWARDED, freed).when(award(5000)).facts
    given(OPENED, AWARDED, kept).when(award(5000)).then_refused("budget-exceeded")


def test_only_a_prize_that_stands_is_returned() -> None:
    back = ReturnPrize(prize=PRIZE, reason="Verzicht", effective=LATER)
    given(OPENED).when(back).then_refused("not-awarded")
    (returned,) = given(OPENED, AWARDED).when(back).facts
    given(OPENED, AWARDED, returned).when(back).then_refused("not-awarded")


def test_a_laureates_name_is_sealed() -> None:
    laureate = Person(name="Ada Beispiel", email="ada@example.org")
    command = AwardPrize(
        body=COESFELD, call="2023", honoured="Bürgerrat", euros=2000, effective=LATER, laureate=laureate
    )
    (prize,) = given(OPENED).when(command).facts
    assert isinstance(prize, PrizeAwarded)
    assert prize.laureate is not None
    assert "Ada" not in repr(prize)


@fact("ehrenamtskarte.introduced@1")
class Introduced(Fact, frozen=True):
    """A body introduced the card: the part of a stranger's programme that the test needs."""

    body: BodyId


class Card:
    """A programme that proves the evidence which `heimatpreis.open-call` asks for."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        evidence = Evidence("ehrenamtskarte.takes-part", "body", established_by=(Introduced,))
        retract = Permission("ehrenamtskarte.retract", (), "Zurücknehmen")
        return ProgrammeInfo("ehrenamtskarte", "Karte", facts=[Introduced], evidence=[evidence], permissions=[retract])

    @hookimpl
    def describe(self) -> dict[type[Fact], Sentence]:
        return {Introduced: Sentence("{body} hat die Karte eingeführt.")}


def test_a_call_records_what_could_be_shown_of_the_card() -> None:
    open_call = OpenCall(body="Kreis Coesfeld", call="2023", year=2023, budget=5000, effective=DAY)
    given_card = Given(plugin, Card())
    found = [
        given().when(open_call).facts,
        given_card().when(open_call).facts,
        given_card(Introduced(effective=DAY, body=COESFELD)).when(open_call).facts,
        given_card(Introduced(effective=LATER, body=COESFELD)).when(open_call).facts,
    ]
    states = [opened.card for (opened,) in found if isinstance(opened, CallOpened)]
    assert states == ["unknown", "not-proven", "proven", "not-proven"]
