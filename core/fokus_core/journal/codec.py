"""The codec: a fact to the readable JSON that is stored, and back, upcast where its shape changed since."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from fokus_core.domain.facts import Fact, Meta, Recorded, Unknown, fact_type
from fokus_core.journal.engines.store import Row
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.privacy.sealed import dec_hook, enc_hook

T = TypeVar("T")


class Stored(msgspec.Struct, Generic[T], frozen=True):
    """The readable JSON of a stored fact."""

    fact: T
    meta: Meta


class Codec:
    """Writes and reads the facts of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._encoder = msgspec.json.Encoder(enc_hook=enc_hook)
        self._decoders: dict[str, Callable[[bytes], Stored[Any]]] = {}  # made when one is asked for first
        self._raw = msgspec.json.Decoder(Stored[msgspec.Raw])
        self._loose = msgspec.json.Decoder(Stored[dict[str, Any]])

    def encode(self, fact: Fact, meta: Meta) -> bytes:
        """Return the readable JSON that is stored; raises `TypeError` when a personal field is not sealed."""
        if isinstance(fact, Unknown):
            raise TypeError("an unknown fact is kept, not written")
        self._decoder(fact_type(type(fact)).name)  # what could not be read again is not written
        return self._encoder.encode(Stored(fact, meta))

    def decode(self, row: Row) -> Recorded[Fact]:
        """Return a stored fact as its current class, upcast where needed, or as `Unknown`.

        The key of its command stands in the envelope and is left out of its keys.
        """
        keys = tuple([key for key in row.keys if not key.startswith("command:")])
        decoder = self._decoders.get(row.type) or self._decoder(row.type)
        if decoder is not None:
            stored = decoder(row.data)
            return Recorded(row.position, row.type, keys, stored.fact, stored.meta)
        kind = self._catalogue.current.get(row.type.partition("@")[0])
        version = int(row.type.rpartition("@")[2])
        if kind is None or version > kind.version:
            return self.unknown(row)
        loose = self._loose.decode(row.data)
        shape = loose.fact
        for step in range(version, kind.version):
            shape = self._catalogue.upcasters[f"{kind.base}@{step}"](shape)
        fact = msgspec.convert(shape, kind.cls, dec_hook=dec_hook)
        return Recorded(row.position, row.type, keys, fact, loose.meta)

    def _decoder(self, name: str) -> Callable[[bytes], Stored[Any]] | None:
        """Return what reads facts of a stored name; None where it is no current one."""
        if name not in self._decoders and (kind := self._catalogue.facts.get(name)) is not None:
            shape = Stored[kind.cls]  # type: ignore[name-defined]  # the class is known at run time only
            self._decoders[name] = msgspec.json.Decoder(shape, dec_hook=dec_hook).decode
        return self._decoders.get(name)

    def unknown(self, row: Row) -> Recorded[Fact]:
        """Return a stored fact as `Unknown`, whatever its type."""
        keys = tuple([key for key in row.keys if not key.startswith("command:")])
        raw = self._raw.decode(row.data)
        effective = msgspec.json.decode(raw.fact, type=Fact).effective
        return Recorded(row.position, row.type, keys, Unknown(effective=effective, raw=raw.fact), raw.meta)
