"""Test kits: the contract of a programme's routes, and an identity provider on loopback."""
