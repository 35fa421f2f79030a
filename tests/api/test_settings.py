from pathlib import Path

import pytest

from fokus_api.runtime.settings import Settings, SettingsRefused, documented, load_settings, masked


def test_without_file_and_variables_every_value_is_the_default(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings.port == 8000
    assert settings.journal == f"sqlite:///{tmp_path}/data/journal.db"
    assert settings.master_key == f"file://{tmp_path}/data/master.key"
    assert {settings.origin(one.name) for one in documented()} == {"default"}


def test_the_file_beats_the_default_a_variable_the_file_and_the_command_line_all(tmp_path: Path) -> None:
    (tmp_path / "fokus.toml").write_text('host = "::1"\nport = 1\nworkers = 2\nallowed_hosts = ["a.de", "b.de"]\n')
    settings = load_settings({"FOKUS_PORT": "2", "FOKUS_WORKERS": "3"}, tmp_path, given={"workers": 4})
    assert (settings.host, settings.port, settings.workers, settings.max_streams) == ("::1", 2, 4, 200)
    assert settings.allowed_hosts == ("a.de", "b.de")
    origins = [settings.origin(name) for name in ("host", "port", "workers", "max_streams")]
    assert origins == [str(tmp_path / "fokus.toml"), "FOKUS_PORT", "command line", "default"]


def test_the_file_may_be_named_by_a_variable(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("port = 7\n")
    assert load_settings({"FOKUS_CONFIG": "other.toml"}, tmp_path).port == 7


def test_a_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match=r"other\.toml cannot be read: No such file"):
        load_settings({"FOKUS_CONFIG": "other.toml"}, tmp_path)


@pytest.mark.parametrize(
    ("text", "value"),
    [("all", "all"), ("network, ews", ("network", "ews")), ("core", ()), ("network", ("network",)), ("", "all")],
)
def test_plugins_are_named_by_commas(tmp_path: Path, text: str, value: object) -> None:
    assert load_settings({"FOKUS_PLUGINS": text}, tmp_path).plugins == value


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_a_variable_says_yes_or_no(tmp_path: Path, text: str, value: bool) -> None:
    assert load_settings({"FOKUS_DEMO": text}, tmp_path).demo is value


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"FOKUS_PROT": "1"}, "FOKUS_PROT is no setting. Did you mean FOKUS_PORT?"),
        ({"FOKUS_ORIGINS": "x"}, "FOKUS_ORIGINS is no setting."),
        ({"FOKUS_DESK": "sqlite:///desk.db"}, "FOKUS_DESK is no setting. It is called FOKUS_STATE_STORE now."),
        ({"FOKUS_PORT": "eighty"}, r"The setting port \(FOKUS_PORT\) has the wrong form: Expected `int`, got `str`."),
        ({"FOKUS_PORT": "70000"}, r"The setting port \(FOKUS_PORT\) has the wrong form: Expected `int` <= 65535."),
        ({"FOKUS_DEMO": "maybe"}, r"The setting demo \(FOKUS_DEMO\) has the wrong form"),
        ({"FOKUS_LOG_LEVEL": "loud"}, r"The setting log_level \(FOKUS_LOG_LEVEL\) has the wrong form"),
        ({"FOKUS_MASTER_KEY": "file://key"}, r"The setting master_key \(FOKUS_MASTER_KEY\) needs three slashes"),
    ],
)
def test_a_wrong_variable_is_refused_in_a_sentence(tmp_path: Path, environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsRefused, match=sentence):
        load_settings(environ, tmp_path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("prot = 1", "there is no setting 'prot'. Did you mean port?"),
        ("origins = {}", "there is no setting 'origins'"),
        ('desk = "sqlite:///desk.db"', "there is no setting 'desk'. It is called state_store now."),
        ('port = "8000"', "has the wrong form: Expected `int`, got `str`"),
        ("port = ", "is no TOML"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "fokus.toml").write_text(text)
    with pytest.raises(SettingsRefused, match=sentence):
        load_settings({}, tmp_path)


def test_the_variable_that_holds_the_master_key_is_no_unknown_setting(tmp_path: Path) -> None:
    environ = {"FOKUS_MASTER_KEY": "env:FOKUS_SECRET", "FOKUS_SECRET": "…"}
    assert load_settings(environ, tmp_path).master_key == "env:FOKUS_SECRET"


def test_a_folder_with_unusual_characters_is_written_as_urls_want_it(tmp_path: Path) -> None:
    settings = load_settings({"FOKUS_DATA": "a b%20#?"}, tmp_path)
    assert settings.state_store == f"sqlite:///{tmp_path}/a%20b%2520%23%3F/state_store.db"
    assert settings.read_models == f"{tmp_path}/a b%20#?/read"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://fokus:geheim@db/fokus", "postgresql://fokus:***@db/fokus"),
        ("postgresql://fokus:ge@he:im/x@db/fokus", "postgresql://fokus:***@db/fokus"),
        ("postgresql://db/fokus?user=f&password=geheim", "postgresql://db/fokus?user=f&password=***"),
        ("sqlite:////srv/data/journal.db", "sqlite:////srv/data/journal.db"),
    ],
)
def test_passwords_in_urls_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_no_secret_is_shown_anywhere() -> None:
    settings = Settings(journal="postgresql://f:geheim@db/f", vault="postgresql://f:geheim@db/f", master_key="geheim")
    assert "geheim" not in repr(settings) + "".join(settings.shown(one.name) for one in documented())


def test_every_setting_is_described_by_one_line() -> None:
    names = [name for name in Settings.__struct_fields__ if name != "origins"]
    assert [one.name for one in documented()] == names
    assert [one.variable for one in documented()] == [f"FOKUS_{name.upper()}" for name in names]
    for one in documented():
        assert one.description.endswith("."), one.name
        assert "\n" not in one.description


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cr et\n")
    (tmp_path / "hosts").write_text("a.de, b.de\r\n")
    environ = {
        "FOKUS_OIDC_CLIENT_SECRET_FILE": str(secret),
        "FOKUS_ALLOWED_HOSTS_FILE": str(tmp_path / "hosts"),
        "FOKUS_PORT_FILE": "",
    }
    settings = load_settings(environ, tmp_path)
    assert (settings.oidc_client_secret, settings.allowed_hosts) == ("s3cr et", ("a.de", "b.de"))
    assert settings.origin("oidc_client_secret") == "FOKUS_OIDC_CLIENT_SECRET"


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"FOKUS_PORT_FILE": "nowhere"}, "The file that FOKUS_PORT_FILE names cannot be read."),
        ({"FOKUS_PORT_FILE": "port", "FOKUS_PORT": "1"}, "FOKUS_PORT and FOKUS_PORT_FILE are both set; give one"),
        ({"FOKUS_PROT_FILE": "port"}, "FOKUS_PROT_FILE is no setting."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsRefused, match=sentence):
        load_settings(environ, tmp_path)
