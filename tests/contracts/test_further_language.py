"""A further catalogue, laid beside the others, speaks everywhere: in facts, labels, problems and every kind of page."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

SENTENCE = re.compile(r'<p class="fk-sentence">(.*?)</p>')
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
SIMPLE = {
    "fokus_core": {
        "Deutsch": "Einfache Sprache",
        "Diese Seite gibt es nicht oder nicht mehr.": "Diese Seite gibt es nicht.",
    },
    "fokus_network": {
        "{body} ist dem Netzwerk beigetreten.": "{body} macht jetzt mit.",
        "namentlich bekannte Mitglieder": "Bekannte",
        "Unterzeichnungsrunde eröffnen": "Neue Runde",
    },
}
SERVED = """
import json, sys
from importlib import resources
from pathlib import Path

of, ours = resources.files, Path(sys.argv[1])
resources.files = lambda package: ours / package if (ours / str(package)).exists() else of(package)
from fokus_api.testing.contract import settle, temporary_client
from fokus_core.journal.documented import load_history
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ews.plugin import plugin as ews
from fokus_network.plugin import plugin as network

PAGES = (
    "/ /verlauf /kommunen /kommunen/05566076 /netzwerk /entwicklungswerkstatt /ehrenamtskarte /meine-karte /k "
    "/kalender?monat=2017-12 /quellen /suche /problems /liste/network/members /liste/ews/runs /nirgends"
).split()
with temporary_client(network, ews, ehrenamtskarte) as client:
    service = client.app.state.node.service
    states = {one.state for one in load_history(service.journal, service.plugins.history)}
    assert states == {"entered"}, states
    settle(service)

    def ask(path, kind, language="de-simple"):
        answer = client.get(path, headers={"Accept": kind, "Accept-Language": language})
        return [answer.status_code, answer.headers.get("content-language"), answer.text]

    log = client.get("/api/v1/log?type=network.municipality-joined&limit=5").json()["items"]
    runs = client.get("/api/v1/log?type=ews.run-announced&limit=1").json()["items"]
    schemas = client.get("/schema/openapi.json").json()["components"]["schemas"]
    entry = f"/eintrag/{log[0]['position']}"
    print(json.dumps({
        "facts": [one["sentence"] for one in log + runs],
        "figures": [one["title"] for one in client.get("/api/v1/figures").json()["figures"]],
        "problem": ask("/api/v1/nowhere", "application/json"),
        "pages": {path: ask(path, "text/html") for path in (*PAGES, entry)},
        "entry": entry,
        "labels": ask("/api/v1/commands/network.open-round", "application/json"),
        "german": ask(entry, "text/html", "de"),
        "schema": next(one for name, one in schemas.items() if name.rpartition(".")[2] == "Rendered"),
    }))
"""


def planted(package: str, messages: Mapping[str, str], folder: Path) -> None:
    """Lay a catalogue beside the others of a package, in a folder that is like its own otherwise."""
    there = folder / package
    Path(there, "texts").mkdir(parents=True)
    for one in Path(str(resources.files(package))).iterdir():
        if one.name != "texts":
            Path(there, one.name).symlink_to(one)
    for one in Path(str(resources.files(package)), "texts").iterdir():
        Path(there, "texts", one.name).symlink_to(one)
    lines = (
        f"msgid {json.dumps(de, ensure_ascii=False)}\nmsgstr {json.dumps(to, ensure_ascii=False)}\n"
        for de, to in messages.items()
    )
    Path(there, "texts", "de-simple.po").write_text("\n".join((HEAD, *lines)), encoding="utf-8")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("further")
    for package, messages in SIMPLE.items():
        planted(package, messages, folder)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOKUS_")}
    done = subprocess.run(
        [sys.executable, "-c", SERVED, str(folder)], env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_fact_is_told_in_it_and_in_german_where_nobody_has_translated_that(said: Any) -> None:
    *joined, other = said["facts"]
    assert any("macht jetzt mit" in one["de-simple"] for one in joined)
    for one in joined:
        assert one["de-simple"] == one["de"].replace("ist dem Netzwerk beigetreten", "macht jetzt mit")
    assert other["de-simple"] == other["de"] != other["en"]
    assert list(joined[0]) == said["schema"]["required"] == ["de", "en", "de-simple"]


def test_labels_and_problems_are_in_it(said: Any) -> None:
    assert "Bekannte" in {one["de-simple"] for one in said["figures"]}
    status, language, text = said["problem"]
    assert (status, language, json.loads(text)["detail"]) == (404, "de-simple", "Diese Seite gibt es nicht.")
    status, language, text = said["labels"]
    assert (status, language, "Neue Runde" in text) == (200, "de-simple", True)


def test_every_kind_of_page_is_in_it(said: Any) -> None:
    for path, (status, language, text) in said["pages"].items():
        assert (status, language) == (404 if path == "/nirgends" else 200, "de-simple"), path
        assert 'lang="de-simple"' in text, path
    simple, german = (SENTENCE.findall(text) for _, _, text in (said["pages"][said["entry"]], said["german"]))
    assert [one.endswith("macht jetzt mit.") for one in simple] == [True]
    assert [one.endswith("ist dem Netzwerk beigetreten.") for one in german] == [True]
