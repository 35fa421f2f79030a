"""The append-only store of facts: deciding, recording and reading."""
