"""The tree is RFC 6962's, by the vectors of others, and the verifier and the service agree about every proof."""

import json
import random
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fokus_verify import Checkpoint, Defect, check_consistency, check_inclusion, record_hash, root_of
from ledger_kit import leaf_of, some_records

from fokus_core.ledger.tree import EMPTY, Frontier, consistency, inclusion, leaf_hash, peaks, record_bytes
from fokus_core.ledger.tree import root_of as root_from_nodes

VECTORS: dict[str, list[dict[str, Any]]] = json.loads((Path(__file__).parent / "vectors.json").read_text())
# The tree of RFC 6962's reference implementation: its entries, and its root at every size.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(leaves: list[bytes]) -> tuple[list[bytes], Callable[[int, int], bytes]]:
    """Return the root at every size, and the complete subtrees, as they are kept while a tree grows."""
    tree, nodes = Frontier(), dict[tuple[int, int], bytes]()
    roots = [tree.root]
    for number, leaf in enumerate(leaves):
        nodes.update({(level, number >> level): hash_ for level, hash_ in enumerate(tree.add(leaf))})
        roots.append(tree.root)
    return roots, lambda level, number: nodes[level, number]


def test_the_tree_of_the_reference_implementation_has_its_roots() -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES]
    roots, node = grown(leaves)
    assert [root.hex() for root in roots] == ROOTS
    assert [root_from_nodes(size, node).hex() for size in range(9)] == ROOTS
    assert [root_of(leaves[:size]).hex() for size in range(9)] == ROOTS
    assert roots[0] == EMPTY


def accepted(check: Callable[[], None]) -> bool:
    try:
        check()
    except Defect:
        return False
    return True


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=lambda vector: vector["file"])
def test_inclusion_as_others_have_it(vector: dict[str, Any]) -> None:
    leaf, root = b64decode(vector["leafHash"] or ""), b64decode(vector["root"] or "")
    proof = [b64decode(one) for one in vector["proof"] or []]
    found = accepted(lambda: check_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof, root))
    assert found is not vector["wantErr"]


@pytest.mark.parametrize("vector", VECTORS["consistency"], ids=lambda vector: vector["file"])
def test_consistency_as_others_have_it(vector: dict[str, Any]) -> None:
    old = Checkpoint("log", vector["size1"], b64decode(vector["root1"] or ""))
    new = Checkpoint("log", vector["size2"], b64decode(vector["root2"] or ""))
    proof = [b64decode(one) for one in vector["proof"] or []]
    assert accepted(lambda: check_consistency(old, new, proof)) is not vector["wantErr"]


def test_a_thousand_random_proofs_are_accepted_and_none_for_another_leaf_or_root() -> None:
    leaves = [leaf_of(row) for row in some_records(700)]
    roots, node = grown(leaves)
    chance = random.Random(19)
    for _ in range(1000):
        size = chance.randint(1, len(leaves))
        index, old = chance.randrange(size), chance.randint(1, size)
        path, steps = inclusion(index, size, node), consistency(old, size, node)
        check_inclusion(leaves[index], index, size, path, roots[size])
        earlier, later = Checkpoint("log", old, roots[old]), Checkpoint("log", size, roots[size])
        check_consistency(earlier, later, steps)
        with pytest.raises(Defect):
            check_inclusion(leaves[index - 1], index, size, path, roots[size] if size > 1 else EMPTY)
        with pytest.raises(Defect):
            check_consistency(earlier._replace(root=leaves[0][::-1]), later, steps)


def test_peaks_are_the_bits_of_the_size() -> None:
    assert peaks(0) == []
    assert peaks(11) == [(3, 0), (1, 4), (0, 10)]


def test_a_record_is_hashed_the_same_by_the_verifier_whatever_the_order_of_its_keys() -> None:
    for row in some_records(50):
        keys = [key.encode() for key in row.keys]
        assert record_hash(row.position, row.type.encode(), keys[::-1], row.data) == leaf_of(row)


def test_no_two_records_are_hashed_of_the_same_bytes() -> None:
    records = [
        (1, "a", ("b", "c"), b"d"),
        (1, "a", ("bc",), b"d"),
        (1, "ab", ("c",), b"d"),
        (1, "a", ("b",), b"cd"),
        (1, "a", (), b"bcd"),
        (2, "a", ("b", "c"), b"d"),
        (1, "a", ("b", "b"), b"d"),
        (1, "a", ("b",), b"d"),
    ]
    assert len({record_bytes(*record) for record in records}) == len(records)
