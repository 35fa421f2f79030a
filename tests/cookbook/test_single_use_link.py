"""Cookbook: a link that lets somebody without an account give one command, once."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api import LinkAction
from fokus_api.testing import service_of
from fokus_core import Links
from fokus_kommune import PUBLIC, Command, Fact, Key, Limit, Programme, Turn, _

offer = Programme("offer", title=_("Angebote"))
OfferId = Annotated[str, Key("offer")]
LIMIT = Limit("offer-links", 10, per=60)


@offer.fact("confirmed@1", sentence=_("Ein Angebot wurde bestätigt."))
class Confirmed(Fact, frozen=True):
    """Whoever made an offer confirmed it."""

    offer: OfferId


@offer.command("confirm", PUBLIC, records=Confirmed, limit=LIMIT, title=_("Angebot bestätigen"))
class Confirm(Command, frozen=True):
    """Confirm an offer."""

    offer: OfferId
    effective: date


offer.in_turn("offer", Turn(Confirmed, "open", "done", "done", _("Dieses Angebot ist schon bestätigt.")))
ACTION = offer.link_action(
    LinkAction("offer.confirm", Confirm, _("Angebot bestätigen"), _("Steht Ihr Angebot noch? Dann bestätigen Sie es."))
)


@pytest.fixture(scope="session")
def programme() -> Programme:
    return offer


def test_a_link_is_used_once(client: TestClient[Litestar]) -> None:
    links = Links(service_of(client).state_store)
    path = links.issue(ACTION.id, {"offer": "hagen-1"}, expires=datetime.now(UTC) + timedelta(days=3))
    assert client.get(path).status_code == 200
    assert client.post(path, json={}).status_code == 201
    assert client.post(path, json={}).status_code == 404
