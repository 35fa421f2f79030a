#!/usr/bin/env python3
"""Verify offline what a journal of Fokus Kommune has recorded: a bundle, a proof, or the journal's own SQLite file.

One file that needs Python 3.11 and the package cryptography: no server, no network, nothing else of Fokus Kommune.
What is hashed and signed is defined by RFC 6962 and by C2SP: signed-note, tlog-checkpoint, tlog-cosignature,
tlog-proof and tlog-policy. Exit codes: 0 all is as it was signed, 1 a defect was found, 2 it cannot be verified.
"""

import argparse
import json
import re
import sqlite3
import sys
from base64 import b64decode, b64encode
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple
from urllib.parse import quote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOG, WITNESS = 1, 4  # signature types of C2SP: a log's checkpoint, and a witness's cosignature/v1
SQLITE, PROOF, BUNDLE = b"SQLite format 3\0", b"c2sp.org/tlog-proof@v1\n", b'{"bundle":"fokus-bundle@1",'
CERTIFICATE = b"fokus-certificate@1\n"
RECORDS = "SELECT position, type, keys, data FROM facts ORDER BY position"
SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
number_of, numbers_of = Struct(">Q").pack, Struct(">QQ").pack
written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
read, quoted = json.JSONDecoder().raw_decode, json.encoder.encode_basestring
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class Defect(Exception):
    """Something is not what was signed; says what in a sentence."""


class Unverifiable(Exception):
    """There is nothing to hold it against: policy or file cannot be used; says why in a sentence."""


class Checkpoint(NamedTuple):
    """A signed tree: of which log, how many leaves, and the hash of its root."""

    origin: str
    size: int
    root: bytes


class Leaf(NamedTuple):
    """A leaf of the tree: its hash, the position of its record, None where that is withheld, and whether both agree."""

    hash: bytes
    position: int | None = None
    sound: bool = True


def base64(text: str) -> bytes:
    """Return what base64 says; raises `ValueError` unless it is written in the one right way."""
    raw = b64decode(text, validate=True)
    if b64encode(raw).decode() != text:
        raise ValueError("not the one right way to write this")
    return raw


def hash_of(text: object) -> bytes:
    """Return a SHA-256 from base64; raises `ValueError`."""
    if not isinstance(text, str) or len(raw := base64(text)) != 32:
        raise ValueError("no SHA-256")
    return raw


class Key:
    """A public key with its name, as a line `name+id+base64` has it; raises `Unverifiable`."""

    def __init__(self, line: str, kind: int) -> None:
        try:
            self.name, id_, public = line.split("+", 2)
            raw = base64(public)
            self.id = sha256(f"{self.name}\n".encode() + raw).digest()[:4]
            if not self.name or id_ != self.id.hex() or raw[0] != kind or len(raw) != 33:
                raise ValueError("another key")
            self.public = raw[1:]
        except (ValueError, IndexError) as error:
            raise Unverifiable(f"The policy holds a key that is none of type {kind}: {line}") from error

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether this key has signed a message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Policy:
    """Which logs are believed, and which witnesses must have seen a checkpoint (C2SP tlog-policy)."""

    def __init__(self, text: str) -> None:
        self.logs: list[Key] = []
        self.witnesses: dict[str, Key] = {}
        self.groups: dict[str, tuple[int, list[str]]] = {}
        self.quorum: str | None = None
        for line in text.split("\n"):
            words = re.split("[ \t]+", line.strip(" \t"))
            if words != [""] and not words[0].startswith("#"):
                self._take(words, line)
        if self.quorum is None or not self.logs:
            raise Unverifiable("The policy names no log, or has no line `quorum`.")

    def _take(self, words: list[str], line: str) -> None:
        match words:
            case ["log", key, *url] if len(url) < 2:
                self.logs.append(Key(key, LOG))
            case ["witness", name, key, *url] if len(url) < 2 and self._new(name):
                self.witnesses[name] = Key(key, WITNESS)
            case ["group", name, least, *members] if members and self._new(name) and all(map(self._known, members)):
                number = {"all": str(len(members)), "any": "1"}.get(least, least)
                if not NUMBER.fullmatch(number) or not 1 <= int(number) <= len(members):
                    raise Unverifiable(f"The policy has a group that nobody can satisfy: {line}")
                self.groups[name] = int(number), members
            case ["quorum", name] if self.quorum is None and (name == "none" or self._known(name)):
                self.quorum = name
            case _:
                raise Unverifiable(f"The policy has a line that cannot be understood: {line}")
        keys = [key.public for key in (*self.logs, *self.witnesses.values())]
        if len(set(keys)) < len(keys):
            raise Unverifiable(f"The policy names a key twice: {line}")

    def _known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _new(self, name: str) -> bool:
        return name != "none" and not self._known(name)

    def accept(self, note: str) -> Checkpoint:
        """Return the checkpoint that a signed note is; raises `Defect` unless it is signed as the policy demands."""
        text, signatures = opened(note)
        checkpoint = checkpoint_of(text)
        logs = [key for key in self.logs if key.name == checkpoint.origin]
        if not any(self._signs(key, text.encode(), signatures) for key in logs):
            raise Defect(f"The checkpoint is of no log that the policy names: {checkpoint.origin}.")
        seen = {name for name, key in self.witnesses.items() if self._cosigns(key, text, signatures)}
        if self.quorum != "none" and not self._satisfied(str(self.quorum), seen):
            raise Defect(f"The checkpoint lacks witnesses: the policy demands {self.quorum}.")
        return checkpoint

    def believes(self, text: str, name: str, signatures: list[tuple[str, bytes]]) -> None:
        """Raise `Defect` unless a log of this name that the policy names has signed a text."""
        if not any(self._signs(key, text.encode(), signatures) for key in self.logs if key.name == name):
            raise Defect(f"The certificate is signed by no log that the policy names: {name}.")

    def _satisfied(self, name: str, seen: set[str]) -> bool:
        least, members = self.groups.get(name, (1, []))
        return sum(self._satisfied(one, seen) for one in members) >= least if members else name in seen

    def _signs(self, key: Key, message: bytes, signatures: list[tuple[str, bytes]]) -> bool:
        found = [raw[4:] for name, raw in signatures if (name, raw[:4]) == (key.name, key.id)]
        if not all(key.signed(message, one) for one in found):
            raise Defect(f"The signature of {key.name} is false.")
        return bool(found)

    def _cosigns(self, key: Key, text: str, signatures: list[tuple[str, bytes]]) -> bool:
        found = [raw[4:] for name, raw in signatures if (name, raw[:4]) == (key.name, key.id)]
        for one in found:
            message = f"cosignature/v1\ntime {int.from_bytes(one[:8], 'big')}\n{text}".encode()
            if not key.signed(message, one[8:]):
                raise Defect(f"The cosignature of {key.name} is false.")
        return bool(found)


