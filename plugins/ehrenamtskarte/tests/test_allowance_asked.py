"""The question about money names the sum that is allowed on the day, by the rules of the responsible office."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from applications_kit import today
from cards_kit import Scene
from test_applications_pages import FORM
from test_applications_path import HTML
from test_applications_topics import send, typed_in

from fokus_api.testing import settle, temporary_client
from fokus_ehrenamtskarte.issuers.commands import AssignIssuer
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.commands import AdoptFrame, SetConventions, SetFrame
from fokus_ehrenamtskarte.rules.terms import Allowance, Volume

WIEHL = "05374048"
HOURS = Volume(per_week=5, per_year=250)
MONEY = re.compile(r'id="f-engagements-0-paid-hinweis">([^<]*)</p>')
NONE = "Für die Stadt Hagen ist keine Summe bekannt, die heute erlaubt ist."


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """The state has set no rules yet; the district decides for Wiehl."""
    with temporary_client(plugin) as client:
        scene = Scene(client)
        scene.give(AssignIssuer(body=WIEHL, effective=today(), kind="district"))
        yield scene


def question(scene: Scene, town: str = "Hagen", language: str = "de") -> str:
    """Return what stands in the question about money, in the form of somebody who lives in a town."""
    scene.client.cookies.clear()
    looks = HTML | {"Accept-Language": language}
    address = str(scene.client.get(FORM, headers=looks).url)
    send(scene, f"{address}/thema/karte", typed_in("karte") | {"body": town})
    page = scene.client.get(f"{address}/thema/engagement", headers=looks).text
    assert "Bekommen Sie dafür Geld?" in page or language == "en"
    (said,) = MONEY.findall(page)
    listed = scene.client.get(address, headers=looks).text
    assert "Summe" not in listed, "it stands in its question alone"
    assert "Euro" not in listed
    return str(said)


def test_the_sum_of_the_day_stands_in_the_question_or_that_none_is_known(scene: Scene) -> None:
    assert question(scene).endswith(NONE)
    old = Allowance(policy="cost-only")
    new = Allowance(policy="capped", ehrenamt=960, uebungsleiter=3300)
    about: dict[str, Any] = {"volume": HOURS}
    ago = today() - timedelta(days=900)
    scene.give(SetFrame(frame="a", title="Regeln A", allowance=old, effective=ago, **about))
    settle(scene.service)
    assert question(scene).endswith("Nach den Regeln für die Stadt Hagen ist heute nur der Ersatz von Kosten erlaubt.")
    scene.give(
        SetFrame(frame="b", title="Regeln B", allowance=new, effective=today() - timedelta(days=9), **about),
        SetFrame(
            frame="c",
            title="Regeln C",
            allowance=Allowance(policy="capped", ehrenamt=1000),
            effective=today() + timedelta(days=9),
            **about,
        ),
    )
    settle(scene.service)
    sums = "bis zu 960 Euro Ehrenamtspauschale und bis zu 3.300 Euro Übungsleiterpauschale, jeweils im Jahr."
    assert question(scene).endswith(f"Nach den Regeln für die Stadt Hagen sind heute erlaubt: {sums}"), (
        "not those of a later day"
    )
    assert question(scene, "Wiehl").endswith(f"Nach den Regeln für den Oberbergischen Kreis sind heute erlaubt: {sums}")
    english = question(scene, language="en")
    assert english.endswith(
        "By the rules for Hagen this is allowed today: up to 960 euros Ehrenamtspauschale and up to 3,300 euros "
        "Übungsleiterpauschale, each per year."
    )
    # who asks instead of assuming that new rules hold everywhere is told of both
    scene.give(SetConventions(adoption="ask", note="So gelesen", effective=today() - timedelta(days=5)))
    settle(scene.service)
    assert question(scene).endswith(
        "Welche Regeln heute für die Stadt Hagen gelten, steht nicht fest. "
        "Regeln A: Nach den Regeln für die Stadt Hagen ist heute nur der Ersatz von Kosten erlaubt. "
        f"Regeln B: Nach den Regeln für die Stadt Hagen sind heute erlaubt: {sums}"
    )
    scene.give(AdoptFrame(body="05914000", frame="b", effective=today() - timedelta(days=3)))
    settle(scene.service)
    assert question(scene).endswith(f"Nach den Regeln für die Stadt Hagen sind heute erlaubt: {sums}")
