"""The page of the API lists every operation without a script, and brings scripts of our own alone."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from api_kit import Client
from sample_programme import plugin

from fokus_api.testing.contract import openapi_document, temporary_client

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        yield client


def test_every_operation_stands_on_the_page_without_a_script(client: Client) -> None:
    text = client.get("/schema", headers=PAGE).text
    shown = [unescape(one) for one in re.findall(r"<code>(.*?)</code>", text)]
    paths = openapi_document(client.app)["paths"]
    assert sorted(shown) == sorted(f"{method.upper()} {path}" for path, found in paths.items() for method in found)


def test_scripts_and_sheets_are_our_own_and_stand_in_no_line_of_the_page(client: Client) -> None:
    answer = client.get("/schema", headers=PAGE)
    policy = dict(one.strip().split(" ", 1) for one in answer.headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["connect-src"]) == ("'none'", "'self'", "'self'")
    assert "unsafe" not in str(policy)
    assert re.findall(r"<script(?![^>]* src=)", answer.text) == []
    assert re.findall(r"\son\w+=|\sstyle=|<style", answer.text) == []
    asked = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert [one for one in asked if not one.startswith(("/", "#"))] == []
    for one in asked:
        if one.startswith("/static/"):
            assert client.get(one).status_code == 200, one


def test_programs_are_given_the_document(client: Client) -> None:
    document = client.get("/schema/openapi.json").json()
    assert client.get("/schema").json() == document
    assert client.get("/", headers={"Accept": "application/json"}).json()["links"]["schema"] == "/schema"
    assert client.get("/schema/nowhere.json").status_code == 404


def test_the_page_is_english_where_that_is_wanted(client: Client) -> None:
    text = client.get("/schema", headers={**PAGE, "Accept-Language": "en"}).text
    assert "Interface for programs" in text
    assert "Schnittstelle" not in text
