"""Lists by declaration: what they show, in which order, of which rows, and what the start refuses."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any

import msgspec
import openpyxl
import pytest
import yard
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import Meta

from fokus_api.testing import issue_key, openapi_document, service_of, settle, temporary_client
from fokus_core import CONSOLE, Sealed, Source, keys_of
from fokus_core.bodies.commands import RenameBody
from fokus_core.domain.facts import Meta as Envelope
from fokus_core.domain.programme import PluginRefused
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.privacy.sealing import seal
from fokus_core.testing.purposes import purposes
from fokus_kommune import PUBLIC, SIGNED_IN, Ask, Audience, BodyId, Fact, Key, Personal, PersonId, Policy, Programme

HAGEN, OLPE, WENDEN, KOELN = "05914000", "05966024", "05966028", "05315000"
PERSON = "3f" * 16
HOUSE_BOOK = Source("Hausbuch, Band 3", "inferred", "Seite 2")
TOLD = {"reference": "Hausbuch, Band 3", "certainty": "inferred", "note": "Seite 2"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(yard.yard) as client:
        journal = service_of(client).journal
        for body, day, size, motto, trees in (
            (HAGEN, 1, "small", "Üben", ("Linde",)),
            (OLPE, 2, "large", "Ruhe", ()),
            (WENDEN, 3, "small", "", ("Ahorn", "Buche")),
            (KOELN, 4, "large", "Trubel", ()),
        ):
            opened = yard.Open(body=body, effective=date(2024, 1, day), size=size, motto=motto, trees=trees)
            journal.handle(opened, by=CONSOLE)
        journal.handle(RenameBody(body=OLPE, effective=date(2025, 1, 1), name="Neu-Olpe"), by=CONSOLE)
        for number, (body, paid) in enumerate(((HAGEN, True), (OLPE, False))):
            visited = yard.Visited(
                effective=date(2024, 2, 1 + number),
                yard=f"y{number}",
                body=body,
                person=PERSON,
                name=Sealed.of("Erika Muster"),
                paid=paid,
            )
            envelope = Envelope(
                id=f"{number:032x}",
                at=journal.now(),
                by="test",
                command=f"visit-{number}",
                source=HOUSE_BOOK if paid else None,
            )
            data = journal.codec.encode(seal(visited, envelope.id, journal.vault), envelope)
            journal.store.record([NewRow("yard.visited@1", keys_of(visited), data)], [Item("nobody")], after=0)
        settle(service_of(client))
        yield client


KEEPERS = (
    ("keeper-all", ("yard-keeper", "programme:yard")),
    ("keeper-of-hagen", ("yard-keeper", f"body:{HAGEN}")),
)
Ask_ = Callable[..., list[dict[str, Any]]]


def items(client: TestClient[Litestar], path: str, *, key: str = "", **asked: Any) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = client.get(f"/api/v1/yard/{path}", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def names(client: TestClient[Litestar], **asked: Any) -> list[str]:
    return [one["name"] for one in items(client, "yards", on="2024-06-01", **asked)]


def test_a_state_is_shown_whole_with_the_name_of_its_body(client: TestClient[Litestar]) -> None:
    first = items(client, "yards", on="2024-06-01")[0]
    assert first == {
        "body": HAGEN,
        "name": "Hagen",
        "size": "small",
        "motto": "Üben",
        "trees": ["Linde"],
        "since": "2024-01-01",
        "entry": {"position": 2, "source": None},
    }
    assert [one["name"] for one in items(client, "yards", on="2025-06-01")] == ["Hagen", "Köln", "Neu-Olpe", "Wenden"]


def test_a_table_tells_how_a_body_stands(client: TestClient[Litestar]) -> None:
    answer = client.get(f"/api/v1/bodies/{OLPE}/record", params={"on": "2024-06-01"})
    (held,) = answer.json()["holds"]
    assert (held["programme"], held["label"]["de"], held["value"]["de"]) == ("yard", "Hof", "large")
    assert (held["since"], held["until"], held["certainty"]) == ("2024-01-02", None, None)
    other = Programme("plot", title="Plot")
    visits = other.two_clocks("visit", subject="yard", begins=yard.Visited)
    with pytest.raises(PluginRefused, match="tells nothing of a body"):
        other.tells(visits, title="Besuch")
    with pytest.raises(PluginRefused, match="not for everybody"):
        other.figure("visits", visits, title="Besuche")


def test_several_values_of_a_filter_are_alternatives(client: TestClient[Litestar]) -> None:
    assert names(client, body=["Stadt Olpe", HAGEN]) == ["Hagen", "Olpe"]
    assert names(client, size=["large", "small"]) == names(client)
    within = [one["name"] for one in items(client, "openings", district=["Kreis Olpe", "053"])]
    assert within == ["Köln", "Wenden", "Olpe"]
    answer = client.get("/api/v1/yard/yards?size=large&size=huge")
    assert (answer.status_code, [one["parameter"] for one in answer.json()["errors"]]) == (422, ["size"])
    twice = client.get("/api/v1/yard/yards?on=2024-06-01&on=2024-06-02").json()
    assert twice["type"] == "urn:fokus:problem:repeated-parameter"
    url = "/api/v1/yard/yards?on=2024-06-01&size=large&size=small&limit=3"
    page = client.get(url)
    following = client.get(page.links["next"]["url"]).json()["items"]
    assert [one["name"] for one in (*page.json()["items"], *following)] == names(client)


def test_a_list_is_sorted_by_the_field_that_is_asked_for(client: TestClient[Litestar]) -> None:
    assert names(client, sort="name") == sorted(names(client))
    assert names(client, sort="-name") == sorted(names(client), reverse=True)
    assert names(client, sort="-since") == ["Köln", "Wenden", "Olpe", "Hagen"]
    assert names(client, sort="motto") == ["Wenden", "Olpe", "Köln", "Hagen"]  # nothing, Ruhe, Trubel, Üben
    for url in (
        "/api/v1/yard/yards?on=2024-06-01&limit=1&sort=-motto",
        "/api/v1/yard/sizes?on=2024-06-01&limit=1&sort=-size",
    ):
        found: list[Any] = []
        back = url
        while back:
            answer = client.get(back)
            found += answer.json()["items"]
            last, back = answer, answer.links.get("next", {}).get("url", "")
        assert found == client.get(url.replace("limit=1", "limit=9")).json()["items"]
        assert client.get(last.links["prev"]["url"]).json()["items"] == found[-2:-1]
    for wrong in ("sort=colour", "sort=--name", "sort=trees"):
        answer = client.get(f"/api/v1/yard/yards?{wrong}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "sort")
    assert client.get("/api/v1/yard/yards.csv?on=2024-06-01&sort=-since").text.splitlines()[1].startswith(KOELN)


def test_filters_are_of_the_type_of_their_columns(client: TestClient[Litestar]) -> None:
    assert names(client, size="large") == ["Köln", "Olpe"]
    assert names(client, since="2024-01-03") == ["Wenden"]
    assert names(client, body="Stadt Olpe") == ["Olpe"]
    for wrong in ("size=huge", "since=soon", "colour=red"):
        answer = client.get(f"/api/v1/yard/yards?{wrong}")
        assert answer.status_code == 422
        assert [one["parameter"] for one in answer.json()["errors"]] == [wrong.partition("=")[0]]
    parameters = openapi_document(client.app)["paths"]["/api/v1/yard/yards"]["get"]["parameters"]
    (size,) = [one for one in parameters if one["name"] == "size"]
    assert (size["schema"]["items"]["enum"], size["description"]) == (["small", "large"], "Small or large")


def test_a_search_finds_parts_of_names_and_texts_however_they_are_written(client: TestClient[Litestar]) -> None:
    assert names(client, q="OLP") == ["Olpe"]
    assert names(client, q="ub") == ["Hagen", "Köln"]
    assert names(client, q="") == ["Hagen", "Köln", "Olpe", "Wenden"]


def test_an_order_by_columns_goes_over_pages(client: TestClient[Litestar]) -> None:
    seen: list[list[str]] = []
    path = "/api/v1/yard/sizes?limit=3&on=2024-06-01"
    while path:
        answer = client.get(path)
        seen.append([f"{one['size']} {one['body']}" for one in answer.json()["items"]])
        path = answer.links.get("next", {}).get("url", "")
    assert seen == [[f"large {KOELN}", f"large {OLPE}", f"small {HAGEN}"], [f"small {WENDEN}"]]
    assert items(client, "sizes", on="2024-06-01")[-1]["trees"] == ["Ahorn", "Buche"]


def test_rows_may_be_a_class_with_other_names_and_the_name_of_their_own_day(client: TestClient[Litestar]) -> None:
    found = items(client, "openings", on="2025-06-01")
    assert [(one["opened"], one["name"]) for one in found] == [
        ("2024-01-04", "Köln"),
        ("2024-01-03", "Wenden"),
        ("2024-01-02", "Olpe"),
        ("2024-01-01", "Hagen"),
    ]
    assert [one["name"] for one in items(client, "openings", district="Kreis Olpe", on="2025-06-01")] == [
        "Wenden",
        "Olpe",
    ]
    assert client.get("/api/v1/yard/openings?limit=2").links["next"]


def test_a_list_is_for_those_who_may_see_its_facts(client: TestClient[Litestar]) -> None:
    keeper = issue_key(service_of(client), "keeper", ("yard-keeper", "programme:yard"))
    officer = issue_key(service_of(client), "officer", ("municipal-officer", f"body:{HAGEN}"))
    assert items(client, "visits", key=keeper) == [
        {"yard": "y0", "person": PERSON, "paid": True, "entry": {"position": 7, "source": TOLD}},
        {"yard": "y1", "person": PERSON, "paid": False, "entry": {"position": 8, "source": None}},
    ]
    assert [one["yard"] for one in items(client, "visits", key=keeper, paid="false")] == ["y1"]
    refused = client.get("/api/v1/yard/visits", headers={"Authorization": f"Bearer {officer}"})
    assert refused.status_code == 403


def test_a_list_of_one_body_shows_that_body_alone(client: TestClient[Litestar]) -> None:
    key = issue_key(service_of(client), "keeper-hagen", ("yard-keeper", f"body:{HAGEN}"))
    assert [one["yard"] for one in items(client, f"bodies/{HAGEN}/visits", key=key)] == ["y0"]
    assert [one["yard"] for one in items(client, "bodies/Hagen/visits", key=key)] == ["y0"]
    other = client.get(f"/api/v1/yard/bodies/{OLPE}/visits", headers={"Authorization": f"Bearer {key}"})
    assert other.status_code == 403


def test_the_source_of_a_row_is_told_to_whoever_may_see_its_entry_and_to_nobody_else(
    client: TestClient[Litestar],
) -> None:
    path = f"bodies/{HAGEN}/visits"
    entries = [issue_key(service_of(client), *one) for one in KEEPERS]
    assert [items(client, path, key=key)[0]["entry"] for key in entries] == [{"position": 7, "source": TOLD}, None]
    headers = [{"Authorization": f"Bearer {key}"} for key in entries]
    files = [client.get(f"/api/v1/yard/{path}.csv", headers=one).text.splitlines()[1] for one in headers]
    assert files == [f'7,y0,{HAGEN},7,"Hausbuch, Band 3",inferred,Seite 2', f"7,y0,{HAGEN},,,,"]
    books = [client.get(f"/api/v1/yard/{path}.xlsx", headers=one).content for one in headers]
    cells = [[one.value for one in openpyxl.load_workbook(io.BytesIO(book))["Liste"][2]] for book in books]
    assert cells == [[7, "y0", HAGEN, 7, *TOLD.values()], [7, "y0", HAGEN, *[None] * 4]]


def test_what_a_row_rests_on_makes_no_answer_depend_on_the_log(client: TestClient[Litestar]) -> None:
    tag = client.get("/api/v1/yard/sizes?on=2024-06-01").headers["etag"]
    issue_key(service_of(client), "somebody-else", ("yard-keeper", "programme:yard"))
    settle(service_of(client))
    assert client.get("/api/v1/yard/sizes?on=2024-06-01").headers["etag"] == tag


def test_a_list_by_hand_has_pages_filters_files_and_a_schema_too(client: TestClient[Litestar]) -> None:
    assert items(client, "counts", on="2024-06-01") == [
        {"size": "small", "yards": 2, "name": "Über klein"},
        {"size": "large", "yards": 2, "name": "Zu groß"},
    ]
    assert items(client, "counts", size="large", on="2024-01-02") == [{"size": "large", "yards": 1, "name": "Zu groß"}]
    assert client.get("/api/v1/yard/counts?limit=1").links["next"]
    assert client.get("/api/v1/yard/counts.csv?size=small").text == "size,yards,name\r\nsmall,2,Über klein\r\n"
    document = openapi_document(client.app)
    assert document["paths"]["/api/v1/yard/counts"]["get"]["summary"] == "Count the yards by size"
    assert {"yard.Count", "yard.CountPage", "yard.Named", "yard.YardView"} <= {*document["components"]["schemas"]}


class Programmes:
    """Makes programmes that declare one list, and says why they do not start."""

    def __init__(self) -> None:
        self.made = Programme("barn", title="Scheunen")
        self.see = self.made.permission("see", roles=["auditor"], title="Einsehen")
        self.keep = self.made.permission("keep", scope="body", roles=["municipal-officer"], title="Führen")

        @self.made.fact("built@1", public=True, sentence="-")
        class Built(Fact, frozen=True):
            """A barn was built."""

            body: BodyId
            title: Annotated[str, Meta(description="Its title")] = ""

        self.made.purpose(*purposes("visit"))

        @self.made.fact("entered@1", audience=Audience("barn.see"), sentence="-")
        class Entered(Fact, frozen=True):
            """Somebody came in."""

            barn: Annotated[str, Key("barn"), Meta(description="The barn")]
            person: PersonId
            name: Annotated[Sealed[str], Personal("person", purpose="visit"), Meta(description="Sealed")]

        @self.made.fact("counted@1", sentence="-")
        class Counted(Fact, frozen=True):
            """They were counted."""

            barn: Annotated[str, Key("barn"), Meta(description="The barn")]

        self.built, self.entered = self.made.facts_of(Built), self.made.facts_of(Entered)
        self.counted = self.made.facts_of(Counted)
        self.barns = self.made.two_clocks("barn", subject="body", begins=Built)

    def refusal(self, path: str, table: str, **given: Any) -> str:
        given = {"policy": PUBLIC, "order": ("body",)} | given

        def declare() -> None:
            self.made.listing(path, getattr(self, table), **given)
            self.made.routes()

        with pytest.raises(PluginRefused) as stopped:
            declare()
        return str(stopped.value).partition(".py:")[2].partition(": ")[2]


@pytest.mark.parametrize(
    ("table", "given", "sentence"),
    [
        ("built", {}, "a list of barn_built names its columns"),
        ("built", {"columns": ("body", "colour")}, "barn_built has no column 'colour' that can be shown as 'colour'"),
        ("built", {"columns": ("title",), "order": ("colour",)}, "barn_built has no column 'colour' that can be asked"),
        ("built", {"columns": ("title",), "order": ("name",)}, "only an ascending list of bodies is ordered by name"),
        ("built", {"columns": ("title",), "search": ("title",)}, "only an ascending list of bodies is ordered by name"),
        ("barns", {"order": ("name",), "descending": True}, "only an ascending list of bodies is ordered by name"),
        ("built", {"columns": ("title",), "on_day": "title"}, "barn_built has no column 'title' that is a day"),
        ("counted", {"columns": ("barn",), "order": ("barn",), "filters": ("district",)}, "barn_counted names no body"),
        ("counted", {"columns": ("barn",), "order": ("barn",), "filters": ("limit",)}, "no filter is called 'limit'"),
        ("entered", {"columns": ("name",)}, "barn_entered has no column 'name' that can be shown as 'name'"),
        ("entered", {"columns": ("person",), "order": ()}, "a list for everybody cannot show 'person'"),
        ("entered", {"columns": ("person",), "order": (), "policy": SIGNED_IN}, "a list for everybody cannot show"),
    ],
)
def test_a_list_that_cannot_be_stops_the_start(table: str, given: dict[str, Any], sentence: str) -> None:
    assert Programmes().refusal("list", table, **given).startswith(sentence)


def started(made: Programme) -> str:
    with pytest.raises(ExceptionGroup) as stopped, temporary_client(made):
        pass
    inner: BaseException = stopped.value
    while isinstance(inner, BaseExceptionGroup):
        (inner,) = inner.exceptions
    assert isinstance(inner, PluginRefused)
    return str(inner)


@pytest.mark.parametrize(("table", "role"), [("entered", "barn.see"), ("counted", "core.read-log")])
def test_a_list_is_no_wider_than_the_audience_of_its_facts(table: str, role: str) -> None:
    for policy in ("public", "keep"):
        one = Programmes()
        asked: Policy = PUBLIC if policy == "public" else Policy("barn.keep")
        one.made.listing("list", getattr(one, table), policy=asked, order=(), columns=("barn",))
        sentence = f"shows 'barn.{table}@1', which is for holders of '{role}'."
        told = started(one.made)
        assert told.startswith("Plugin 'barn': kommune/test_lists.py:")
        assert told.endswith(f": route /api/v1/barn/list {sentence}")


@pytest.mark.parametrize("table", ["entered", "counted"])
def test_a_list_for_those_who_see_its_facts_starts(table: str) -> None:
    one = Programmes()
    one.made.listing("list", getattr(one, table), policy=one.see, order=(), columns=("barn",))
    with temporary_client(one.made):
        pass


def test_two_lists_have_rows_of_two_names() -> None:
    one = Programmes()
    one.made.listing("list", one.barns, policy=PUBLIC, order=("body",))
    with pytest.raises(PluginRefused, match=r"schema 'barn\.BarnView' is declared already, at kommune/test_lists\.py"):
        one.made.listing("more", one.barns, policy=PUBLIC, order=("body",), columns=("title",))


def test_a_list_by_hand_says_what_it_returns_and_is_ordered_by_that() -> None:
    class View(msgspec.Struct):
        body: str

    async def untyped(ask: Ask) -> Any:
        return []

    async def rows(ask: Ask) -> list[View]:
        return []

    for order, function, sentence in (
        (("body",), untyped, "untyped returns `list[View]`, a view being a Struct"),
        (("name",), rows, "rows is ordered by 'name', which View has not"),
    ):
        one = Programmes()
        one.made.lists("list", policy=PUBLIC, order=order)(function)  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(PluginRefused, match=rf"^Plugin 'barn': kommune/test_lists\.py:\d+: {re.escape(sentence)}"):
            one.made.routes()
