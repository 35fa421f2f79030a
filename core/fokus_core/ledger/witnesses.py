"""Witnesses: others who have seen a checkpoint and cosigned it (C2SP tlog-cosignature), kept and served beside it."""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fokus_core.domain.refusals import Unusable
from fokus_core.ledger.note import Checkpoint, SigningKeys, noted, parted
from fokus_core.ledger.signing import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fokus_core.storage.state_store import StateStore

__all__ = ["Cosigned", "WitnessKey", "cosigned", "take_in"]

COSIGNATURE = b"\x04"
COSIGNED = "cosigned-"  # with what the entries of cosigned checkpoints begin
LAST = 10**15 - 1
SIGNED = 8 + 64  # bytes of a time and a signature


class WitnessKey:
    """The public key of a witness, as a line `name+id+base64` has it; raises `Unusable`."""

    def __init__(self, line: str) -> None:
        try:
            self.name, id_, public = line.split("+", 2)
            raw = b64decode(public, validate=True)
            self._id = sha256(f"{self.name}\n".encode() + raw).digest()[:4]
            self._public = Ed25519PublicKey.from_public_bytes(raw[1:])
        except ValueError as error:
            raise Unusable("The setting ledger_witnesses holds what is no key of a witness.") from error
        if not self.name or id_ != self._id.hex() or raw[:1] != COSIGNATURE:
            raise Unusable(f"The setting ledger_witnesses holds a key that cannot cosign: {self.name}.")

    def signed(self, text: str, line: str) -> bool:
        """Tell whether a line is this witness's cosignature of the text of a checkpoint."""
        dash, name, signature = [*line.removesuffix("\n").split(" ", 2), "", ""][:3]
        try:
            raw = b64decode(signature, validate=True)
        except ValueError:
            return False
        written = b64encode(raw).decode() == signature
        if (dash, name, raw[:4], len(raw), written) != ("—", self.name, self._id, 4 + SIGNED, True):
            return False
        message = f"cosignature/v1\ntime {int.from_bytes(raw[4:12], 'big')}\n{text}"
        try:
            self._public.verify(raw[12:], message.encode())
        except InvalidSignature:
            return False
        return True


class Cosigned(msgspec.Struct, frozen=True):
    """A checkpoint as the log has signed it, and the lines of its witnesses by their names."""

    note: str
    lines: dict[str, str]

    @property
    def whole(self) -> str:
        """The note with all signatures."""
        return self.note + "".join(self.lines.values())


def take_in(
    note: str, keys: SigningKeys, last: Checkpoint, witnesses: "Sequence[WitnessKey]", state_store: "StateStore"
) -> Cosigned:
    """Keep the cosignatures of a checkpoint that `keys` have signed, beside those that it has.

    What is signed by neither is left out. Raises `Unusable` where there is nothing to keep.
    """
    signed = keys.read(note)
    if signed.size > last.size:
        raise Unusable(f"This checkpoint of {signed.size} records was never signed here; the last has {last.size}.")
    text, lines = parted(note)
    found = {key.name: line for key in witnesses for line in lines if key.signed(text, line)}
    if not found:
        raise Unusable("No witness that the setting ledger_witnesses names has cosigned this checkpoint.")
    place = _place(signed.size)
    while True:
        kept = state_store.get(SPACE, place)
        before = {} if kept is None else msgspec.json.decode(kept, type=Cosigned).lines
        made = Cosigned(keys.sign(signed), before | found)
        new = msgspec.json.encode(made)
        if state_store.add(SPACE, place, new) if kept is None else state_store.compare_and_set(SPACE, place, kept, new):
            return made


def cosigned(state_store: "StateStore", note: str, least: int) -> str | None:
    """Return the last checkpoint that at least so many witnesses have cosigned, None where there is none.

    With none at least, it is `note`, and whoever has cosigned that.
    """
    if least == 0:
        kept = state_store.get(SPACE, _place(noted(note).size))
        lines = "" if kept is None else "".join(msgspec.json.decode(kept, type=Cosigned).lines.values())
        return note + lines
    after = ""
    while found := state_store.scan(SPACE, COSIGNED, after):
        for place, value in found:
            one = msgspec.json.decode(value, type=Cosigned)
            if len(one.lines) >= least:
                return one.whole
            after = place
    return None


def _place(size: int) -> str:
    """Return where a checkpoint stands among the others: the largest first."""
    return f"{COSIGNED}{LAST - size:015}"
