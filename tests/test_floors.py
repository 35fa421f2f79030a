"""The picture of the floors in docs/architecture.md is what the modules import, and no arrow in it goes up."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


def _script() -> ModuleType:
    path = Path(__file__).parents[1] / "scripts" / "floors.py"
    spec = importlib.util.spec_from_file_location("scripts_floors", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _script()
HOUSE = {
    "fokus_ews": {"fokus_api", "fokus_core.domain"},
    "fokus_network": {"fokus_api.routes"},
    "fokus_api": {"fokus_api.routes"},
    "fokus_kommune.programme": {"fokus_api.routes", "fokus_core.domain"},
    "fokus_api.routes": {"fokus_api.http", "fokus_projections.log"},
    "fokus_api.http": {"fokus_core.domain"},
    "fokus_projections.log": {"fokus_core.journal", "fokus_core.domain"},
    "fokus_core.journal": {"fokus_core.access", "fokus_core.domain", "fokus_core.storage"},
    "fokus_core.access": {"fokus_core.domain"},
    "fokus_core.domain": set(),
    "fokus_core.storage": set(),
}
TEXT = """
```text
plugins  fokus_ehrenamtskarte · fokus_ews · fokus_network

fokus_kommune
   1  programme

fokus_api
   3  fokus_api itself
   2  routes
   1  http

fokus_projections
   1  log

fokus_core
   3  journal
   2  access
   1  domain · storage
```
"""


def test_the_picture_is_true_and_every_arrow_in_it_goes_down(capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["--check"]) == 0, capsys.readouterr().err


def test_every_room_of_the_code_is_in_the_picture() -> None:
    shown = script.picture(script.imports_of_rooms())
    folder = Path(__file__).parents[1]
    for package, part in (
        ("fokus_core", "core"),
        ("fokus_projections", "projections"),
        ("fokus_api", "api"),
        ("fokus_kommune", "api"),
    ):
        inside = (folder / part / package).iterdir()
        names = {path.stem for path in inside if path.suffix == ".py" or (path / "__init__.py").exists()}
        assert {
            name for name in names if not name.startswith("__") and f'{package}_{name}["{name}"]' not in shown
        } == set()


def test_a_room_stands_above_all_that_it_imports() -> None:
    assert script.picture(HOUSE).startswith(TEXT)
    assert script.faults(HOUSE) == []


def test_the_chart_leaves_out_what_follows_from_other_arrows() -> None:
    chart = script.picture(HOUSE).partition("```mermaid")[2]
    assert [line.strip() for line in chart.splitlines() if " --> " in line] == [
        'plugins["fokus_ehrenamtskarte · fokus_ews · fokus_network"] --> fokus_kommune',
        "fokus_api_itself --> fokus_api_routes",
        "fokus_api_routes --> fokus_api_http",
        "fokus_core_access --> fokus_core_domain",
        "fokus_core_journal --> fokus_core_access",
        "fokus_core_journal --> fokus_core_storage",
        "fokus_kommune --> fokus_api",
        "fokus_api --> fokus_projections",
        "fokus_projections --> fokus_core",
    ]


@pytest.mark.parametrize(
    ("room", "imported", "sentence"),
    [
        (
            "fokus_core.domain",
            "fokus_core.journal",
            "These import each other in a circle: fokus_core.access, fokus_core.domain, fokus_core.journal.",
        ),
        (
            "fokus_core.storage",
            "fokus_api.http",
            "fokus_core.storage imports fokus_api.http, which does not stand below it.",
        ),
        ("fokus_api.http", "fokus_ews", "fokus_api.http imports fokus_ews, which does not stand below it."),
        ("fokus_network", "fokus_ews", "fokus_network imports fokus_ews, which does not stand below it."),
    ],
)
def test_a_planted_circle_and_a_planted_arrow_upwards_are_found(room: str, imported: str, sentence: str) -> None:
    planted = HOUSE | {room: {*HOUSE[room], imported}}
    assert script.faults(planted) == [sentence]
    script.picture(planted)  # can be drawn all the same


def test_a_stale_picture_is_told_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "architecture.md"
    page.write_text(f"before\n{script.BEGIN}old\n{script.END}after\n", encoding="utf-8")
    monkeypatch.setattr(script, "TARGET", page)
    monkeypatch.setattr(script, "imports_of_rooms", lambda: HOUSE)
    assert script.main(["--check"]) == 1
    assert capsys.readouterr().err == f"{script.STALE}\n"
    assert script.main([]) == 0
    assert script.main(["--check"]) == 0
    assert page.read_text(encoding="utf-8").startswith(f"before\n{script.BEGIN}{TEXT}")
    assert page.read_text(encoding="utf-8").endswith(f"{script.END}after\n")
