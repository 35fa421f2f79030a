"""Whom forms offer of a team: by name to the applying body and the carrier, never by an id."""

import re
from typing import Any

from ews_kit import HAGEN, whole_run

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import clock
from fokus_ews.plugin import plugin

ID = re.compile(r"[0-9a-f]{32}")


def test_a_member_of_a_team_is_chosen_by_name_by_those_who_may_read_it() -> None:
    with temporary_client(plugin) as client:
        service = service_of(client)
        today = clock.day_of(service.journal.now())
        application = whole_run(service.journal, "probe", marker="Ada", day=today)["accepted"]
        settle(service)
        roles = {"hagen": ("municipal-officer", f"body:{HAGEN}"), "bonn": ("municipal-officer", "body:05314000")}
        roles |= {"carrier": ("ews-carrier", "programme:ews"), "state": ("state-office", "state")}
        keys = {who: {"Authorization": f"Bearer {issue_key(service, who, role)}"} for who, role in roles.items()}

        def asked(who: str, within: str) -> Any:
            return client.get("/api/v1/choices/team-member", headers=keys[who], params={"within": within})

        for who in ("hagen", "carrier"):
            found = asked(who, f"application:{application}").json()["items"]
            assert len(found) == 2
            assert all(one["label"].startswith("Ada") and one["note"] == "Hagen" for one in found), found
            assert not any(ID.search(one["label"]) for one in found)
        person = found[0]["value"]
        assert {one.actor for one in service.state_store.accesses(subject=person)} == {"hagen", "carrier"}
        assert [asked(who, f"application:{application}").status_code for who in ("bonn", "state")] == [404, 404]
        towns = {one["note"] for one in asked("carrier", "run:probe").json()["items"]}
        assert towns == {"Hagen", "Bonn", "Lünen"}
        assert [asked(who, "run:probe").status_code for who in ("hagen", "state")] == [403, 403]
        page = client.get(
            f"/vorgang/ews/change-team?application={application}", headers={"Accept": "text/html", **keys["carrier"]}
        ).text
        assert re.search(rf'value="{person}"[^>]*>\s*<label[^>]*>Ada', page), page
