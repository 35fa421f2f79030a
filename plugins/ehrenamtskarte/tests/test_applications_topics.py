"""One topic a page: a citizen fills in what they have at hand, goes on later on another device, and sends it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from applications_kit import HAGEN, today
from cards_kit import Scene
from msgspec import json
from test_applications_documents import BARE, PDF, PHOTO
from test_applications_pages import FORM, HERE, SENT, TYPED
from test_applications_path import ADA, HOME, HTML, QUEUE, Desk

from fokus_api.face.forms.form import Form
from fokus_api.testing import settle, temporary_client
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.applications.entering.apply import TOPICS
from fokus_ehrenamtskarte.offices.commands import DescribeOffice
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

BACK = re.compile(r"^https://karte\.example\.nrw(/weiter/\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    settings: dict[str, Any] = {"mail_from": "Karte <karte@example.nrw>", "public_url": HOME}
    with MailServer() as mail, temporary_client(plugin, mail_url=mail.url, **settings) as client:
        yield Desk(client, mail)


@pytest.fixture
def address(desk: Desk) -> str:
    """A new draft of a new browser."""
    desk.client.cookies.clear()
    answer = desk.client.get(FORM, headers=HTML)
    assert answer.status_code == 200, answer.text
    return str(answer.url)


def typed_in(topic: str) -> dict[str, str]:
    fields = next(one.fields for one in TOPICS if one.id == topic)
    return {name: text for name, text in TYPED.items() if name.partition("/")[0] in fields}


def send(desk: Scene, address: str, typed: dict[str, str], files: Any = None) -> Any:
    return desk.client.post(address, data=typed, files=files, headers=SENT, follow_redirects=True)


def fill(desk: Desk, address: str, *topics: str) -> Any:
    answer = None
    for topic in topics or [one.id for one in TOPICS]:
        answer = send(desk, f"{address}/thema/{topic}", typed_in(topic))
        assert f"/thema/{topic}" not in str(answer.url), (topic, errors(answer.text))
    return answer


def errors(page: str) -> list[str]:
    return re.findall(r'<a href="[^"]*(#f-[^"]+)">', page)


def states(page: str) -> list[str]:
    return re.findall("Erledigt|Bitte prüfen|Noch offen", page[page.index("<main") :])


def test_topics_are_filled_in_one_after_another_and_sent_together(desk: Desk, address: str) -> None:
    assert states(desk.client.get(address, headers=HTML).text) == ["Noch offen"] * len(TOPICS)
    first = send(desk, f"{address}/thema/karte", typed_in("karte"))
    assert str(first.url) == f"{address}/thema/person"
    page = desk.client.get(address, headers=HTML).text
    assert states(page) == ["Erledigt", *["Noch offen"] * (len(TOPICS) - 1)]
    assert "Prüfen und absenden" not in page
    whole = fill(desk, address)
    assert str(whole.url) == address
    assert states(whole.text) == ["Erledigt"] * len(TOPICS)
    assert f'{address.removeprefix(HERE)}/vorschau"' in whole.text
    before = desk.facts().count("application-handed-in")
    assert desk.client.get(f"{address}/vorschau", headers=HTML).status_code == 200
    assert "/beleg/" in str(send(desk, f"{address}/vorschau", {}).url)
    assert desk.facts().count("application-handed-in") == before + 1
    assert "/beleg/" in str(desk.client.get(f"{address}/thema/person", headers=HTML).url)


def test_an_error_stays_in_its_topic_and_everything_typed_stays_there(desk: Desk, address: str) -> None:
    wrong = typed_in("person") | {"person/email": "", "person/birth": "irgendwann"}
    answer = send(desk, f"{address}/thema/person", wrong)
    assert str(answer.url).startswith(f"{address}/thema/person")
    assert errors(answer.text) == ["#f-person-birth", "#f-person-email"]
    assert 'value="irgendwann"' in answer.text
    assert 'value="Ada Beispiel"' in answer.text
    assert "engagements" not in answer.text, "other topics are not asked about here"
    assert states(desk.client.get(address, headers=HTML).text)[1] == "Bitte prüfen"
    fill(desk, address, "person")
    assert states(desk.client.get(address, headers=HTML).text)[1] == "Erledigt"


def test_what_the_rules_refuse_is_said_in_the_list_and_leads_to_its_topic(desk: Desk, address: str) -> None:
    fill(desk, address)
    for name, text in {"engagements/0/hours": "200", "engagements/0/contact_mail": ADA}.items():
        answer = send(desk, f"{address}/thema/engagement", typed_in("engagement") | {name: text})
        assert str(answer.url).startswith(f"{address}/thema/engagement")
        page = desk.client.get(address, headers=HTML).text
        assert f'href="{address.removeprefix(HERE)}/thema/engagement#f-{name.replace("/", "-")}"' in page
        assert states(page)[2] == "Bitte prüfen"
        assert "/vorschau" not in page
        assert str(desk.client.get(f"{address}/vorschau", headers=HTML).url) == f"{address}#fehler"


def test_what_is_refused_on_sending_is_said_at_its_topic_and_can_be_sent_again(desk: Desk, address: str) -> None:
    fill(desk, address)
    assert desk.client.get(f"{address}/vorschau", headers=HTML).status_code == 200
    # while somebody looks at the preview
    desk.give(DescribeOffice(body=HAGEN, effective=today(), opens="not-yet", link="https://hagen.example"))
    refused = send(desk, f"{address}/vorschau", {})
    at = f'href="{address.removeprefix(HERE)}/thema/karte#f-body"'
    why = "Die Stadt Hagen nimmt noch keine Anträge auf die Ehrenamtskarte an."
    assert at in refused.text.partition('<ol class="kern-task')[0]
    item = refused.text.partition('/thema/karte">')[2].partition("</li>")[0]
    assert why in item
    assert "Bitte prüfen" in item
    assert why in send(desk, f"{address}/thema/karte", typed_in("karte")).text, "and beside the field"
    desk.give(DescribeOffice(body=HAGEN, effective=today()))
    assert "/beleg/" in str(send(desk, f"{address}/vorschau", {}).url)


def test_what_only_sending_finds_is_not_lost(desk: Desk, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(desk, address)
    monkeypatch.setattr(Form, "send", _refusing(Form.send))
    refused = send(desk, f"{address}/vorschau", {})
    alert = refused.text.partition('<ol class="kern-task')[0]
    assert "Heute nicht mehr." in alert
    assert f'href="{address.removeprefix(HERE)}/thema/person#f-street"' in alert
    assert states(refused.text)[1] == "Bitte prüfen"
    assert f'{address.removeprefix(HERE)}/vorschau"' in refused.text, "the dry run says nothing against it"
    there = desk.client.get(f"{address}/thema/person", headers=HTML).text
    assert "Diese Straße ist gesperrt." in there
    assert errors(there) == ["#f-street"]
    monkeypatch.undo()
    mended = send(desk, f"{address}/thema/person", typed_in("person"))
    assert states(mended.text) == ["Erledigt"] * len(TOPICS)
    assert "/beleg/" in str(send(desk, f"{address}/vorschau", {}).url)


def _refusing(send: Any) -> Any:
    """Return what gives a command, and refuses it unless it is a dry run."""
    wrong = [{"pointer": "/street", "detail": "Diese Straße ist gesperrt."}, {"detail": "Heute nicht mehr."}]

    async def instead(form: Any, body: Any, *, dry_run: bool, part: str = "") -> Any:
        said = await send(form, body, dry_run=True, part=part)
        content = json.encode({"type": "urn:x:no", "errors": wrong})
        return said if dry_run else replace(said, status=409, content=content)

    return instead


def test_an_engagement_more_is_added_and_removed_without_losing_what_was_typed(desk: Desk, address: str) -> None:
    there = f"{address}/thema/engagement"
    more = send(desk, there, typed_in("engagement") | {"_add": "engagements"}).text
    assert 'name="engagements/1/organisation"' in more
    assert 'value="Turnverein"' in more
    less = send(desk, there, typed_in("engagement") | {"engagements/1/organisation": "X", "_remove": "engagements/0"})
    assert 'value="X"' in less.text
    assert "Turnverein" not in less.text


def test_money_is_stated_within_an_engagement_and_recorded(desk: Desk, address: str) -> None:
    there = f"{address}/thema/engagement"
    more = send(desk, there, typed_in("engagement") | {"_add": "engagements/0/paid"})
    assert str(more.url).endswith("#f-engagements-0-paid-0")
    assert 'name="engagements/0/paid/0/eur"' in more.text
    paid = {"engagements/0/paid/0/eur": "840", "engagements/0/paid/0/kind": "ehrenamt"}
    typed = typed_in("engagement") | paid
    less = send(desk, there, typed | {"_add": "engagements/0/paid", "_remove": "engagements/0/paid/0"})
    assert 'name="engagements/0/paid/0/eur"' not in less.text
    assert str(send(desk, there, typed).url) == f"{address}/thema/besonderes"
    assert 'value="840"' in desk.client.get(there, headers=HTML).text
    fill(desk, address, *[one.id for one in TOPICS if one.id != "engagement"])
    preview = desk.client.get(f"{address}/vorschau", headers=HTML).text
    assert "Ehrenamtspauschale" in preview
    send(desk, f"{address}/vorschau", {})
    settle(desk.service)
    rows = [one["application"] for one in desk.get(QUEUE, "hagen").json()["items"]]
    claims = [one["claim"] for row in rows for one in desk.get(f"{QUEUE}/{row}", "hagen").json()["engagements"]]
    assert [(one["eur"], one["kind"]) for claim in claims for one in claim.get("paid", ())] == [(840.0, "ehrenamt")]


def test_documents_are_uploaded_and_what_is_none_is_refused_beside_the_field(desk: Desk, address: str) -> None:
    there = f"{address}/thema/nachweise"
    send(desk, there, {"_add": "documents"})
    chosen = {"documents/0/shows": "juleica"}
    refused = send(desk, there, chosen, {"documents/0/file": ("ausweis.pdf", b"MZ\x90\0", "application/pdf")})
    assert "#f-documents-0-file" in errors(refused.text)
    assert "Der Inhalt der Datei entspricht nicht der angegebenen Dateiart" in refused.text
    good = send(desk, there, chosen, {"documents/0/file": ("juleica.jpg", PHOTO, "image/jpeg")})
    assert str(good.url) == f"{address}/thema/erklaerung"
    kept = re.findall('name="documents/0/file" value="([0-9a-f]{64})"', desk.client.get(there, headers=HTML).text)
    assert len(kept) == 1
    fill(desk, address, *[one.id for one in TOPICS if one.id != "nachweise"])
    send(desk, f"{address}/vorschau", {})
    assert desk.get(f"/api/v1/files/{kept[0]}", "hagen").content == BARE


def test_documents_are_not_needed(desk: Desk, address: str) -> None:
    there = f"{address}/thema/nachweise"
    assert str(send(desk, there, {}, {"x": ("", b"")}).url) == f"{address}/thema/erklaerung"
    send(desk, there, {"_add": "documents"})
    assert str(send(desk, there, {"documents/0/file": ""}).url) == f"{address}/thema/erklaerung"
    assert PDF.startswith(b"%PDF")


def test_a_link_by_mail_leads_another_browser_to_the_draft(desk: Desk, address: str) -> None:
    fill(desk, address, "person")
    assert str(send(desk, f"{address}/link", {"mail": "keine"}).url).startswith(f"{address}?link=adresse")
    assert str(send(desk, f"{address}/link", {"mail": ADA}).url).startswith(f"{address}?link=gesendet")
    letter = desk.letters(ADA)[-1].replace("\r\n", "\n")
    assert "Ada Beispiel" not in letter
    assert "here is where you go on" in letter
    (link, again) = BACK.findall(letter)
    assert link == again
    desk.client.cookies.clear()
    assert desk.client.get(address, headers=HTML).status_code == 401
    waiting = desk.client.get(HERE + link, headers=HTML)
    assert (waiting.status_code, waiting.headers["cache-control"]) == (200, "no-store")
    assert "Beispiel" not in waiting.text
    assert desk.client.get(address, headers=HTML).status_code == 401, "looking changes nothing"
    taken = send(desk, HERE + link, {})
    assert str(taken.url) == address
    assert states(taken.text)[1] == "Erledigt"
    send(desk, address, {"_drop": "1"})
    for answer in (desk.client.get(HERE + link, headers=HTML), send(desk, HERE + link, {})):
        assert answer.status_code == 404
    assert all(b"ada@" not in value for space in ("draft-link", "draft") for _key, value in entries(desk, space))


def entries(desk: Desk, space: str) -> list[tuple[str, bytes]]:
    return desk.service.state_store.scan(space, limit=1000)


def test_nobody_mails_links_to_strangers_again_and_again(desk: Desk, address: str) -> None:
    fill(desk, address, "person")
    codes = [
        desk.client.post(f"{address}/link", data={"mail": "fremd@example.org"}, headers=SENT).status_code
        for _one in range(6)
    ]
    assert 429 in codes
    assert len(desk.letters("fremd@example.org")) <= 5
    foreign = SENT | {"Origin": "https://boese.example", "Sec-Fetch-Site": "cross-site"}
    assert desk.client.post(f"{address}/link", data={"mail": ADA}, headers=foreign).status_code in {403, 429}
