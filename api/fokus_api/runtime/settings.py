"""The settings: one typed value of defaults, a TOML file and `FOKUS_*` variables, that knows where each came from."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import quote, unquote, urlsplit

import msgspec
from msgspec import Meta

from fokus_api.runtime.loopback import is_safe

__all__ = ["Setting", "Settings", "SettingsRefused", "documented", "load_settings", "masked", "path_in"]

PREFIX = "FOKUS_"
FILE = "fokus.toml"
IN_FILE = "_FILE"  # at the end of a variable: what it holds is the name of a file with the value
DEFAULT = "default"
LISTS = {"plugins", "allowed_hosts", "trusted_proxies", "cors_origins", "limits", "oidc_algorithms", "ledger_witnesses"}
LOGIN = re.compile(r"^([a-z+]+://[^:@/?#]*):.*@", re.DOTALL)  # to the last @: a password may hold what it should not
ORIGIN = r"^https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?$"
CLAMAV = r"^$(?!\n)|^unix:///[^\s?#]+$(?!\n)|^tcp://(?:127\.0\.0\.1|localhost|\[::1\]):[1-9][0-9]{0,4}$(?!\n)"
RENAMED = {"desk": "state_store", "FOKUS_DESK": "FOKUS_STATE_STORE"}
RATE = r"^[a-z][a-z-]{0,40}=[1-9][0-9]{0,6}/[1-9][0-9]{0,5}$"
PASSWORD = re.compile(r"(?i)(password|passwd|secret|token|key)=[^&\s]*")


class SettingsRefused(Exception):
    """The settings cannot be used; says why in a sentence that names no value."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting. In a value `{data}` stands for the data folder, written as URLs want it."""

    data: Annotated[str, Meta(min_length=1, description="Folder for what has no place of its own below.")] = "data"
    journal: Annotated[str, Meta(description="URL of the journal: sqlite:/// or postgresql://.")] = (
        "sqlite:///{data}/journal.db"
    )
    vault: Annotated[str, Meta(description="URL of the vault, as the journal's.")] = "sqlite:///{data}/vault.db"
    state_store: Annotated[str, Meta(description="URL of the state store, as the journal's.")] = (
        "sqlite:///{data}/state_store.db"
    )
    files: Annotated[str, Meta(description="URL of the files: file:// or postgresql://.")] = "file://{data}/files"
    master_key: Annotated[
        str,
        Meta(
            description="Where the master key of the vault stands: file:///path (made on first start) or env:NAME; "
            "or unix:///path, the socket of a key service."
        ),
    ] = "file://{data}/master.key"
    read_models: Annotated[str, Meta(min_length=1, description="Folder of this node's read models.")] = "{data}/read"
    ledger_key: Annotated[
        str, Meta(min_length=1, description="File of the key that signs checkpoints; made by `fokus ledger`.")
    ] = "{data}/ledger.key"
    ledger_head: Annotated[
        str, Meta(min_length=1, description="File of the last signed checkpoint; never restored from a backup.")
    ] = "{data}/ledger.head"
    erasure_register: Annotated[
        str, Meta(min_length=1, description="File of the register of erasures; never part of a backup.")
    ] = "{data}/erasures.register"
    ledger_witnesses: Annotated[
        tuple[str, ...], Meta(description="Keys of the witnesses whose cosignatures count, as name+id+base64.")
    ] = ()
    plugins: Annotated[
        tuple[str, ...] | Literal["all"],
        Meta(description="Names of the plugins to load, or `all` installed ones; `core` alone loads none."),
    ] = "all"
    host: Annotated[str, Meta(min_length=1, description="Address the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Port the server listens on.")] = 8000
    workers: Annotated[
        int, Meta(ge=1, le=64, description="Server processes; more than one is for a journal in PostgreSQL.")
    ] = 1
    allowed_hosts: Annotated[
        tuple[str, ...], Meta(description="Values of the Host header that are answered; `*` stands for all.")
    ] = ("localhost", "127.0.0.1")
    demo: Annotated[bool, Meta(description="Whether this is a demonstration and says so on every page.")] = False
    dev: Annotated[
        bool,
        Meta(
            description="Whether programmes are written here, as `fokus dev` says: errors are answered whole, and jobs "
            "run by hand. On this machine alone."
        ),
    ] = False
    legal: Annotated[
        str,
        Meta(
            description="Folder with the texts of whoever runs this, such as `impressum.de.txt`; the pages name them."
        ),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="Least level of the log lines on stderr.")
    ] = "info"
    hsts: Annotated[bool, Meta(description="Whether browsers are told to come back by HTTPS only.")] = False
    max_streams: Annotated[
        int, Meta(ge=0, description="Open event streams per server process; further ones are told to come later.")
    ] = 200
    max_streams_per_client: Annotated[
        int, Meta(ge=0, description="Of these, open at a time for one account or, without one, one network address.")
    ] = 20
    trusted_proxies: Annotated[
        tuple[str, ...],
        Meta(description="Networks of our proxies, such as 10.0.0.0/8, whose word about the client's address counts."),
    ] = ()
    cors_origins: Annotated[
        tuple[Annotated[str, Meta(pattern=ORIGIN)], ...],
        Meta(description="Origins, such as https://example.org, whose pages may read the API in a browser."),
    ] = ()
    cors_public: Annotated[
        bool, Meta(description="Let pages of every origin read what anybody may read, without credentials.")
    ] = True
    limits: Annotated[
        tuple[Annotated[str, Meta(pattern=RATE)], ...],
        Meta(description="Rate limits to change, as name=requests/seconds, such as exports=120/60."),
    ] = ()
    oidc_issuer: Annotated[
        str, Meta(description="Issuer of the identity provider (OpenID Connect), by HTTPS; empty for none.")
    ] = ""
    oidc_audience: Annotated[
        str, Meta(description="Audience that access tokens for this API name; empty when none are taken.")
    ] = ""
    oidc_client_id: Annotated[
        str, Meta(description="Our client at the identity provider, for signing in with a browser; empty for none.")
    ] = ""
    oidc_client_secret: Annotated[
        str, Meta(description="Secret of that client; empty for a public client, which has PKCE alone.")
    ] = ""
    oidc_algorithms: Annotated[
        tuple[Literal["RS256", "PS256", "ES256", "ES384", "Ed25519"], ...],
        Meta(min_length=1, description="Signature algorithms of tokens that are accepted."),
    ] = ("RS256", "PS256", "ES256", "ES384", "Ed25519")
    session_idle_minutes: Annotated[
        int, Meta(ge=1, le=1440, description="Minutes without a request after which a browser session ends.")
    ] = 30
    session_hours: Annotated[int, Meta(ge=1, le=24, description="Hours after which a browser session ends.")] = 8
    file_limit: Annotated[int, Meta(ge=1, le=10**10, description="Bytes that a file may have.")] = 20_000_000
    file_quota: Annotated[
        int, Meta(ge=1, description="Bytes an actor may hand in before facts name them; after a day they are gone.")
    ] = 200_000_000
    clamav: Annotated[
        str,
        Meta(
            pattern=CLAMAV,
            description="Socket of a virus scanner (clamd) that looks at files before they are kept: unix:///path, or "
            "tcp://127.0.0.1:3310 on this machine; empty for none.",
        ),
    ] = ""
    otel_endpoint: Annotated[
        str,
        Meta(
            pattern=r"^$(?!\n)|^https?://[^\s/?#@]+(?:/[^\s?#]*)?$(?!\n)",
            description="Address of an OpenTelemetry collector (OTLP over HTTP), such as http://127.0.0.1:4318, that "
            "spans of requests, decisions and jobs are sent to; needs the extra `otel`; empty for none.",
        ),
    ] = ""
    mail_url: Annotated[
        str,
        Meta(description="Where mail goes: smtp://user:password@host:port, smtps://, or file:/// for a folder."),
    ] = "file://{data}/outbox"
    mail_from: Annotated[
        str, Meta(min_length=1, description="Address that mail comes from, such as Netzwerk <netz@example.org>.")
    ] = "Fokus Kommune <fokus@localhost>"
    public_url: Annotated[
        str,
        Meta(
            pattern=r"^https?://[^\s/?#]+$(?!\n)",
            description="Address under which people reach the service, for links.",
        ),
    ] = "http://127.0.0.1:8000"
    publisher: Annotated[
        str, Meta(min_length=1, description="Name of whoever runs this, as catalogues of open data name the publisher.")
    ] = "Fokus Kommune"
    catalog_contributor: Annotated[
        str,
        Meta(
            pattern=r"^$(?!\n)|^http://dcat-ap\.de/def/contributors/[A-Za-z0-9_-]+$(?!\n)",
            description="Address of the deliverer of data in the list of DCAT-AP.de, such as "
            "http://dcat-ap.de/def/contributors/openNRW; empty for none.",
        ),
    ] = ""
    webhook_loopback: Annotated[
        bool,
        Meta(description="Whether webhooks may go to this machine, and there without TLS: to try receivers out."),
    ] = False
    origins: Mapping[str, str] = msgspec.field(default_factory=dict)

    def origin(self, name: str) -> str:
        """Return where a value came from: `default`, the file, or the variable."""
        return self.origins.get(name, DEFAULT)

    def shown(self, name: str) -> str:
        """Return a value as a person reads it, secrets masked."""
        value = getattr(self, name)
        if isinstance(value, tuple):
            return ", ".join(value) or ("core" if name == "plugins" else "none")
        if name == "oidc_client_secret" and value:
            return "***"
        if name == "master_key" and not value.startswith(("file:", "env:", "unix:")):
            return "***"
        return str(value).lower() if isinstance(value, bool) else masked(str(value))

    def __repr__(self) -> str:
        return f"Settings({', '.join(f'{name}={self.shown(name)}' for name in _hints())})"


