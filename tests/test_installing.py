"""Installing from the archives of a release as `docs/installing.md` says, in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PAGE = REPOSITORY / "docs" / "installing.md"


@pytest.mark.long
def test_the_page_is_followed_word_by_word(tmp_path: Path) -> None:
    uv = Path(sys.executable).parent / "uv"
    build = [uv, "build", "--quiet", "--all-packages", "--out-dir", tmp_path / "dist"]
    subprocess.run(build, cwd=REPOSITORY, check=True)
    blocks = re.findall(r"(?ms)^```bash\n(.*?)^```", PAGE.read_text(encoding="utf-8"))
    assert len(blocks) >= 4
    script = "set -euo pipefail\nset -x\n" + "\n".join(blocks).replace("python3 -m venv", f"{uv} venv --seed --quiet")
    plain = {name: os.environ[name] for name in os.environ if not name.startswith(("FOKUS_", "VIRTUAL_ENV", "PYTHON"))}
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=plain, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing wrong" in done.stdout
    assert re.search(r"^fk_[0-9a-f]{16}_[\w-]{51}$", done.stdout, re.MULTILINE), "the key of the page's own grant"
    assert (tmp_path / "backup-of-today" / "manifest.json").exists()
    assert (tmp_path / "fokus.toml").stat().st_size > 1000
