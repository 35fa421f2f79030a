"""Publications in numbered releases, support offers and news, as given / when / then."""

from datetime import date, timedelta
from typing import Any

from fokus_core import Correct, Retract
from fokus_core.testing import Given
from fokus_network.offers.commands import EndOffer, MakeOffer, PublishNews, ReleasePublication, WithdrawRelease
from fokus_network.offers.facts import NewsPublished, OfferEnded, OfferMade, PublicationReleased, ReleaseWithdrawn
from fokus_network.plugin import plugin

given = Given(plugin)

DAY = date(2020, 3, 1)
LATER = DAY + timedelta(days=30)
BONN = "05314000"


def release(number: int = 1, day: date = DAY, **fields: Any) -> ReleasePublication:
    shape = {"publication": "empfehlungen", "release": number, "title": "Empfehlungen", "effective": day}
    return ReleasePublication(**shape | fields)


def released(number: int = 1, day: date = DAY, **fields: Any) -> PublicationReleased:
    return PublicationReleased(
        effective=day, publication="empfehlungen", release=number, title="Empfehlungen", **fields
    )


def withdrawn(number: int = 1, day: date = LATER) -> ReleaseWithdrawn:
    return ReleaseWithdrawn(effective=day, publication="empfehlungen", release=number, reason="-")


def offer(**fields: Any) -> MakeOffer:
    shape: dict[str, Any] = {"offer": "infomails", "title": "Infomails", "description": "Monatlich", "party": "Bonn"}
    return MakeOffer(**shape | {"audience": "Mitglieder", "effective": DAY} | fields)


MADE = OfferMade(
    effective=DAY, offer="infomails", title="Infomails", description="Monatlich", party=BONN, audience="Mitglieder"
)


def ended(day: date = LATER, reason: str = "-") -> OfferEnded:
    return OfferEnded(effective=day, offer="infomails", reason=reason)


def test_releases_are_numbered_from_one_on_without_gaps() -> None:
    given().when(release()).then(released())
    for number in (2, 7):
        outcome = given().when(release(number, changes="-"))
        outcome.then_refused("release-not-next")
        assert outcome.refused is not None
        assert outcome.refused.field == "release"
    given(released()).when(release(2, LATER, changes="Neu")).then(released(2, LATER, changes="Neu"))
    given(released()).when(release(1, LATER)).then_refused("release-not-next")


def test_a_later_release_says_what_is_different() -> None:
    outcome = given(released()).when(release(2, LATER))
    outcome.then_refused("changes-missing")
    assert outcome.refused is not None
    assert outcome.refused.field == "changes"


def test_a_release_does_not_come_out_before_the_one_before_it() -> None:
    given(released(1, LATER)).when(release(2, DAY, changes="-")).then_refused("release-not-next")
    given(released(), released(2, LATER, changes="-")).when(Retract(position=1, reason="-")).then_refused(
        "release-not-next", at=[2]
    )
    given(released(), released(2, LATER, changes="-")).when(
        Correct(position=2, changes={"release": 3}, reason="-")
    ).then_refused("release-not-next")


def test_a_release_is_withdrawn_once_and_not_before_it_came_out() -> None:
    withdraw = WithdrawRelease(publication="empfehlungen", release=1, reason="-", effective=LATER)
    given(released()).when(withdraw).then(withdrawn())
    given().when(withdraw).then_refused("not-released")
    given(released(), withdrawn()).when(withdraw).then_refused("not-released")
    given(released(1, LATER + timedelta(days=1))).when(withdraw).then_refused("not-released")
    given(released(), withdrawn(1, LATER + timedelta(days=1))).when(withdraw).then_refused("not-released", at=[2])
    given(released(), withdrawn()).when(release(2, LATER, changes="Neu")).then(released(2, LATER, changes="Neu"))


def test_an_offer_is_made_once_and_may_have_an_end() -> None:
    given().when(offer()).then(MADE)
    given().when(offer(until=LATER - timedelta(days=1))).then(MADE, ended(reason="Befristung"))
    given(MADE).when(offer(effective=LATER)).then_refused("offer-exists")
    given(MADE, ended()).when(offer(effective=LATER)).then_refused("offer-exists")
    given().when(offer(until=DAY - timedelta(days=1))).then_refused("empty-period")
    given().when(offer(party="Atlantis")).then_refused("unknown-body")


def test_only_an_offer_that_stands_ends_and_earlier_than_planned_if_need_be() -> None:
    end = EndOffer(offer="infomails", reason="-", effective=LATER)
    given(MADE).when(end).then(ended())
    given(MADE, ended(LATER + timedelta(days=9))).when(end).then(ended())
    given().when(end).then_refused("no-offer")
    given(MADE, ended()).when(end).then_refused("no-offer")
    given(MADE).when(EndOffer(offer="infomails", reason="-", effective=DAY)).then_refused("empty-period")
    given(MADE, ended()).when(Retract(position=1, reason="-")).then_refused("no-offer", at=[2])


def test_news_is_published_once() -> None:
    publish = PublishNews(news="neu", title="Neu", text="Mehr dazu bald.", effective=DAY)
    given().when(publish).then(NewsPublished(effective=DAY, news="neu", title="Neu", text="Mehr dazu bald."))
    given(NewsPublished(effective=LATER, news="neu", title="-", text="-")).when(publish).then_refused("news-exists")
