"""The Merkle tree over the journal: its hashes, its proofs, and the checkpoints its one signer signs."""
