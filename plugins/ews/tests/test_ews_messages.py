"""Teams are told by mail that their application was accepted, and of an exception; in German and English."""

from typing import Any

from ews_kit import HAGEN, LUENEN, handled, whole_run

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import JobContext, clock
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_ews.commands.run import OverrideEligibility
from fokus_ews.plugin import plugin as ews


def test_a_team_is_told_of_its_place_and_of_an_exception_once() -> None:
    with (
        MailServer() as mail,
        temporary_client(ews, dev=True, mail_url=mail.url, mail_from="Werkstatt <ews@example.nrw>") as client,
    ):
        service, today = service_of(client), clock.day_of(clock.now())
        service.jobs.stop()
        whole_run(service.journal, "7", marker="Kim", day=today)
        reason = "Lange erprobt"
        handled(service.journal, OverrideEligibility(run="7", body=LUENEN, reason=reason, effective=today))
        settle(service)
        for _again in (1, 2):
            TellPeople().run(JobContext[Any](service.state_store, service, lambda: True))
        named = "Entwicklungswerkstatt: Sie gehören zum Team Ihrer Kommune"
        assert sum(one["Subject"] == named for _to, one in mail.taken) == 6, "whoever was named on paper is told"
        others = [(to, one) for to, one in mail.taken if one["Subject"] != named]
        told = {to: (str(one["Subject"]), " ".join(one.get_content().split())) for to, one in others}
        assert len(others) == len(told) == 4, "two people each"
    for number in (1, 2):
        subject, text = told[f"Kim-7-{HAGEN}-{number}@example.org"]
        assert subject == "Entwicklungswerkstatt: Ihre Kommune hat einen Platz"
        assert "Die Stadt Hagen hat einen Platz in diesem Durchgang: Durchgang zur Probe." in text
        assert "Hagen has a place in this run: Durchgang zur Probe." in text
        subject, text = told[f"Kim-7-{LUENEN}-{number}@example.org"]
        assert subject == "Entwicklungswerkstatt: Für Ihre Kommune gilt eine Ausnahme"
        assert "Der Grund: Lange erprobt" in text
        assert "an take part in this run although the rules do not provide for it" in text
