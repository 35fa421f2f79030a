"""Reads: what a decision reads, said per fact type with the key it is read by."""

from dataclasses import dataclass, replace

from fokus_core.domain.facts import Fact


@dataclass(frozen=True)
class Line:
    """One line of `Reads`; `key` is a field of the command, `programme`, or a whole key such as `round:2012`.

    `evidence` names what else is read under the key; None stands for every evidence there is.
    """

    key: str
    types: tuple[type[Fact], ...] = ()
    evidence: tuple[str, ...] | None = ()
    optional: bool = False


class Reads:
    """What a decision reads, said per fact type with the key it is read by; joined by `|`.

    `evidence` names evidence about the thing: `Reads("body", evidence=("network.member",))`. Where it is `optional` the
    programme that has it may be absent, and the evidence is then unknown; otherwise the start is refused.
    """

    def __init__(
        self, key: str = "", *types: type[Fact], evidence: tuple[str, ...] = (), optional: bool = False
    ) -> None:
        self.lines: tuple[Line, ...] = (Line(key, types, evidence, optional),) if key else ()

    def __or__(self, other: "Reads") -> "Reads":
        joined = Reads()
        joined.lines = self.lines + other.lines
        return joined


def AnyEvidence(key: str) -> Reads:  # noqa: N802  # reads like the other parts of a `reads` declaration
    """Read every fact by which any installed programme establishes or ends evidence about the thing `key` names."""
    reads = Reads(key)
    reads.lines = tuple(replace(line, evidence=None) for line in reads.lines)
    return reads
