"""The files for operators: the Containerfile is built where that can be done and else linted, the unit is hardened."""

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
DEPLOY = REPOSITORY / "deploy"
INSTRUCTIONS = {
    *("FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "EXPOSE", "STOPSIGNAL", "CMD", "ARG", "LABEL"),
    "ENTRYPOINT",
}
BUILDERS = [name for name in ("podman", "buildah") if shutil.which(name)]


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _blank, rest in (line.partition(" ") for line in lines)]


def test_the_containerfile_ends_as_nobody_in_particular_and_names_what_there_is() -> None:
    found = instructions()
    assert {word for word, _ in found} <= INSTRUCTIONS
    stages = [at for at, (word, _) in enumerate(found) if word == "FROM"]
    images = [found[at][1].split()[0] for at in stages]
    assert all(re.fullmatch(r"docker\.io/library/debian:\d+-slim", one) for one in images)  # a version, and no `latest`
    last = found[stages[-1] :]
    users = [rest for word, rest in last if word == "USER"]
    assert users
    assert users[-1] not in {"root", "0"}
    assert last[-1] == ("CMD", '["fokus", "serve"]')
    extras = re.findall(r"--extra (\w+)", " ".join(rest for word, rest in found if word == "RUN"))
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert extras
    assert {*extras} <= project["optional-dependencies"].keys()
    assert all(not re.search(r"(?i)(secret|password|token)=", rest) for _, rest in found)


@pytest.mark.long
@pytest.mark.skipif(not BUILDERS, reason="neither podman nor buildah is installed: the Containerfile is linted only")
def test_the_containerfile_is_built() -> None:
    builder = BUILDERS[0]
    verb = "build" if builder == "podman" else "bud"
    subprocess.run(
        [builder, verb, "-f", DEPLOY / "Containerfile", "-t", "fokus-kommune-test", REPOSITORY],
        check=True,
        timeout=1800,
    )


def test_the_unit_is_hardened_and_runs_what_is_installed() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # its names are not in lower case
    unit.read(DEPLOY / "fokus.service")
    service = unit["Service"]
    assert service["ExecStart"].endswith("fokus serve")
    for name, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "PrivateDevices": "yes",
    }.items():
        assert service[name].replace("true", "yes") == value, name
    assert service.get("User", "root") != "root" or service.get("DynamicUser") in {"yes", "true"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
def test_systemd_itself_finds_the_unit_little_exposed() -> None:
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=25", "--no-pager", DEPLOY / "fokus.service"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr
