"""The offline root: `fokus-card-root` makes it, and signs key sets, on a machine without network or service."""

import argparse
import json
import sys
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from fokus_ehrenamtskarte.credential.cose import Point, point_of
from fokus_ehrenamtskarte.credential.key_set import Key, write_key_set


class Unfit(Exception):
    """A file or password cannot be used; says why in a sentence."""


def make(path: Path, password: bytes) -> Point:
    """Make a root, sealed with a password, in a file that was not there; return its public key."""
    private = ec.generate_private_key(ec.SECP256R1())
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(text)
    return point_of(private.public_key())


def load(path: Path, password: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the root from its file; raises `Unfit`."""
    try:
        private = load_pem_private_key(path.read_bytes(), password)
    except (ValueError, TypeError, OSError) as error:
        raise Unfit(f"{path} cannot be opened with this password.") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise Unfit(f"{path} holds no P-256 key.")
    return private


def request(text: str) -> tuple[list[Key], list[str]]:
    """Return the keys and lists of what is to be signed; raises `Unfit`."""
    try:
        told: dict[str, Any] = json.loads(text)
        keys = [_key(one) for one in told["keys"]]
        lists = [str(one) for one in told["lists"]]
    except (ValueError, KeyError, TypeError) as error:
        raise Unfit("This is no request for a key set.") from error
    return keys, lists


def lines(keys: list[Key], lists: list[str]) -> list[str]:
    """Return what is to be signed as a person reads it."""

    def day(moment: int) -> str:
        return f"{datetime.fromtimestamp(moment, UTC):%d.%m.%Y %H:%M} UTC"

    shown = [
        f"{key.kid.hex()}  signs {key.use}s  from {day(key.nbf)} before {day(key.exp)}"
        + (f"  for {', '.join(key.bodies)}" if key.bodies else "")
        for key in keys
    ]
    return [*shown, *(f"list      {one}" for one in lists)]


def main(arguments: list[str] | None = None) -> int:
    """Make a root, show its public key, or sign the request that `key-request` answers with."""
    parser = argparse.ArgumentParser(prog="fokus-card-root", description=__doc__)
    parser.add_argument("do", choices=("make", "show", "sign"))
    parser.add_argument("root", type=Path, help="file of the root")
    parser.add_argument("request", type=Path, nargs="?", help="file with the answer of key-request")
    parser.add_argument("--password-file", type=Path, help="file with the password; else it is asked for")
    parser.add_argument("--yes", action="store_true", help="do not ask whether what is shown shall be signed")
    given = parser.parse_args(arguments)
    try:
        password = _password(given.password_file, twice=given.do == "make")
        if given.do == "make":
            public = make(given.root, password)
        elif given.do == "show" or given.request is None:
            public = point_of(load(given.root, password).public_key())
        else:
            return _sign(load(given.root, password), given.request, asked=not given.yes)
    except (Unfit, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print((public.x + public.y).hex())
    return 0


def _sign(root: ec.EllipticCurvePrivateKey, path: Path, *, asked: bool) -> int:
    keys, lists = request(path.read_text(encoding="utf-8"))
    print("\n".join(lines(keys, lists)), file=sys.stderr)
    if asked and input("Sign these keys? Type yes: ") != "yes":
        return 1
    print(urlsafe_b64encode(write_key_set(keys, lists, int(time.time()), root)).decode().rstrip("="))
    return 0


def _password(path: Path | None, *, twice: bool) -> bytes:
    if path is not None:
        password = path.read_text(encoding="utf-8").strip()
    else:
        password = getpass("Password of the root: ")
        if twice and getpass("Once more: ") != password:
            raise Unfit("The two passwords differ.")
    if len(password) < 12:
        raise Unfit("A password has at least 12 characters.")
    return password.encode()


def _key(told: dict[str, Any]) -> Key:
    x, y = (urlsafe_b64decode(str(told[name]) + "=") for name in ("x", "y"))
    key = Key(
        point=Point(x, y),
        use=told["fokus_use"],
        nbf=int(told["nbf"]),
        exp=int(told["exp"]),
        bodies=tuple(map(str, told.get("fokus_bodies", ()))),
    )
    if key.use not in ("card", "list") or key.kid != urlsafe_b64decode(str(told["kid"]) + "=="):
        raise ValueError(told["kid"])
    return key
