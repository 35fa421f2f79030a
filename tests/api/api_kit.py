"""What the tests of the API share."""

from datetime import date
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sample_programme import Open, Talk

from fokus_api.service import Service
from fokus_api.testing import settle
from fokus_core.access import CONSOLE
from fokus_core.persons import Person

Client = TestClient[Litestar]
Headers = dict[str, str]
SECRET = "Verena Vertraulich"


def bearer(key: str) -> Headers:
    return {"Authorization": f"Bearer {key}"}


def open_gardens(service: Service, *bodies: str, since: date = date(2020, 1, 1)) -> int:
    for body in bodies:
        service.journal.handle(Open(body=body, name=f"Garten {body}", effective=since), by=CONSOLE)
    return settle(service)


def talk(service: Service, cohort: str = "4") -> int:
    person = Person(name=SECRET, email="verena@example.org")
    service.journal.handle(Talk(cohort=cohort, person=person, text="leise", effective=date(2021, 5, 1)), by=CONSOLE)
    return settle(service)


def slug(response: Any) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
    assert problem["title"]
    assert problem["title_en"]
    assert problem["detail"]
    return str(problem["type"]).removeprefix("urn:fokus:problem:")
