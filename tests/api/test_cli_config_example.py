"""`fokus config example`: a file with every setting that can be used as it stands."""

import re
import tomllib
from pathlib import Path

from click.testing import CliRunner

from fokus_api.cli import main
from fokus_api.runtime.settings import documented, load_settings


def test_the_example_is_a_file_of_all_defaults(tmp_path: Path) -> None:
    text = CliRunner().invoke(main, ["config", "example"]).stdout
    (tmp_path / "fokus.toml").write_text(text)
    assert load_settings({}, tmp_path).origins == {}, "nothing is in force before it is uncommented"
    used = re.sub(r"(?m)^# (?=[a-z_]+ = )", "", text)
    assert list(tomllib.loads(used)) == [one.name for one in documented()]
    (tmp_path / "fokus.toml").write_text(used)
    plain = load_settings({}, tmp_path / "nowhere", given={"data": str(tmp_path / "data")})
    inforce = load_settings({}, tmp_path)
    assert [getattr(inforce, one.name) for one in documented() if one.name not in {"read_models"}] == [
        getattr(plain, one.name) for one in documented() if one.name not in {"read_models"}
    ]
