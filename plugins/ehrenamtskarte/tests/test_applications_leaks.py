"""Who applied, and who was named to confirm it, reach the clerks of the office and nobody else."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from applications_kit import HAGEN, SINCE, apply, given, go_through, today
from cards_kit import BONN

from fokus_api.testing.leaks import ANONYMOUS, STATE_WIDE, LeakContract, Scene
from fokus_api.testing.ways_out import gets
from fokus_core import personal_fields
from fokus_core.testing import MARKER
from fokus_ehrenamtskarte.applications.record.facts import (
    STEPS,
    ApplicationHandedIn,
    EngagementAnswered,
    EngagementStated,
)
from fokus_ehrenamtskarte.applications.record.steps import ConfirmAddress
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.organisations.facts import OrganisationContactNamed
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

ONE = "/api/v1/ehrenamtskarte/bodies/{body_id}/applications"
KEPT = tuple(
    f"/api/v1/ehrenamtskarte/bodies/{{body_id}}/{one}" for one in ("contacts", "organisations", "unmatched-engagements")
)
FORMS = ("", ".csv", ".xlsx")
PARTNERS = "/api/v1/ehrenamtskarte/bodies/{body_id}/partner-contacts"
EXPORT = "/api/v1/privacy/persons/{person_id}/export"
APPLICATION: dict[str, Any] = {
    "body": HAGEN,
    "kind": "standard",
    "person": {"name": MARKER, "email": f"{MARKER}@example.org", "birth": "1980-05-01"},
    "residence": HAGEN,
    "street": MARKER,
    "engagements": [
        {
            "organisation": MARKER,
            "body": HAGEN,
            "activity": MARKER,
            "since": "2020-01",
            "hours": 5,
            "contact": MARKER,
            "contact_mail": f"kim-{MARKER}@example.org",
        }
    ],
    "truthful": True,
    "effective": str(today()),
}
ABOUT: dict[str, Any] = {"body": HAGEN, "application": "0" * 32, "effective": str(today())}


class TestApplications(LeakContract):
    """Hagen has an application that went through every step, and one that is open."""

    plugin = plugin
    whole = False
    markers = (MARKER,)
    callers: ClassVar = STATE_WIDE | {
        "hagen": ("issuing-clerk", f"body:{HAGEN}"),
        "bonn": ("issuing-clerk", f"body:{BONN}"),
        "officer": ("municipal-officer", f"body:{HAGEN}"),
        "office": ("state-office", "state"),
    }
    told: ClassVar = {
        "hagen": {
            f"{ONE}/{{application}}",
            *(f"{one}{end}" for one in (ONE, PARTNERS, *KEPT) for end in ("", ".csv", ".xlsx")),
        },
        "officer": {PARTNERS, f"{PARTNERS}.csv", f"{PARTNERS}.xlsx"},
        "data-protection-officer": {EXPORT, f"{EXPORT}.txt"},
    }
    administered: ClassVar = {"data-protection-officer": ("/api/v1/privacy/",)}
    attempts: ClassVar[Sequence[tuple[str, Mapping[str, Any]]]] = [
        ("ehrenamtskarte.apply", APPLICATION),
        ("ehrenamtskarte.apply", APPLICATION | {"truthful": False}),
        ("ehrenamtskarte.ask-applicant", ABOUT | {"question": MARKER, "due": "2099-01-01"}),
        ("ehrenamtskarte.answer-question", ABOUT | {"text": MARKER}),
        ("ehrenamtskarte.note-application", ABOUT | {"note": MARKER}),
        ("ehrenamtskarte.approve-exception", ABOUT | {"basis": MARKER}),
        (
            "ehrenamtskarte.name-organisation-contact",
            {"body": HAGEN, "organisation": "0" * 32, "contact": {"name": MARKER}, "effective": str(today())},
        ),
        ("ehrenamtskarte.reject-application", ABOUT | {"reason": "other", "own": MARKER, "advice": MARKER}),
    ]

    @pytest.fixture(scope="class")
    @classmethod
    def scene(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
        """The application that is asked; its letters lie outside the house, as on a mail server."""
        cls.letters = tmp_path_factory.mktemp("letters")
        cls.settings = {"mail_url": cls.letters.as_uri()}
        with cls().opened() as scene:
            yield scene

    letters: ClassVar[Path]
    settings: ClassVar[Mapping[str, Any]] = {}

    def fill(self, scene: Scene) -> None:
        scene.give(IntroduceCard(body=HAGEN, effective=SINCE), IntroduceCard(body=BONN, effective=SINCE))
        go_through(scene.service.journal)
        opened, _stated = given(scene.service.journal, apply())
        assert isinstance(opened, ApplicationHandedIn)
        scene.give(ConfirmAddress(body=HAGEN, application=opened.application, effective=today(), correct=True))
        facts = [one.fact for one in scene.service.journal.follow() if isinstance(one.fact, STEPS)]
        contacts = [one.contact for one in facts if isinstance(one, EngagementStated | EngagementAnswered)]
        known = [one.fact for one in scene.service.journal.follow()]
        contacts += [one.contact for one in known if isinstance(one, OrganisationContactNamed)]
        scene.hidden = tuple(dict.fromkeys([*(one.person for one in facts), *contacts]))
        handed = [one.application for one in facts if isinstance(one, ApplicationHandedIn)]
        scene.things |= {"body_id": (HAGEN, BONN), "application": handed, "person_id": scene.hidden}

    def hidden_from(self, scene: Scene, caller: str) -> Sequence[str]:
        if caller == "auditor":  # sees every entry, and what is sealed in it as sealed
            return ()
        return scene.hidden if caller == "data-protection-officer" else super().hidden_from(scene, caller)

    def test_every_sealed_field_of_an_application_holds_a_marker(self, scene: Scene) -> None:
        held = {type(one.fact) for one in scene.service.journal.follow() if isinstance(one.fact, STEPS)}
        assert len(scene.hidden) == 4, "an applicant, a contact named three times, a colleague, one of an organisation"
        assert [one.__name__ for one in set(STEPS) - held if list(personal_fields(one))] == []

    def test_nobody_finds_an_application_by_who_is_in_it(self, scene: Scene) -> None:
        (application, *_) = scene.things["application"]
        keys = [f"application:{application}", *(f"person:{one}" for one in scene.hidden)]
        for caller in (ANONYMOUS, "bonn", "officer", "office", "operator", "integrator"):
            for one in gets(scene.client, scene.things):
                if "key" in {each["name"] for each in one.parameters}:
                    for key in keys:
                        answer = scene.get(one.there, caller, key=key)
                        assert answer.status_code < 500, (caller, one.there, answer.text)
                        assert "ehrenamtskarte.application" not in answer.text, (caller, one.there, key)
                        assert MARKER not in answer.text, (caller, one.there, key)


@pytest.mark.long
class TestWhole(TestApplications):
    """The same, where everybody asks everything everywhere."""

    whole = True
