"""A Kollegiale Beratung in browsers without script: an officer brings a case, another accepts and writes."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from working import errors, fill, go_on, heading, sign_in

from fokus_core import CONSOLE, AccessGranted, GrantAccess, clock

if TYPE_CHECKING:
    from conftest import Site

    from fokus_api.runtime.service import Service

OFFICER, CLERK = "Engagementförderung der Kommune", "issuing-clerk"
BONN = "05314000"
TITLE, ADVICE, RESULT = "Der Runde Tisch zerfällt", "Bei uns half ein neuer Ort.", "Wir tagen reihum."


@pytest.fixture(scope="module")
def furnished(crowded: Callable[..., "Site"]) -> tuple["Site", str]:
    """Run a server where the account of the clerk speaks for Bonn, too; return it with the name of that account."""
    made: list[Service] = []
    running = crowded(made.append)
    (service,) = made
    grants = (record.fact for record in service.journal.follow() if isinstance(record.fact, AccessGranted))
    clerk = next(grant.actor for grant in grants if grant.role == CLERK)
    also = GrantAccess(actor=clerk, role="municipal-officer", scope=f"body:{BONN}", effective=date(2020, 1, 1))
    service.journal.handle(also, by=CONSOLE)
    return running, service.catalogue.roles[CLERK].title


def given(page: Any, values: dict[str, str]) -> None:
    """Fill in a form with today's date, look at the preview and send it."""
    today = clock.day_of(clock.now())
    fill(page, {"effective": f"{today.day}.{today.month}.{today.year}", **values})
    go_on(page)
    assert heading(page) == "Das wird eingetragen", errors(page)
    go_on(page)
    assert heading(page) == "Eingetragen"


def test_from_the_invitation_to_the_outcome(browser: Callable[..., Any], furnished: tuple["Site", str]) -> None:
    house, clerk = furnished
    hagen, bonn = browser(viewport={"width": 360, "height": 720}), browser()
    sign_in(hagen, house.url, OFFICER)
    sign_in(bonn, house.url, clerk)

    hagen.goto(f"{house.url}/vorgang/network/open-consultation")
    given(hagen, {"body": "Stadt Hagen", "title": TITLE, "concern": "Was hilft?"})
    hagen.goto(f"{house.url}/liste/network/consultations")
    hagen.get_by_role("link", name=TITLE).click()
    hagen.get_by_role("link", name="Kollegiale Beratung", exact=True).click()
    case = hagen.url
    assert re.search(r"/netzwerk/beratung/[0-9a-f]{32}$", case)
    bonn.goto(case)
    assert TITLE not in bonn.content()
    hagen.get_by_role("link", name="Kommune einladen").click()
    given(hagen, {"invited": "Stadt Bonn"})

    bonn.goto(f"{house.url}/aufgaben")
    bonn.get_by_role("link", name="Einladung zur Kollegialen Beratung beantworten").click()
    given(bonn, {})
    bonn.goto(case)
    assert (heading(bonn), bonn.get_by_text("Was hilft?").count()) == (TITLE, 1)
    bonn.get_by_role("link", name="Beitrag schreiben").click()
    given(bonn, {"text": ADVICE})

    hagen.goto(case)
    assert hagen.get_by_text(ADVICE).count() == 1
    hagen.get_by_role("link", name="Ergebnis festhalten").click()
    given(hagen, {"text": RESULT})
    hagen.goto(case)
    hagen.get_by_role("link", name="Beratung abschließen").click()
    given(hagen, {})
    bonn.goto(case)
    assert bonn.get_by_text(RESULT).count() == 1
    assert bonn.get_by_text("Abgeschlossen am").count() == 1
    assert bonn.get_by_role("link", name="Beitrag schreiben").count() == 0
