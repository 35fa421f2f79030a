"""Generate clients from the OpenAPI document as others would, and prove that nothing is lost: `make test-clients`.

openapi-python-client, openapi-typescript with `tsc --strict`, and spectral, each fetched into a temporary folder.
The vectors of the card are held against libraries that never saw our code.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from fokus_api.testing.contract import temporary_client

HERE = Path(__file__).parent
PLUGINS = ("network", "ews", "ehrenamtskarte")
PYTHON_CLIENT = "openapi-python-client>=0.29,<0.30"
CARD_PYTHON = ("cwt>=3.3,<4", "claim169>=0.3,<0.4")
NPM = ("@stoplight/spectral-cli@6", "openapi-typescript@7", "openapi-fetch@0.17", "typescript@5")
CARD_NPM = ("@auth0/cose@1", "cborg@6", "@sd-jwt/jwt-status-list@0.19")
USE = """
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

const client = createClient<paths>({ baseUrl: "http://localhost:8000" });

export async function names(): Promise<string[]> {
  const found = await client.GET("/api/v1/network/members", { params: { query: { limit: 10 } } });
  const page: components["schemas"]["network.MemberPage"] | undefined = found.data;
  return (page?.items ?? []).map((member) => member.name);
}
"""


def run(*command: str | Path, cwd: Path) -> None:
    """Run a program; where it fails, say what it said and end."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603  # fixed programs
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")


def document() -> dict[str, Any]:
    """Return the document of the application with all programmes, as it is answered."""
    with temporary_client(plugins=list(PLUGINS)) as client:
        found: dict[str, Any] = client.get("/schema/openapi.json").raise_for_status().json()
    return found


def python_client(folder: Path, found: dict[str, Any]) -> None:
    """Generate the Python client, and hold that every operation and every schema is in it."""
    config = HERE / "clients" / "openapi-python-client.yaml"
    run(
        *(_uv(), "tool", "run", "--from", PYTHON_CLIENT, "openapi-python-client", "generate", "--path", "openapi.json"),
        *("--config", config, "--meta", "none", "--output-path", "made", "--fail-on-warning"),
        cwd=folder,
    )
    operations = {one["operationId"] for path in found["paths"].values() for one in path.values()}
    there = {file.stem for file in (folder / "made" / "api").glob("*/*.py")}
    if lost := sorted(operations - there):
        sys.exit(f"openapi-python-client has left out the operations {', '.join(lost)}.")
    models = {_folded(file.stem) for file in (folder / "made" / "models").glob("*.py")}
    if lost := sorted(name for name in found["components"]["schemas"] if _folded(name) not in models):
        sys.exit(f"openapi-python-client has left out the schemas {', '.join(lost)}.")
    print(f"openapi-python-client: {len(operations)} operations, {len(found['components']['schemas'])} schemas")


def _uv() -> str:
    return shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") or "uv"


def _folded(name: str) -> str:
    return name.replace("_", "").replace(".", "").lower()


def typescript(folder: Path) -> None:
    """Generate the types, and hold that strict TypeScript reads a list by them."""
    tools = folder / "node_modules" / ".bin"
    run(tools / "openapi-typescript", "openapi.json", "-o", "api.d.ts", cwd=folder)
    (folder / "use.ts").write_text(USE, encoding="utf-8")
    strict = ("--strict", "--noEmit", "--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022")
    run(tools / "tsc", *strict, "use.ts", cwd=folder)
    print("openapi-typescript: read by tsc --strict")


def lint(folder: Path) -> None:
    """Hold that spectral finds nothing that the ruleset does not explain."""
    ruleset = HERE / "clients" / "spectral.yaml"
    run(
        *(folder / "node_modules" / ".bin" / "spectral", "lint", "openapi.json", "--ruleset", ruleset),
        *("--fail-severity", "hint"),
        cwd=folder,
    )
    print("spectral: no findings")


def card_vectors(folder: Path) -> None:
    """Hold the published vectors of the card against libraries that never saw our code."""
    vectors, script = HERE.parent / "docs" / "card-vectors.json", HERE / "clients" / "card_vectors.py"
    fetched = [part for one in CARD_PYTHON for part in ("--with", one)]
    run(_uv(), "run", "--no-project", *fetched, "python", script, vectors, cwd=folder)
    shutil.copy(HERE / "clients" / "card_vectors.mjs", folder)
    run("node", "card_vectors.mjs", vectors, cwd=folder)
    print("card vectors: python-cwt, claim169, @auth0/cose, cborg and jwt-status-list agree")


def main() -> None:
    """Generate and check all of it."""
    with tempfile.TemporaryDirectory() as name:
        folder, found = Path(name), document()
        (folder / "openapi.json").write_bytes(msgspec.json.encode(found))
        python_client(folder, found)
        npm = shutil.which("npm") or sys.exit("npm is needed, which comes with Node.")
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        run(
            npm,
            "install",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
            "--ignore-scripts",
            *NPM,
            *CARD_NPM,
            cwd=folder,
        )
        typescript(folder)
        lint(folder)
        card_vectors(folder)


if __name__ == "__main__":
    main()
