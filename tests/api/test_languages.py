"""Languages: which one an answer is in, and a further catalogue that is served without touching code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fokus_api.http import negotiation
from fokus_core.plugins.texts import languages, locale_of

SERVED = """
import json, sys
from importlib import resources
from pathlib import Path

of, ours = resources.files, Path(sys.argv[1])
resources.files = lambda package: ours if package == "fokus_core" else of(package)
from fokus_api.testing import temporary_client

with temporary_client() as client:
    told = []
    for wanted in ("de-simple", "de-simple, de;q=0.9", "de, de-simple;q=0.9", "en-GB", "fr", "DE-Simple"):
        answer = client.get("/api/v1/nowhere", headers={"Accept-Language": wanted})
        told.append([answer.headers["content-language"], answer.json()["detail"]])
    page = client.get("/", headers={"Accept": "text/html"}).text
    chosen = client.get("/sprache/de-simple", follow_redirects=False)
    other = client.get("/sprache/fr", follow_redirects=False)
    print(json.dumps([told, 'href="/sprache/de-simple?next=/"' in page and ">Einfache Sprache</a>" in page,
        [chosen.status_code, chosen.headers["set-cookie"].partition(";")[0]], other.status_code]))
"""
CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Deutsch"
msgstr "Einfache Sprache"

msgid "Diese Seite gibt es nicht oder nicht mehr."
msgstr "Diese Seite gibt es nicht."
"""
SIMPLE = ["de-simple", "Diese Seite gibt es nicht."]
GERMAN = ["de", "Diese Seite gibt es nicht oder nicht mehr."]


@pytest.mark.parametrize(
    ("wanted", "cookie", "language"),
    [
        ("", "", "de"),
        ("en", "", "en"),
        ("en-US,en;q=0.9", "", "en"),
        ("de,en", "", "de"),
        ("en;q=0.8,de;q=0.7", "", "en"),
        ("fr, nl", "", "de"),
        ("de-AT, en;q=0.9", "", "de"),
        ("de-simple", "", "de"),
        ("de", "fokus-language=en", "en"),
        ("en", "a=b; fokus-language=de", "de"),
        ("en", "fokus-language=fr", "en"),
        ("en;q=x", "", "de"),
    ],
)
def test_the_language_that_is_preferred_is_spoken(wanted: str, cookie: str, language: str) -> None:
    assert negotiation.language_of(wanted, cookie) == language


def test_a_folder_tells_its_languages_and_each_its_locale(tmp_path: Path) -> None:
    for name in ("en.po", "de-simple.po", "notes.txt"):
        Path(tmp_path, name).touch()
    assert languages(tmp_path) == ("de", "de-simple", "en")
    assert [locale_of(one) for one in ("de", "en", "de-simple", "fr")] == ["de", "en_GB", "de", "fr"]


def test_a_further_catalogue_is_served_as_soon_as_it_lies_beside_the_others(tmp_path: Path) -> None:
    folder = Path(tmp_path, "texts")
    folder.mkdir()
    Path(folder, "en.po").touch()
    Path(folder, "de-simple.po").write_text(CATALOGUE, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOKUS_")}
    done = subprocess.run(
        [sys.executable, "-c", SERVED, str(tmp_path)], env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told, linked, chosen, other = json.loads(done.stdout.splitlines()[-1])
    assert [told[0], told[1], told[2], told[5]] == [SIMPLE, SIMPLE, GERMAN, SIMPLE]
    assert [told[3][0], told[4]] == ["en", GERMAN]
    assert linked
    assert chosen == [303, "fokus-language=de-simple"]
    assert other == 422
