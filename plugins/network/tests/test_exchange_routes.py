"""The exchange over HTTP: what everybody finds, what members read, and what nobody else learns."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import clock, load_history
from fokus_network.plugin import plugin

Client = TestClient[Litestar]

HAGEN, BONN, KOELN = "05914000", "05314000", "05315000"  # Hagen and Bonn are members, Köln is none
NETWORK = "/api/v1/network"
ASKED = "nur-unter-uns"
SECRET = "ungewoehnlich-vertraulich"  # a word to look for


class House:
    """A service with the documented history, and keys of everybody."""

    def __init__(self, client: Client) -> None:
        self.client, self.service = client, service_of(client)
        self.today = clock.day_of(clock.now())
        assert {one.state for one in load_history(self.service.journal, plugin.history())} == {"entered"}
        roles = {
            "hagen": ("municipal-officer", f"body:{HAGEN}"),
            "bonn": ("municipal-officer", f"body:{BONN}"),
            "koeln": ("municipal-officer", f"body:{KOELN}"),
            "coordination": ("network-coordination", "programme:network"),
            "auditor": ("auditor", "state"),
        }
        self.keys = {who: issue_key(self.service, who, role) for who, role in roles.items()}

    def head(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[who]}"} if who else {}

    def do(self, who: str, command: str, answers: int = 201, /, **body: Any) -> Any:
        given = {"effective": str(self.today), **body}
        answer = self.client.post(f"{NETWORK}/commands/{command}", json=given, headers=self.head(who))
        assert answer.status_code == answers, answer.text
        settle(self.service)
        return answer.json()

    def get(self, who: str, path: str, answers: int = 200, /, **query: Any) -> Any:
        answer = self.client.get(f"{NETWORK}/{path}", params=query or None, headers=self.head(who))
        assert answer.status_code == answers, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_client(plugin) as client:
        yield House(client)


TOLD = {
    "title": "Engagement-Lotsen im Waldfreibad",
    "summary": "Ehrenamtliche betreiben das Bad.",
    "text": "An der Königstraße fing es an.",
    "topics": ["junge-menschen"],
    "lessons": "Abends kam niemand.",
}


def handed_in(house: House, body: str = "Hagen", who: str = "hagen", **more: Any) -> str:
    (fact,) = house.do(who, "submit-example", body=body, **{**TOLD, **more})["facts"]
    example: str = fact["data"]["example"]
    return example


def test_a_profile_is_read_by_everybody_and_kept_by_its_own_officers(house: House) -> None:
    profile = {"topics": ["demografischer-wandel"], "anchored": "staff-unit", "round_table": "2014-05-01"}
    house.do("hagen", "keep-profile", body="Hagen", **profile)
    house.do("hagen", "keep-profile", 403, body="Bonn", **profile)
    house.do("", "keep-profile", 401, body="Hagen", **profile)
    wrong = house.do("hagen", "keep-profile", 409, body="Hagen", topics=["demografischer-wandel", "erfunden"])
    assert [one["pointer"] for one in wrong["errors"]] == ["/topics/1"]
    (found,) = house.get("", "profiles", anchored="staff-unit")["items"]
    assert (found["name"], found["topics"], found["round_table"]) == ("Hagen", ["demografischer-wandel"], "2014-05-01")
    assert house.get("", "profiles", on=str(house.today - timedelta(days=1)))["items"] == []
    house.do("hagen", "describe-quarter", body="Hagen", quarter="haspe", called="Haspe", what="Nachbarschaftstreff")
    assert [one["called"] for one in house.get("", "quarters", body="Hagen")["items"]] == ["Haspe"]


def test_an_example_is_seen_by_everybody_once_it_is_published_and_not_before(house: House) -> None:
    example = handed_in(house, text=f"An der Königstraße fing es an. {SECRET}")
    assert house.get("", "examples", q=SECRET)["items"] == []
    assert SECRET not in house.client.get("/api/v1/log").text
    assert SECRET not in house.client.get("/api/v1/log", headers=house.head("bonn")).text
    house.get("", f"examples/{example}", 404)
    house.get("bonn", "members/Hagen/submissions", 403)
    (own,) = house.get("hagen", "members/Hagen/submissions")["items"]
    assert (own["example"], own["status"]) == (example, "waiting")
    assert [one["example"] for one in house.get("coordination", "submissions", status="waiting")["items"]] == [example]
    house.get("hagen", "submissions", 403)
    house.do("hagen", "publish-example", 403, example=example)
    house.do("coordination", "publish-example", example=example)
    found = house.get("", f"examples/{example}")
    assert (found["name"], found["version"], found["lessons"]) == ("Hagen", 1, "Abends kam niemand.")
    assert house.get("hagen", "members/Hagen/submissions")["items"][0]["status"] == "published"


@pytest.mark.parametrize(
    "words", ["freibad", "WALDFREIBAD lotsen", "konigstrasse", "koenigstrasse", "Königstraße hagen"]
)
def test_examples_are_found_by_words_as_people_type_them(house: House, words: str) -> None:
    example = handed_in(house)
    house.do("coordination", "publish-example", example=example)
    assert example in [one["example"] for one in house.get("", "examples", q=words)["items"]]
    assert example not in [one["example"] for one in house.get("", "examples", q=f"{words} nirgendwo")["items"]]


def test_examples_are_found_by_topic_municipality_and_district(house: House) -> None:
    example = handed_in(house)
    house.do("coordination", "publish-example", example=example)

    def found(**query: str) -> bool:
        return example in [one["example"] for one in house.get("", "examples", **query)["items"]]

    right = [{"topic": "junge-menschen"}, {"body": "Hagen"}, {"district": "Regierungsbezirk Arnsberg"}]
    wrong = [{"topic": "asyl-und-flucht"}, {"body": "Bonn"}, {"district": "Regierungsbezirk Köln"}]
    assert [found(**one) for one in (*right, *wrong)] == [True] * 3 + [False] * 3


def test_versions_are_numbered_and_an_end_leaves_the_past_as_it_was(house: House) -> None:
    example = handed_in(house, who="coordination", effective="2026-03-02")
    house.do("coordination", "publish-example", example=example, effective="2026-03-02")
    again = {**TOLD, "title": "Zweite Fassung"}
    house.do("coordination", "submit-example", body="Hagen", example=example, effective="2026-04-01", **again)
    assert house.get("", f"examples/{example}", on="2026-04-01")["version"] == 1
    house.do("coordination", "publish-example", example=example, effective="2026-04-01")
    found = house.get("", f"examples/{example}", on="2026-04-01")
    assert [(one["version"], one["title"]) for one in found["versions"]] == [
        (2, "Zweite Fassung"),
        (1, "Engagement-Lotsen im Waldfreibad"),
    ]
    assert [one["compared"] and one["compared"]["since"] for one in found["versions"]] == ["1", None]
    page = house.client.get(f"/ding/example/{example}?on=2026-04-01", headers={"Accept": "text/html"}).text
    assert f"/unterschiede/network/examples/{example}?since=1&amp;until=2&amp;on=2026-04-01" in page
    changed = house.get("", f"examples/{example}/changes", since=1, until=2, on="2026-04-01")
    assert [(one["field"], one["after"]) for one in changed["fields"]] == [("title", "Zweite Fassung")]
    assert {one["kind"] for one in changed["text"]} == {"same"}
    house.get("", f"examples/{example}/changes", 404, since=1, until=3)
    atom = "{http://www.w3.org/2005/Atom}"
    feed = Xml.fromstring(house.client.get(f"{NETWORK}/examples.atom?on=2026-04-01").content)
    assert feed.find(f"{atom}entry/{atom}title").text == "Zweite Fassung"  # type: ignore[union-attr]  # it is there
    link = feed.find(f"{atom}entry/{atom}link").attrib["href"]  # type: ignore[union-attr]  # it is there
    assert house.client.get(link, headers={"Accept": "text/html"}).status_code == 200
    house.do("bonn", "end-example", 403, body="Hagen", example=example, reason="-", effective="2026-05-01")
    house.do("hagen", "end-example", body="Hagen", example=example, reason="Beendet", effective="2026-05-01")
    house.get("", f"examples/{example}", 404, on="2026-05-01")
    assert house.get("", f"examples/{example}", on="2026-04-30")["version"] == 2


def test_members_ask_and_answer_and_nobody_else_reads_it(house: House) -> None:
    (fact,) = house.do("hagen", "ask-question", body="Hagen", title="Wie?", text=ASKED)["facts"]
    question = fact["data"]["question"]
    house.do("bonn", "answer-question", body="Bonn", question=question, text="Mit kurzen Einsätzen.")
    house.do("koeln", "answer-question", 409, body="Köln", question=question, text="Wir auch.")
    (found,) = house.get("bonn", "questions", q=ASKED)["items"]
    assert (found["name"], [one["name"] for one in found["answers"]]) == ("Hagen", ["Bonn"])
    assert found.pop("entry") is None  # whoever may not see the entry is not told which it is
    for who, asked in (("coordination", {"q": "einsatze"}), ("auditor", {"open": True})):
        (one,) = house.get(who, "questions", **asked)["items"]
        assert one.pop("entry") == {"position": fact["position"], "source": None}
        assert one == found
    house.get("koeln", "questions", 403)
    house.get("", "questions", 401)
    for who in ("", "koeln"):
        assert ASKED not in house.client.get("/api/v1/log?limit=1000", headers=house.head(who)).text
        assert ASKED not in house.client.get("/api/v1/feed?limit=1000", headers=house.head(who)).text
        assert ASKED not in house.client.get(f"/api/v1/bodies/{HAGEN}/timeline", headers=house.head(who)).text
    house.do("bonn", "close-question", 409, body="Bonn", question=question)
    house.do("hagen", "close-question", body="Hagen", question=question)
    assert house.get("bonn", "questions", open=True)["items"] == []


def test_local_partners_are_named_and_come_to_workshops(house: House) -> None:
    house.do(
        "hagen", "name-partner", body="Hagen", partner="fz-hagen", called="Freiwilligenzentrale Hagen", kind="other"
    )
    times: dict[str, Any] = {"starts": str(house.today), "ends": str(house.today), "open_to": "local-partners"}
    (fact,) = house.do("coordination", "schedule-meeting", kind="workshop", title="Workshop", **times)["facts"]
    meeting = fact["data"]["meeting"]
    house.do("hagen", "record-partner", 403, body="Hagen", partner="fz-hagen", meeting=meeting)
    house.do("coordination", "record-partner", body="Hagen", partner="fz-hagen", meeting=meeting)
    (found,) = house.get("", "partners", body="Hagen")["items"]
    assert (found["called"], found["body"]) == ("Freiwilligenzentrale Hagen", HAGEN)
    (came,) = house.get("hagen", "members/Hagen/partner-attendance")["items"]
    assert (came["meeting"], came["partner"], came["day"]) == (meeting, "fz-hagen", str(house.today))
    house.get("bonn", "members/Hagen/partner-attendance", 403)


def test_what_is_read_as_table_is_whole(house: House) -> None:
    for path in ("topics", "profiles", "quarters", "partners", "examples"):
        answer = house.client.get(f"{NETWORK}/{path}?format=csv")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/csv")
    assert str(house.today) in house.client.get(f"{NETWORK}/profiles?format=csv").text


def test_examples_are_found_by_distance_and_size(house: House) -> None:
    titles = {who: f"Nah und fern: {who}" for who in ("hagen", "bonn")}
    for who, title in titles.items():
        house.do("coordination", "publish-example", example=handed_in(house, who.title(), who, title=title))

    def found(**query: Any) -> list[tuple[str, float | None]]:
        items = house.get("", "examples", q="Nah und fern", **query)["items"]
        return [(one["name"], one["distance_km"]) for one in items]

    assert found() == [("Bonn", None), ("Hagen", None)]
    (here, none), (there, far) = found(near="Hagen")
    assert (here, none, there) == ("Hagen", 0.0, "Bonn")
    assert far is not None
    assert 70 < far < 85, "as the crow flies"
    assert [name for name, _ in found(near="Rheinbach")] == ["Bonn", "Hagen"]
    assert found(near="Hagen", within_km=50) == [("Hagen", 0.0)]
    assert found(inhabitants_to=200_000) == [("Hagen", None)]
    assert found(inhabitants_from=200_001) == [("Bonn", None)]
    assert found(near="Hagen", inhabitants_from=200_001, inhabitants_to=400_000) == [("Bonn", far)]
    first = house.client.get(f"{NETWORK}/examples", params={"near": "Bonn", "limit": 1, "q": "Nah und fern"}).json()
    rest = house.get("", "examples", near="Bonn", limit=1, q="Nah und fern", cursor=first["next_cursor"])
    assert [one["name"] for one in (*first["items"], *rest["items"])] == ["Bonn", "Hagen"]
    for wrong, parameter in (({"within_km": 5}, "within_km"), ({"near": "Atlantis"}, "near")):
        answer = house.get("", "examples", 422, **wrong)
        assert [one["parameter"] for one in answer["errors"]] == [parameter]
    table = house.client.get(f"{NETWORK}/examples?format=csv&near=Hagen&q=fern").text.splitlines()
    assert [line.split(",")[table[0].split(",").index("name")] for line in table[1:]] == ["Hagen", "Bonn"]


def test_another_day_than_today_is_for_the_coordination(house: House) -> None:
    former = str(house.today - timedelta(days=1))
    question = house.do("bonn", "ask-question", body="Bonn", title="Wann?", text="-")["facts"][0]["data"]["question"]
    written: dict[str, Any] = {
        "submit-example": TOLD,
        "ask-question": {"title": "Wie?", "text": "-"},
        "answer-question": {"question": question, "text": "-"},
        "ask-support": {"title": "Rat", "text": "-"},
    }
    for command, body in written.items():
        house.do("hagen", command, 403, body="Hagen", effective=former, **body)
        house.do("hagen", command, body="Hagen", **body)
    del written["answer-question"]  # it follows a question of today
    for command, body in written.items():
        house.do("coordination", command, body="Hagen", effective=former, **body)
