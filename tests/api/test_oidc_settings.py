"""The settings of signing in: what is refused, and what is never shown."""

from pathlib import Path

import pytest

from fokus_api.runtime.settings import Settings, SettingsRefused, load_settings

ISSUER = {"FOKUS_OIDC_ISSUER": "https://id.example/realms/nrw"}


def test_a_provider_is_named_by_variables(tmp_path: Path) -> None:
    found = load_settings({**ISSUER, "FOKUS_OIDC_ALGORITHMS": "RS256, ES256"}, tmp_path)
    assert (found.oidc_issuer, found.oidc_algorithms) == ("https://id.example/realms/nrw", ("RS256", "ES256"))
    assert (found.session_idle_minutes, found.session_hours) == (30, 8)


@pytest.mark.parametrize("issuer", ["http://id.example", "id.example", "https://", "https://u:geheim@id.example"])
def test_a_provider_is_asked_by_https_alone(tmp_path: Path, issuer: str) -> None:
    with pytest.raises(SettingsRefused, match=r"oidc_issuer \(FOKUS_OIDC_ISSUER\) must be a URL by HTTPS") as caught:
        load_settings({"FOKUS_OIDC_ISSUER": issuer}, tmp_path)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("algorithms", ["none", "HS256", "RS256,HS512", ","])
def test_only_signatures_by_a_private_key_are_taken(tmp_path: Path, algorithms: str) -> None:
    with pytest.raises(SettingsRefused, match="The setting oidc_algorithms"):
        load_settings({**ISSUER, "FOKUS_OIDC_ALGORITHMS": algorithms}, tmp_path)


@pytest.mark.parametrize("name", ["FOKUS_OIDC_CLIENT_ID", "FOKUS_OIDC_AUDIENCE"])
def test_a_client_without_a_provider_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsRefused, match="need the setting oidc_issuer"):
        load_settings({name: "fokus"}, tmp_path)


def test_the_secret_of_the_client_is_shown_nowhere() -> None:
    settings = Settings(oidc_client_secret="geheim")
    assert "geheim" not in repr(settings)
    assert settings.shown("oidc_client_secret") == "***"
    assert Settings().shown("oidc_client_secret") == ""