class Setting(msgspec.Struct, frozen=True):
    """One setting as the documentation shows it."""

    name: str
    variable: str
    default: str
    description: str


def documented() -> list[Setting]:
    """Return every setting with its variable, its default and its one-line description."""
    plain = Settings()
    return [
        Setting(name, PREFIX + name.upper(), plain.shown(name), _description(hint)) for name, hint in _hints().items()
    ]


def load_settings(
    environ: Mapping[str, str] | None = None, folder: Path | None = None, *, given: Mapping[str, Any] | None = None
) -> Settings:
    """Return the settings of a working folder: defaults, then the file, then variables, then those `given` here.

    An empty variable counts as not set. Raises `SettingsRefused`.
    """
    environ = os.environ if environ is None else environ
    folder = folder or Path.cwd()
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    path, table = _from_file(environ, folder)
    variables = _from_variables(environ, table)
    for source, origin in ((table, str(path)), (variables, PREFIX), (given or {}, "command line")):
        for name, value in source.items():
            origins[name] = PREFIX + name.upper() if origin == PREFIX else origin
            values[name] = _converted(name, value, origins[name])
    return _placed(Settings(**values, origins=origins), folder)


def masked(text: str) -> str:
    """Return a text with the passwords of a URL replaced by `***`."""
    return PASSWORD.sub(r"\1=***", LOGIN.sub(r"\1:***@", text))


