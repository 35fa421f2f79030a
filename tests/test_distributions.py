"""What every wheel says of itself: its licence, which lies in it, its authors, and where to read on."""

import subprocess
import sys
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[1]
FOLDERS = [REPOSITORY, *sorted(path.parent for path in REPOSITORY.glob("plugins/*/pyproject.toml"))]

each = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name if folder != REPOSITORY else "service")


def project(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def test_there_are_a_service_and_its_programmes() -> None:
    assert [project(folder)["name"] for folder in FOLDERS] == [
        "fokus-kommune",
        "fokus-ehrenamtskarte",
        "fokus-ews",
        "fokus-network",
    ]


@each
def test_a_distribution_names_its_licence_authors_and_links(folder: Path) -> None:
    said = project(folder)
    assert (said["license"], said["license-files"]) == ("Apache-2.0", ["LICENSE"])
    assert (folder / "LICENSE").read_bytes() == (REPOSITORY / "LICENSE").read_bytes()
    assert [one["name"] for one in said["authors"]] == ["The authors of Fokus Kommune"]
    assert all(url.startswith("https://") for url in said["urls"].values())
    assert said["urls"]
    assert (folder / said["readme"]).is_file()


@each
@pytest.mark.long
def test_a_wheel_holds_the_licence_and_says_whose_it_is(folder: Path, tmp_path: Path) -> None:
    beside = Path(sys.executable).parent / "uv"
    uv = beside if beside.exists() else "uv"
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", tmp_path, folder], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as found:
        (licence,) = [name for name in found.namelist() if name.endswith(".dist-info/licenses/LICENSE")]
        assert found.read(licence) == (REPOSITORY / "LICENSE").read_bytes()
        (path,) = [name for name in found.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = HeaderParser().parsestr(found.read(path).decode())
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Author"] == "The authors of Fokus Kommune"
    assert metadata.get_all("Project-URL")