def opened(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text of a signed note and its signatures, yet to be verified; raises `Defect`."""
    text, blank, lines = note.rpartition("\n\n")
    try:
        if not blank or not lines.endswith("\n") or CONTROL.search(note):
            raise ValueError("no note")
        found = [SIGNATURE.fullmatch(line) for line in lines[:-1].split("\n")]
        if None in found:
            raise ValueError("no signature")
        return f"{text}\n", [(one[1], base64(one[2])) for one in found if one]
    except ValueError as error:
        raise Defect("There is no checkpoint that is a signed note.") from error


def checkpoint_of(text: str) -> Checkpoint:
    """Return the checkpoint that the text of a note is; further lines are allowed, and mean nothing here."""
    origin, size, root, *_ = [*text.split("\n"), "", ""]
    try:
        if not NUMBER.fullmatch(size):
            raise ValueError("no size")
        return Checkpoint(origin, int(size), hash_of(root))
    except ValueError as error:
        raise Defect("The signed note is no checkpoint.") from error


def record_hash(position: object, type_: bytes, keys: Iterable[bytes], data: bytes) -> bytes:
    """Return the leaf hash of a record: position and number of parts, then each part behind its length."""
    if not isinstance(position, int) or not 0 < position < 2**63:
        raise Defect(f"There is a record at the position {position!r}, which is none.")
    parts = [type_, *sorted(keys), data]
    found = [b"\0", numbers_of(position, len(parts))]  # the first as in `leaf_hash`
    for part in parts:
        found.append(number_of(len(part)))
        found.append(part)
    return sha256(b"".join(found)).digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962 §2.1)."""
    return sha256(b"\0" + entry).digest()


def joined(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962 §2.1)."""
    return sha256(b"\1" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root hash of a tree."""
    peaks: list[bytes] = []
    for number, leaf in enumerate(leaves):
        while number & 1:
            leaf, number = joined(peaks.pop(), leaf), number >> 1
        peaks.append(leaf)
    if not peaks:
        return sha256().digest()
    root = peaks.pop()
    while peaks:
        root = joined(peaks.pop(), root)
    return root


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `Defect` unless a proof leads from a leaf to the root (RFC 9162 §2.1.3.2)."""
    number, last, found = index, size - 1, leaf
    for one in proof:
        if last <= 0:
            raise Defect("The inclusion proof is too long.")
        if number & 1 or number == last:
            found = joined(one, found)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            found = joined(found, one)
        number, last = number >> 1, last >> 1
    if index >= size or last or found != root or len(root) != 32:
        raise Defect("The inclusion proof does not lead to the signed root.")


def check_consistency(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Raise `Defect` unless a proof shows that one tree begins with the other (RFC 9162 §2.1.4.2)."""
    refused = Defect("The consistency proof does not lead from the earlier checkpoint to the later one.")
    if old.origin != new.origin or not 0 < old.size <= new.size:
        raise refused
    if old.size == new.size:
        if proof or old.root != new.root:
            raise refused
        return
    path = [old.root, *proof] if old.size & (old.size - 1) == 0 else [*proof]
    number, last = old.size - 1, new.size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = path[0] if path else b""
    for one in path[1:]:
        if not last:
            raise refused
        if number & 1 or number == last:
            first, second = joined(one, first), joined(one, second)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            second = joined(second, one)
        number, last = number >> 1, last >> 1
    if last or (first, second) != (old.root, new.root) or len(old.root) != 32:
        raise refused


def canonical(line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line; raises `ValueError` unless it is written in the one right way."""
    text = line.decode()
    value = json.loads(text)
    if not isinstance(value, dict) or written(value) != text:
        raise ValueError("not the one right way to write this")
    return value


def bundle_leaf(line: bytes, number: int) -> Leaf:
    """Return the leaf of a line of a bundle, whose record is shown or withheld; raises `Defect`."""
    try:
        text = line.decode()
        said, _end = read(text)
        hash_, head = said["hash"], f'{{"leaf":{number},"hash":{quoted(said["hash"])}'
        if text == head + "}":
            return Leaf(hash_of(hash_))
        position, type_, keys, data = said["position"], said["type"], said["keys"], said["data"]
        shown = f'"keys":[{",".join(map(quoted, keys))}],"data":{quoted(data)}}}'
        if text != f'{head},"position":{position},"type":{quoted(type_)},{shown}':  # as in `canonical`, and faster
            raise ValueError("another leaf, or not the one right way to write this")
        found = record_hash(position, type_.encode(), [key.encode() for key in keys], data.encode())
        sound = b2a_base64(found, newline=False).decode() == hash_
        return Leaf(found if sound else hash_of(hash_), position, sound)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Defect(f"Leaf {number} of the bundle is missing or cannot be understood.") from error


def read_bundle(path: Path, policy: Policy) -> tuple[Checkpoint, list[Leaf]]:
    """Return the checkpoint of a bundle and its leaves, which lead to the signed root; raises `Defect`."""
    with path.open("rb") as file:
        try:
            said = canonical(file.readline().removesuffix(b"\n"))
            note = said["checkpoint"]
            if [*said] != ["bundle", "checkpoint"] or not isinstance(note, str):
                raise ValueError("no manifest")
        except (ValueError, KeyError, RecursionError) as error:
            raise Defect("The first line of the bundle cannot be understood.") from error
        checkpoint, leaves = policy.accept(note), list[Leaf]()
        for number, line in enumerate(file):
            if number >= checkpoint.size or not line.endswith(b"\n"):
                raise Defect(f"The bundle has something behind leaf {number - 1}, or ends within a line.")
            leaf = bundle_leaf(line[:-1], number)
            if not leaf.sound:
                raise Defect(f"The record at position {leaf.position} (leaf {number}) is not what was hashed.")
            leaves.append(leaf)
    if len(leaves) < checkpoint.size:
        raise Defect(f"The bundle ends before leaf {len(leaves)}; {checkpoint.size} were signed.")
    if root_of(leaf.hash for leaf in leaves) != checkpoint.root:
        withheld = [number for number, leaf in enumerate(leaves) if leaf.position is None]
        raise Defect(f"The leaf hashes do not lead to the signed root; withheld leaves begin with {withheld[:1]}.")
    return checkpoint, leaves


def journal_leaves(path: Path) -> Iterator[Leaf]:
    """Yield the leaf of every record of a journal file; raises `Defect`."""
    before = 0
    connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
    try:
        connection.text_factory = bytes
        for number, (position, type_, keys, data) in enumerate(connection.execute(RECORDS)):
            if not isinstance(type_, bytes) or not isinstance(keys, bytes) or not isinstance(data, bytes):
                raise Defect(f"The record at position {position} (leaf {number}) is none.")
            yield Leaf(record_hash(position, type_, keys.split(b"\n") if keys else [], data), position)
            before = position
    except sqlite3.Error as error:
        raise Defect(f"The journal file is damaged behind position {before}, or no journal: {error}.") from error
    finally:
        connection.close()


def verify_journal(path: Path, policy: Policy, against: Path | None) -> str:
    """Hold a journal file against a checkpoint or, to be told the first wrong record, against a bundle."""
    if against is None:
        raise Unverifiable("A journal file is held against something that was signed: name it with --against.")
    leaves: list[Leaf] = []
    if against.read_bytes()[: len(BUNDLE)] == BUNDLE:
        checkpoint, leaves = read_bundle(against, policy)
    else:
        checkpoint = policy.accept(against.read_text(encoding="utf-8"))
    found: list[bytes] = []
    for number, leaf in enumerate(journal_leaves(path)):
        if number < len(leaves) and leaf.hash != leaves[number].hash:
            raise Defect(f"The record at position {leaf.position} (leaf {number}) is not the one that was signed.")
        found.append(leaf.hash)
    if len(found) < checkpoint.size:
        raise Defect(f"The journal ends before leaf {len(found)}; {checkpoint.size} were signed.")
    if root_of(found[: checkpoint.size]) != checkpoint.root:
        raise Defect("The records are not those that were signed; hold them against a bundle to learn the first.")
    later = len(found) - checkpoint.size
    return f"The first {checkpoint.size} records are those that {checkpoint.origin} signed; {later} came later."


def verify_bundle(path: Path, policy: Policy, against: Path | None) -> str:
    """Verify a bundle, and that it extends an earlier checkpoint where one is given."""
    checkpoint, leaves = read_bundle(path, policy)
    if against is not None:
        old = policy.accept(against.read_text(encoding="utf-8"))
        extends = old.origin == checkpoint.origin and old.size <= checkpoint.size
        if not extends or root_of(leaf.hash for leaf in leaves[: old.size]) != old.root:
            raise Defect(f"The bundle does not extend the earlier checkpoint of {old.size} records.")
    shown = sum(leaf.position is not None for leaf in leaves)
    return f"{shown} records are as {checkpoint.origin} signed them, and {len(leaves) - shown} are withheld."


def verify_proof(path: Path) -> tuple[bytes, int, list[bytes], str]:
    """Return what a proof file says: the record, the leaf, the proof and the checkpoint, none of it verified yet."""
    head, blank, note = path.read_text(encoding="utf-8").partition("\n\n")
    lines = head.split("\n")[1:]
    try:
        if not blank or [line.partition(" ")[0] for line in lines[:2]] != ["extra", "index"]:
            raise ValueError("no proof of ours")
        record, index = base64(lines[0][6:]), lines[1][6:]
        if not NUMBER.fullmatch(index):
            raise ValueError("no index")
        return record, int(index), [hash_of(line) for line in lines[2:]], note
    except ValueError as error:
        raise Defect("The proof cannot be understood.") from error


def verify_certificate(path: Path, policy: Policy, against: Path | None) -> str:
    """Verify what a log states of its journal, and the proofs that go with it."""
    text, signatures = opened(path.read_text(encoding="utf-8"))
    try:
        said = canonical(text.split("\n", 1)[1].removesuffix("\n").encode())
        log, note, kind = said["log"], said["checkpoint"], said["kind"]
        if not isinstance(log, str) or not isinstance(note, str) or kind not in ("replay", "row"):
            raise ValueError("no certificate")
        policy.believes(text, log, signatures)
        checkpoint = policy.accept(note)
        if checkpoint.origin != log:
            raise Defect("The certificate and its checkpoint are of two logs.")
        return (certified_models if kind == "replay" else certified_row)(said, checkpoint, against)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise Defect("The certificate cannot be understood.") from error


def certified_models(said: dict[str, Any], checkpoint: Checkpoint, against: Path | None) -> str:
    """Verify a certificate that read models follow from a journal, and hold one against it where it is given."""
    tree = Checkpoint(checkpoint.origin, said["records"], hash_of(said["root"]))
    check_consistency(checkpoint, tree, [hash_of(one) for one in said["proof"]])
    tables, held = said["tables"], ""
    if against is not None:
        found = tables_of(against, {name: one["order"] for name, one in tables.items()})
        differ = [name for name, one in tables.items() if found[name] != (one["rows"], one["sha256"])]
        if differ:
            raise Defect(f"The read model is not what was certified: {differ[0]}.")
        held = " The read model is what was certified."
    return (
        f"{checkpoint.origin} certifies that {len(tables)} tables follow from its {tree.size} records, of which it has "
        f"signed {checkpoint.size}.{held}"
    )


def certified_row(said: dict[str, Any], checkpoint: Checkpoint, against: Path | None) -> str:
    """Verify a certificate of what holds of a thing: the facts that it names lie in the tree."""
    if against is not None:
        raise Unverifiable("A certificate of what holds of a thing is held against nothing but its policy.")
    for one in said["facts"]:
        record, path = base64(one["record"]), [hash_of(step) for step in one["proof"]]
        if record[:8] != number_of(one["position"]) or type(one["leaf"]) is not int:
            raise Defect(f"The record of the fact at position {one['position']} is another one.")
        check_inclusion(leaf_hash(record), one["leaf"], checkpoint.size, path, checkpoint.root)
    holds = "nothing" if said["row"] is None else written(said["row"])
    sentences = " ".join(" ".join(one["sentence"].split()) for one in said["facts"])
    return (
        f"{checkpoint.origin} certifies that of {said['thing']} in {said['table']} on {said['on']} holds: {holds}. "
        f"{len(said['facts'])} facts are among the {checkpoint.size} records that it signed: {sentences}"
    )


def tables_of(path: Path, orders: dict[str, list[str]]) -> dict[str, tuple[int, str]]:
    """Return how many rows the tables of a SQLite file have, and the SHA-256 of their lines; raises `Defect`."""
    found: dict[str, tuple[int, str]] = {}
    connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
    try:
        for name, order in orders.items():
            quoted = [f'"{one.replace(chr(34), chr(34) * 2)}"' for one in (name, *order)]
            hash_, number = sha256(), 0
            for row in connection.execute(f"SELECT * FROM {quoted[0]} ORDER BY {', '.join(quoted[1:])}"):
                line = written([{"hex": value.hex()} if isinstance(value, bytes) else value for value in row])
                hash_.update(line.encode() + b"\n")
                number += 1
            found[name] = number, hash_.hexdigest()
    except sqlite3.Error as error:
        raise Defect(f"The file is no read model that could be compared: {error}.") from error
    finally:
        connection.close()
    return found


def verify(path: Path, policy: Policy, against: Path | None) -> str:
    """Return the verdict on a file in a sentence; raises `Defect`, `Unverifiable`."""
    with path.open("rb") as file:
        begin = file.read(64)
    if begin.startswith(SQLITE):
        return verify_journal(path, policy, against)
    if begin.startswith(BUNDLE):
        return verify_bundle(path, policy, against)
    if begin.startswith(PROOF):
        record, index, proof, note = verify_proof(path)
        checkpoint = policy.accept(note)
        check_inclusion(leaf_hash(record), index, checkpoint.size, proof, checkpoint.root)
        return f"The record is leaf {index} of the {checkpoint.size} that {checkpoint.origin} signed: {record!r}"
    if begin.startswith(CERTIFICATE):
        return verify_certificate(path, policy, against)
    if begin.startswith(b"{"):
        return verify_consistency(path, policy, against)
    checkpoint = policy.accept(path.read_text(encoding="utf-8"))
    return f"The checkpoint of {checkpoint.size} records is signed by {checkpoint.origin}."


def verify_consistency(path: Path, policy: Policy, against: Path | None) -> str:
    """Verify that the later checkpoint in a consistency proof extends the earlier one that is given."""
    if against is None:
        raise Unverifiable("A consistency proof leads from an earlier checkpoint: name it with --against.")
    old = policy.accept(against.read_text(encoding="utf-8"))
    try:
        said = json.loads(path.read_bytes())
        proof, note, ends = [hash_of(one) for one in said["proof"]], said["checkpoint"], (said["from"], said["to"])
        if not isinstance(note, str):
            raise TypeError("no note")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Defect("The file cannot be understood.") from error
    new = policy.accept(note)
    if ends != (old.size, new.size):
        raise Defect(f"The proof leads from {ends[0]} to {ends[1]} records, not from {old.size} to {new.size}.")
    check_consistency(old, new, proof)
    return f"The first {old.size} of the {new.size} records that {new.origin} signed are those it had signed earlier."


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify what the command line names, say the verdict and return the exit code."""
    parser = argparse.ArgumentParser("fokus-verify", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, help="a bundle, a journal, a .tlog-proof, a certificate or a checkpoint")
    parser.add_argument("--policy", type=Path, required=True, help="who must have signed (C2SP tlog-policy)")
    parser.add_argument("--against", type=Path, help="a bundle or checkpoint kept from earlier, or a read model")
    given = parser.parse_args(arguments)
    try:
        policy = Policy(given.policy.read_text(encoding="utf-8"))
        print(f"OK: {verify(given.file, policy, given.against)}")
    except Defect as defect:
        print(f"DEFECT: {defect}")
        return 1
    except (Unverifiable, OSError, UnicodeDecodeError) as error:
        print(f"CANNOT BE VERIFIED: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