@cache
def _hints() -> dict[str, Any]:
    hints = get_type_hints(Settings, include_extras=True)
    return {name: hints[name] for name in Settings.__struct_fields__ if name != "origins"}


def _description(hint: Any) -> str:
    metas = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((meta.description for meta in metas if isinstance(meta, Meta) and meta.description), "")


def _from_file(environ: Mapping[str, str], folder: Path) -> tuple[Path, dict[str, Any]]:
    named = environ.get(f"{PREFIX}CONFIG")
    path = folder / (named or FILE)
    if not named and not path.exists():
        return path, {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsRefused(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsRefused(f"The settings file {path} is no TOML: {error}.") from error
    for name in table:
        if name not in _hints():
            raise SettingsRefused(f"{path}: there is no setting {name!r}.{_nearest(name, list(_hints()))}")
    return path, table


def _from_variables(environ: Mapping[str, str], table: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the variables set, as texts; a variable that holds the master key itself is no setting.

    `FOKUS_…_FILE` names a file that holds the value, as secrets are handed to containers and services.
    """
    names = {PREFIX + name.upper(): name for name in _hints()}
    environ = {**environ, **_from_named_files(environ, names)}
    master = environ.get(f"{PREFIX}MASTER_KEY") or str(table.get("master_key", ""))
    known = {*names, *(name + IN_FILE for name in names), f"{PREFIX}CONFIG", master.removeprefix("env:")}
    for variable in environ:
        if variable.startswith(PREFIX) and variable not in known:
            raise SettingsRefused(f"{variable} is no setting.{_nearest(variable, list(names))}")
    return {name: environ[variable] for variable, name in names.items() if environ.get(variable)}


def _from_named_files(environ: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Return the values that stand in files, by variable, without the end of their last line."""
    values = {}
    for variable in names:
        path = environ.get(variable + IN_FILE)
        if path and environ.get(variable):
            raise SettingsRefused(f"{variable} and {variable}{IN_FILE} are both set; give one of them.")
        if path:
            try:
                values[variable] = Path(path).read_text(encoding="utf-8-sig").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsRefused(f"The file that {variable}{IN_FILE} names cannot be read.") from error
    return values


def _nearest(name: str, names: list[str]) -> str:
    if name in RENAMED:
        return f" It is called {RENAMED[name]} now."
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def _converted(name: str, value: Any, origin: str) -> Any:
    hint = _hints()[name]
    text = origin.startswith(PREFIX)
    if text and name in LISTS and value != "all":
        value = [item.strip() for item in value.split(",") if item.strip()]
    if name == "plugins" and isinstance(value, list):
        value = [item for item in value if item != "core"]
    try:
        converted = msgspec.convert(value, hint, strict=not text)
        for network in converted if name == "trusted_proxies" else ():
            ip_network(network)
        return converted
    except ValueError as error:
        raise SettingsRefused(f"The setting {name} ({origin}) has the wrong form: {error}.") from error


def _placed(settings: Settings, folder: Path) -> Settings:
    """Return the settings with the data folder made absolute and put in for `{data}`."""
    data = Path(folder, settings.data).absolute()
    changes: dict[str, Any] = {"data": str(data)}
    for name in ("journal", "vault", "state_store", "files", "master_key", "mail_url"):
        changes[name] = getattr(settings, name).replace("{data}", quote(str(data)))
    for name in ("files", "master_key", "mail_url"):
        scheme, _, rest = changes[name].partition(":")
        if scheme in ("file", "unix") and rest.startswith("//") and urlsplit(changes[name]).netloc:
            raise SettingsRefused(
                f"The setting {name} ({settings.origin(name)}) needs three slashes: {scheme}:///path."
            )
    if settings.oidc_issuer and not is_safe(settings.oidc_issuer):
        raise SettingsRefused(f"The setting oidc_issuer ({settings.origin('oidc_issuer')}) must be a URL by HTTPS.")
    if (settings.oidc_client_id or settings.oidc_audience) and not settings.oidc_issuer:
        raise SettingsRefused("The settings oidc_client_id and oidc_audience need the setting oidc_issuer.")
    for name in ("read_models", "ledger_key", "ledger_head", "erasure_register"):
        changes[name] = str(folder / getattr(settings, name).replace("{data}", str(data)))
    return msgspec.structs.replace(settings, **changes)


def path_in(url: str) -> Path | None:
    """Return the file or folder a `sqlite:` or `file:` URL names, None for others."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return Path(unquote(parts.path.removeprefix("/")))
    return Path(unquote(parts.path)) if parts.scheme == "file" else None
